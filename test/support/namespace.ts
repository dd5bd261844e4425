import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAME = `statechat-test-${process.pid}`;
let opened = 0;
/** What waits before a bottleneck for everybody, and before a line of one's own. */
const [QUEUE_BYTES, OWN_QUEUE_BYTES] = [65_536, 16_384];

/** A network of its own, with nothing but loopback, in which the kernel may drop datagrams. */
export class Namespace {
  private readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** Only root can have one, and only where `ip` and `iptables` are installed. */
  static async open(): Promise<Namespace> {
    const name = `${NAME}-${++opened}`;
    await run('ip', ['netns', 'add', name]);
    const namespace = new Namespace(name);
    try {
      await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    } catch (error) {
      await namespace.close();
      throw error;
    }
    return namespace;
  }

  /** Stands before a command to run it in here. */
  get launcher(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** From now on the kernel drops this share of all UDP datagrams: on loopback, each way. */
  async lose(share: number): Promise<void> {
    await this.iptables(
      ...['-A', 'INPUT', '-p', 'udp', '-m', 'statistic', '--mode', 'random'],
      ...['--probability', String(share), '-j', 'DROP'],
    );
  }

  /** Datagrams since `lose`: those that arrived and those that the kernel dropped. */
  async counts(): Promise<{ arrived: number; dropped: number }> {
    const listing = await this.iptables('-L', 'INPUT', '-v', '-x', '-n');
    const arrived = /policy ACCEPT (\d+) packets/.exec(listing)?.[1];
    const dropped = /^\s*(\d+)\s+\d+\s+DROP/m.exec(listing)?.[1];
    return { arrived: Number(arrived), dropped: Number(dropped) };
  }

  /**
   * From now on all datagrams of everybody pass one bottleneck, one way and the other.
   *
   * @param kbitPerSecond what it carries
   */
  async narrow(kbitPerSecond: number): Promise<void> {
    const line = bottleneck(kbitPerSecond, QUEUE_BYTES);
    await this.tc('qdisc', 'add', 'dev', 'lo', 'root', ...line);
  }

  /**
   * Gives each of these ports a line of its own, up and down; nothing else is slowed.
   *
   * @param rates what each carries, in kbit/s
   */
  async narrowEach(rates: ReadonlyMap<number, number>): Promise<void> {
    await this.tc('qdisc', 'add', 'dev', 'lo', 'root', 'handle', '1:', 'htb', 'default', '1');
    await this.class('1:1', '10gbit');
    let id = 0x10;
    for (const [port, rate] of rates) {
      for (const end of ['--dport', '--sport']) {
        const line = `1:${(id++).toString(16)}`;
        await this.class(line, '10gbit');
        const queue = bottleneck(rate, OWN_QUEUE_BYTES);
        await this.tc('qdisc', 'add', 'dev', 'lo', 'parent', line, ...queue);
        await this.iptables(
          ...['-A', 'OUTPUT', '-p', 'udp', end, String(port)],
          ...['-j', 'CLASSIFY', '--set-class', line],
        );
      }
    }
  }

  /** Bytes of all datagrams with their headers, dropped ones too, that were sent since the first call. */
  async sentBytes(): Promise<number> {
    const listed = await this.iptables('-L', 'OUTPUT', '-v', '-x', '-n');
    const bytes = /^\s*\d+\s+(\d+)\s+(?:0|17|udp)\s/m.exec(listed)?.[1];
    if (bytes !== undefined) return Number(bytes);
    await this.iptables('-A', 'OUTPUT', '-p', 'udp');
    return 0;
  }

  /** Every process in it must have ended. */
  async close(): Promise<void> {
    await run('ip', ['netns', 'del', this.name]);
  }

  private iptables(...args: readonly string[]): Promise<string> {
    return this.run('iptables', ...args);
  }

  private tc(...args: readonly string[]): Promise<string> {
    return this.run('tc', ...args);
  }

  private async class(id: string, rate: string): Promise<void> {
    const line = ['parent', '1:', 'classid', id, 'htb', 'rate', rate, 'quantum', '60000'];
    await this.tc('class', 'add', 'dev', 'lo', ...line);
  }

  private async run(...command: readonly string[]): Promise<string> {
    const [file = '', ...args] = [...this.launcher, ...command];
    const { stdout } = await run(file, args);
    return stdout;
  }
}

/** What `tc` is told of a line that drops what its queue does not hold. */
function bottleneck(kbitPerSecond: number, queueBytes: number): string[] {
  return ['tbf', 'rate', `${kbitPerSecond}kbit`, 'burst', '16kb', 'limit', String(queueBytes)];
}

/** Why there can be no lossy namespace here, or null if there can. */
export async function obstacleToNamespaces(): Promise<string | null> {
  try {
    const namespace = await Namespace.open();
    try {
      await namespace.lose(0.5);
      await namespace.narrow(1_000);
    } finally {
      await namespace.close();
    }
    return null;
  } catch (error) {
    const { code, path, stderr } = error as { code?: unknown; path?: string; stderr?: string };
    if (code === 'ENOENT') return `${path} was not found`;
    return (stderr ?? String(error)).trim().split('\n')[0] ?? 'no namespaces';
  }
}

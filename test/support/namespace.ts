import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAME = `statechat-test-${process.pid}`;
let opened = 0;

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

  /**
   * From now on all datagrams of everybody pass one bottleneck, one way and the other.
   *
   * @param kbitPerSecond what it carries
   * @param queueBytes what waits before it; more is dropped
   */
  async narrow(kbitPerSecond: number, queueBytes: number): Promise<void> {
    const limit = ['rate', `${kbitPerSecond}kbit`, 'burst', '16kb', 'limit', String(queueBytes)];
    await this.tc('qdisc', 'replace', 'dev', 'lo', 'root', 'tbf', ...limit);
  }

  /** Bytes that have passed the bottleneck, with the headers of IP and Ethernet. */
  async carriedBytes(): Promise<number> {
    const [, bytes] =
      /Sent (\d+) bytes/.exec(await this.tc('-s', 'qdisc', 'show', 'dev', 'lo')) ?? [];
    return Number(bytes);
  }

  /** Datagrams since `lose`: those that arrived and those that the kernel dropped. */
  async counts(): Promise<{ arrived: number; dropped: number }> {
    const listing = await this.iptables('-L', 'INPUT', '-v', '-x', '-n');
    const arrived = /policy ACCEPT (\d+) packets/.exec(listing)?.[1];
    const dropped = /^\s*(\d+)\s+\d+\s+DROP/m.exec(listing)?.[1];
    return { arrived: Number(arrived), dropped: Number(dropped) };
  }

  /** Every process in it must have ended. */
  async close(): Promise<void> {
    await run('ip', ['netns', 'del', this.name]);
  }

  private async tc(...args: readonly string[]): Promise<string> {
    const [file = '', ...before] = [...this.launcher, 'tc', ...args];
    const { stdout } = await run(file, before);
    return stdout;
  }

  private async iptables(...args: readonly string[]): Promise<string> {
    const [file = '', ...before] = [...this.launcher, 'iptables', ...args];
    const { stdout } = await run(file, before);
    return stdout;
  }
}

/** Why there can be no lossy namespace here, or null if there can. */
export async function obstacleToNamespaces(): Promise<string | null> {
  try {
    const namespace = await Namespace.open();
    try {
      await namespace.lose(0.5);
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

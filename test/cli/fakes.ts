import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Command, ReaderState } from '../../machines/vocabulary.ts';
import type { Address } from '../../src/chat/address.ts';
import type { Environment } from '../../src/cli/environment.ts';
import type { Inspection } from '../../src/inspector/inspection.ts';
import type {
  ClientOptions,
  RunningClient,
  RunningServer,
  ServerOptions,
} from '../../src/udp/chat.ts';

/** A client that does nothing but remember what it was told. */
export class FakeClient implements RunningClient {
  readonly name = 'ann';
  waiting = 0;
  group: string | null = null;
  readonly commands: Command[] = [];
  readonly ended: Promise<number>;
  /** What it was told of its reader. */
  readonly readers: ReaderState[] = [];
  /** How often the client was asked to leave. */
  leaves = 0;
  /** How often somebody waited for the client to be done. */
  settles = 0;
  end: (status: number) => void = () => {};

  readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  command(command: Command): void {
    this.commands.push(command);
  }

  leave(): void {
    this.leaves++;
    this.options.onNotice({ kind: 'offline' }, null);
    this.end(0);
  }

  kill(): void {
    this.end(137);
  }

  readerIs(state: ReaderState): void {
    this.readers.push(state);
  }

  async settled(): Promise<void> {
    this.settles++;
  }

  names(): string[] {
    return ['ann', 'bob'];
  }

  onlineNames(): string[] {
    return ['ann', 'bob'];
  }

  groups(): string[] {
    return ['g'];
  }
}

/** A world of streams and fakes; nothing in it opens a socket. It may be copied: `{ ...world }`. */
export class FakeWorld implements Environment {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly signals = new EventEmitter();
  variables: Environment['variables'] = {};
  readonly version = () => '1.2.3';
  readonly clients: FakeClient[] = [];
  readonly servers: ServerOptions[] = [];
  /** Called with each client that starts. */
  onClient: (client: FakeClient) => void = () => {};
  /** Called with each server that starts. */
  onServer: (options: ServerOptions) => void = () => {};
  /** What starting a client or a server fails with. */
  failure: Error | null = null;

  /** What name servers know. */
  readonly hosts = new Map<string, readonly string[]>();
  /** The addresses that were asked whether a server is there. */
  readonly asked: Address[] = [];
  /** The one of them that answers. */
  answering: string | null = null;

  readonly now = (): Date => new Date(2026, 10, 28, 9, 5, 3);
  ownAddresses = (): readonly string[] => [];
  readonly suspend = (): void => {};

  lookUp = async (host: string): Promise<readonly string[]> => {
    const ips = this.hosts.get(host);
    if (ips === undefined) throw Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' });
    return ips;
  };

  readonly findServer = async (addresses: readonly Address[]): Promise<Address | null> => {
    this.asked.push(...addresses);
    return addresses.find(({ ip }) => ip === this.answering) ?? null;
  };

  readonly startClient = async (options: ClientOptions): Promise<RunningClient> => {
    if (this.failure !== null) throw this.failure;
    const client = new FakeClient(options);
    this.clients.push(client);
    this.onClient(client);
    return client;
  };

  readonly startServer = async (options: ServerOptions): Promise<RunningServer> => {
    if (this.failure !== null) throw this.failure;
    this.servers.push(options);
    setImmediate(() => this.onServer(options));
    return { address: { ip: options.host ?? '', port: options.port }, close: async () => {} };
  };

  runDemo = async (_inspection: Inspection | null): Promise<number> => 0;

  /** What was written to stdout so far. */
  get out(): string {
    return String(this.stdout.read() ?? '');
  }

  /** What was written to stderr so far. */
  get err(): string {
    return String(this.stderr.read() ?? '');
  }
}

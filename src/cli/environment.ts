import type { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Address } from '../chat/address.ts';
import type { Inspection } from '../inspector/inspection.ts';
import type { ClientOptions, RunningClient, RunningServer, ServerOptions } from '../udp/chat.ts';
import type { Variables } from './variables.ts';

/** Where commands come from: a pipe, a file, or a terminal. */
interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** Where lines go: a pipe, a file, or a terminal. */
export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** Where a client or a server meets its user. */
export interface Surroundings {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly variables: Variables;
  /** Emits SIGINT, SIGTERM, SIGHUP and SIGCONT. */
  readonly signals: EventEmitter;
  now(): Date;
  /** Stops this process until SIGCONT, as a shell's ctrl-Z does. */
  suspend(): void;
}

/** All that the program touches of the world, so that a test can be the world. */
export interface Environment extends Surroundings {
  version(): string;
  /** The addresses by which other machines reach this one. */
  ownAddresses(): readonly string[];
  /** The addresses of a host; throws an error with a `code` if there is none. */
  lookUp(host: string): Promise<readonly string[]>;
  /** The address from which a server answers, or null if none does. */
  findServer(addresses: readonly Address[], lossRate?: number): Promise<Address | null>;
  startClient(options: ClientOptions): Promise<RunningClient>;
  startServer(options: ServerOptions): Promise<RunningServer>;
  runDemo(inspection: Inspection | null): Promise<number>;
}

import type { InspectionEvent } from 'xstate';
import type {
  ClientNotice,
  Command,
  ReaderState,
  ServerNotice,
} from '../../machines/vocabulary.ts';
import type { Address } from '../chat/address.ts';
import type { Recorder } from '../trace/recorder.ts';

/** Who watches a process; without anybody nothing is inspected. */
export interface WatchOptions {
  /** Writes down every step. */
  readonly recorder?: Recorder;
  /** Sees every event and transition of every machine. */
  readonly inspect?: (event: InspectionEvent) => void;
}

/** What a client needs to start on a real socket. */
export interface ClientOptions extends WatchOptions {
  readonly name: string;
  readonly server: Address;
  /** The client's own UDP port. */
  readonly port: number;
  /** A server that does not answer does not end the client: it waits for it to come back. */
  readonly stays?: boolean;
  /** Drop this share of the datagrams (0 to 1) in each direction, to watch the protocol work. */
  readonly lossRate?: number;
  /** `group` is the group the user is in when the notice is shown, or null. */
  onNotice(notice: ClientNotice, group: string | null): void;
  /** The group that the user is in may have changed. */
  onPrompt?(): void;
}

/** A client over a real socket. */
export interface RunningClient {
  /** Commands are carried out in order; one that must wait for the server holds back the rest. */
  command(command: Command): void;
  /** Commands that it has not come to yet. */
  readonly waiting: number;
  /** What the others call the user. */
  readonly name: string;
  /** The group that the user is in, or null. */
  readonly group: string | null;
  /** Deregisters now; takes 3 s at most, and 6 s where it is not yet known to be registered. */
  leave(): void;
  /**
   * Whoever reads the notices keeps up, or does not: then messages are not taken, and their senders
   * are told in the end that they were not delivered. Until this is called the reader keeps up.
   */
  readerIs(state: ReaderState): void;
  /** Stops at once without a word to anybody, as a killed process does. */
  kill(): void;
  /**
   * Resolves when every command so far is carried out and every message acked or failed, or when
   * the client is no more.
   */
  settled(): Promise<void>;
  /**
   * Resolves with the exit status: 0 after deregistering, 1 if refused or the server is silent, 137
   * if it was killed.
   */
  readonly ended: Promise<number>;
  /** Names in the client table. */
  names(): readonly string[];
  /** Those of them who are online, for completion. */
  onlineNames(): readonly string[];
  /** Groups that there are, as far as the server has told, for completion. */
  groups(): readonly string[];
}

/** What a server needs to start on a real socket. */
export interface ServerOptions extends WatchOptions {
  readonly port: number;
  /** Address to listen on; all IPv4 addresses of the machine by default. */
  readonly host?: string;
  /** Drop this share of the datagrams (0 to 1) in each direction, to watch the protocol work. */
  readonly lossRate?: number;
  onNotice(notice: ServerNotice): void;
}

/** A server over a real socket. */
export interface RunningServer {
  readonly address: Address;
  close(): Promise<void>;
}

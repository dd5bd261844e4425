import type { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Inspection } from '../inspector/inspection.ts';
import type { ClientOptions, RunningClient, RunningServer, ServerOptions } from '../udp/chat.ts';
import type { FolderVariables } from './folders.ts';

/** Where commands come from: a pipe, a file, or a terminal. */
interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** Where lines go: a pipe, a file, or a terminal. */
export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The environment variables that matter. */
interface Variables extends FolderVariables {
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  /** A folder of the user's own for files that end with the session. */
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

/** Where a client or a server meets its user. */
export interface Surroundings {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly variables: Variables;
  /** Emits SIGINT, SIGTERM, SIGHUP and SIGCONT. */
  readonly signals: EventEmitter;
  /** Stops this process until SIGCONT, as a shell's ctrl-Z does. */
  suspend(): void;
}

/** All that the program touches of the world, so that a test can be the world. */
export interface Environment extends Surroundings {
  readonly stderr: Output;
  readonly version: string;
  startClient(options: ClientOptions): Promise<RunningClient>;
  startServer(options: ServerOptions): Promise<RunningServer>;
  runDemo(inspection: Inspection | null): Promise<number>;
}

/** The surroundings of this process. */
export function processSurroundings(): Surroundings {
  const { stdin, stdout, env, pid } = process;
  const variables: Variables = env;
  const suspend = () => void process.kill(pid, 'SIGTSTP');
  return { stdin, stdout, variables, signals: process, suspend };
}

/** Trace files, written line by line. */
import type { WriteStream } from 'node:fs';
import { closeSync, openSync, writeSync } from 'node:fs';
import { endAtLastLine, FreshFile } from './freshFile.ts';
import type { StepSink } from './recording.ts';
import type { TraceEnd, TraceHeader, TraceLine, TraceStep } from './trace.ts';
import { formatLine, TRACE_VERSION } from './trace.ts';

/** The file cannot be written. The message is one line for the user. */
export class TraceFileError extends Error {
  readonly code: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`cannot write the trace ${path}: ${reasonOf(cause)}`);
    this.name = 'TraceFileError';
    this.code = cause.code ?? 'UNKNOWN';
  }
}

/**
 * Writes a whole trace.
 *
 * @throws TraceFileError if the file cannot be written
 */
export function writeTraceFile(path: string, [header, ...lines]: readonly TraceLine[]): void {
  const file = new TraceFile(path, header as TraceHeader);
  try {
    for (const line of lines) file.write(line);
  } finally {
    file.close();
  }
}

/** What is kept before it is written: a write costs as much as hundreds of lines. */
const CHUNK_CHARACTERS = 65_536;

/** Writes the trace of a run that does not pause, such as a simulated one. */
export class TraceFile {
  private readonly path: string;
  private readonly file: number;
  private waiting = '';

  /** @throws TraceFileError if the file cannot be written */
  constructor(path: string, header: Omit<TraceHeader, 'trace' | 'version'>) {
    this.path = path;
    this.file = this.orFail(() => openSync(path, 'w'));
    this.write(headerLine(header));
  }

  /** @throws TraceFileError if the file cannot be written */
  write(line: TraceLine): void {
    this.waiting += `${formatLine(line)}\n`;
    if (this.waiting.length >= CHUNK_CHARACTERS) this.flush();
  }

  /** @throws TraceFileError if the file cannot be written */
  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.file);
    }
  }

  private flush(): void {
    const bytes = Buffer.from(this.waiting);
    this.waiting = '';
    for (let done = 0; done < bytes.length; ) {
      done += this.orFail(() => writeSync(this.file, bytes, done));
    }
  }

  private orFail<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw new TraceFileError(this.path, error as NodeJS.ErrnoException);
    }
  }
}

/** What may wait for a slow disk; beyond it steps are left out, which their numbers show. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** How the trace of a real process is written. */
export interface TraceStreamOptions {
  /** Put it in the place of a file that is there, once there is something to write. */
  readonly force?: boolean;
  /** Nothing more can be written, for this reason. */
  onFailure?(failure: TraceFileError): void;
}

/** Writes the trace of a real process, which never waits for it. */
export class TraceStream implements StepSink {
  private readonly path: string;
  private readonly file: FreshFile;
  private readonly stream: WriteStream;
  private readonly onFailure: TraceStreamOptions['onFailure'];
  private failure: TraceFileError | null = null;
  /** Steps so far, those too that were left out. */
  private steps = 0;

  private constructor(path: string, file: FreshFile, onFailure: TraceStreamOptions['onFailure']) {
    this.path = path;
    this.file = file;
    this.onFailure = onFailure;
    this.stream = file.handle.createWriteStream();
    this.stream.on('error', (error) => this.fail(error));
  }

  /** @throws TraceFileError if the file cannot be written */
  static async open(
    path: string,
    source: TraceHeader['source'],
    { force = false, onFailure }: TraceStreamOptions = {},
  ): Promise<TraceStream> {
    const file = await FreshFile.open(path, force).catch((error: NodeJS.ErrnoException) => {
      throw new TraceFileError(path, error);
    });
    const trace = new TraceStream(path, file, onFailure);
    trace.write(formatLine(headerLine({ source })));
    return trace;
  }

  /** Whether nothing was traced. */
  get isEmpty(): boolean {
    return this.steps === 0;
  }

  take(_step: TraceStep, line: string): void {
    if (this.steps++ === 0) this.settle();
    this.write(line);
  }

  /**
   * Writes the end and what still waits.
   *
   * @returns why the file is not complete, or null if it is
   */
  async close(): Promise<TraceFileError | null> {
    const end: TraceEnd = { end: true, steps: this.steps, violation: null };
    const { stream } = this;
    this.settle();
    await new Promise<void>((resolve) => {
      stream.once('close', resolve);
      if (stream.closed) resolve();
      else stream.end(`${formatLine(end)}\n`);
    });
    // What was written stays readable.
    if (this.failure !== null) await endAtLastLine(this.path).catch(() => {});
    return this.failure;
  }

  /** Ends a trace of nothing: what was there before is there as it was. */
  async discard(): Promise<void> {
    this.stream.destroy();
    await this.file.remove().catch(() => {});
  }

  private settle(): void {
    try {
      this.file.settle();
    } catch (error) {
      this.fail(error as NodeJS.ErrnoException);
    }
  }

  private fail(error: NodeJS.ErrnoException): void {
    if (this.failure !== null) return;
    this.failure = new TraceFileError(this.path, error);
    this.onFailure?.(this.failure);
  }

  private write(line: string): void {
    const { stream } = this;
    // A command may still come when the process has ended: it is no part of its story.
    if (stream.writableEnded) return;
    if (this.failure === null && stream.writableLength <= MAX_WAITING_BYTES) {
      stream.write(`${line}\n`);
    }
  }
}

function headerLine(header: Omit<TraceHeader, 'trace' | 'version'>): TraceHeader {
  return { trace: 'statechat', version: TRACE_VERSION, ...header };
}

/** Why the system does not do something with a file, in a few words. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EISDIR':
      return 'it is a folder, not a file';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission denied';
    case 'EEXIST':
      return 'it is there already; --force replaces it';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    default:
      return message;
  }
}

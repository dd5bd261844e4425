import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { safeText } from '../../chat/display/safeText.ts';
import { reasonOf } from '../../trace/writer.ts';
import type { Output } from '../environment.ts';
import { Printer } from '../output/printer.ts';
import { putToFile } from '../output/put.ts';
import { calendarDate, clockTime } from './clockTime.ts';

/** The log cannot be written. The message is one line for the user. */
class ChatLogError extends Error {
  override readonly name = 'ChatLogError';
  readonly code: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`cannot write the log ${path}: ${reasonOf(cause)}`);
    this.code = cause.code ?? 'UNKNOWN';
  }
}

/** It holds private messages: nobody else may read it. */
const ONLY_MINE = 0o600;

/**
 * What was said and typed, line by line behind the date and the time, at the end of a file. If the disk
 * is full it waits for room, and what does not fit into what may wait is left out.
 */
export class ChatLog {
  private readonly printer: Printer;
  private readonly stream: Writable;
  private readonly file: FileHandle;
  private isClosing = false;

  private constructor(file: FileHandle, tell: (error: NodeJS.ErrnoException) => void) {
    this.file = file;
    let isTold = false;
    const tellOnce = (error: NodeJS.ErrnoException) => {
      if (!isTold) tell(error);
      isTold = true;
    };
    const put = putToFile(file.fd, (error) => {
      tellOnce(error);
      return !this.isClosing;
    });
    this.stream = new Writable({ write: (bytes, _encoding, done) => put(bytes, done) });
    this.stream.on('error', tellOnce);
    this.printer = new Printer({ output: this.stream });
  }

  /**
   * @param stderr is told, once, if it cannot be written now: the chat goes on
   * @throws ChatLogError if it cannot be written at all
   */
  static async open(path: string, stderr: Output): Promise<ChatLog> {
    const file = await open(path, 'a', ONLY_MINE).catch((error: NodeJS.ErrnoException) => {
      throw new ChatLogError(path, error);
    });
    return new ChatLog(file, (error) => {
      stderr.write(`statechat: ${safeText(new ChatLogError(path, error).message)}\n`);
    });
  }

  /** Adds lines that may be drawn on a terminal. */
  add(lines: readonly string[], now: Date): void {
    const stamp = `${calendarDate(now)} ${clockTime(now)} `;
    this.printer.notice(lines.map((line) => stamp + line));
  }

  /** Resolves when everything is in the file, or cannot get there. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.printer.close();
    this.stream.end();
    await finished(this.stream).catch(() => {});
    await this.file.close();
  }
}

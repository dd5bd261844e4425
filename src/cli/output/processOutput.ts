import { fstatSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { Put, SystemError } from './put.ts';
import { putToFile, putToStream, putToTerminal } from './put.ts';

type Stream = NodeJS.WriteStream & { readonly fd: number };

/** What Node does not document of a stream to a terminal. */
interface Handle {
  setBlocking?(on: boolean): number;
  /** Asks the system; `stream.columns` is what it was at the last signal of a new size. */
  getWindowSize?(size: number[]): number;
}

/**
 * Standard output or standard error. Whoever reads it, or reads it no more, never stops the
 * process. Emits `full` when a disk has no room: what was written waits until it has.
 */
export class ProcessOutput extends Writable {
  private readonly stream: Stream;
  private readonly put: Put;
  private isDiskFull = false;

  constructor(stream: Stream) {
    super();
    this.stream = stream;
    this.put = this.putTo(stream);
    stream.on('resize', () => this.emit('resize'));
    // What becomes of each write is told to its callback.
    stream.on('error', () => {});
  }

  get isTTY(): boolean {
    return this.stream.isTTY === true;
  }

  get columns(): number | undefined {
    return this.sizeNow()[0];
  }

  get rows(): number | undefined {
    return this.sizeNow()[1];
  }

  /** Whether writing to a terminal may wait for its reader; false from the start. */
  setBlocking(on: boolean): boolean {
    return this.isTTY && process.platform !== 'win32' && this.handle?.setBlocking?.(on) === 0;
  }

  /** Whether what was written waits for room on a disk. */
  get isStalled(): boolean {
    return this.isDiskFull;
  }

  /** Resolves when everything that was written is where it goes, or will not get there soon. */
  async settled(): Promise<void> {
    if (this.destroyed || this.isDiskFull) return;
    await new Promise<void>((resolve) => {
      this.once('full', resolve);
      this.write('', () => resolve());
    });
  }

  override _write(bytes: Buffer, _encoding: string, done: (error: Error | null) => void): void {
    this.put(bytes, (error) => {
      this.isDiskFull = false;
      done(error);
    });
  }

  private get handle(): Handle | null | undefined {
    return (this.stream as { readonly _handle?: Handle | null })._handle;
  }

  private sizeNow(): readonly [columns?: number, rows?: number] {
    const size: [number, number] = [0, 0];
    if (this.isTTY && this.handle?.getWindowSize?.(size) === 0) return size;
    return [this.stream.columns, this.stream.rows];
  }

  private putTo(stream: Stream): Put {
    const { fd } = stream;
    if (this.setBlocking(false)) return putToTerminal(fd);
    if (this.isTTY) return putToStream(stream);
    const stat = fstatSync(fd);
    if (!stat.isFile() && !stat.isCharacterDevice()) return putToStream(stream);
    return putToFile(fd, (error) => this.diskFull(error));
  }

  /** What is printed waits for as long as the process lives. */
  private diskFull(error: SystemError): true {
    if (!this.isDiskFull) {
      this.isDiskFull = true;
      this.emit('full', error);
    }
    return true;
  }
}

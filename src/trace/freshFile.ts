/** Files that hold what was said: begun anew, for their owner only, ended with a whole line. */
import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat, unlink } from 'node:fs/promises';

const OWNER_ONLY = 0o600;
const CHUNK_BYTES = 65_536;
const LINE_FEED = 0x0a;

/** A file that was not there before. */
export class FreshFile {
  readonly handle: FileHandle;
  private readonly path: string;
  private readonly ino: number;
  /** Where it stands until it takes the place of another. */
  private beside: string | null;

  private constructor(path: string, handle: FileHandle, ino: number, beside: string | null) {
    this.path = path;
    this.handle = handle;
    this.ino = ino;
    this.beside = beside;
  }

  /**
   * Opens it for writing. Devices and pipes are written as they are.
   *
   * @param force let it take the place of one that is there, which it does when it is `settle`d
   * @throws the system's error, `EEXIST` if one is there
   */
  static async open(path: string, force: boolean): Promise<FreshFile> {
    const present = await stat(path).catch(() => null);
    const beside = present?.isFile() && force ? `${path}.${randomUUID()}` : null;
    // A folder cannot be written; the system says so.
    const isSpecial = present !== null && !present.isFile();
    const handle = await open(beside ?? path, isSpecial ? 'w' : 'wx', OWNER_ONLY);
    const { ino } = await handle.stat();
    return new FreshFile(path, handle, ino, beside);
  }

  /**
   * Takes the place of the one that is there. Whoever still writes that goes on writing it: no file has
   * two writers.
   *
   * @throws the system's error
   */
  settle(): void {
    if (this.beside !== null) renameSync(this.beside, this.path);
    this.beside = null;
  }

  /** Removes it, unless another has taken its place. A device or a pipe stays. */
  async remove(): Promise<void> {
    const path = this.beside ?? this.path;
    const present = await stat(path);
    if (present.isFile() && present.ino === this.ino) await unlink(path);
  }
}

/** Cuts off what stands behind the last line feed of a file, such as what a full disk left of a line. */
export async function endAtLastLine(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const status = await file.stat();
    if (!status.isFile()) return;
    let end = status.size;
    while (end > 0) {
      const start = Math.max(0, end - CHUNK_BYTES);
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(end - start),
        0,
        end - start,
        start,
      );
      const last = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
      end = last < 0 ? start : start + last + 1;
      if (last >= 0) break;
    }
    await file.truncate(end);
  } finally {
    await file.close();
  }
}

/** Files that hold what was said: begun anew, for their owner only, ended with a whole line. */
import type { FileHandle } from 'node:fs/promises';
import { open, stat, unlink } from 'node:fs/promises';

const OWNER_ONLY = 0o600;
const CHUNK_BYTES = 65_536;
const LINE_FEED = 0x0a;

/**
 * Opens a file for writing that was not there before. Devices and pipes are written as they are.
 *
 * @param force put it in the place of one that is there. Whoever still writes the former one goes
 *   on writing that: no file has two writers
 * @throws the system's error, `EEXIST` if it is there
 */
export async function openFresh(path: string, force: boolean): Promise<FileHandle> {
  const present = await stat(path).catch(() => null);
  // A folder cannot be written; the system says so.
  if (present !== null && !present.isFile()) return open(path, 'w');
  if (present !== null && force) await unlink(path);
  return open(path, 'wx', OWNER_ONLY);
}

/** Removes a file that was opened fresh, unless another has taken its place. */
export async function removeFresh(path: string, ino: number): Promise<void> {
  const present = await stat(path);
  if (present.isFile() && present.ino === ino) await unlink(path);
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

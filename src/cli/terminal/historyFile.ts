/** What was typed, kept from one session to the next. */
import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that has grown beyond this is written anew, with the newest half of it. */
const MAX_BYTES = 1024 * 1024;

/** An entry that is longer is not kept: a pasted file is no command that one types again. */
const MAX_ENTRY_LENGTH = 16 * 1024;

/**
 * One entry a line, as a JSON string, so that an entry may be several lines. Only its owner may read
 * it: it holds what was said. Clients that run side by side each add lines at the end. What cannot
 * be read or written is not kept, and nobody is bothered with it.
 */
export class HistoryFile {
  private readonly path: string;
  private work: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** The entries of earlier sessions, the newest last. */
  load(): readonly string[] {
    const bytes = bytesIn(this.path);
    const lines = bytes.subarray(-MAX_BYTES).toString('utf8').split('\n');
    // Where it was cut, the first is half a line.
    const entries = (bytes.length > MAX_BYTES ? lines.slice(1) : lines).flatMap(entryIn);
    if (bytes.length > MAX_BYTES) this.enqueue(() => this.replace(newestHalf(entries)));
    return entries;
  }

  /** Keeps an entry. */
  add(entry: string): void {
    if (entry.length > MAX_ENTRY_LENGTH) return;
    this.enqueue(async () => {
      const { mkdir } = await files();
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await this.write(this.path, 'a', [entry]);
    });
  }

  /** Resolves when all that was added is kept. */
  async close(): Promise<void> {
    await this.work;
  }

  private async replace(entries: readonly string[]): Promise<void> {
    const next = `${this.path}.${process.pid}`;
    const { rename } = await files();
    await this.write(next, 'w', entries);
    await rename(next, this.path);
  }

  private async write(path: string, flag: string, entries: readonly string[]): Promise<void> {
    const { open } = await files();
    const file: FileHandle = await open(path, flag, 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    } finally {
      await file.close();
    }
  }

  private enqueue(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch(() => {});
  }
}

/** Loaded when something is kept: the prompt is there sooner. */
function files(): Promise<typeof import('node:fs/promises')> {
  return import('node:fs/promises');
}

function bytesIn(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function entryIn(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'string' ? [entry] : [];
  } catch {
    return [];
  }
}

function newestHalf(entries: readonly string[]): readonly string[] {
  let bytes = 0;
  let start = entries.length;
  while (start > 0 && bytes < MAX_BYTES / 2) {
    start--;
    bytes += Buffer.byteLength(entries[start] ?? '') + 3;
  }
  return entries.slice(start);
}

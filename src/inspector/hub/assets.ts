/** The prebuilt page: which files it consists of, and what they are. */
import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { refuse } from './loopbackServer.ts';

export interface Asset {
  readonly path: string;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/x-ndjson; charset=utf-8',
};

/** Where `npm run build` puts the page, seen from the built program and from this file. */
const PLACES = ['../inspector/', '../../../dist/inspector/'];

/** The folder that holds the page. */
export function pageFolder(): string {
  const folders = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return folders.find((folder) => existsSync(join(folder, 'index.html'))) ?? (folders[0] as string);
}

/**
 * Every file of a page, by what stands behind the token: nothing else can be asked for, whatever
 * path somebody makes up. Empty if the page was not built.
 */
export async function assetsIn(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files.map((path) => {
      const name = relative(folder, path).split(sep).join('/');
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      return [name === 'index.html' ? '' : name, { path, type }];
    }),
  );
}

/** Answers with a file, or says that it is missing. */
export async function sendFile(
  { path, type }: Asset,
  response: ServerResponse,
  missing: Parameters<typeof refuse>[0],
): Promise<void> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { size } = await file.stat();
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': size });
    // A trace may grow while it is read: what was promised is sent.
    if (size === 0) response.end();
    else await pipeline(file.createReadStream({ end: size - 1, autoClose: false }), response);
  } catch {
    if (response.headersSent) response.destroy();
    else refuse(missing, response);
  } finally {
    await file?.close().catch(() => {});
  }
}

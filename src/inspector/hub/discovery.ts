/**
 * How the processes of one user meet on one page. Whoever opens a hub first writes its address into
 * a file that nobody else can read, in a folder that nobody else can change; whoever comes later
 * finds it there and asks whether it is still alive, and still the same.
 */
import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Opening } from '../hubLines.ts';
import { hubAddressIn } from './address.ts';
import { challengeOf } from './guard.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;
/** A hub on this machine answers at once, unless its process stands still. */
const PATIENCE_MS = 1_000;
/** An opening is short; what goes on is something else. */
const MAX_OPENING_CHARACTERS = 65_536;
/** How often somebody else may come first before we go on alone. */
const ATTEMPTS = 5;

export class Discovery {
  private readonly path: string;

  private constructor(folder: string) {
    this.path = join(folder, 'inspector');
  }

  /**
   * @param runtimeFolder the user's own folder for such files, where there is one
   * @returns null if there is no folder that is ours alone: then nobody is met
   */
  static async in(runtimeFolder: string | undefined): Promise<Discovery | null> {
    // After a change of user the variable may still name the folder of the former one.
    const folder =
      runtimeFolder && (await isOursAlone(runtimeFolder))
        ? join(runtimeFolder, 'statechat')
        : join(tmpdir(), `statechat-${process.getuid?.() ?? 'user'}`);
    await mkdir(folder, { mode: FOLDER_MODE }).catch(() => {});
    return (await isOursAlone(folder)) ? new Discovery(folder) : null;
  }

  /** The address of the hub that is there; null if there is none, or none that answers. */
  async find(): Promise<string | null> {
    const url = await this.read();
    return url !== null && (await isHub(url)) ? url : null;
  }

  /**
   * Makes a hub the one that others find, unless there is one already.
   *
   * @returns the address that others find from now on
   */
  async claim(url: string): Promise<string> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const former = await this.read();
      if (former !== null && (await isHub(former))) return former;
      if (former !== null) await this.discard(former);
      if (await this.write(url)) return url;
    }
    return url;
  }

  /** The hub ends: nobody shall look for it. */
  async leave(url: string): Promise<void> {
    await this.discard(url);
  }

  private async read(): Promise<string | null> {
    return readFile(this.path, 'utf8').catch(() => null);
  }

  /** @returns false if somebody else was faster */
  private async write(url: string): Promise<boolean> {
    const own = this.beside();
    try {
      await writeFile(own, url, { mode: FILE_MODE, flag: 'wx' });
      // A link appears with all that is in it, and never in the place of another.
      await link(own, this.path);
      return true;
    } catch {
      return false;
    } finally {
      await unlink(own).catch(() => {});
    }
  }

  /** Removes the file if it holds this address, and nothing else however busy the place is. */
  private async discard(url: string): Promise<void> {
    if ((await this.read()) !== url) return;
    const taken = this.beside();
    // Of several who see the same file one moves it.
    await rename(this.path, taken).catch(() => {});
    const text = await readFile(taken, 'utf8').catch(() => null);
    if (text === null) return;
    if (text !== url) await link(taken, this.path).catch(() => {});
    await unlink(taken).catch(() => {});
  }

  private beside(): string {
    return `${this.path}-${randomBytes(8).toString('hex')}`;
  }
}

async function isOursAlone(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  if (!found?.isDirectory()) return false;
  const uid = process.getuid?.();
  // Where there are no users to tell apart, there are no modes either.
  return uid === undefined || (found.uid === uid && (found.mode & OTHERS) === 0);
}

/**
 * Whether a hub answers at this address, which must be one of this machine's. It has to prove that
 * it knows the token before it is told: what listens there now may be somebody else's.
 */
export async function isHub(url: string): Promise<boolean> {
  if (hubAddressIn(url) !== url) return false;
  try {
    const { port, pathname } = new URL(url);
    const { path, proof } = challengeOf({ port: Number(port || 80), token: pathname.slice(1, -1) });
    if ((await fetchText(new URL(path, url))) !== proof) return false;
    const opening = JSON.parse(await fetchText(new URL('opening', url))) as Partial<Opening> | null;
    return typeof opening?.version === 'string';
  } catch {
    return false;
  }
}

/** @throws Error if there is no answer, or one that says no */
function fetchText(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = get(url, { agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('error', reject);
      response.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_OPENING_CHARACTERS) request.destroy(new Error('too long'));
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}

/** The log on a disk that is full for a while. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ownFolder } from '../../support/folder.ts';

/** Whether the disk takes nothing more, and how many bytes it takes at once. */
const disk = vi.hoisted(() => ({ isFull: false, refusals: 0, mostBytes: Infinity }));

vi.mock(import('node:fs'), async (original) => {
  const actual = await original();
  const write = (...args: unknown[]) => {
    const done = args.at(-1) as (error: NodeJS.ErrnoException) => void;
    if (!disk.isFull) {
      const [descriptor, bytes, start, length, ...rest] = args;
      const some = Math.min(Number(length), disk.mostBytes);
      return Reflect.apply(actual.write, actual, [descriptor, bytes, start, some, ...rest]);
    }
    disk.refusals++;
    setImmediate(done, Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
  };
  return { ...actual, write: write as typeof actual.write };
});

// Files of tests share their modules: those that write must be read anew, with this disk.
vi.resetModules();
const { ChatLog } = await import('../../../src/cli/dialogue/chatLog.ts');
afterAll(() => vi.resetModules());

const NOW = new Date(2026, 10, 28, 9, 5, 3);
const STAMP = '2026-11-28 09:05:03';

let folder: string;
let path: string;
let stderr: PassThrough;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  disk.isFull = true;
  disk.refusals = 0;
  disk.mostBytes = Infinity;
  folder = ownFolder();
  path = join(folder, 'chat.log');
  stderr = new PassThrough();
});
afterEach(() => void vi.useRealTimers());

async function refused(count: number): Promise<void> {
  while (disk.refusals < count) await new Promise(setImmediate);
  await new Promise(setImmediate);
}

test('what waits for room is there when there is some, and the log goes on', async () => {
  const log = await ChatLog.open(path, stderr);
  log.add(['one'], NOW);
  await refused(1);
  log.add(['two'], NOW);
  vi.advanceTimersByTime(1_000);
  await refused(2);
  disk.isFull = false;
  vi.advanceTimersByTime(1_000);
  log.add(['three'], NOW);
  await log.close();
  expect(await readFile(path, 'utf8')).toBe(`${STAMP} one\n${STAMP} two\n${STAMP} three\n`);
  expect(String(stderr.read())).toBe(`statechat: cannot write the log ${path}: the disk is full\n`);
});

test('the end does not wait for room', async () => {
  const log = await ChatLog.open(path, stderr);
  log.add(['one'], NOW);
  await refused(1);
  const closed = log.close();
  vi.advanceTimersByTime(1_000);
  await closed;
  expect(disk.refusals).toBe(2);
  expect(String(stderr.read())).toBe(`statechat: cannot write the log ${path}: the disk is full\n`);
});

test('what a disk takes in pieces is whole', async () => {
  disk.isFull = false;
  disk.mostBytes = 7;
  const log = await ChatLog.open(path, stderr);
  log.add(['one', 'two'], NOW);
  await log.close();
  expect(await readFile(path, 'utf8')).toBe(`${STAMP} one\n${STAMP} two\n`);
});

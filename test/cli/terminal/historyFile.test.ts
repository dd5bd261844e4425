import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HistoryFile } from '../../../src/cli/terminal/historyFile.ts';
import { ownFolder } from '../../support/folder.ts';

function place(): string {
  const folder = ownFolder();
  return join(folder, 'state', 'history');
}

async function kept(path: string, ...entries: string[]): Promise<void> {
  const file = new HistoryFile(path);
  for (const entry of entries) file.add(entry);
  await file.close();
}

test('what was typed is there in the next session, entries of several lines too', async () => {
  const path = place();
  expect(new HistoryFile(path).load()).toEqual([]);
  await kept(path, 'help', 'send bob a\nb', '漢字 "\\');
  expect(new HistoryFile(path).load()).toEqual(['help', 'send bob a\nb', '漢字 "\\']);
});

test('only its owner can read it', async () => {
  const path = place();
  await kept(path, 'a');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o644);
  await kept(path, 'b');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('clients that run side by side take nothing from each other', async () => {
  const path = place();
  const entries = Array.from({ length: 50 }, (_, i) => `entry ${i}`);
  await Promise.all(entries.map((entry) => kept(path, entry)));
  expect([...new HistoryFile(path).load()].sort()).toEqual([...entries].sort());
});

test('what is no entry is passed over', async () => {
  const path = place();
  await kept(path, 'a');
  writeFileSync(path, `"a"\n{"b":1}\nhalf"\n7\n"c"\n"d`);
  expect(new HistoryFile(path).load()).toEqual(['a', 'c']);
});

test('it does not grow for ever', async () => {
  const path = place();
  await kept(path, 'first');
  const long = 'x'.repeat(1024);
  const line = `"${long}"\n`;
  writeFileSync(path, `"first"\n${line.repeat(3 * 1024)}"last"\n`);
  const file = new HistoryFile(path);
  const entries = await file.load();
  expect([entries[0], entries.at(-1)]).toEqual([long, 'last']);
  await file.close();
  expect(statSync(path).size).toBeLessThan(600 * 1024);
  await kept(path, 'more', 'y'.repeat(1024 * 1024));
  expect(new HistoryFile(path).load().slice(-2)).toEqual(['last', 'more']);
});

test('the half of an entry is none, though it may look like one', async () => {
  const path = place();
  await kept(path, 'a');
  // Of an entry that holds a quotation mark the half behind its escape.
  const half = '"half\\""\n';
  const filler = `"${'x'.repeat(1024 * 1024 - half.length - 3)}"\n`;
  writeFileSync(path, `"other \\${half}${filler}`);
  const file = new HistoryFile(path);
  const entries = await file.load();
  await file.close();
  expect(entries.map((entry) => entry.slice(0, 4))).toEqual(['xxxx']);
});

test('a folder that cannot be written is no reason to fail', async () => {
  const path = place();
  await kept(join(path, '..'), 'a');
  await kept(path, 'b');
  expect(readFileSync(join(path, '..'), 'utf8')).toBe('"a"\n');
  expect(new HistoryFile(path).load()).toEqual([]);
});

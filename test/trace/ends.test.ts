/** A trace file is known by its ends, however large it is. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { checkTraceFile } from '../../src/trace/ends.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { TraceError } from '../../src/trace/trace.ts';
import { ownFolder } from '../support/folder.ts';
import { END, HEADER, readWhole, STEPS, textOf } from './sample.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = ownFolder();
  path = join(folder, 'a.jsonl');
});

const REAL = { ...HEADER, source: 'client' } as const;
const [first, second] = STEPS as [TraceStep, TraceStep];
const long = 'x'.repeat(1_000_000);
const LONG_STEP = { ...first, notices: [long] };

test.each<[string, string]>([
  ['of the lab', textOf(HEADER, ...STEPS, END)],
  ['with nothing in it', textOf(HEADER, END)],
  ['of a process', textOf(REAL, ...STEPS, END)],
  ['of a process that was killed', textOf(REAL, first)],
  ['of a process that was killed at once', textOf(REAL)],
  ['with a long header', textOf({ ...HEADER, scenario: long }, first, END)],
  ['that ends with a long line', textOf(REAL, second, LONG_STEP)],
  ['of one long line', textOf({ ...REAL, scenario: long })],
])('a trace %s is one', async (_what, text) => {
  writeFileSync(path, text);
  await checkTraceFile(path);
  readWhole(path);
});

test.each<[string, string, string]>([
  ['an empty file', '', 'this is not a statechat trace'],
  ['another file', 'hello\n', 'this is not a statechat trace'],
  ['another file without lines', 'hello', 'this is not a statechat trace'],
  ['a large one', '\0'.repeat(3_000_000), 'this is not a statechat trace'],
  ['other JSON', '{"name":"statechat"}\n{}\n', 'this is not a statechat trace'],
  ['another version', '{"trace":"statechat","version":2}\n', 'has version 2; this program reads 1'],
  ['half a header', textOf(HEADER).slice(0, -1), 'cut off in the middle of a line'],
  ['half a step', textOf(HEADER, first).slice(0, -9), 'cut off in the middle of a line'],
  ['a step without its line feed', textOf(REAL, first).slice(0, -1), 'in the middle of a line'],
  ['a lab run without its end', textOf(HEADER, first, second), 'cut off after step 2'],
  ['a lab run without a step', textOf(HEADER), 'cut off after step 0'],
  ['half a long line', textOf(REAL, LONG_STEP).slice(0, -9), 'cut off in the middle of a line'],
  ['something else at its end', `${textOf(REAL, first)}{}\n`, 'its last line is neither a step'],
  ['an empty line at its end', `${textOf(REAL, first)}\n`, 'its last line is neither a step'],
])('%s is refused', async (_what, text, problem) => {
  writeFileSync(path, text);
  const checking = checkTraceFile(path);
  await expect(checking).rejects.toBeInstanceOf(TraceError);
  await expect(checking).rejects.toThrow(problem);
  await expect(checking).rejects.toThrow(`${path}: `);
  expect(() => readWhole(path)).toThrow(TraceError);
});

test('a file that is not there, or no file, is refused', async () => {
  await expect(checkTraceFile(path)).rejects.toThrow(
    `cannot read ${path}: there is no such file or folder`,
  );
  mkdirSync(path);
  await expect(checkTraceFile(path)).rejects.toThrow(
    `cannot read ${path}: it is a folder, not a file`,
  );
  await expect(checkTraceFile(path)).rejects.toBeInstanceOf(TraceError);
});

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

test('a file that may not be read is refused', async () => {
  writeFileSync(path, textOf(HEADER, END));
  chmodSync(path, 0);
  // Root may read everything: it has to be somebody else for a moment.
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await expect(checkTraceFile(path)).rejects.toThrow('permission denied');
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

/** Steps of a file of any size are read from where they are wanted. */
import { writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readEnds, withTraceFile } from '../../src/trace/ends.ts';
import { stepsFrom } from '../../src/trace/steps.ts';
import type { TraceLine, TraceStep } from '../../src/trace/trace.ts';
import { TraceError } from '../../src/trace/trace.ts';
import { ownFolder } from '../support/folder.ts';
import { END, HEADER, STEPS, textOf } from './sample.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = ownFolder();
  path = join(folder, 'a.jsonl');
});

const [first] = STEPS as [TraceStep];
const MEGABYTE = 1024 * 1024;
/** Of a length that no chunk is a multiple of, and with characters of several bytes. */
const filler = '€'.repeat(3_333);

/** About 10 kB each. */
function stepsOf(count: number): TraceStep[] {
  return Array.from({ length: count }, (_, i) => ({ ...first, step: i + 1, notices: [filler] }));
}

function write(...lines: readonly TraceLine[]): void {
  writeFileSync(path, textOf(...lines));
}

/** The numbers of the steps that are read, and how much of the file is. */
async function read(from: number, until = Number.POSITIVE_INFINITY) {
  const numbers: number[] = [];
  let bytes = 0;
  await withTraceFile(path, async (file) => {
    const counted = counting(file, (count) => {
      bytes += count;
    });
    for await (const steps of stepsFrom(counted, await readEnds(file), from)) {
      numbers.push(...steps.map(({ step }) => step));
      if ((numbers.at(-1) ?? 0) >= until) break;
    }
  });
  return { numbers, bytes };
}

function counting(file: FileHandle, count: (bytes: number) => void): FileHandle {
  const read: FileHandle['read'] = async (...args: unknown[]) => {
    const result = await (file.read as (...args: unknown[]) => ReturnType<typeof file.read>)(
      ...args,
    );
    count(result.bytesRead);
    return result as never;
  };
  return new Proxy(file, {
    get: (target, key) => (key === 'read' ? read : Reflect.get(target, key)),
  });
}

describe('a trace of 30 MB', () => {
  const count = 3_000;
  beforeEach(() => write(HEADER, ...stepsOf(count), { ...END, steps: count }));

  test('is read whole, each step once and as it was', async () => {
    const { numbers } = await read(1);
    expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  });

  test.each([2, 700, 1_500, 2_999, count])('is read from before step %i on', async (from) => {
    const { numbers, bytes } = await read(from, from);
    const [begin = 0] = numbers;
    expect(begin).toBeLessThanOrEqual(Math.max(1, from - 300));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => begin + i));
    expect(numbers).toContain(from);
    expect(bytes).toBeLessThan(14 * MEGABYTE);
  });

  test('has nothing beyond its last step', async () => {
    const { numbers } = await read(count + 1);
    expect(numbers.at(-1)).toBe(count);
  });
});

test('a trace without steps has none', async () => {
  write(HEADER, { ...END, steps: 0 });
  expect((await read(1)).numbers).toEqual([]);
  expect((await read(5)).numbers).toEqual([]);
});

test('a line that is longer than what is read at once is one step', async () => {
  const long = { ...first, notices: ['x'.repeat(5 * MEGABYTE)] };
  write(HEADER, long, { ...first, step: 2 }, END);
  expect((await read(1)).numbers).toEqual([1, 2]);
  expect((await read(2)).numbers).toContain(2);
});

test.each([
  ['no JSON', 'hello\n'],
  ['another object', '{"step":1}\n'],
  ['an end before the end', textOf(END)],
])('a line that is no step is named by its place: %s', async (_what, line) => {
  const before = textOf(HEADER, first);
  writeFileSync(path, before + line + textOf(END));
  const reading = read(1);
  await expect(reading).rejects.toBeInstanceOf(TraceError);
  await expect(reading).rejects.toThrow(
    `${path}: the line at byte ${before.length} is no step of a trace`,
  );
});

test('steps in no order at all are read to the end', async () => {
  const steps = stepsOf(1_000).map((step, i) => ({ ...step, step: (i * 7_919) % 1_000 }));
  write(HEADER, ...steps, END);
  for (const from of [1, 500, 999, 5_000])
    expect((await read(from)).numbers.length).toBeGreaterThan(0);
});

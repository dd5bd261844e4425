import { Writable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import type { ReaderState } from '../../../machines/vocabulary.ts';
import { Printer } from '../../../src/cli/output/printer.ts';

/** An output whose reader takes one write at a time, when the test says so. */
class SlowOutput extends Writable {
  readonly texts: string[] = [];
  private taken: ((error?: Error | null) => void) | null = null;

  override _write(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.texts.push(String(bytes));
    this.taken = done;
  }

  /** Takes what was written last. */
  async take(): Promise<void> {
    const { taken } = this;
    this.taken = null;
    taken?.();
    await turn();
  }

  /** Takes everything, and returns it. */
  async all(): Promise<string> {
    while (this.taken !== null) await this.take();
    return this.texts.join('');
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

const KIB = 'x'.repeat(1_024);

let output: SlowOutput;
let states: ReaderState[];
let printer: Printer;
beforeEach(() => {
  output = new SlowOutput();
  states = [];
  printer = new Printer({ output });
  printer.watch((state) => states.push(state));
});

test('what comes in one turn is one write, and the next waits until it was taken', async () => {
  printer.notice(['a']);
  printer.message(['b', 'c']);
  await turn();
  printer.notice(['d']);
  await turn();
  printer.flush();
  expect(output.writableLength).toBe('a\nb\nc\n'.length);
  await output.take();
  expect(output.texts).toEqual(['a\nb\nc\n', 'd\n']);
});

test('of notices that are not read the oldest are left out and counted; no message is', async () => {
  printer.notice(['first']);
  await turn();
  for (let i = 0; i < 2_100; i++) {
    printer.notice([`${i}`, KIB]);
    if (i % 1_000 === 0) printer.message([`message ${i}`]);
  }
  const lines = (await output.all()).split('\n').filter((line) => line !== KIB);
  const numbers = lines.filter((line) => /^\d+$/.test(line)).map(Number);
  expect(numbers.length).toBeLessThanOrEqual(1_024);
  // The newer half is never left out.
  expect(numbers.length).toBeGreaterThan(500);
  expect(numbers).toEqual(numbers.map((_, i) => 2_100 - numbers.length + i));
  expect(lines.filter((line) => !/^\d+$/.test(line))).toEqual([
    'first',
    `>>> [${2 * (2_100 - numbers.length)} lines were left out: they were not read in time]`,
    'message 0',
    'message 1000',
    'message 2000',
    '',
  ]);
  expect(states).toEqual([]);
});

test('a notice longer than all that may wait is printed', async () => {
  printer.notice(['first']);
  await turn();
  const long = KIB.repeat(2_048);
  printer.notice(['left out']);
  printer.notice([long]);
  expect(await output.all()).toBe(
    `first\n>>> [1 lines were left out: they were not read in time]\n${long}\n`,
  );
});

test('who reads is not told of what comes at once, however much it is', async () => {
  for (let i = 0; i < 3_000; i++) printer.notice([KIB]);
  await turn();
  expect(await output.all()).toBe(`${KIB}\n`.repeat(3_000));
});

test('says when messages pile up, and when they are read', async () => {
  for (let i = 0; i < 256; i++) printer.message([KIB]);
  expect(states).toEqual([]);
  printer.message(['one more']);
  expect(states).toEqual(['behind']);
  await turn();
  await output.take();
  // A quarter of it is read, which is not half.
  expect(output.texts).toHaveLength(2);
  expect(states).toEqual(['behind']);
  expect(await output.all()).toBe(`${`${KIB}\n`.repeat(256)}one more\n`);
  expect(states).toEqual(['behind', 'reading']);
});

test('an output that is closed ends it, once, and keeps nothing', async () => {
  printer.message([KIB]);
  await turn();
  printer.notice([KIB.repeat(1_024)]);
  const room = printer.room();
  output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await room;
  expect(states).toEqual(['gone']);
  printer.message([KIB]);
  printer.notice([KIB]);
  printer.refresh();
  printer.close('bye');
  await turn();
  expect(output.texts).toEqual([`${KIB}\n`]);
  expect(states).toEqual(['gone']);
});

test('there is room when half of what may wait is read', async () => {
  printer.notice(['first']);
  await printer.room();
  await turn();
  for (let i = 0; i < 600; i++) printer.notice([KIB]);
  let hasRoom = false;
  const room = printer.room().then(() => {
    hasRoom = true;
  });
  await output.take();
  expect(hasRoom).toBe(false);
  await output.all();
  await room;
});

test('is drawn around, and drawn anew when the screen is read again', async () => {
  let mark = 1;
  const compose = (lines: readonly string[]) => `${lines.join('|')}<${mark}>`;
  const drawing = new Printer({ output, compose });
  drawing.notice(['a']);
  await turn();
  expect(drawing.isIdle).toBe(false);
  mark = 2;
  drawing.refresh();
  mark = 3;
  drawing.refresh();
  await turn();
  expect(output.texts).toEqual(['a<1>']);
  await output.take();
  expect(output.texts).toEqual(['a<1>', '<3>']);
  await output.take();
  expect(drawing.isIdle).toBe(true);
  drawing.write('typed');
  expect(drawing.isIdle).toBe(false);
  expect(output.texts.at(-1)).toBe('typed');
});

test('at the end all that waits is handed over, and a last text behind it', async () => {
  printer.notice(['a']);
  await turn();
  for (let i = 0; i < 100; i++) printer.message([KIB]);
  printer.close('bye');
  printer.notice(['too late']);
  for (let i = 0; i < 300; i++) printer.message([KIB]);
  expect(states).toEqual([]);
  expect(await output.all()).toBe(`a\n${`${KIB}\n`.repeat(100)}bye`);
});

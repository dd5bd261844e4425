/** A file that is hostile by its length. */
import { expect, test } from 'vitest';
import { readTrace } from '../../../src/inspector/model/traces/readTrace.ts';
import { formatLine } from '../../../src/trace/trace.ts';
import { stepOf } from '../hub/fakePage.ts';

const MEBI = 2 ** 20;

/** A trace of one step whose line does not end for so many mebibytes. */
async function* endless(mebibytes: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode('{"trace":"statechat","version":1,"source":"client"}\n');
  yield encoder.encode(formatLine(stepOf(1)));
  const spaces = new Uint8Array(MEBI).fill(0x20);
  for (let i = 0; i < mebibytes; i++) yield spaces;
  yield encoder.encode('\n');
}

test('a line that is too long is not a step, and not several, whatever begins it', async () => {
  const { timeline, problem } = await readTrace(endless(40));
  expect(problem?.message).toBe('a line is too long');
  expect(timeline.last).toBe(0);
});

test('one that is long is a step', async () => {
  const { timeline, problem } = await readTrace(endless(30));
  expect(problem).toBeNull();
  expect(timeline.last).toBe(1);
});

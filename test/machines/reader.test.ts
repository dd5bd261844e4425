import { expect, test } from 'vitest';
import { reader } from '../../machines/reader.ts';
import { MachineRun, untested } from '../support/machine.ts';

const behind = { type: 'reader.behind' } as const;
const reading = { type: 'reader.reading' } as const;
const gone = { type: 'reader.gone' } as const;

const isTaking = (run: MachineRun<typeof reader>) => run.snapshot.hasTag('taking');

test('messages are taken while they are read, and again when the reader has caught up', () => {
  const run = new MachineRun(reader);
  expect(isTaking(run)).toBe(true);
  run.send(behind);
  expect(isTaking(run)).toBe(false);
  run.send(reading);
  expect(isTaking(run)).toBe(true);
  run.advance(60_000).expect();
});

test.each([[[]], [[behind]]])('a reader that is gone does not come back', (before) => {
  const run = new MachineRun(reader).send(...before, gone);
  expect(isTaking(run)).toBe(false);
  run.send(reading, behind);
  expect(run.state).toBe('gone');
});

test('has no state and no transition that these tests leave out', () => {
  expect(untested(reader)).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { retransmission } from '../../machines/retransmission.ts';
import { MachineRun, untested } from '../support/machine.ts';

const due = { type: 'due' } as const;
const waitFor = (waitMs: number) => new MachineRun(retransmission, { waitMs });

describe('retransmission', () => {
  test('says once that it is time to look', () => {
    const run = waitFor(40).advance(39).expect();
    run.advance(1).expectNow(due);
    expect(run.state).toBe('due');
    run.advance(60_000).expect();
  });

  test('waits anew from the moment it is told to', () => {
    const run = waitFor(40).advance(30).send({ type: 'wait', waitMs: 25 }).advance(24).expect();
    run.advance(1).expectNow(due);
    run.send({ type: 'wait', waitMs: 10 }).advance(10).expectNow(due);
    expect(run.state).toBe('due');
  });

  test('rests when nothing is owed, and is armed again', () => {
    const run = waitFor(25).send({ type: 'rest' }).advance(25).expectNow(due);
    run.send({ type: 'rest' }).expect();
    expect(run.state).toBe('idle');
    run.advance(60_000).send({ type: 'wait', waitMs: 25 }).advance(25).expectNow(due);
  });

  test('probes again and again, and is armed again by an ack', () => {
    const run = waitFor(25).advance(25).forget();
    for (const waitMs of [50, 100, 200, 250, 250]) {
      run.send({ type: 'probe', waitMs }).expect();
      expect(run.state).toBe('probing');
      run.advance(waitMs).expectNow(due);
    }
    run.send({ type: 'probe', waitMs: 250 }, { type: 'wait', waitMs: 25 }).advance(25);
    run.expectNow(due);
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(retransmission)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { announcer } from '../../machines/announcer.ts';
import { ANNOUNCE_INTERVAL_MS } from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const announceBatch = { type: 'announceBatch' } as const;
const changed = { type: 'changed' } as const;
const spread = { type: 'spread' } as const;

describe('announcer', () => {
  test('announces the first batch at once', () => {
    const run = new MachineRun(announcer).expect();
    run.send(changed).expectNow(announceBatch);
    expect(run.state).toBe('announcing');
  });

  test('announces a batch per interval until the news is spread', () => {
    const run = new MachineRun(announcer).send(changed);
    run.advance(3 * ANNOUNCE_INTERVAL_MS - 1);
    run.expect([0, announceBatch], [10, announceBatch], [20, announceBatch]);
    run.send(spread).advance(60_000).expect();
  });

  test('makes no more of a storm of changes than of one change', () => {
    const run = new MachineRun(announcer);
    for (let i = 0; i < 1_000; i++) run.send(changed);
    run.expectNow(announceBatch);
    run.advance(ANNOUNCE_INTERVAL_MS).expectNow(announceBatch);
  });

  test('rests for an interval between two rounds', () => {
    const run = new MachineRun(announcer).send(changed, spread).expectNow(announceBatch);
    expect(run.state).toBe('resting');
    run.advance(ANNOUNCE_INTERVAL_MS).expect();
    expect(run.state).toBe('settled');
    run.send(changed).expectNow(announceBatch);
  });

  test('announces a change that came while it rested when the rest is over, once', () => {
    const run = new MachineRun(announcer).send(changed, spread).expectNow(announceBatch);
    run.advance(4).send(changed);
    expect(run.state).toBe('stale');
    run
      .send(changed, changed)
      .advance(ANNOUNCE_INTERVAL_MS - 1)
      .expect();
    run.advance(1).expectNow(announceBatch);
    expect(run.state).toBe('announcing');
    run.send(spread).advance(60_000).expect();
    expect(run.state).toBe('settled');
  });

  test('takes no notice of "spread" while nothing is announced', () => {
    const run = new MachineRun(announcer).send(spread).expect();
    expect(run.state).toBe('settled');
    run.send(changed, spread).expectNow(announceBatch);
    run.send(spread).expect();
    expect(run.state).toBe('resting');
    run.send(changed, spread).expect();
    expect(run.state).toBe('stale');
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(announcer)).toEqual([]);
  });
});

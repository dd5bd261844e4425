import { describe, expect, test } from 'vitest';
import { groupNews } from '../../machines/groupNews.ts';
import { GROUP_NEWS_REST_MS } from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const tell = { type: 'tell' } as const;
const changed = { type: 'changed' } as const;
const awaited = { type: 'awaited' } as const;

describe('the news of a group', () => {
  test('is told at once, and then the group rests', () => {
    const run = new MachineRun(groupNews).expect();
    run.send(changed).expectNow(tell);
    expect(run.state).toBe('resting');
    run.advance(GROUP_NEWS_REST_MS).expect();
    expect(run.state).toBe('settled');
    run.send(changed).expectNow(tell);
  });

  test('that comes in the rest is told when one is over, however much it is', () => {
    const run = new MachineRun(groupNews).send(changed).expectNow(tell);
    run.advance(400);
    for (let i = 0; i < 1_000; i++) run.send(changed);
    expect(run.state).toBe('holding');
    run.advance(GROUP_NEWS_REST_MS - 1).expect();
    run.advance(1).expectNow(tell);
    expect(run.state).toBe('resting');
    run.advance(60_000).expect();
    expect(run.state).toBe('settled');
  });

  test('that is awaited is told at once, and the rest begins anew', () => {
    const run = new MachineRun(groupNews).send(changed, changed).expectNow(tell);
    run.advance(999).send(awaited).expectNow(tell);
    expect(run.state).toBe('resting');
    run
      .advance(GROUP_NEWS_REST_MS - 1)
      .send(changed)
      .expect();
    expect(run.state).toBe('holding');
  });

  test('is not told where there is none', () => {
    const run = new MachineRun(groupNews).send(awaited).expect();
    expect(run.state).toBe('settled');
    run.send(changed).expectNow(tell);
    run.send(awaited).expect();
    expect(run.state).toBe('resting');
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(groupNews)).toEqual([]);
  });
});

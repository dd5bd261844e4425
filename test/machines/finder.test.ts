import { describe, expect, test } from 'vitest';
import { finder } from '../../machines/finder.ts';
import { STAY_REST_MS } from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const found = { type: 'found' } as const;
const failed = { type: 'failed' } as const;
const search = { type: 'search' } as const;
const tellAway = { type: 'tellAway' } as const;

const run = (stays: boolean) => new MachineRun(finder, { stays }).expectNow(search);

describe('finder', () => {
  test('searches once, and is done with what it finds', () => {
    expect(run(false).send(found).expectNow().state).toBe('found');
  });

  test('is done if it finds nothing', () => {
    expect(run(false).send(failed).expectNow().state).toBe('lost');
  });

  test('of a client that stays says so once, rests, and searches again', () => {
    const staying = run(true).send(failed).expectNow(tellAway);
    for (let i = 0; i < 3; i++) {
      staying.advance(STAY_REST_MS - 1).expect();
      expect(staying.state).toEqual({ away: 'resting' });
      staying.advance(1).expectNow(search);
      staying.send(failed).expectNow();
    }
    staying.advance(STAY_REST_MS).expectNow(search);
    staying.advance(60_000).expect();
    expect(staying.send(found).expectNow().state).toBe('found');
  });

  test('every state was entered and every transition taken', () => {
    expect(untested(finder)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Playhead, Told } from '../../../src/inspector/page/state/pace.ts';
import {
  advance,
  LONGEST_WAIT_MS,
  neighbourSpeed,
  SPEEDS,
  shortenedGapMs,
} from '../../../src/inspector/page/state/pace.ts';

describe('the pace of a story', () => {
  it('is its own time at the normal speed', () => {
    const told = storyAt(0, 100, 250);
    expect(advance(told, at(1), 99, 1)).toEqual({ position: 1, waitedMs: 99 });
    expect(advance(told, at(1), 100, 1)).toEqual({ position: 2, waitedMs: 0 });
    expect(advance(told, at(1), 120, 1)).toEqual({ position: 2, waitedMs: 20 });
    expect(advance(told, { position: 2, waitedMs: 20 }, 130, 1)).toEqual(at(3));
  });

  it('is slower or faster as the speed says', () => {
    const told = storyAt(0, 100, 200);
    expect(advance(told, at(1), 999, 0.1)).toEqual({ position: 1, waitedMs: expect.closeTo(99.9) });
    expect(advance(told, at(1), 10, 10)).toEqual(at(2));
  });

  it('passes all steps of one moment at once', () => {
    expect(advance(storyAt(0, 5, 5, 5, 9), at(1), 5, 1)).toEqual({ position: 4, waitedMs: 0 });
  });

  it('comes to the first step without a wait', () => {
    expect(advance(storyAt(700, 900), at(0), 0, 1)).toEqual(at(1));
  });

  it('stops at the end', () => {
    expect(advance(storyAt(0, 10), at(1), 5_000, 1)).toEqual(at(2));
    expect(advance(storyAt(), at(0), 5_000, 1)).toEqual(at(0));
  });

  it('shortens a wait that is longer than a second to watch', () => {
    const told = storyAt(0, 60_000);
    expect(advance(told, at(1), LONGEST_WAIT_MS - 1, 1).position).toBe(1);
    expect(advance(told, at(1), LONGEST_WAIT_MS, 1)).toEqual(at(2));
    expect(advance(storyAt(0, 200), at(1), LONGEST_WAIT_MS - 1, 0.1).position).toBe(1);
    expect(advance(storyAt(0, 200), at(1), LONGEST_WAIT_MS, 0.1)).toEqual(at(2));
  });

  it('says which waits it shortens', () => {
    const told = storyAt(0, 900, 6_000);
    expect(shortenedGapMs(told, 1, 1)).toBeNull();
    expect(shortenedGapMs(told, 1, 0.5)).toBe(900);
    expect(shortenedGapMs(told, 2, 1)).toBe(5_100);
    expect(shortenedGapMs(told, 2, 10)).toBeNull();
    expect(shortenedGapMs(told, 3, 1)).toBeNull();
    expect(shortenedGapMs(told, 0, 1)).toBeNull();
  });

  it('does not wait where a step is missing or time goes back', () => {
    const told: Told = {
      last: 5,
      step: (position) => [undefined, at0(5), undefined, at0(9), at0(3), at0(10)][position],
    };
    expect(advance(told, at(1), 0, 1)).toEqual(at(4));
  });

  it('gets as far in many frames as in one', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 20 });
    const frames = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 20 });
    fc.assert(
      fc.property(gaps, frames, (gapsMs, framesMs) => {
        let atMs = 0;
        const told = storyAt(0, ...gapsMs.map((gapMs) => (atMs += gapMs)));
        const start = advance(told, at(1), 0, 1);
        let head = start;
        for (const frameMs of framesMs) head = advance(told, head, frameMs, 1);
        const wholeMs = framesMs.reduce((sum, frameMs) => sum + frameMs, 0);
        expect(head).toEqual(advance(told, start, wholeMs, 1));
      }),
    );
  });

  it('has the speeds from 0.05 to 10, one after the other', () => {
    expect([SPEEDS[0], SPEEDS.at(-1)]).toEqual([0.05, 10]);
    expect(neighbourSpeed(1, 1)).toBe(2);
    expect(neighbourSpeed(1, -1)).toBe(0.5);
    expect(neighbourSpeed(10, 1)).toBe(10);
    expect(neighbourSpeed(0.05, -1)).toBe(0.05);
  });
});

function at(position: number): Playhead {
  return { position, waitedMs: 0 };
}

function at0(atMs: number): { atMs: number } {
  return { atMs };
}

/** A story whose steps happen at these times. */
function storyAt(...timesMs: readonly number[]): Told {
  return {
    last: timesMs.length,
    step: (position) => {
      const atMs = timesMs[position - 1];
      return atMs === undefined ? undefined : { atMs };
    },
  };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplayWindow } from '../../../src/chat/link/replayWindow.ts';
import { check } from '../../support/property.ts';

const SIZE = 1_024;
const HIGHEST = 2 ** 32 - 1;

describe('ReplayWindow', () => {
  test('admits each number once, in any order', () => {
    const window = new ReplayWindow();
    expect([3, 1, 2, 3, 2, 1].map((n) => window.admit(n))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('never admits 0: datagrams count from 1', () => {
    const window = new ReplayWindow();
    expect(window.admit(0)).toBe(false);
    window.admit(5);
    expect(window.admit(0)).toBe(false);
  });

  test('admits a late number as long as it is one of the last 1,024', () => {
    const window = new ReplayWindow();
    window.admit(SIZE + 10);
    expect(window.admit(10)).toBe(false);
    expect(window.admit(11)).toBe(true);
  });

  test('does not take a number for one that was a window before', () => {
    const window = new ReplayWindow();
    for (let n = 1; n <= SIZE; n++) window.admit(n);
    for (let n = SIZE + 1; n <= 3 * SIZE; n += 2) expect(window.admit(n)).toBe(true);
    for (let n = 2 * SIZE + 2; n <= 3 * SIZE; n += 2) expect(window.admit(n)).toBe(true);
  });

  test('works up to the highest number that a datagram can have', () => {
    const window = new ReplayWindow();
    expect(window.admit(HIGHEST)).toBe(true);
    expect(window.admit(HIGHEST)).toBe(false);
    expect(window.admit(HIGHEST - SIZE)).toBe(false);
    expect(window.admit(HIGHEST - SIZE + 1)).toBe(true);
    expect(window.admit(HIGHEST - 1)).toBe(true);
  });

  test('does as a set of all numbers ever seen would do', () => {
    // Steps from the highest number so far: most of them near it, some far beyond the window.
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }) },
      { weight: 3, arbitrary: fc.integer({ min: -SIZE - 2, max: SIZE + 2 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 * SIZE }) },
    );
    check(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const window = new ReplayWindow();
        const seen = new Set<number>();
        let highest = 0;
        for (const by of steps) {
          const number = Math.max(0, highest + by);
          const isNew = number > 0 && number > highest - SIZE && !seen.has(number);
          expect(window.admit(number)).toBe(isNew);
          seen.add(number);
          highest = Math.max(highest, number);
        }
      }),
    );
  });
});

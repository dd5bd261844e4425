import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReceivedNumbers } from '../../../src/chat/connection/receivedNumbers.ts';
import { check } from '../../support/property.ts';

const HIGHEST = 2 ** 32 - 1;

function after(...numbers: number[]): ReceivedNumbers {
  const received = new ReceivedNumbers();
  for (const number of numbers) received.admit(number);
  return received;
}

describe('ReceivedNumbers', () => {
  test('admits each number once, in any order, and never 0', () => {
    const received = new ReceivedNumbers();
    const admitted = [0, 3, 1, 2, 3, 2, 1, HIGHEST, HIGHEST].map((n) => received.admit(n));
    expect(admitted).toEqual([false, true, true, true, false, false, false, true, false]);
  });

  test('names ranges, the newest first, and joins those that meet', () => {
    expect(after().newest(8)).toEqual([]);
    expect(after(1, 2, 3).newest(8)).toEqual([1, 3]);
    expect(after(1, 5, 3).newest(8)).toEqual([5, 5, 3, 3, 1, 1]);
    expect(after(1, 5, 3, 4).newest(8)).toEqual([3, 5, 1, 1]);
    expect(after(1, 5, 3, 4, 2).newest(8)).toEqual([1, 5]);
    expect(after(9, 7, 5, 3).newest(2)).toEqual([9, 9, 7, 7]);
  });

  // Regression: one forged datagram with the number 2^32 - 1 ended a conversation for good.
  test('goes on behind a number that is far ahead', () => {
    const received = after(1, 2, HIGHEST);
    for (let number = 3; number < 5_000; number++) expect(received.admit(number)).toBe(true);
    expect(received.newest(8)).toEqual([HIGHEST, HIGHEST, 1, 4_999]);
  });

  test('keeps 256 ranges, and takes what is older than those for seen', () => {
    const received = after(...Array.from({ length: 257 }, (_, i) => 2 * (i + 1)));
    expect(received.admit(1)).toBe(false);
    expect(received.admit(2)).toBe(false);
    expect(received.admit(3)).toBe(true);
    expect(received.has(1)).toBe(true);
    expect(received.has(5)).toBe(false);
  });

  test('says what a set would say', () => {
    check(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 150, size: 'max' }),
        (numbers) => {
          const [received, seen] = [new ReceivedNumbers(), new Set<number>()];
          for (const number of numbers) {
            expect(received.has(number)).toBe(seen.has(number));
            expect(received.admit(number)).toBe(!seen.has(number));
            seen.add(number);
          }
          const named = new Set<number>();
          const ranges = received.newest(1_000);
          for (let i = 0; i < ranges.length; i += 2) {
            const [first, last] = [ranges[i] as number, ranges[i + 1] as number];
            for (let number = first; number <= last; number++) named.add(number);
            expect(last).toBeLessThan((ranges[i - 2] ?? HIGHEST) - 1);
          }
          expect(named).toEqual(seen);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../src/inspector/model/spans.ts';
import { Spans } from '../../../src/inspector/model/spans.ts';

interface Deed {
  /** Positions until the next span starts, and how long it lasts; null while it is open. */
  readonly afterwards: number;
  readonly lasts: number | null;
  readonly drops: boolean;
  /** A span that was added before reaches further. */
  readonly extends: number;
}

const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({
    afterwards: fc.integer({ min: 0, max: 2 }),
    lasts: fc.option(fc.integer({ min: 0, max: 400 })),
    drops: fc.boolean(),
    extends: fc.nat(1_000),
  }),
  { minLength: 1, maxLength: 700, size: 'max' },
);

test('finds what a look at every span would find', () => {
  fc.assert(
    fc.property(deeds, fc.nat(800), fc.nat(50), (done, from, length) => {
      const spans = new Spans<Span>();
      let naive: Span[] = [];
      let position = 1;
      for (const { afterwards, lasts, drops, extends: which } of done) {
        position += afterwards;
        const span = { startsAt: position, endsAt: position + (lasts ?? 0), place: 0 };
        spans.add(span);
        if (lasts === null) spans.open.add(span);
        naive.push(span);
        const other = naive[which % naive.length];
        if (other && which % 3 === 0) spans.reach(other, position);
        if (drops && naive.length > 300) {
          spans.dropOldest();
          naive = naive.slice(1);
        }
      }
      const to = from + length;
      const expected = naive.filter((span) => {
        return span.startsAt <= to && (span.endsAt >= from || spans.open.has(span));
      });
      expect(spans.overlapping(from, to)).toEqual(expected);
      expect(spans.oldest).toBe(naive[0]);
    }),
    { numRuns: 60 },
  );
});

test('nothing can be dropped where nothing is', () => {
  const spans = new Spans<Span>();
  spans.dropOldest();
  expect(spans.oldest).toBeUndefined();
  expect(spans.overlapping(0, 10)).toEqual([]);
});

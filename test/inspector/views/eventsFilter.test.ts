import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as library from '../../../src/index.ts';
import { CHARTS } from '../../../src/inspector/model/machines/charts.ts';
import type { EventFilter } from '../../../src/inspector/model/types.ts';
import {
  choiceWords,
  countWords,
  isEverything,
  lastUpTo,
  matchFrom,
  NO_FILTER,
  seconds,
  withoutNode,
  withToggled,
} from '../../../src/inspector/page/views/events/filter.ts';

const positionLists = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }))
  .map((positions) => positions.sort((a, b) => a - b));

test('every machine of the library can be filtered by', () => {
  const ids = Object.values(library).flatMap((value) => {
    const { id, root } = value as { id?: unknown; root?: unknown };
    return root !== undefined && typeof id === 'string' ? [id] : [];
  });
  expect([...CHARTS].sort()).toEqual(ids.sort());
});

test('every part of a filter makes it one', () => {
  const parts: Partial<EventFilter>[] = [
    { text: 'x' },
    { nodes: new Set(['bob']) },
    { kinds: new Set(['timer']) },
    { charts: new Set(['client']) },
    { onlyChanges: true },
  ];
  expect(isEverything(NO_FILTER)).toBe(true);
  for (const part of parts) expect(isEverything({ ...NO_FILTER, ...part })).toBe(false);
});

test('what is chosen, in words', () => {
  expect(choiceWords('nodes', new Set())).toBe('all nodes');
  expect(choiceWords('nodes', new Set(['bob']))).toBe('bob');
  expect(choiceWords('nodes', new Set(['bob', 'carol']))).toBe('2 nodes');
});

test('what is chosen twice is not chosen, and a choice leaves the one before alone', () => {
  const before = new Set(['bob']);
  const both = withToggled(before, 'carol');
  expect([...both]).toEqual(['bob', 'carol']);
  expect([...withToggled(both, 'bob')]).toEqual(['carol']);
  expect([...before]).toEqual(['bob']);
});

test('how many were found, of how many, and what is not there any more', () => {
  const text = { ...NO_FILTER, text: 'x' };
  const story = { first: 1, last: 45_678, dropped: 0 };
  expect(countWords(123, story, text)).toBe('123 of 45,678 steps');
  expect(countWords(45_678, story, NO_FILTER)).toBe('45,678 steps');
  expect(countWords(1, { first: 1, last: 1, dropped: 0 }, NO_FILTER)).toBe('1 step');
  expect(countWords(0, { first: 1, last: 0, dropped: 0 }, NO_FILTER)).toBe('0 steps');
  const bounded = { first: 1_001, last: 3_000, dropped: 1_000 };
  expect(countWords(7, bounded, text)).toBe('7 of 2,000 steps, 1,000 dropped');
});

test('the last position up to another is the one that a search from the start finds', () => {
  fc.assert(
    fc.property(positionLists, fc.integer({ min: 0, max: 61 }), (positions, wanted) => {
      expect(lastUpTo(positions, wanted)).toBe(positions.findLastIndex((item) => item <= wanted));
    }),
  );
});

test('the next match is the first after the cursor, the previous one the last before it', () => {
  fc.assert(
    fc.property(positionLists, fc.integer({ min: 0, max: 61 }), (positions, cursor) => {
      const after = positions.find((item) => item > cursor) ?? positions[0] ?? null;
      const before = positions.findLast((item) => item < cursor) ?? positions.at(-1) ?? null;
      expect(matchFrom(positions, cursor, 1)).toBe(after);
      expect(matchFrom(positions, cursor, -1)).toBe(before);
    }),
  );
});

test('times line up, and a title does not repeat its node', () => {
  expect(seconds(5.04)).toBe('0.005');
  expect(seconds(61_250)).toBe('61.250');
  expect(withoutNode('bob gets #3', 'bob')).toBe('gets #3');
  expect(withoutNode('bob: stopped reporting', 'bob')).toBe('stopped reporting');
  expect(withoutNode('bobby gets #3', 'bob')).toBe('bobby gets #3');
  expect(withoutNode('timer of client:bob', 'bob')).toBe('timer of client:bob');
});

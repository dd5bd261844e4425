import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Shifting } from '../../../src/inspector/model/shifting.ts';

const deeds = fc.array(
  fc.oneof(
    fc.record({ push: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ drop: fc.integer({ min: 0, max: 80 }) }),
    fc.record({ set: fc.nat(300) }),
  ),
  { maxLength: 300 },
);

test('an item keeps its place while those before it go', () => {
  fc.assert(
    fc.property(deeds, (done) => {
      const list = new Shifting<number>();
      const all: number[] = [];
      let begin = 0;
      for (const deed of done) {
        if ('push' in deed) {
          const item = (all[all.length - 1] ?? 0) + deed.push;
          expect(list.push(item)).toBe(all.push(item) - 1);
        } else if ('drop' in deed) {
          begin = Math.max(begin, Math.min(all.length, begin + deed.drop));
          list.dropBefore(begin);
        } else if (deed.set >= begin && deed.set < all.length) {
          list.set(deed.set, all[deed.set] as number);
        }
        expect([list.begin, list.end, list.size]).toEqual([begin, all.length, all.length - begin]);
      }
      for (let place = 0; place < all.length + 2; place++) {
        expect(list.at(place)).toBe(place < begin ? undefined : all[place]);
      }
      for (let limit = 0; limit < 20; limit++) {
        const early = all.findLastIndex((item) => item <= limit);
        expect(list.lastWhere((item) => item <= limit)).toBe(Math.max(begin - 1, early));
      }
    }),
  );
});

test('what was dropped is not held', () => {
  const list = new Shifting<object>();
  for (let i = 0; i < 100; i++) list.push({});
  list.dropBefore(40);
  list.set(10, {});
  expect(list.at(10)).toBeUndefined();
  expect(list.at(39)).toBeUndefined();
  expect(list.newest).toBeDefined();
  list.dropBefore(1_000);
  expect([list.begin, list.end, list.newest]).toEqual([100, 100, undefined]);
  expect(list.push({})).toBe(100);
});

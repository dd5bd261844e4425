import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  rowAfterKey,
  scrollTopShowing,
  visibleRows,
} from '../../../src/inspector/page/widgets/virtualList/window.ts';

const ROW_PX = 24;
const lists = fc.record({
  count: fc.integer({ min: 1, max: 100_000 }),
  heightPx: fc.integer({ min: 0, max: 2_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

function maxScrollPx(count: number, heightPx: number): number {
  return Math.max(0, count * ROW_PX - heightPx);
}

test('every row of which a pixel is seen is drawn, and few others', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 0, max: 10 }), ({ count, heightPx, share }, overscan) => {
      const scrollTopPx = share * maxScrollPx(count, heightPx);
      const { start, end } = visibleRows({ scrollTopPx, heightPx }, ROW_PX, count, overscan);
      const first = Math.floor(scrollTopPx / ROW_PX);
      const last = Math.min(count, Math.ceil((scrollTopPx + heightPx) / ROW_PX));
      expect(start).toBeLessThanOrEqual(first);
      expect(end).toBeGreaterThanOrEqual(last);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(count);
      expect(end - start).toBeLessThanOrEqual(heightPx / ROW_PX + 2 + 2 * overscan);
    }),
  );
});

test('a list that has become shorter than where it was scrolled to draws its end', () => {
  const viewport = { scrollTopPx: 24_000, heightPx: 240 };
  expect(visibleRows(viewport, ROW_PX, 5, 2)).toEqual({ start: 5, end: 5 });
  expect(visibleRows(viewport, ROW_PX, 0, 2)).toEqual({ start: 0, end: 0 });
});

test('after scrolling to a row all of it is seen, and scrolling again moves nothing', () => {
  const heights = lists.filter(({ heightPx }) => heightPx >= ROW_PX);
  fc.assert(
    fc.property(heights, fc.nat(), ({ count, heightPx, share }, number) => {
      const row = number % count;
      const scrollTopPx = share * maxScrollPx(count, heightPx);
      const wanted = scrollTopShowing(row, { scrollTopPx, heightPx }, ROW_PX, count);
      expect(wanted).toBeGreaterThanOrEqual(0);
      expect(wanted).toBeLessThanOrEqual(maxScrollPx(count, heightPx));
      expect(wanted).toBeLessThanOrEqual(row * ROW_PX);
      expect(wanted + heightPx).toBeGreaterThanOrEqual((row + 1) * ROW_PX);
      const again = { scrollTopPx: wanted, heightPx };
      expect(scrollTopShowing(row, again, ROW_PX, count)).toBe(wanted);
    }),
  );
});

test('what is seen with its neighbours stays; what is near moves a little; what is far is centred', () => {
  const viewport = { scrollTopPx: 2_400, heightPx: 240 };
  const scrollTo = (row: number) => scrollTopShowing(row, viewport, ROW_PX, 1_000);
  expect(scrollTo(102)).toBe(2_400);
  expect(scrollTo(107)).toBe(2_400);
  expect(scrollTo(108)).toBe(2_424);
  expect(scrollTo(101)).toBe(2_376);
  expect(scrollTo(500)).toBe(500 * ROW_PX - 108);
  expect(scrollTo(0)).toBe(0);
  expect(scrollTo(999)).toBe(1_000 * ROW_PX - 240);
});

test('of a list that is lower than a row the beginning of the row is seen', () => {
  expect(scrollTopShowing(50, { scrollTopPx: 0, heightPx: 10 }, ROW_PX, 100)).toBe(50 * ROW_PX);
});

test('keys move from row to row, and not beyond the ends', () => {
  const press = (key: string, row: number) => rowAfterKey(key, row, 100, 9);
  expect(press('ArrowDown', 5)).toBe(6);
  expect(press('ArrowUp', 5)).toBe(4);
  expect(press('PageDown', 5)).toBe(14);
  expect(press('PageUp', 5)).toBe(0);
  expect(press('Home', 5)).toBe(0);
  expect(press('End', 5)).toBe(99);
  expect(press('ArrowDown', 99)).toBe(99);
  expect(press('ArrowDown', -1)).toBe(0);
  expect(press('x', 5)).toBeNull();
  expect(rowAfterKey('End', -1, 0, 9)).toBeNull();
  // A list of one row still has pages.
  expect(rowAfterKey('PageDown', 0, 3, 0)).toBe(1);
});

import { expect, test } from 'vitest';
import {
  around,
  centering,
  clampScale,
  fittingScale,
  MAX_SCALE,
  MIN_SCALE,
  revealing,
  shareWithin,
  wholeScale,
  zoomedOffset,
} from '../../../src/inspector/page/views/statechart/drawing/frame.ts';

const WINDOW = { width: 648, height: 448 };
const NOTHING = { width: 0, height: 0 };
const ORIGIN = { x: 0, y: 0 };

test('what can be read as a whole is shown as a whole, else across its width', () => {
  expect(fittingScale({ width: 600, height: 400 }, WINDOW)).toBe(1);
  expect(fittingScale({ width: 100, height: 100 }, WINDOW)).toBe(1.25);
  expect(fittingScale({ width: 750, height: 2_000 }, WINDOW)).toBe(0.8);
  expect(fittingScale({ width: 400, height: 2_000 }, WINDOW)).toBe(0.9);
  expect(fittingScale({ width: 2_000, height: 2_000 }, WINDOW)).toBe(0.75);
  expect(wholeScale({ width: 2_496, height: 848 }, WINDOW)).toBe(0.25);
});

test('scales stay within bounds, even in a window without room', () => {
  expect(clampScale(100)).toBe(MAX_SCALE);
  expect(clampScale(0)).toBe(MIN_SCALE);
  expect(wholeScale({ width: 600, height: 400 }, NOTHING)).toBe(MIN_SCALE);
});

test('a rectangle is set in the middle, or at its start', () => {
  const small = { x: 1_000, y: 500, width: 100, height: 50 };
  expect(centering(small, 2, WINDOW)).toEqual({ x: 2_100 - 324, y: 1_050 - 224 });
  expect(centering({ ...small, width: 4_000 }, 1, WINDOW)).toEqual({ x: 976, y: 525 - 224 });
});

test('what is in view is not moved, what is out of it comes just inside', () => {
  const at = { x: 100, y: 100 };
  const place = (x: number, y: number) => ({ x, y, width: 50, height: 50 });
  const reveal = (x: number, y: number) => revealing(place(x, y), 1, at, WINDOW, NOTHING);
  expect(reveal(100, 100)).toEqual(at);
  expect(reveal(698, 498)).toEqual(at);
  expect(reveal(699, 200)).toEqual({ x: 699 + 50 + 24 - 648, y: 100 });
  expect(reveal(200, 99)).toEqual({ x: 100, y: 75 });
  const large = { x: 2_000, y: 100, width: 5_000, height: 10 };
  expect(revealing(large, 1, at, WINDOW, NOTHING)).toEqual({ x: 1_976, y: 100 });
});

test('what lies under the map is moved up', () => {
  const covered = { width: 150, height: 170 };
  const under = { x: 550, y: 350, width: 50, height: 50 };
  expect(revealing(under, 1, ORIGIN, WINDOW, covered)).toEqual({ x: 0, y: 400 + 24 - 278 });
  const beside = { ...under, x: 400 };
  expect(revealing(beside, 1, ORIGIN, WINDOW, covered)).toEqual(ORIGIN);
});

test('the point under the pointer stays where it is', () => {
  const offset = { x: 30, y: 70 };
  const anchor = { x: 200, y: 100 };
  const after = zoomedOffset(offset, 0.5, 2, anchor);
  expect((after.x + anchor.x) / 2).toBe((offset.x + anchor.x) / 0.5);
  expect((after.y + anchor.y) / 2).toBe((offset.y + anchor.y) / 0.5);
});

test('the rectangle around others', () => {
  const one = { x: 0, y: 10, width: 10, height: 10 };
  const two = { x: 5, y: 0, width: 20, height: 5 };
  expect(around([one, two])).toEqual({ x: 0, y: 0, width: 25, height: 20 });
  expect(around([])).toBeNull();
});

test('how much of one rectangle is seen in another', () => {
  const drawing = { x: 10, y: 10, width: 100, height: 40 };
  const share = (x: number, y: number, width: number, height: number) =>
    shareWithin(drawing, { x, y, width, height });
  expect(share(0, 0, 500, 500)).toBe(1);
  expect(share(60, 0, 500, 500)).toBe(0.5);
  expect(share(60, 20, 25, 20)).toBe(0.125);
  expect(share(200, 0, 500, 500)).toBe(0);
  expect(share(0, 60, 500, 500)).toBe(0);
});

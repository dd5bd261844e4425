/**
 * How a drawing lies in its window. Rectangles of the drawing are in its own pixels, offsets and
 * sizes of the window in those of the screen.
 */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const MIN_SCALE = 0.1;
export const MAX_SCALE = 4;
/** Text of 12 pixels is hardly read when it is drawn smaller than this, and gains nothing beyond. */
const READABLE_SCALE = 0.75;
const LARGEST_FIT = 1.25;
/** Of what does not fit as a whole, more is better seen than larger. */
const LARGEST_PART = 0.9;
/** What is brought into view keeps this far from the border, in pixels of the screen. */
const MARGIN = 24;

export function clampScale(scale: number): number {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
}

/**
 * The scale at which a rectangle is shown: whole if it can be read then, else as wide as the
 * window, else as small as can be read.
 */
export function fittingScale(rectangle: Size, window: Size): number {
  const wide = Math.max(1, window.width - 2 * MARGIN) / rectangle.width;
  const high = Math.max(1, window.height - 2 * MARGIN) / rectangle.height;
  const whole = Math.min(wide, high, LARGEST_FIT);
  if (whole >= READABLE_SCALE) return clampScale(whole);
  return clampScale(Math.min(LARGEST_PART, Math.max(READABLE_SCALE, wide)));
}

/** The scale at which all of a rectangle is seen, readable or not. */
export function wholeScale(rectangle: Size, window: Size): number {
  const wide = Math.max(1, window.width - MARGIN) / rectangle.width;
  const high = Math.max(1, window.height - MARGIN) / rectangle.height;
  return clampScale(Math.min(wide, high, LARGEST_FIT));
}

/** The offset that sets a rectangle in the middle, or its start at the border if it is larger. */
export function centering(rectangle: Rectangle, scale: number, window: Size): Point {
  return {
    x: middle(rectangle.x * scale, rectangle.width * scale, window.width),
    y: middle(rectangle.y * scale, rectangle.height * scale, window.height),
  };

  function middle(start: number, length: number, room: number): number {
    return length + 2 * MARGIN > room ? start - MARGIN : start + length / 2 - room / 2;
  }
}

/**
 * The nearest offset at which a rectangle is in view; the one that is there if it is already.
 * Of one that is larger than the window its start is shown.
 *
 * @param covered what lies over the lower right corner of the window
 */
export function revealing(
  rectangle: Rectangle,
  scale: number,
  offset: Point,
  window: Size,
  covered: Size,
): Point {
  const [right, bottom] = [
    (rectangle.x + rectangle.width) * scale,
    (rectangle.y + rectangle.height) * scale,
  ];
  const x = axis(rectangle.x * scale, right, offset.x, window.width);
  const y = axis(rectangle.y * scale, bottom, offset.y, window.height);
  const isCovered = right > x + window.width - covered.width;
  if (!isCovered) return { x, y };
  return { x, y: axis(rectangle.y * scale, bottom, y, window.height - covered.height) };
}

function axis(start: number, end: number, at: number, room: number): number {
  if (start >= at && end <= at + room) return at;
  if (end - start + 2 * MARGIN > room || start < at) return start - MARGIN;
  return end + MARGIN - room;
}

/** The offset after a change of scale under which a point of the window stays where it is. */
export function zoomedOffset(offset: Point, from: number, to: number, anchor: Point): Point {
  return {
    x: ((offset.x + anchor.x) * to) / from - anchor.x,
    y: ((offset.y + anchor.y) * to) / from - anchor.y,
  };
}

/** The smallest rectangle around others; null if there are none. */
export function around(rectangles: readonly Rectangle[]): Rectangle | null {
  if (rectangles.length === 0) return null;
  const x = Math.min(...rectangles.map((each) => each.x));
  const y = Math.min(...rectangles.map((each) => each.y));
  const right = Math.max(...rectangles.map((each) => each.x + each.width));
  const bottom = Math.max(...rectangles.map((each) => each.y + each.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** How much of a rectangle lies in another, from 0 to 1. */
export function shareWithin(inner: Rectangle, outer: Rectangle): number {
  const width = overlap(inner.x, inner.width, outer.x, outer.width);
  const height = overlap(inner.y, inner.height, outer.y, outer.height);
  return (width * height) / (inner.width * inner.height);
}

function overlap(a: number, lengthA: number, b: number, lengthB: number): number {
  return Math.max(0, Math.min(a + lengthA, b + lengthB) - Math.max(a, b));
}

/**
 * What the space-time diagram consists of. The layout makes figures of shapes; the page and the
 * exported SVG draw the same ones. Pixels everywhere; colours and strokes are the style's.
 */

export type Shape =
  | { readonly tag: 'path'; readonly className: string; readonly d: string }
  | {
      readonly tag: 'circle';
      readonly className: string;
      readonly cx: number;
      readonly cy: number;
      readonly r: number;
    }
  | {
      readonly tag: 'rect';
      readonly className: string;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly tag: 'text';
      readonly className: string;
      readonly x: number;
      readonly y: number;
      /** Safe to be drawn: no control characters. */
      readonly text: string;
      /** Degrees around its place, clockwise; 0 if it lies flat. */
      readonly turn: number;
    };

/** Something that one sees as one thing: an arrow with its label, a mark on a lane. */
export interface Figure {
  /** The same thing keeps its key when it is laid out again. */
  readonly key: string;
  readonly className: string;
  /** What it is, in words. */
  readonly title: string | null;
  /** The step that it belongs to. */
  readonly position: number | null;
  /** The datagram that it shows. */
  readonly flight: number | null;
  readonly shapes: readonly Shape[];
}

/** A figure that only decorates. */
export function figure(key: string, className: string, shapes: readonly Shape[]): Figure {
  return { key, className, title: null, position: null, flight: null, shapes };
}

export function path(className: string, d: string): Shape {
  return { tag: 'path', className, d };
}

export function line(className: string, x1: number, y1: number, x2: number, y2: number): Shape {
  return path(className, `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`);
}

export function circle(className: string, cx: number, cy: number, r: number): Shape {
  return { tag: 'circle', className, cx: round(cx), cy: round(cy), r };
}

export function rect(
  className: string,
  x: number,
  y: number,
  width: number,
  height: number,
): Shape {
  const size = { width: round(Math.max(0, width)), height: round(Math.max(0, height)) };
  return { tag: 'rect', className, x: round(x), y: round(y), ...size };
}

export function text(className: string, x: number, y: number, words: string, turn = 0): Shape {
  return {
    tag: 'text',
    className,
    x: round(x),
    y: round(y),
    text: words,
    turn: round(turn),
  };
}

/** A cross, `r` to each side. */
export function cross(className: string, x: number, y: number, r: number): Shape {
  const [l, o, a, b] = [x - r, x + r, y - r, y + r].map(round);
  return path(className, `M${l} ${a}L${o} ${b}M${o} ${a}L${l} ${b}`);
}

/** Tenths of a pixel are fine enough, and keep the file small. */
export function round(px: number): number {
  return Math.round(px * 10) / 10;
}

/** How a story is laid down the page: a row for each step, or time in proportion. */
import type { TimelineView } from '../../../../model/types.ts';
import type { SpaceTimeIndex } from './storyIndex.ts';

/** Between positions and heights on the page, both ways, in O(log n) at most. */
export interface Scale {
  readonly kind: 'steps' | 'time';
  /** Of one line of text. */
  readonly linePx: number;
  /** Of the whole story. */
  readonly heightPx: number;
  topPx(position: number): number;
  /** The height at which its datagrams leave and arrive. */
  middlePx(position: number): number;
  bottomPx(position: number): number;
  /** The height of a moment, in which perhaps nothing happened. */
  momentPx(atMs: number): number;
  /** The step at a height. */
  at(yPx: number): number;
}

/** The steps that stand between two heights, as far as there are any. */
export function stepsBetween(
  scale: Scale,
  { first, last }: Pick<TimelineView, 'first' | 'last'>,
  fromPx: number,
  toPx: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(first, scale.at(fromPx));
  return { from, to: Math.min(last, Math.max(from, scale.at(Math.max(fromPx, toPx - 1)))) };
}

/** A row for each step in which there is something to see. */
export function stepScale(
  timeline: Pick<TimelineView, 'positionAtMs'>,
  index: SpaceTimeIndex,
  linePx: number,
): Scale {
  const topPx = (position: number) => index.top(position) * linePx;
  const bottomPx = (position: number) => topPx(position) + index.heightOf(position) * linePx;
  return {
    kind: 'steps',
    linePx,
    heightPx: index.height * linePx,
    topPx,
    middlePx: (position) => {
      // What began before the oldest step that is kept comes from above.
      if (position < index.oldest) return -linePx;
      return topPx(position) + (Math.min(1, index.heightOf(position)) * linePx) / 2;
    },
    bottomPx,
    momentPx: (atMs) => bottomPx(timeline.positionAtMs(atMs)),
    at: (yPx) => index.at(yPx / linePx),
  };
}

/** Browsers draw nothing reliably beyond. */
const MAX_HEIGHT_PX = 16_000_000;
/** As much as a step takes in height around its moment. */
const MOMENT_PX = 8;

/** Time in proportion, as many pixels for a millisecond as `pxPerMs` says. */
export function timeScale(timeline: TimelineView, linePx: number, pxPerMs: number): Scale {
  const beginMs = timeline.step(timeline.first)?.atMs ?? 0;
  const durationMs = (timeline.step(timeline.last)?.atMs ?? 0) - beginMs;
  const rate = Math.min(pxPerMs, MAX_HEIGHT_PX / Math.max(1, durationMs));
  const momentPx = (atMs: number) => MOMENT_PX * 2 + (atMs - beginMs) * rate;
  const middlePx = (position: number) => {
    if (position < timeline.first) return -linePx;
    return momentPx(timeline.step(Math.min(position, timeline.last))?.atMs ?? beginMs);
  };
  return {
    kind: 'time',
    linePx,
    heightPx: durationMs * rate + MOMENT_PX * 4,
    topPx: (position) => middlePx(position) - MOMENT_PX,
    middlePx,
    bottomPx: (position) => middlePx(position) + MOMENT_PX,
    momentPx,
    at: (yPx) => {
      const atMs = beginMs + (yPx - MOMENT_PX) / rate;
      return Math.min(timeline.last, Math.max(timeline.first, timeline.positionAtMs(atMs)));
    },
  };
}

/**
 * So that the story is about as high as it is with rows, and a short wait can be seen. A power of
 * two, so that it stays the same while a story grows, nearly always.
 */
export function usualPxPerMs(
  timeline: TimelineView,
  index: SpaceTimeIndex,
  linePx: number,
): number {
  const beginMs = timeline.step(timeline.first)?.atMs ?? 0;
  const durationMs = (timeline.step(timeline.last)?.atMs ?? 0) - beginMs;
  const rate = (index.height * linePx) / Math.max(1, durationMs);
  return Math.min(4, Math.max(0.0625, 2 ** Math.round(Math.log2(rate))));
}

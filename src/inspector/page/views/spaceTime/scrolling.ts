/** What is seen of the space-time diagram. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TimelineView } from '../../../model/types.ts';
import type { Scale } from './layout/scale.ts';

/** Drawn beyond what is seen, and how often it is drawn anew while one scrolls. */
const OVERSCAN_PX = 256;

type Box = { readonly current: HTMLElement | null };

/**
 * How the diagram is scrolled, and how large it is, as the browser told last. To ask it makes it
 * lay out the page, which is the dearest of all that a step costs.
 */
export interface Measures {
  scrollPx: number;
  widthPx: number;
  heightPx: number;
  /** Height of the heads of the lanes, which lie over the canvas. */
  headsPx: number;
}

export interface DrawnPart {
  /** Of the canvas, what has to be drawn. */
  readonly fromPx: number;
  readonly toPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const UNSEEN: DrawnPart = { fromPx: 0, toPx: 1, widthPx: 800, heightPx: 0 };

/** Keeps the measures; the part changes only when something comes into view. */
export function useDrawnPart(box: Box): {
  readonly drawnPart: DrawnPart;
  readonly measures: Measures;
} {
  const [drawnPart, setPart] = useState<DrawnPart>(UNSEEN);
  const { current: measures } = useRef<Measures>({
    scrollPx: 0,
    widthPx: 0,
    heightPx: 0,
    headsPx: 0,
  });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => {
      const seen = partSeen(measures);
      setPart((known) => (isSamePart(known, seen) ? known : seen));
    };
    const onScroll = () => {
      measures.scrollPx = element.scrollTop;
      look();
    };
    const heads = element.querySelector<HTMLElement>('.spaceTime-heads');
    const measure = () => {
      measures.scrollPx = element.scrollTop;
      measures.widthPx = element.clientWidth;
      measures.heightPx = element.clientHeight;
      measures.headsPx = heads?.offsetHeight ?? 0;
      look();
    };
    measure();
    element.addEventListener('scroll', onScroll, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (heads) observer.observe(heads);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, []);
  return { drawnPart, measures };
}

function partSeen({ scrollPx, widthPx, heightPx }: Measures): DrawnPart {
  const begin = Math.floor(scrollPx / OVERSCAN_PX);
  const end = Math.ceil((scrollPx + heightPx) / OVERSCAN_PX);
  return {
    fromPx: Math.max(0, (begin - 1) * OVERSCAN_PX),
    toPx: (end + 1) * OVERSCAN_PX,
    widthPx,
    heightPx,
  };
}

/** Where the part of the canvas ends that is seen; it begins where one has scrolled to. */
export function seenToPx({ scrollPx, heightPx, headsPx }: Measures): number {
  return scrollPx + heightPx - headsPx;
}

/** As near as the element can be scrolled. */
function scroll(element: HTMLElement, measures: Measures, scrollPx: number): void {
  element.scrollTop = scrollPx;
  measures.scrollPx = element.scrollTop;
}

/**
 * When the scale changes, or steps are dropped from the beginning, what one looks at stays where it
 * is: the cursor, if it is in sight, or else the middle.
 */
export function useSteadiness(box: Box, measures: Measures, scale: Scale, cursor: number): void {
  const anchor = useRef<{ readonly position: number; readonly yPx: number } | null>(null);
  const latest = useRef({ scale, cursor });
  latest.current = { scale, cursor };
  const hold = () => {
    const { scale: now, cursor: at } = latest.current;
    const { scrollPx } = measures;
    const endPx = seenToPx(measures);
    const cursorPx = now.middlePx(at);
    const isSeen = cursorPx >= scrollPx && cursorPx <= endPx;
    const position = isSeen ? at : now.at((scrollPx + endPx) / 2);
    anchor.current = { position, yPx: now.middlePx(position) };
  };
  useLayoutEffect(() => {
    const element = box.current;
    // After the measures were taken: their listener came first.
    element?.addEventListener('scroll', hold, { passive: true });
    return () => element?.removeEventListener('scroll', hold);
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    const held = anchor.current;
    const movedPx = held === null ? 0 : scale.middlePx(held.position) - held.yPx;
    if (element !== null && Math.abs(movedPx) >= 1) {
      scroll(element, measures, element.scrollTop + movedPx);
    }
    hold();
  });
}

/** When the cursor moves out of sight, or is covered, the diagram follows it. */
export function useCursorInView(
  box: Box,
  measures: Measures,
  scale: Scale,
  cursor: number,
  story: TimelineView,
): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { scrollPx } = measures;
    const seenPx = seenToPx(measures) - scrollPx;
    const marginPx = Math.min(90, seenPx / 4);
    const topPx = scale.topPx(cursor);
    const bottomPx = scale.bottomPx(cursor);
    if (topPx < scrollPx + marginPx && scrollPx > 0) {
      scroll(element, measures, Math.max(0, topPx - marginPx));
    } else if (bottomPx > scrollPx + seenPx - marginPx) {
      scroll(element, measures, bottomPx - seenPx + marginPx);
    }
  }, [cursor, story, measures.heightPx]);
}

function isSamePart(a: DrawnPart, b: DrawnPart): boolean {
  return (
    a.fromPx === b.fromPx &&
    a.toPx === b.toPx &&
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx
  );
}

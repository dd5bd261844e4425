/** Which steps the diagram shows, for whoever makes a picture of what is on the page. */
import { useLayoutEffect } from 'preact/hooks';
import type { TimelineView } from '../../../model/types.ts';
import type { Scale } from './layout/scale.ts';
import { stepsBetween } from './layout/scale.ts';
import type { Measures } from './scrolling.ts';
import { seenToPx } from './scrolling.ts';

/** Both included. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

let look: (() => StepRange) | null = null;

/** The steps that are seen now; null while no diagram is on the page. */
export function visibleSteps(): StepRange | null {
  return look?.() ?? null;
}

export function useVisibleSteps(measures: Measures, scale: Scale, story: TimelineView): void {
  useLayoutEffect(() => {
    look = () => stepsBetween(scale, story, measures.scrollPx, seenToPx(measures));
  });
  useLayoutEffect(
    () => () => {
      look = null;
    },
    [],
  );
}

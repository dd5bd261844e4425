/** How close one looks at the space-time diagram. */
import { computed, signal } from '@preact/signals';

const LINE_PX = [7, 10, 14, 19, 24, 30, 38] as const;
const USUAL = 4;

const zoom = signal(USUAL);
/** Height of a row. */
export const linePx = computed(() => LINE_PX[zoom.value] ?? LINE_PX[USUAL]);
/** Of the width that lanes have by themselves. */
export const laneZoom = signal(1);
/** Time in proportion instead of a row for each step. */
export const isTimeScale = signal(false);
export const timeZoom = computed(() => 2 ** (zoom.value - USUAL));

export const canZoomIn = computed(() => zoom.value < LINE_PX.length - 1);
export const canZoomOut = computed(() => zoom.value > 0);

export function zoomBy(steps: 1 | -1): void {
  zoom.value = Math.min(LINE_PX.length - 1, Math.max(0, zoom.value + steps));
}

export function widenBy(way: 1 | -1): void {
  laneZoom.value = Math.min(4, Math.max(0.2, laneZoom.value * 1.25 ** way));
}

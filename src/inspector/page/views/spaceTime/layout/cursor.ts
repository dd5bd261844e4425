/** What the cursor adds to the space-time diagram. The rest is the same wherever it stands. */
import type { TimelineView } from '../../../../model/types.ts';
import { countFigures } from './lanes.ts';
import type { LayoutInput } from './layout.ts';
import type { Lanes } from './places.ts';
import type { Scale } from './scale.ts';
import type { Figure } from './shapes.ts';
import { circle, figure, line, rect } from './shapes.ts';
import { tracksOf } from './tracks.ts';

/** Of the canvas, below the last step. */
const BELOW_PX = 40;

/** Where the line of the cursor stands. */
function cursorPx(scale: Scale, timeline: TimelineView, cursor: number): number {
  if (cursor < timeline.first) return 0;
  return Math.min(scale.heightPx, scale.bottomPx(cursor));
}

/** Behind everything: the step that the cursor is at. */
export function stepBand(scale: Scale, lanes: Lanes, timeline: TimelineView, cursor: number) {
  if (cursor < timeline.first || cursor > timeline.last) return null;
  const top = scale.topPx(cursor);
  const height = scale.bottomPx(cursor) - top;
  return figure('band', 'spaceTime-stepBand', [
    rect('spaceTime-stepField', 0, top, lanes.widthPx, height),
  ]);
}

/**
 * Before everything: what is still to come is faded, datagrams on their way show where, and group
 * messages how many acks there were.
 */
export function cursorFigures(
  places: Omit<LayoutInput, 'timeline'>,
  timeline: TimelineView,
  cursor: number,
): Figure[] {
  const { scale, lanes, window } = places;
  const y = cursorPx(scale, timeline, cursor);
  const restPx = Math.max(0, window.toPx + BELOW_PX - y);
  const figures = [
    figure('cursor', 'spaceTime-cursor', [line('spaceTime-cursorLine', 0, y, lanes.widthPx, y)]),
  ];
  if (cursor < timeline.last) {
    const future = rect('spaceTime-future', 0, y, lanes.widthPx, restPx);
    figures.unshift(figure('fade', 'spaceTime-fade', [future]));
  }
  const step = cursor >= timeline.first ? timeline.step(cursor) : undefined;
  const x = step ? lanes.xOf(step.node) : undefined;
  if (x !== undefined) {
    const ring = circle('spaceTime-ring', x, scale.middlePx(cursor), 9);
    figures.push(figure('ring', 'spaceTime-ringed', [ring]));
  }
  const flights = cursor >= timeline.first ? timeline.flights(cursor, cursor) : [];
  for (const flight of flights) {
    for (const [i, { x1, y1, x2, y2 }] of tracksOf(flight, timeline, places).entries()) {
      if (flight.sentAt > cursor || y1 >= y || y2 <= y || x1 === x2) continue;
      const at = x1 + ((x2 - x1) * (y - y1)) / (y2 - y1);
      const mark = circle('spaceTime-underWayMark', at, y, 4.5);
      figures.push(figure(`crossing ${flight.id} ${i}`, 'spaceTime-crossing', [mark]));
    }
  }
  if (y < window.fromPx || y > window.toPx) return figures;
  return [...figures, ...countFigures(timeline.gatherings(cursor, cursor), cursor, y, places)];
}

/** The arrows of the space-time diagram: a figure for each datagram, with a line for each copy. */
import { clipSafe } from '../../../../../chat/display/clip.ts';
import type { Flight, TimelineView } from '../../../../model/types.ts';
import type { Lanes, Places } from './places.ts';
import { LABEL_COLUMN_PX, WORDS_FROM_PX } from './places.ts';
import type { Figure, Shape } from './shapes.ts';
import { circle, cross, path, round, text } from './shapes.ts';
import type { Track } from './tracks.ts';
import { tracksOf } from './tracks.ts';
import { flightWords } from './words.ts';

/** Between an arrow and the middle of a lane: half the width of a lane's band. */
const BAND_PX = 5;
const HEAD_PX = 8;
/** A label of usual length fits. */
const WIDE_LABEL_PX = 150;

/** A datagram as its arrow, with what became of each copy; null if it cannot be placed. */
export function arrowFigure(flight: Flight, timeline: TimelineView, places: Places): Figure | null {
  const tracks = tracksOf(flight, timeline, places);
  if (tracks.length === 0) return null;
  const kind = flight.isAckOnly ? 'is-ack' : 'is-message';
  const again = flight.isRetransmission ? ' is-again' : '';
  const label = labelOf(flight, tracks[0] as Track, places);
  return {
    key: `arrow ${flight.id}`,
    className: `spaceTime-arrow ${kind}${again} is-${flight.fate}${label.isFree ? '' : ' is-crowded'}`,
    title: flightWords(flight, timeline),
    position: null,
    flight: flight.id,
    shapes: [
      ...tracks.flatMap((track, i) => trackShapes(track, flight, i > 0)),
      ...(label.shape ? [label.shape] : []),
    ],
  };
}

function trackShapes(track: Track, flight: Flight, isCopy: boolean): Shape[] {
  const { x1, y1, x2, y2, end } = track;
  if (x1 === x2) return loopShapes(track, flight);
  const way = Math.sign(x2 - x1);
  const beginX = x1 + way * BAND_PX;
  const endX = end === 'head' ? x2 - way * BAND_PX : x2;
  const length = Math.hypot(endX - beginX, y2 - y1);
  // The point is drawn over the end of the line, which would show beside it.
  const part = end === 'head' ? Math.max(0, 1 - (HEAD_PX * 0.6) / length) : 1;
  const d = segment(beginX, y1, beginX + (endX - beginX) * part, y1 + (y2 - y1) * part);
  return [
    ...strokes(d, flight, isCopy ? ' is-copy' : ''),
    ...endShapes({ ...track, x1: beginX }, endX, flight.isAckOnly),
  ];
}

function segment(x1: number, y1: number, x2: number, y2: number): string {
  return `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`;
}

/** The wide stroke is for the mouse; a retransmission is drawn as two lines. */
function strokes(d: string, { isRetransmission }: Flight, copy: string): Shape[] {
  return [
    path('spaceTime-hit', d),
    path(`spaceTime-stroke${copy}`, d),
    ...(isRetransmission ? [path('spaceTime-core', d)] : []),
  ];
}

function endShapes({ x1, y1, x2, y2, end }: Track, endX: number, isOpen: boolean): Shape[] {
  switch (end) {
    case 'head':
      return [head(Math.atan2(y2 - y1, endX - x1), endX, y2, isOpen)];
    case 'lost':
      return [cross('spaceTime-lostMark', x2, y2, 5)];
    case 'underWay':
      return [circle('spaceTime-underWayMark', x2, y2, 4.5)];
    case 'unknown':
      return [text('spaceTime-unknownMark', x2 + Math.sign(x2 - x1) * 8, y2 + 4, '?')];
  }
}

/** The point of an arrow that flies at an angle; an ack's is open. */
function head(angle: number, x: number, y: number, isOpen: boolean): Shape {
  const corner = (side: number) => {
    const back = angle + Math.PI + side * 0.42;
    return `${round(x + HEAD_PX * Math.cos(back))} ${round(y + HEAD_PX * Math.sin(back))}`;
  };
  const d = `M${corner(1)}L${round(x)} ${round(y)}L${corner(-1)}`;
  return isOpen ? path('spaceTime-openHead', d) : path('spaceTime-head', `${d}Z`);
}

/** To oneself: out to the right and back. */
function loopShapes({ x1, y1, y2, end }: Track, flight: Flight): Shape[] {
  const x = x1 + BAND_PX;
  const out = x + 34;
  const d = `M${round(x)} ${round(y1)}C${round(out)} ${round(y1)} ${round(out)} ${round(y2)} ${round(x + 5)} ${round(y2)}`;
  const ends =
    end === 'head'
      ? [head(Math.PI, x, y2, flight.isAckOnly)]
      : endShapes({ x1, y1, x2: x + 5, y2, end }, x, false);
  return [...strokes(d, flight, ''), ...ends];
}

/** A label that would stand on another is hidden until its arrow is pointed at or selected. */
function labelOf(
  flight: Flight,
  track: Track,
  places: Places,
): { readonly shape: Shape | null; readonly isFree: boolean } {
  const { lanes, crowd, scale } = places;
  const mark = flight.isRetransmission ? '↻ ' : '';
  const { x1, y1, x2, y2 } = track;
  const slope = x1 === x2 ? 0 : (y2 - y1) / (x2 - x1);
  const angle = Math.abs(slope) > 0.7 ? 0 : Math.atan(slope);
  const room = (x1 === x2 ? lanes.laneWidthPx / 2 : reachOf(track, lanes)) - 26;
  const columns = Math.floor(room / LABEL_COLUMN_PX / Math.cos(angle));
  const words = clipSafe(`${mark}${flight.label}`, Math.max(columns, 6));
  const width = words.length * LABEL_COLUMN_PX;
  const shapeAt = (x: number, y: number) => {
    const degrees = (angle * 180) / Math.PI;
    return text('spaceTime-label', x, y - (angle === 0 && slope !== 0 ? 6 : 4), words, degrees);
  };
  const spots = labelSpots(track, places);
  for (const [x, y] of columns >= 6 && scale.linePx >= WORDS_FROM_PX ? spots : []) {
    const height = 11 + width * Math.abs(Math.sin(angle));
    const box = { x: x - width / 2, y: y - 6 - height / 2, width, height };
    if (crowd.take(box)) return { shape: shapeAt(x, y), isFree: true };
  }
  const [x, y] = spots[0] ?? [x1, y1];
  return { shape: shapeAt(x, y), isFree: false };
}

/** Where a label may stand: first between the lanes where few others do, beside the outer lane. */
function labelSpots(track: Track, { lanes }: Places): [x: number, y: number][] {
  const { x1, y1, x2, y2 } = track;
  if (x1 === x2) return [[x1 + lanes.laneWidthPx / 4 + 24, (y1 + y2) / 2 + 8]];
  const outer = Math.max(x1, x2);
  const reach = reachOf(track, lanes);
  const inner = Math.min(x1, x2) + reach / 2;
  const xs = [outer - reach / 2, outer - reach * 0.42, outer - reach * 0.58, inner];
  return xs.map((x) => [x, y1 + ((y2 - y1) * (x - x1)) / (x2 - x1)]);
}

/** How far from its outer end the label of an arrow may reach. */
function reachOf({ x1, x2 }: Track, lanes: Lanes): number {
  return Math.min(Math.abs(x2 - x1), Math.max(lanes.laneWidthPx, WIDE_LABEL_PX));
}

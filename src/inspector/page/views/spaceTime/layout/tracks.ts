/** The ways of datagrams through the space-time diagram, from lane to lane. */
import type { Flight, TimelineView } from '../../../../model/types.ts';
import type { Places } from './places.ts';

/** From where to where a copy goes. */
export interface Track {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly end: 'head' | 'lost' | 'underWay' | 'unknown';
}

/** How far a lost datagram gets, and one of which nothing is known. */
const LOST_AT = 0.6;
const UNKNOWN_AT = 0.8;
/** A datagram to nobody knows whom, in widths of a lane. */
const STUB = 0.7;

/** A line for each copy; none if there is no lane to begin at. */
export function tracksOf(
  flight: Flight,
  timeline: TimelineView,
  places: Pick<Places, 'index' | 'lanes' | 'scale'>,
): Track[] {
  const { scale, lanes } = places;
  const x1 = lanes.xOf(flight.from);
  if (x1 === undefined) return [];
  const y1 = scale.middlePx(flight.sentAt);
  const known = flight.to === null ? undefined : lanes.xOf(flight.to);
  const x2 = known ?? Math.min(lanes.widthPx, x1 + lanes.laneWidthPx * STUB);
  const arrived = flight.arrivals.map((position, i): Track => {
    const doorMs = doorOf(flight, i, timeline, places);
    const y2 = doorMs === null ? scale.middlePx(position) : scale.momentPx(doorMs);
    return { x1, y1, x2, y2, end: 'head' };
  });
  const tracks = [...arrived, ...comingTracks(flight, timeline, places, { x1, y1, x2 })];
  if (tracks.length > 0) return tracks;
  if (flight.fate === 'unknown' || known === undefined) {
    const at = known === undefined ? 1 : UNKNOWN_AT;
    return [{ x1, y1, x2: x1 + (x2 - x1) * at, y2: y1 + scale.linePx * 1.1, end: 'unknown' }];
  }
  // Flatter than whatever arrives, so that it does not lie on another's line.
  const y2 = y1 + scale.linePx * 0.28;
  return [{ x1, y1, x2: x1 + (x2 - x1) * LOST_AT, y2, end: 'lost' }];
}

/**
 * A datagram for a process that stands still lies at its door until the process goes on and reads
 * it: when it got there, or null if it was read at once.
 */
function doorOf(
  { to, sentAt, arrivals, datagram }: Flight,
  copy: number,
  timeline: TimelineView,
  { index }: Pick<Places, 'index'>,
): number | null {
  const sentMs = timeline.step(sentAt)?.atMs;
  const delayMs = datagram.fate?.toSorted((a, b) => a - b)[copy];
  if (to === null || sentMs === undefined || delayMs === undefined) return null;
  const doorMs = sentMs + delayMs;
  const read = arrivals[copy];
  const readMs = read === undefined ? undefined : timeline.step(read)?.atMs;
  if (readMs !== undefined && readMs - doorMs < 1) return null;
  return index.stateAt(to, timeline.positionAtMs(doorMs)).process === 'paused' ? doorMs : null;
}

/** Copies that were not read until the end of the story. */
function comingTracks(
  flight: Flight,
  timeline: TimelineView,
  places: Pick<Places, 'index' | 'scale'>,
  { x1, y1, x2 }: Pick<Track, 'x1' | 'y1' | 'x2'>,
): Track[] {
  const { datagram, sentAt, fate, arrivals } = flight;
  if (fate === 'lost' || fate === 'unknown') return [];
  const sentMs = timeline.step(sentAt)?.atMs;
  const endMs = timeline.step(timeline.last)?.atMs;
  if (sentMs === undefined || endMs === undefined) return [];
  const passedMs = endMs - sentMs;
  const bottomPx = places.scale.bottomPx(timeline.last);
  const tracks = (datagram.fate ?? []).flatMap((ms, copy): Track[] => {
    if (ms > passedMs) {
      const part = Math.min(0.9, Math.max(0.2, passedMs / ms));
      return [{ x1, y1, x2: x1 + (x2 - x1) * part, y2: bottomPx, end: 'underWay' }];
    }
    const doorMs = copy < arrivals.length ? null : doorOf(flight, copy, timeline, places);
    if (doorMs === null) return [];
    return [{ x1, y1, x2, y2: places.scale.momentPx(doorMs), end: 'underWay' }];
  });
  if (tracks.length > 0 || fate !== 'underWay') return tracks;
  return [{ x1, y1, x2: (x1 + x2) / 2, y2: bottomPx, end: 'underWay' }];
}

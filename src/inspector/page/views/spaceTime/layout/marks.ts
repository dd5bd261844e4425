/** The marks of the space-time diagram: what happens to a process in a step, and what is said. */

import { clipSafe } from '../../../../../chat/display/clip.ts';
import { displayWidth } from '../../../../../chat/display/displayWidth.ts';
import type { TraceStep } from '../../../../../trace/trace.ts';
import type { Crowd, Places } from './places.ts';
import { SAID_PX, SAYING_COLUMN_PX, WORDS_FROM_PX, WORDY_LANE_PX } from './places.ts';
import type { Scale } from './scale.ts';
import type { Figure, Shape } from './shapes.ts';
import { circle, cross, line, path, rect, round, text } from './shapes.ts';
import type { Saying } from './words.ts';
import { sayingsOf } from './words.ts';

/** From the middle of a lane to what is said beside it. */
const SAYING_PX = 15;
const PAD_PX = 4;
/** Between lines that do not stand in rows. */
const LOOSE_LINE_PX = 18;

/** The mark of a step on its lane; the title says all of it. */
export function markFigure(
  step: TraceStep,
  position: number,
  title: string,
  places: Places,
): Figure | null {
  const x = places.lanes.xOf(step.node);
  if (x === undefined) return null;
  const y = places.scale.middlePx(position);
  const { lanes } = places;
  const roomPx = Math.min(Math.max(lanes.laneWidthPx, SAID_PX), lanes.widthPx - x);
  const columns = Math.floor((roomPx - SAYING_PX - 2 * PAD_PX - 10) / SAYING_COLUMN_PX);
  const hasWords = lanes.laneWidthPx >= WORDY_LANE_PX && places.scale.linePx >= WORDS_FROM_PX;
  const words = hasWords
    ? sayingShapes(sayingsOf(step), x, y, columns, apartPx(places.scale), places.crowd)
    : briefShapes(step, x, y);
  return {
    key: `mark ${position}`,
    className: `spaceTime-mark is-${markKind(step)}`,
    title,
    position,
    flight: null,
    shapes: [...markShapes(step, x, y), ...words],
  };
}

/** All that is said in a step, however narrow the lanes are. */
export function wholeSayings(step: TraceStep, position: number, { scale, lanes }: Spots): Shape[] {
  const x = lanes.xOf(step.node);
  const sayings = sayingsOf(step);
  if (x === undefined || sayings.length === 0) return [];
  const longest = Math.max(...sayings.map(({ text: words }) => columnsOf(clipSafe(words, 60))));
  const width = SAYING_PX + longest * SAYING_COLUMN_PX + 2 * PAD_PX;
  const left = Math.max(0, Math.min(x, lanes.widthPx - width));
  return sayingShapes(sayings, left, scale.middlePx(position), 60, apartPx(scale), null);
}

/** Between the lines of a step: those of the whole sayings cover those of the rows. */
function apartPx({ kind, linePx }: Scale): number {
  return kind === 'time' || linePx < WORDS_FROM_PX ? LOOSE_LINE_PX : linePx;
}

type Spots = Pick<Places, 'scale' | 'lanes'>;

const MARK_KINDS: ReadonlySet<string> = new Set(['start', 'command', 'datagram', 'timer', 'flush']);

/** A kind that is not known comes from a file, and may be any text. */
function markKind({ cause }: TraceStep): string {
  if (cause.kind === 'fault') return cause.fault === 'kill' ? 'kill' : 'fault';
  return MARK_KINDS.has(cause.kind) ? cause.kind : 'other';
}

function markShapes({ cause, machines }: TraceStep, x: number, y: number): Shape[] {
  switch (cause.kind) {
    case 'start':
      return [circle('spaceTime-startMark', x, y, 6)];
    case 'command':
      return [path('spaceTime-commandMark', `M${x - 6} ${y - 5}L${x + 6} ${y}L${x - 6} ${y + 5}Z`)];
    case 'datagram':
      return [circle(machines.length > 0 ? 'spaceTime-dot' : 'spaceTime-idleDot', x, y, 3)];
    case 'timer':
      return [
        circle('spaceTime-clock', x, y, 5),
        path('spaceTime-hands', `M${x} ${round(y - 3.4)}V${y}H${x + 2.6}`),
      ];
    case 'fault':
      return faultShapes(cause.fault, x, y);
    case 'flush':
      return [];
    default:
      return [circle('spaceTime-dot', x, y, 3)];
  }
}

function faultShapes(fault: string, x: number, y: number): Shape[] {
  switch (fault) {
    case 'kill':
    case 'stopped reporting':
      return [cross('spaceTime-killMark', x, y, 7)];
    case 'ended':
      return [line('spaceTime-endMark', x - 8, y, x + 8, y)];
    case 'pause':
    case 'suspend':
      return [
        circle('spaceTime-faultPlate', x, y, 7.5),
        path(
          'spaceTime-faultSign',
          `M${x - 2.5} ${y - 3.5}V${y + 3.5}M${x + 2.5} ${y - 3.5}V${y + 3.5}`,
        ),
      ];
    case 'resume':
      return [
        circle('spaceTime-faultPlate', x, y, 7.5),
        path('spaceTime-faultSign', `M${x - 2} ${y - 3.5}L${x + 3.5} ${y}L${x - 2} ${y + 3.5}Z`),
      ];
    default:
      return [
        circle('spaceTime-faultPlate', x, y, 7.5),
        path(
          'spaceTime-faultSign',
          `M${x + 1.5} ${y - 5}L${x - 2.5} ${y + 0.5}H${x + 2}L${x - 1.5} ${y + 5}`,
        ),
      ];
  }
}

/** A line for each saying, in a bubble that points at the lane. */
function sayingShapes(
  sayings: readonly Saying[],
  x: number,
  y: number,
  columns: number,
  linePx: number,
  crowd: Crowd | null,
): Shape[] {
  return sayings.flatMap(({ kind, text: said }, i) => {
    const words = clipSafe(said, columns);
    const left = x + SAYING_PX;
    const middle = y + i * linePx;
    const width = columnsOf(words) * SAYING_COLUMN_PX + 2 * PAD_PX;
    const height = Math.min(17, linePx - 2);
    const box = { x: left, y: middle - height / 2, width, height };
    if (crowd?.take(box) === false) return [];
    return [
      rect(`spaceTime-bubble is-${kind}`, left, box.y, width, height),
      ...(kind === 'notice' ? [tail(left, middle)] : []),
      text(`spaceTime-saying is-${kind}`, left + PAD_PX, middle + 3.6, words),
    ];
  });
}

/** What makes a bubble speech. */
function tail(x: number, y: number): Shape {
  const [left, top] = [round(x), round(y)];
  return path(
    'spaceTime-tail',
    `M${left + 0.6} ${top - 3}L${left - 5} ${top}L${left + 0.6} ${top + 3}`,
  );
}

/** In a narrow lane: that something was said. */
function briefShapes(step: TraceStep, x: number, y: number): Shape[] {
  if (step.notices.length === 0) return [];
  return [
    path(
      'spaceTime-brief',
      `M${x + 7} ${y - 5}H${x + 15}V${y + 1}H${x + 11}L${x + 8} ${y + 4}V${y + 1}H${x + 7}Z`,
    ),
  ];
}

function columnsOf(words: string): number {
  // Only what is wider than one column needs to be measured.
  return /^[\x20-\x7e…]*$/.test(words) ? words.length : displayWidth(words);
}

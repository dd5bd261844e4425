/**
 * The space-time diagram as a list of figures: for the page, which draws the part that is seen, and
 * for the exported SVG. It costs as much as there is to see, not as the story is long.
 */
import { clipSafe } from '../../../../../chat/display/clip.ts';
import type { Violation } from '../../../../../trace/trace.ts';
import type { TimelineView } from '../../../../model/types.ts';
import { formatTime } from '../../../widgets/format.ts';
import { arrowFigure } from './arrows.ts';
import type { Columns } from './lanes.ts';
import { breakFigure, gatheringFigure, laneFigures, silenceWords } from './lanes.ts';
import { markFigure } from './marks.ts';
import type { Lanes, Places, Window } from './places.ts';
import { Crowd } from './places.ts';
import type { Scale } from './scale.ts';
import type { Figure, Shape } from './shapes.ts';
import { figure, line, rect, text } from './shapes.ts';
import type { SpaceTimeIndex } from './storyIndex.ts';

export interface Layout {
  /** What stands beside the lanes: numbers and times. */
  readonly gutter: readonly Figure[];
  readonly figures: readonly Figure[];
  /** More stands there than can be drawn. */
  readonly isCut: boolean;
}

export interface LayoutInput {
  readonly timeline: TimelineView;
  readonly index: SpaceTimeIndex;
  readonly scale: Scale;
  readonly lanes: Lanes;
  readonly columns: Columns;
  readonly window: Window;
}

export const GUTTER_PX = 104;
const MAX_STEPS = 2_000;
const MAX_ARROWS = 2_000;
/** Numbers in the gutter stand no closer. */
const GUTTER_LINE_PX = 12;
/** How high the plate is that says which promise was broken. */
const PLATE_PX = 18;

/** Draws what is between two heights. */
export function layOut(input: LayoutInput): Layout {
  const { timeline, index, scale, lanes, columns, window } = input;
  if (timeline.last < timeline.first) return { gutter: [], figures: [], isCut: false };
  const from = scale.at(window.fromPx);
  const to = Math.min(timeline.last, scale.at(window.toPx));
  const places: Places = { index, scale, lanes, window, crowd: new Crowd() };
  const last = Math.min(to, from + MAX_STEPS);
  const flights = timeline.flights(from, to);
  const marks = marksBetween(input, from, last, places);
  const arrows = flights
    .slice(0, MAX_ARROWS)
    .sort((a, b) => Number(a.fate === 'lost') - Number(b.fate === 'lost'))
    .map((flight) => arrowFigure(flight, timeline, places))
    .filter((arrow) => arrow !== null);
  const gatherings = timeline
    .gatherings(from, to)
    .map((each) => gatheringFigure(each, columns.columnOf(each), places, timeline))
    .filter((gathering) => gathering !== null);
  const silences = silencesBetween(input, from, last);
  const broken = brokenBetween(input, from, to);
  return {
    gutter: [...silences.map(({ words }) => words), ...gutterBetween(input, from, last)],
    figures: [
      ...broken.map(({ field }) => field),
      ...lanes.nodes.flatMap((node) => laneFigures(node, index, places, { from, to })),
      ...silences.map(({ field }) => field),
      ...gatherings,
      ...turnsBetween(input, from, last),
      ...arrows,
      ...marks,
      ...broken.map(({ plate }) => plate),
    ],
    isCut: last < to || flights.length > MAX_ARROWS,
  };
}

function marksBetween(input: LayoutInput, from: number, to: number, places: Places): Figure[] {
  const { timeline, index } = input;
  const marks: Figure[] = [];
  for (let position = from; position <= to; position++) {
    const step = index.heightOf(position) > 0 ? timeline.step(position) : undefined;
    if (!step) continue;
    const told = timeline.event(position)?.title ?? '';
    const title = `step ${position}, ${formatTime(step.atMs)}, ${clipSafe(step.node, 32)}: ${clipSafe(told, 200)}`;
    const mark = markFigure(step, position, title, places);
    if (mark && mark.shapes.length > 0) marks.push(mark);
  }
  return marks;
}

/** Bars on the lanes, from what a process got to what it sent in the same turn. */
function turnsBetween(input: LayoutInput, from: number, to: number): Figure[] {
  const { timeline, index, scale, lanes } = input;
  const bars: Shape[] = [];
  if (scale.kind === 'time') return [];
  for (let position = from; position <= to; position++) {
    const step = timeline.step(position);
    const before = timeline.step(position - 1);
    const x = step === undefined ? undefined : lanes.xOf(step.node);
    if (step?.cause.kind !== 'flush' || step.node !== before?.node || x === undefined) continue;
    if (step.sent.length === 0 || index.heightOf(position) === 0) continue;
    const y = scale.middlePx(position - 1);
    bars.push(rect('spaceTime-turn', x - 3, y, 6, scale.middlePx(position) - y + 2));
  }
  return bars.length > 0 ? [figure('turns', 'spaceTime-turns', bars)] : [];
}

function silencesBetween(input: LayoutInput, from: number, to: number) {
  const { index, scale, lanes } = input;
  const silences: { readonly field: Figure; readonly words: Figure }[] = [];
  if (scale.kind === 'time') return silences;
  for (let position = from; position <= to; position++) {
    const heightPx = index.breakBefore(position) * scale.linePx;
    if (heightPx < 1) continue;
    const topPx = scale.topPx(position) - heightPx;
    const words = silenceWords(silenceBefore(input, position));
    const y = topPx + heightPx / 2 + 3.5;
    silences.push({
      field: breakFigure(position, topPx, heightPx, lanes),
      words: figure(`silence ${position}`, 'spaceTime-silence', [
        text('spaceTime-silenceWords', GUTTER_PX - 8, y, words),
      ]),
    });
  }
  return silences;
}

/** From the last step in which there was something to see. */
function silenceBefore({ timeline, index }: LayoutInput, position: number): number {
  let before = position - 1;
  while (before > timeline.first && index.heightOf(before) === 0) before--;
  return (timeline.step(position)?.atMs ?? 0) - (timeline.step(before)?.atMs ?? 0);
}

/** The number of each step, and its time where that is another than before. */
function gutterBetween(input: LayoutInput, from: number, to: number): Figure[] {
  const { timeline, index, scale } = input;
  const figures: Figure[] = [];
  let below = Number.NEGATIVE_INFINITY;
  let told = '';
  for (let position = from; position <= to; position++) {
    const y = scale.middlePx(position);
    const step = timeline.step(position);
    if (!step || index.heightOf(position) === 0 || y < below) continue;
    below = y + GUTTER_LINE_PX;
    const time = formatTime(step.atMs);
    const shapes = [text('spaceTime-number', 34, y + 3.5, String(position))];
    if (time !== told) shapes.push(text('spaceTime-time', GUTTER_PX - 8, y + 3.5, time));
    told = time;
    figures.push({ ...figure(`row ${position}`, 'spaceTime-row', shapes), position });
  }
  return figures;
}

/** A step in which a promise was broken: behind everything its field, before everything why. */
function brokenBetween(input: LayoutInput, from: number, to: number) {
  const { timeline, scale, lanes } = input;
  return violationsOf(timeline)
    .filter(({ step }) => step >= from && step <= to)
    .map(({ step: position, promise, sentence, detail }) => {
      const top = scale.topPx(position);
      const height = scale.bottomPx(position) - top;
      const words = `✕ broken promise: ${clipSafe(sentence || promise, 80)}`;
      const edge = (y: number) => line('spaceTime-brokenEdge', 0, y, lanes.widthPx, y);
      const field = rect('spaceTime-brokenField', 0, top, lanes.widthPx, height);
      const title = `${words} ${clipSafe(detail, 200)}`;
      const place = { position, flight: null, title, className: 'spaceTime-broken' };
      const node = timeline.step(position)?.node ?? '';
      const plate = plateShapes(words, node, top + height + PLATE_PX / 2 + 2, lanes);
      return {
        field: {
          ...place,
          key: `field ${position}`,
          shapes: [field, edge(top), edge(top + height)],
        },
        plate: { ...place, key: `broken ${position}`, shapes: plate },
      };
    });
}

/** On the side where the step itself is not, below everything that it says. */
function plateShapes(words: string, node: string, y: number, lanes: Lanes): Shape[] {
  const width = words.length * 6.7 + 14;
  const isRight = (lanes.xOf(node) ?? 0) > lanes.widthPx / 2;
  const x = isRight ? 8 : Math.max(8, lanes.widthPx - width - 8);
  return [
    rect('spaceTime-plate', x, y - PLATE_PX / 2, width, PLATE_PX),
    text('spaceTime-plateWords', x + 7, y + 4, words),
  ];
}

function violationsOf(timeline: TimelineView): Violation[] {
  return timeline.promisesAt(timeline.last).flatMap(({ violation }) => violation ?? []);
}

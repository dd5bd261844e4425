/** The lanes of the space-time diagram: what each process is like as time goes by. */
import { clipSafe } from '../../../../../chat/display/clip.ts';
import type { Gathering, TimelineView } from '../../../../model/types.ts';
import { formatDuration } from '../../../widgets/format.ts';
import type { Places } from './places.ts';
import { LABEL_COLUMN_PX } from './places.ts';
import type { Figure, Shape } from './shapes.ts';
import { circle, figure, line, path, rect, round, text } from './shapes.ts';
import type { LaneState, SpaceTimeIndex, Stretch } from './storyIndex.ts';

/** The dashes of all bands repeat within this, so that they stand still when one scrolls. */
const DASH_PX = 24;
const SUSPICION_PX = 9;

/** The bands of one lane, from one change of its state to the next. */
export function laneFigures(
  node: string,
  index: SpaceTimeIndex,
  places: Places,
  range: { readonly from: number; readonly to: number },
): Figure[] {
  const x = places.lanes.xOf(node) ?? 0;
  const { fromPx, toPx } = places.window;
  const stretches = index.stretches(node, range.from, range.to);
  const first: Stretch = { since: 0, state: index.stateAt(node, 0) };
  const all = stretches[0]?.since === 0 ? stretches : [first, ...stretches];
  return all.flatMap((stretch, i) => {
    const next = all[i + 1];
    const beginPx = stretch.since === 0 ? 0 : places.scale.middlePx(stretch.since);
    const endPx = next ? places.scale.middlePx(next.since) : places.scale.heightPx;
    if (endPx < fromPx || beginPx > toPx || endPx <= beginPx) return [];
    const skipped = Math.max(0, Math.floor((fromPx - beginPx) / DASH_PX) * DASH_PX);
    const [y1, y2] = [beginPx + skipped, Math.min(endPx, toPx)];
    return [
      {
        key: `lane ${node} ${stretch.since}`,
        className: `spaceTime-lane is-${stretch.state.process} is-${stretch.state.mode ?? 'plain'}`,
        title: `${clipSafe(node, 40)}: ${laneWords(stretch.state)}`,
        position: stretch.since === 0 ? null : stretch.since,
        flight: null,
        shapes: bandShapes(stretch.state, x, y1, y2),
      },
    ];
  });
}

function bandShapes(state: LaneState, x: number, y1: number, y2: number): Shape[] {
  const shapes = [line('spaceTime-thread', x, y1, x, y2)];
  if (state.process === 'up' || state.process === 'paused') {
    shapes.push(line('spaceTime-band', x, y1, x, y2));
    if (state.mode === 'nonGroup') shapes.push(line('spaceTime-hollow', x, y1, x, y2));
  }
  if (state.process === 'paused') shapes.push(line('spaceTime-standstill', x, y1, x, y2));
  if (state.belief !== null) {
    const side = x + SUSPICION_PX;
    shapes.push(line(`spaceTime-belief is-${state.belief}`, side, y1, side, y2));
  }
  return shapes;
}

/** A lane in a few words. */
export function laneWords({ process, mode, group, belief }: LaneState): string {
  const believed =
    belief === null ? '' : belief === 'suspect' ? ', suspected by the server' : ', held for lost';
  return PROCESS_WORDS[process] + (process === 'up' ? modeWords(mode, group) : '') + believed;
}

const PROCESS_WORDS: Readonly<Record<LaneState['process'], string>> = {
  absent: 'not there yet',
  up: '',
  paused: 'paused',
  killed: 'killed',
  ended: 'ended',
  vanished: 'stopped reporting',
};

function modeWords(mode: LaneState['mode'], group: string | null): string {
  switch (mode) {
    case null:
      return 'running';
    case 'group':
      return group === null ? 'in a group' : `in group ${clipSafe(group, 32)}`;
    case 'nonGroup':
      return 'in no group';
    default:
      return mode;
  }
}

const GATHERING_PX = 20;
const COLUMN_PX = 15;
const MAX_COLUMNS = 3;

/** Which column a gathering stands in, so that those at the same time stand side by side. */
export class Columns {
  private readonly taken = new Map<string, number>();
  private readonly ends: number[] = [];

  columnOf({ machine, startedAt, endedAt }: Gathering): number {
    const key = `${machine} ${startedAt}`;
    let column = this.taken.get(key);
    if (column === undefined) {
      column = this.ends.findIndex((end) => end < startedAt);
      if (column < 0) column = this.ends.length;
      this.taken.set(key, column);
    }
    this.ends[column] = Math.max(this.ends[column] ?? 0, endedAt ?? Number.POSITIVE_INFINITY);
    return column % MAX_COLUMNS;
  }
}

/** A group message of the server: a bracket from its start to its end, with a tick for each ack. */
export function gatheringFigure(
  gathering: Gathering,
  column: number,
  places: Places,
  timeline: Pick<TimelineView, 'last'>,
): Figure | null {
  const { scale, lanes, window, crowd } = places;
  const laneX = lanes.xOf(gathering.node);
  if (laneX === undefined) return null;
  const x = laneX - GATHERING_PX - column * COLUMN_PX;
  const y1 = scale.middlePx(gathering.startedAt);
  const isOver = gathering.endedAt !== null;
  const y2 = isOver ? scale.middlePx(gathering.endedAt) : scale.heightPx;
  const top = Math.max(y1, window.fromPx - 10);
  const bottom = Math.min(y2, window.toPx + 10);
  const foot = isOver && y2 <= bottom ? `L${round(x + 6)} ${round(y2)}` : '';
  const begin = y1 >= top ? `M${round(x + 6)} ${round(y1)}L${round(x)} ${round(y1)}` : '';
  const d = `${begin || `M${round(x)} ${round(top)}`}L${round(x)} ${round(bottom)}${foot}`;
  const counts = gathering.counts.map(scale.middlePx).filter((y) => y >= top && y <= bottom);
  const words = `broadcast ${clipSafe(gathering.label, 40)}`;
  const shapes = [
    rect('spaceTime-gatheringField', x, top, 6, bottom - top),
    path('spaceTime-bracket', d),
    ...counts.map((y) => circle('spaceTime-count', x, y, 3.2)),
  ];
  const y = Math.max(y1, window.fromPx + 8);
  const columns = Math.floor((x - 10) / LABEL_COLUMN_PX);
  const label = clipSafe(gathering.name, columns);
  const width = Math.max(9, label.length) * LABEL_COLUMN_PX;
  if (columns >= 6 && crowd.take({ x: x - 7 - width, y: y - 12, width, height: 22 })) {
    shapes.push(text('spaceTime-gatheringWord', x - 7, y - 4, 'broadcast'));
    shapes.push(text('spaceTime-gatheringLabel', x - 7, y + 8, label));
  }
  const count = countWords(gathering, timeline.last);
  if (count !== '' && y2 <= bottom && crowd.take(countBox(count, x, y2))) {
    shapes.push(text('spaceTime-gatheringCount', x - COUNT_PX, y2 + 3.5, count));
  }
  const state = isOver ? '' : ', acks are still awaited';
  return {
    key: `gathering ${gathering.machine} ${gathering.startedAt}`,
    className: `spaceTime-gathering${isOver ? '' : ' is-open'}`,
    title: `${words}${state}`,
    position: gathering.startedAt,
    flight: null,
    shapes,
  };
}

/** Between a bracket and what was counted. */
const COUNT_PX = 7;
/** Of those side by side each has a line of its own. */
const COUNT_LINE_PX = 14;

/** `1 of 3`: of the members that a group message went to, how many were counted. */
function countWords(gathering: Gathering, position: number): string {
  const count = gathering.countAt(position);
  return count === null ? '' : `${count.counted} of ${count.of}`;
}

function countBox(words: string, x: number, y: number) {
  const width = words.length * LABEL_COLUMN_PX + 4;
  return { x: x - COUNT_PX + 2 - width, y: y - 7, width, height: 14 };
}

/** What had been counted of the group messages that are under way at the cursor: below its line. */
export function countFigures(
  gatherings: readonly Gathering[],
  position: number,
  y: number,
  { lanes, columns }: { readonly lanes: Lanes; readonly columns: Columns },
): Figure[] {
  const underWay = gatherings
    .filter(({ startedAt, endedAt }) => {
      return startedAt <= position && (endedAt === null || position < endedAt);
    })
    .map((gathering) => ({ gathering, column: columns.columnOf(gathering) }))
    .sort((a, b) => b.column - a.column);
  return underWay.flatMap(({ gathering, column }, row) => {
    const laneX = lanes.xOf(gathering.node);
    const words = countWords(gathering, position);
    if (laneX === undefined || words === '') return [];
    const x = laneX - GATHERING_PX - column * COLUMN_PX;
    const middle = y + 8 + row * COUNT_LINE_PX;
    const box = countBox(words, x, middle);
    return figure(`count ${gathering.machine} ${gathering.startedAt}`, 'spaceTime-counted', [
      rect('spaceTime-countPlate', box.x, box.y, box.width, box.height),
      text('spaceTime-gatheringCount', x - COUNT_PX, middle + 3.5, words),
    ]);
  });
}

/** A silence: the lanes are interrupted, and the gutter says for how long. */
export function breakFigure(position: number, topPx: number, heightPx: number, lanes: Lanes) {
  const y = topPx + heightPx / 2;
  const dots = lanes.nodes.flatMap((node) => {
    const x = lanes.xOf(node) ?? 0;
    return [-4.5, 0, 4.5].map((dy) => circle('spaceTime-breakDot', x, y + dy, 1.3));
  });
  return {
    key: `break ${position}`,
    className: 'spaceTime-break',
    title: null,
    position: null,
    flight: null,
    shapes: [rect('spaceTime-breakField', 0, y - 9, lanes.widthPx, 18), ...dots],
  };
}

type Lanes = Places['lanes'];

/** How long nothing happened, for the gutter. */
export function silenceWords(ms: number): string {
  return `⋮ ${formatDuration(ms)}`;
}

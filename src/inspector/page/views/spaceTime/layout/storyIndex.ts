/**
 * What the space-time diagram keeps of a story: how high each step stands, and what each lane is
 * like. It grows with its timeline, at a cost of O(1) for each step.
 */
import type { MachineStep, TraceStep } from '../../../../../trace/trace.ts';
import { outerState } from '../../../../../trace/words.ts';
import { isLastStep } from '../../../../model/machines/finalStates.ts';
import { Shifting } from '../../../../model/shifting.ts';
import type { TimelineView } from '../../../../model/types.ts';
import { countSayings, sessionName } from './words.ts';

/** A process as its lane shows it. */
export interface LaneState {
  readonly process: 'absent' | 'up' | 'paused' | 'killed' | 'ended' | 'vanished';
  readonly mode: ClientMode | null;
  readonly group: string | null;
  /** What the server believes about it, where that is not simply that it is online. */
  readonly belief: 'suspect' | 'lost' | null;
}

type ClientMode = 'registering' | 'nonGroup' | 'group' | 'deregistering' | 'offline';

/** From one position on. */
export interface Stretch {
  readonly since: number;
  readonly state: LaneState;
}

/** A silence as long as any wait for an ack is drawn as a break. */
const BREAK_MS = 500;
/** The end of a turn stands close to the step that it ends. Eighths, so that sums are exact. */
const FLUSH_HEIGHT = 0.625;
const BREAK_HEIGHT = 0.875;

const ABSENT: LaneState = { process: 'absent', mode: null, group: null, belief: null };
/** Of a process that is gone nothing stays but what others believe. */
const NO_MODE = { mode: null, group: null } as const;

/** Heights are in lines of text. */
export class SpaceTimeIndex {
  /** Grows whenever anything here does. */
  version = 0;
  /** Position of the step at place 0. */
  private readonly first: number;
  private readonly tops = new Shifting<number>();
  private readonly heights = new Shifting<number>();
  private end = 0;
  private readonly lanes = new Map<string, Shifting<Stretch>>();
  private previous: TraceStep | null = null;
  private visibleMs = Number.NaN;

  constructor(timeline: TimelineView) {
    this.first = timeline.first;
    if (timeline.first > 1) this.begin(timeline);
    this.grow(timeline);
  }

  /** Position of the oldest step that is kept. */
  get oldest(): number {
    return this.first + this.tops.begin;
  }

  /** Position of the newest step. */
  get newest(): number {
    return this.first + this.tops.end - 1;
  }

  /** Whether it can grow with the timeline: not if steps were taken back, or went by unseen. */
  isOf(timeline: TimelineView): boolean {
    return timeline.last >= this.newest && timeline.first <= this.newest + 1;
  }

  /** Takes in what is new in the timeline, and lets go of what it has dropped. */
  grow(timeline: TimelineView): void {
    if (timeline.last === this.newest && timeline.first === this.oldest) return;
    for (let position = this.newest + 1; position <= timeline.last; position++) {
      const step = timeline.step(position);
      if (step) this.add(step, position);
      else this.place(0);
    }
    this.drop(timeline.first);
    this.version++;
  }

  /** Where the step begins, from the top of what is kept. */
  top(position: number): number {
    if (position > this.newest) return this.height;
    const top = this.tops.at(Math.max(position - this.first, this.tops.begin)) ?? 0;
    return top - this.offset;
  }

  /** 0 of a step in which there is nothing to see. */
  heightOf(position: number): number {
    return this.heights.at(position - this.first) ?? 0;
  }

  /** The silence before a step that is drawn as a break; 0 if there is none. */
  breakBefore(position: number): number {
    if (position <= this.oldest) return 0;
    return Math.max(0, this.top(position) - this.top(position - 1) - this.heightOf(position - 1));
  }

  /** Of everything that is kept. */
  get height(): number {
    return this.end - this.offset;
  }

  /** The last step whose top is not below `height`. */
  at(height: number): number {
    const wanted = height + this.offset;
    const place = this.tops.lastWhere((top) => top <= wanted);
    return Math.max(this.oldest, this.first + place);
  }

  /** What the lane of a node is like, from before `from` until `to`. */
  stretches(node: string, from: number, to: number): Stretch[] {
    const all = this.lanes.get(node);
    if (!all) return [];
    const before = all.lastWhere(({ since }) => since <= from);
    const stretches: Stretch[] = [];
    for (let place = Math.max(all.begin, before); place < all.end; place++) {
      const stretch = all.at(place);
      if (stretch === undefined || stretch.since > to) break;
      stretches.push(stretch);
    }
    return stretches;
  }

  stateAt(node: string, position: number): LaneState {
    return this.stretches(node, position, position)[0]?.state ?? ABSENT;
  }

  private get offset(): number {
    return this.tops.at(this.tops.begin) ?? 0;
  }

  /** The story has begun before: what everybody was like is the machines' to say. */
  private begin(timeline: TimelineView): void {
    for (const { node, machine, value, context, isOver } of timeline.machinesAt(timeline.first)) {
      this.change(node, 0, { process: 'up' });
      this.follow(node, { machine, to: value, context }, isOver, 0);
    }
  }

  private add(step: TraceStep, position: number): void {
    const { previous } = this;
    const height = heightOf(step, previous);
    const silenceMs = step.atMs - this.visibleMs;
    if (height > 0 && silenceMs >= BREAK_MS) this.end += BREAK_HEIGHT;
    if (height > 0) this.visibleMs = step.atMs;
    this.place(height);
    this.previous = step;
    this.changeBy(step, position);
  }

  private place(height: number): void {
    this.tops.push(this.end);
    this.heights.push(height);
    this.end += height;
  }

  private changeBy({ node, cause, machines }: TraceStep, position: number): void {
    const { process } = this.newestOf(node);
    const becomes = cause.kind === 'fault' ? PROCESS_AFTER.get(cause.fault) : undefined;
    if (cause.kind === 'start') this.change(node, position, { ...NO_MODE, process: 'up' });
    // Nobody told of its start: it was there before.
    else if (process === 'absent') this.change(node, 0, { process: 'up' });
    else if (ABRUPT.has(process)) this.change(node, position, { process: 'up' });
    if (becomes !== undefined) {
      const isGone = ABRUPT.has(becomes) || becomes === 'ended';
      this.change(node, position, { process: becomes, ...(isGone ? NO_MODE : {}) });
    }
    for (const machine of machines) this.follow(node, machine, isLastStep(machine), position);
  }

  private follow(
    node: string,
    { machine, to, context }: Told,
    isOver: boolean,
    position: number,
  ): void {
    const { mode: before, group } = this.newestOf(node);
    if (machine.startsWith('client:')) {
      const mode = modeOf(to, group);
      const process = mode === 'offline' ? 'ended' : 'up';
      this.change(node, position, { mode, process, group: mode === 'group' ? group : null });
    }
    // Whoever deregisters is shown as one who does, though still in a group for a while.
    if (machine.startsWith('membership:') && before !== 'deregistering') {
      const entered = isOver ? null : groupOf(context);
      const mode = entered === null ? 'nonGroup' : 'group';
      this.change(node, position, { mode, group: entered });
    }
    if (machine.startsWith('session:')) {
      const state = outerState(to);
      const belief = state === 'suspect' || state === 'lost' ? state : null;
      const name = sessionName(machine);
      if (this.lanes.has(name)) this.change(name, position, { belief });
    }
  }

  private newestOf(node: string): LaneState {
    return this.lanes.get(node)?.newest?.state ?? ABSENT;
  }

  private change(node: string, since: number, part: Partial<LaneState>): void {
    const before = this.newestOf(node);
    const state = { ...before, ...part };
    if (isSameLane(before, state)) return;
    const stretches = this.lanes.get(node) ?? new Shifting<Stretch>();
    this.lanes.set(node, stretches);
    stretches.push({ since, state });
  }

  private drop(oldest: number): void {
    this.tops.dropBefore(oldest - this.first);
    this.heights.dropBefore(oldest - this.first);
    for (const stretches of this.lanes.values()) {
      stretches.dropBefore(stretches.lastWhere(({ since }) => since <= oldest));
    }
  }
}

type Told = Pick<MachineStep, 'machine' | 'to' | 'context'>;

const PROCESS_AFTER: ReadonlyMap<string, LaneState['process']> = new Map([
  ['kill', 'killed'],
  ['pause', 'paused'],
  ['suspend', 'paused'],
  ['resume', 'up'],
  ['ended', 'ended'],
  ['stopped reporting', 'vanished'],
]);

/** It is gone without having come to its end: what it does afterwards says that it is back. */
const ABRUPT: ReadonlySet<LaneState['process']> = new Set(['killed', 'vanished']);

/** In lines; 0 if there is nothing to see. */
function heightOf(step: TraceStep, previous: TraceStep | null): number {
  const { cause, machines, sent } = step;
  const sayings = countSayings(step);
  const isByItself = cause.kind === 'flush' || cause.kind === 'timer';
  if (isByItself && machines.length + sayings + sent.length === 0) return 0;
  const isEndOfTurn = cause.kind === 'flush' && previous?.node === step.node;
  return Math.max(isEndOfTurn ? FLUSH_HEIGHT : 1, sayings);
}

/** The mode of the machine `client`, whose user is in a group, or in none. */
function modeOf(value: unknown, group: string | null): ClientMode {
  const outer = outerState(value);
  if (outer === 'registering' || outer === 'deregistering') return outer;
  if (outer === 'withdrawing') return 'deregistering';
  if (outer !== 'online' && outer !== 'away') return 'offline';
  return group === null ? 'nonGroup' : 'group';
}

function groupOf(context: unknown): string | null {
  const { group } = (context ?? {}) as { group?: unknown };
  return typeof group === 'string' ? group : null;
}

function isSameLane(a: LaneState, b: LaneState): boolean {
  return (
    a.process === b.process && a.mode === b.mode && a.group === b.group && a.belief === b.belief
  );
}

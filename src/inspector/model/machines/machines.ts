/**
 * Which machines there were, when they lived, and what each was like at any position. Looking
 * something up costs a binary search and the machines that live, however many there ever were.
 */
import type { MachineStep, TraceStep } from '../../../trace/trace.ts';
import { Shifting } from '../shifting.ts';
import type { MachineChange, MachineState } from '../types.ts';
import { Cast } from './cast.ts';
import { chartOf } from './charts.ts';
import { isLastStep } from './finalStates.ts';
import type { Entry, MachineLog, Turn } from './log.ts';
import { asOne, entryAt, keyOf, stateOf } from './log.ts';

/** Turns between two checkpoints, at least. */
const CHECKPOINT_TURNS = 256;

export class Machines {
  private readonly logs = new Map<string, MachineLog>();
  private readonly turns = new Shifting<Turn>();
  /** Who lives at the end, at the horizon, and at some moments in between. */
  private readonly tip = new Cast();
  private readonly base = new Cast();
  private readonly checkpoints = new Shifting<{ readonly place: number; readonly cast: Cast }>();
  /** Position of the newest step that was dropped. */
  private horizon = 0;
  private lives = 0;
  private answer: { position: number; states: readonly MachineState[] } | null = null;

  /** @param ends whether the step is the end of its process, or the beginning of a new one */
  append(position: number, { node, machines }: TraceStep, ends: boolean): void {
    this.answer = null;
    if (ends) for (const log of this.tip.livingOf(node)) this.end(position, log);
    for (const step of machines) this.take(position, node, step);
    this.checkpoint();
  }

  /** Folds the oldest step into what is known of the time before. */
  drop(position: number, { node, machines }: TraceStep): void {
    this.answer = null;
    this.horizon = position;
    for (const { machine } of machines) {
      const entries = this.logs.get(keyOf(node, machine))?.entries;
      entries?.dropBefore(entries.lastWhere((entry) => entry.position <= position));
    }
    const end = this.turns.lastWhere((turn) => turn.position <= position) + 1;
    const replaced: MachineLog[] = [];
    for (let place = this.turns.begin; place < end; place++) {
      replaced.push(...this.base.apply(this.turns.at(place) as Turn));
    }
    for (const log of replaced) this.forget(log);
    this.turns.dropBefore(end);
    const { checkpoints } = this;
    checkpoints.dropBefore(checkpoints.lastWhere(({ place }) => place < end) + 1);
  }

  /** Machines that live, those that ended just now, and the last of a process in which none lives. */
  at(position: number): readonly MachineState[] {
    if (this.answer?.position === position) return this.answer.states;
    const turns = this.turns.lastWhere((turn) => turn.position <= position) + 1;
    const states = this.castAt(turns)
      .shownAt(position)
      .map((log) => ({ log, entry: entryAt(log, position) }))
      .sort((a, b) => (a.entry?.life ?? 0) - (b.entry?.life ?? 0))
      .flatMap(({ log, entry }) => (entry ? [stateOf(log, entry, position)] : []));
    this.answer = { position, states };
    return states;
  }

  stateOf(position: number, node: string, machine: string): MachineState | null {
    const log = this.logs.get(keyOf(node, machine));
    const entry = log && entryAt(log, position);
    return entry ? stateOf(log, entry, position) : null;
  }

  /** The steps of a machine at the position, or the last time before, told as one. */
  changeOf(position: number, node: string, machine: string): MachineChange | null {
    const entries = this.logs.get(keyOf(node, machine))?.entries;
    if (!entries) return null;
    const last = entries.lastWhere((entry) => entry.position <= position);
    const newest = entries.at(last);
    if (!newest) return null;
    const steps: MachineStep[] = [];
    let place = last;
    let before: Entry | undefined = newest;
    while (before?.life === newest.life && before.position === newest.position) {
      steps.unshift(before.step);
      before = entries.at(--place);
    }
    const contextBefore = before?.life === newest.life ? before.step.context : null;
    return { position: newest.position, node, step: asOne(steps), contextBefore };
  }

  neighbour(position: number, node: string, machine: string, way: 1 | -1): number | null {
    const entries = this.logs.get(keyOf(node, machine))?.entries;
    if (!entries) return null;
    const place =
      way === 1
        ? entries.lastWhere((entry) => entry.position <= position) + 1
        : entries.lastWhere((entry) => entry.position < position);
    const found = entries.at(place)?.position;
    return found === undefined || found <= this.horizon ? null : found;
  }

  private take(position: number, node: string, step: MachineStep): void {
    const log = this.logOf(node, step.machine);
    const isAlive = this.tip.isAlive(log);
    if (!isAlive) this.turn({ position, log, kind: 'began' });
    const isBirth = step.event.type === 'xstate.init';
    const life = isAlive && !isBirth ? (log.entries.newest?.life ?? 0) : ++this.lives;
    log.entries.push({ position, step, life, overAt: null });
    if (isLastStep(step)) this.end(position, log);
  }

  private end(position: number, log: MachineLog): void {
    const entry = log.entries.newest;
    if (entry) entry.overAt = position;
    this.turn({ position, log, kind: 'ended' });
  }

  private turn(turn: Turn): void {
    this.turns.push(turn);
    this.tip.apply(turn);
  }

  private checkpoint(): void {
    const place = this.turns.end;
    const since = place - (this.checkpoints.newest?.place ?? this.turns.begin);
    // A copy costs as much as there are living machines: not more than what led to it.
    if (since < Math.max(CHECKPOINT_TURNS, this.tip.size)) return;
    this.checkpoints.push({ place, cast: this.tip.copy() });
  }

  /** Who lives after all turns before a place. */
  private castAt(turns: number): Cast {
    if (turns === this.turns.end) return this.tip;
    const checkpoint = this.checkpoints.at(
      this.checkpoints.lastWhere(({ place }) => place <= turns),
    );
    const cast = (checkpoint?.cast ?? this.base).copy();
    for (let place = checkpoint?.place ?? this.turns.begin; place < turns; place++) {
      cast.apply(this.turns.at(place) as Turn);
    }
    return cast;
  }

  private logOf(node: string, machine: string): MachineLog {
    const key = keyOf(node, machine);
    const known = this.logs.get(key);
    if (known) return known;
    const log: MachineLog = { node, machine, chart: chartOf(machine), entries: new Shifting() };
    this.logs.set(key, log);
    return log;
  }

  /** Lets go of a machine that was over before the horizon and did nothing since. */
  private forget(log: MachineLog): void {
    const { newest } = log.entries;
    if (newest && newest.position <= this.horizon && !this.base.isShown(log)) {
      this.logs.delete(keyOf(log.node, log.machine));
    }
  }
}

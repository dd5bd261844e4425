/** The server's group messages: each from its first transmission to its last ack. */
import type { MachineStep, TraceStep } from '../../trace/trace.ts';
import { isLastStep } from './machines/finalStates.ts';
import { keyOf } from './machines/log.ts';
import type { Span } from './spans.ts';
import { Spans } from './spans.ts';
import type { Gathering } from './types.ts';

const CHART = 'broadcast:';

class GatheringRecord implements Gathering, Span {
  readonly machine: string;
  readonly node: string;
  readonly startedAt: number;
  readonly counts: number[] = [];
  /** How many were awaited after each of the counts. */
  private readonly awaited: number[] = [];
  endedAt: number | null = null;
  endsAt: number;
  place = 0;
  private readonly members: number | null;
  private pending: number | null;

  constructor(position: number, node: string, step: MachineStep) {
    this.machine = step.machine;
    this.node = node;
    this.startedAt = position;
    this.endsAt = position;
    this.pending = pendingIn(step.context);
    this.members = this.pending;
  }

  get startsAt(): number {
    return this.startedAt;
  }

  get name(): string {
    return this.machine.slice(CHART.length);
  }

  get label(): string {
    const count = this.countAt(Number.POSITIVE_INFINITY);
    return count === null ? this.name : `${this.name}: ${count.counted} of ${count.of}`;
  }

  countAt(position: number): { readonly counted: number; readonly of: number } | null {
    const { members, pending, counts, awaited } = this;
    if (members === null || pending === null) return null;
    const last = counts.findLastIndex((counted) => counted <= position);
    return { counted: members - (awaited[last] ?? members), of: members };
  }

  take(position: number, step: MachineStep): void {
    const pending = pendingIn(step.context);
    const isCount = step.event.type === 'acks' || step.event.type === 'gone';
    this.pending = pending ?? this.pending;
    if (!isCount) return;
    if (this.counts[this.counts.length - 1] !== position) this.counts.push(position);
    this.awaited[this.counts.length - 1] = this.pending ?? 0;
  }
}

export class Gatherings {
  private readonly spans = new Spans<GatheringRecord>();
  private readonly underWay = new Map<string, GatheringRecord>();

  /** @param ends whether the step is the end of its process, or the beginning of a new one */
  append(position: number, { node, machines }: TraceStep, ends: boolean): void {
    if (ends) {
      for (const gathering of this.spans.open) {
        if (gathering.node === node) this.end(position, gathering);
      }
    }
    for (const step of machines) {
      if (step.machine.startsWith(CHART)) this.take(position, node, step);
    }
  }

  /** Lets go of what ended up to a position, but not out of turn. */
  drop(position: number): void {
    for (;;) {
      const { oldest } = this.spans;
      if (!oldest || oldest.endedAt === null || oldest.endedAt > position) return;
      this.spans.dropOldest();
    }
  }

  between(from: number, to: number): Gathering[] {
    return this.spans.overlapping(from, to);
  }

  private take(position: number, node: string, step: MachineStep): void {
    const key = keyOf(node, step.machine);
    const known = this.underWay.get(key);
    const isNew = known === undefined || step.event.type === 'xstate.init';
    if (known && isNew) this.end(position, known);
    const gathering = isNew ? new GatheringRecord(position, node, step) : known;
    if (isNew) {
      this.underWay.set(key, gathering);
      this.spans.add(gathering);
      this.spans.open.add(gathering);
    }
    gathering.take(position, step);
    if (isLastStep(step)) this.end(position, gathering);
  }

  private end(position: number, gathering: GatheringRecord): void {
    gathering.endedAt = position;
    this.spans.open.delete(gathering);
    this.spans.reach(gathering, position);
    this.underWay.delete(keyOf(gathering.node, gathering.machine));
  }
}

/** How many acks are awaited; a set of members, or an array of them in a file. */
function pendingIn(context: unknown): number | null {
  const { pending } = (context ?? {}) as { readonly pending?: unknown };
  if (pending instanceof Set || pending instanceof Map) return pending.size;
  if (Array.isArray(pending)) return pending.length;
  return typeof pending === 'number' ? pending : null;
}

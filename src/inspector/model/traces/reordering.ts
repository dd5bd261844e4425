import type { TraceStep } from '../../../trace/trace.ts';
import { Shifting } from '../shifting.ts';

/** A step of a process, in the common time. */
export interface Held {
  readonly process: number;
  readonly step: TraceStep;
  /** When it came to us, by our clock. */
  readonly receivedMs: number;
}

/**
 * Brings the steps of several processes into one order, that of their times. Each process tells its
 * own in order; those of one process may come later than those of another, so that a step is held
 * back for a while. A datagram's arrival never stands before its sending, whatever the clocks say.
 */
export class Reordering {
  private readonly holdMs: number;
  private readonly queues = new Map<number, Shifting<Held>>();
  /** In whose queue the sending of a datagram stands. */
  private readonly sendings = new Map<number, number>();

  constructor(holdMs: number) {
    this.holdMs = holdMs;
  }

  get isEmpty(): boolean {
    return this.queues.size === 0;
  }

  add(held: Held): void {
    const queue = this.queues.get(held.process) ?? new Shifting<Held>();
    this.queues.set(held.process, queue);
    queue.push(held);
    for (const { checksum } of held.step.sent) {
      if (checksum !== undefined) this.sendings.set(checksum, held.process);
    }
  }

  /**
   * What has been held long enough, with all that stands before it, in order.
   *
   * @param isAll do not wait any longer
   */
  *due(nowMs: number, isAll: boolean): Generator<Held> {
    while (this.queues.size > 0 && (isAll || this.isAnyDue(nowMs))) {
      const next = this.earliest();
      if (next === null) return;
      yield* this.release(next, new Set());
    }
  }

  private isAnyDue(nowMs: number): boolean {
    for (const queue of this.queues.values()) {
      const held = queue.at(queue.begin);
      if (held && nowMs - held.receivedMs >= this.holdMs) return true;
    }
    return false;
  }

  /** The process whose next step is the earliest. */
  private earliest(): number | null {
    let earliest: Held | null = null;
    for (const queue of this.queues.values()) {
      const held = queue.at(queue.begin);
      if (held && (earliest === null || held.step.atMs < earliest.step.atMs)) earliest = held;
    }
    return earliest?.process ?? null;
  }

  /** The next step of a process, after what it cannot stand before. */
  private *release(process: number, waiting: Set<number>): Generator<Held> {
    const queue = this.queues.get(process);
    const held = queue?.at(queue.begin);
    if (!queue || !held) return;
    const { cause, sent } = held.step;
    if (cause.kind === 'datagram' && cause.checksum !== undefined) {
      waiting.add(process);
      for (;;) {
        const sender = this.sendings.get(cause.checksum);
        // Two that wait for each other tell something impossible: let them.
        if (sender === undefined || waiting.has(sender)) break;
        yield* this.release(sender, waiting);
      }
      waiting.delete(process);
    }
    queue.dropBefore(queue.begin + 1);
    if (queue.size === 0) this.queues.delete(process);
    for (const { checksum } of sent) if (checksum !== undefined) this.sendings.delete(checksum);
    yield held;
  }
}

import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Node } from '../world/node.ts';
import type { VirtualClock } from '../world/virtualClock.ts';

/** A delay of a machine that is running. */
export interface RunningDelay {
  readonly id: number;
  readonly node: Node;
  readonly machine: string;
  /** As the machine names it. */
  readonly delay: string;
  /** As the clock knows it. */
  readonly timer: unknown;
}

/** How many delays are kept at least before those that are over are looked for. */
const KEPT = 256;

/** Knows the `after` delays of every machine, and by which timer of the clock each will end. */
export class MachineTimers {
  private readonly clock: () => VirtualClock;
  private readonly delays = new Map<number, RunningDelay>();
  private room = KEPT;
  private set = 0;
  /** The delay for which an actor is setting a timer right now. */
  private beginning: Pick<RunningDelay, 'machine' | 'delay'> | null = null;

  constructor(clock: () => VirtualClock) {
    this.clock = clock;
  }

  /** To be given to every actor. */
  readonly inspect = (event: InspectionEvent): void => {
    if (event.type === '@xstate.actor') this.follow(event.actorRef as AnyActorRef);
  };

  /** A process sets a timer, for a delay of a machine or not. */
  timerSet(node: Node, timer: unknown): void {
    if (this.beginning === null) return;
    const id = ++this.set;
    this.delays.set(id, { id, node, timer, ...this.beginning });
    if (this.delays.size > this.room) this.forgetOver();
  }

  find(id: number): RunningDelay | null {
    const delay = this.delays.get(id);
    return delay && this.clock().dueMs(delay.timer) !== null ? delay : null;
  }

  /** In the order in which they were set, and when each is over. */
  list(): (RunningDelay & { readonly dueInMs: number })[] {
    const nowMs = this.clock().nowMs();
    return [...this.delays.values()].flatMap((delay) => {
      const dueMs = this.clock().dueMs(delay.timer);
      return dueMs === null ? [] : [{ ...delay, dueInMs: dueMs - nowMs }];
    });
  }

  private follow(actor: AnyActorRef): void {
    const { scheduler } = actor.system;
    const { schedule } = scheduler;
    scheduler.schedule = (source, target, event, delayMs, id) => {
      this.beginning = { machine: source.id, delay: delayOf(event.type) };
      try {
        schedule(source, target, event, delayMs, id);
      } finally {
        this.beginning = null;
      }
    };
  }

  private forgetOver(): void {
    for (const id of this.delays.keys()) if (!this.find(id)) this.delays.delete(id);
    this.room = Math.max(KEPT, 2 * this.delays.size);
  }
}

/** XState names the end of a delay `xstate.after.<delay>.<state>`. */
function delayOf(event: string): string {
  return /^xstate\.after\.([^.]+)\./.exec(event)?.[1] ?? event;
}

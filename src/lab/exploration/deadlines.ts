import type { AnyActorRef, InspectionEvent } from 'xstate';

/** Knows which `after` delays of which actor are running, and until when. */
export class Deadlines {
  nowMs: () => number = () => 0;
  private readonly byActor = new WeakMap<object, Map<string, number>>();

  /** To be given to every actor. */
  readonly inspect = (event: InspectionEvent): void => {
    if (event.type === '@xstate.actor') this.follow(event.actorRef as AnyActorRef);
  };

  /** What an actor waits for, and how long from now. */
  *of(actor: object): Iterable<readonly [delay: string, inMs: number]> {
    const nowMs = this.nowMs();
    for (const [delay, dueMs] of this.byActor.get(actor) ?? []) {
      if (dueMs > nowMs) yield [delay, dueMs - nowMs];
    }
  }

  private follow(actor: AnyActorRef): void {
    const { scheduler } = actor.system;
    const { schedule, cancel } = scheduler;
    const running = new Map<string, number>();
    this.byActor.set(actor, running);
    scheduler.schedule = (source, target, event, delayMs, id) => {
      running.set(String(id), this.nowMs() + delayMs);
      schedule(source, target, event, delayMs, id);
    };
    scheduler.cancel = (source, id) => {
      running.delete(id);
      cancel(source, id);
    };
  }
}

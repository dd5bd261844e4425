import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import type { AckOutcome } from '../../../machines/ackWait.ts';
import { ackWait } from '../../../machines/ackWait.ts';
import type { Patience } from '../../../machines/timers.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';

/** What is to happen while a message waits for its ack. */
export interface Sender {
  /** A round passed without an ack. */
  overdue?(): void;
  settled(outcome: AckOutcome): void;
}

/** The wait of one message, until it is settled: after that the machine is another message's. */
export interface AckWait {
  send(event: { readonly type: 'ack' | 'progress' | 'heard' | 'abandon' }): void;
}

/** The `ackWait` machines of one link. Those whose message is settled wait here for the next. */
export class AckWaits {
  private readonly runtime: Runtime;
  private readonly label: string;
  private readonly maxAtRest: number;
  private readonly atRest: Waiter[] = [];
  private created = 0;

  /**
   * @param label names the actors: `ackWait:<label>:<number>`
   * @param maxAtRest how many are kept for later messages; each takes a few KB
   */
  constructor(runtime: Runtime, label: string, maxAtRest: number) {
    this.runtime = runtime;
    this.label = label;
    this.maxAtRest = maxAtRest;
  }

  /** A message has left: waits for its ack. */
  post(message: string, patience: Patience, sender: Sender): AckWait {
    const waiter = this.atRest.pop();
    if (!waiter) return this.create(message, patience, sender);
    waiter.sender = sender;
    waiter.actor.send({ type: 'post', message, patience });
    return waiter.actor;
  }

  /** No message follows soon: lets go of the machines that wait for one. */
  rest(): void {
    for (const { actor } of this.atRest.splice(0)) actor.stop();
  }

  private create(message: string, patience: Patience, sender: Sender): AckWait {
    const id = `ackWait:${this.label}:${++this.created}`;
    const options = actorOptions(this.runtime, id);
    const actor = createActor(ackWait, { ...options, input: { message, patience } });
    const waiter: Waiter = { actor, sender };
    // One listener for all effects: each listener costs.
    actor.on('*', (effect) => {
      if (effect.type === 'overdue') waiter.sender?.overdue?.();
      else this.settle(waiter, effect.outcome);
    });
    actor.start();
    return actor;
  }

  private settle(waiter: Waiter, outcome: AckOutcome): void {
    const { sender } = waiter;
    waiter.sender = null;
    sender?.settled(outcome);
    // Not before: a message that is posted in there would find this machine still busy.
    if (this.atRest.length < this.maxAtRest) this.atRest.push(waiter);
    else waiter.actor.stop();
  }
}

/** A machine, and for whose message it waits. */
interface Waiter {
  readonly actor: ActorRefFrom<typeof ackWait>;
  sender: Sender | null;
}

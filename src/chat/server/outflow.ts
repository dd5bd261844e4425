import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { flow } from '../../../machines/flow.ts';
import { ACK_TIMEOUT_MS } from '../../../machines/timers.ts';
import type { Courier } from '../link/courier.ts';
import type { Span } from '../link/outbox.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import type { Removal, Response } from '../wire/packets.ts';

/** Group messages, and their bytes, that wait for one member. One that has more cannot keep up. */
export const MAX_OWED_MESSAGES = 2_048;
export const MAX_OWED_BYTES = 1_048_576;

/** Frames of answers that a client may leave unacked: no request is taken beyond that. */
const MAX_ANSWER_FRAMES = 64;

export interface OutflowOptions {
  readonly runtime: Runtime;
  /** Names the actor: `flow:<label>`. */
  readonly label: string;
  readonly courier: Courier;
  /** A round passed in which the client acked nothing of what it is owed. */
  onOverdue(): void;
  /** It acked nothing for as long as anything is tried. */
  onStuck(): void;
}

/** A group message on its way, as one of those that it is for knows it. */
export interface Relayed {
  ackedBy(recipient: Outflow): void;
  forget(recipient: Outflow): void;
}

interface Delivery {
  readonly broadcast: Relayed;
  readonly span: Span;
  readonly bytes: number;
}

/** What the server has for one client: answers and group messages, in one order. */
export class Outflow {
  private readonly options: OutflowOptions;
  private actor: ActorRefFrom<typeof flow> | null = null;
  /** When something began to be owed, or of it was last acked. */
  private movedAtMs = 0;
  /** Group messages that are not acked yet, in the order of the stream. */
  private deliveries: Delivery[] = [];
  private owedBytes = 0;
  private answerFrames = 0;

  constructor(options: OutflowOptions) {
    this.options = options;
  }

  /** Whether requests of the client's are taken: it acks what it has asked for. */
  get hasRoom(): boolean {
    return this.answerFrames < MAX_ANSWER_FRAMES;
  }

  /** Whether the client keeps up with its group. */
  get keepsUp(): boolean {
    return this.deliveries.length < MAX_OWED_MESSAGES && this.owedBytes < MAX_OWED_BYTES;
  }

  /** Whether group messages are owed to it. */
  get hasDeliveries(): boolean {
    return this.deliveries.length > 0;
  }

  /** Sends an answer, or other news, to the client. */
  answer(message: Response | Removal): void {
    let frames = 0;
    this.begin();
    const span = this.options.courier.post({
      message,
      until: 'acked',
      patience: null,
      onSettled: () => {
        this.answerFrames -= frames;
      },
    });
    frames = span.last - span.first + 1;
    this.answerFrames += frames;
  }

  /** Sends a group message, encoded once for all members. */
  relay(broadcast: Relayed, code: number, body: Uint8Array): Span {
    this.begin();
    const span = this.options.courier.link.push(code, body);
    this.deliveries.push({ broadcast, span, bytes: body.length });
    this.owedBytes += body.length;
    return span;
  }

  /** The client took something off its stream. */
  acked(): void {
    const { settledBelow } = this.options.courier.link;
    this.movedAtMs = this.nowMs;
    let count = 0;
    for (const { broadcast, span, bytes } of this.deliveries) {
      if (span.last >= settledBelow) break;
      count++;
      this.owedBytes -= bytes;
      broadcast.ackedBy(this);
    }
    if (count > 0) this.deliveries = this.deliveries.slice(count);
  }

  /** No group message is owed to the client any more, of whichever group. */
  forgetDeliveries(): void {
    const { deliveries } = this;
    this.deliveries = [];
    this.owedBytes = 0;
    for (const { broadcast, span } of deliveries) {
      this.options.courier.link.abandon(span);
      broadcast.forget(this);
    }
  }

  /** The client is gone, or the server stops. */
  stop(): void {
    this.actor?.stop();
    this.actor = null;
  }

  private get nowMs(): number {
    return this.options.runtime.clock.nowMs();
  }

  /** Something is about to be owed. */
  private begin(): void {
    const { runtime, label, onOverdue, onStuck, courier } = this.options;
    if (courier.link.unsettledFrames === 0) this.movedAtMs = this.nowMs;
    if (this.actor) return;
    const actor = createActor(flow, actorOptions(runtime, `flow:${label}`));
    this.actor = actor;
    actor.on('roundOver', () => this.judge(actor));
    actor.on('overdue', onOverdue);
    actor.on('stuck', () => {
      this.actor = null;
      onStuck();
    });
    actor.start();
  }

  private judge(actor: ActorRefFrom<typeof flow>): void {
    if (this.options.courier.link.unsettledFrames === 0) {
      this.stop();
      return;
    }
    const { rounds } = actor.getSnapshot().context;
    const waitMs = this.movedAtMs + (rounds + 1) * ACK_TIMEOUT_MS - this.nowMs;
    if (waitMs <= 0) actor.send({ type: 'unacked' });
    else actor.send({ type: 'goOn', waitMs: Math.min(waitMs, ACK_TIMEOUT_MS) });
  }
}

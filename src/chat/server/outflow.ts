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

/** News of its group that wait for one member: to one that has more, the next are not told. */
export const MAX_OWED_NEWS = 16;

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
  /** News that is not acked yet, each in one frame. It is told along the way: nobody owes an ack. */
  private news: Span[] = [];

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

  /**
   * Tells the client what it need not know. Whether it keeps up, and whether it is there, is not judged
   * by that.
   */
  tell(code: number, body: Uint8Array): void {
    if (this.news.length < MAX_OWED_NEWS)
      this.news.push(this.options.courier.link.push(code, body));
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
    while (this.news[0] && this.news[0].last < settledBelow) this.news.shift();
  }

  /** No group message is owed to the client any more, of whichever group, nor any news. */
  forgetDeliveries(): void {
    const { deliveries, news } = this;
    this.deliveries = [];
    this.owedBytes = 0;
    this.news = [];
    for (const span of news) this.options.courier.link.abandon(span);
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

  private get isOwing(): boolean {
    return this.options.courier.link.unsettledFrames > this.news.length;
  }

  /** Something is about to be owed. */
  private begin(): void {
    const { runtime, label, onOverdue, onStuck } = this.options;
    if (!this.isOwing) this.movedAtMs = this.nowMs;
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
    if (!this.isOwing) {
      this.stop();
      return;
    }
    const { rounds } = actor.getSnapshot().context;
    const waitMs = this.movedAtMs + (rounds + 1) * ACK_TIMEOUT_MS - this.nowMs;
    if (waitMs <= 0) actor.send({ type: 'unacked' });
    else actor.send({ type: 'goOn', waitMs: Math.min(waitMs, ACK_TIMEOUT_MS) });
  }
}

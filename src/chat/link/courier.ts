import type { AckOutcome } from '../../../machines/ackWait.ts';
import { scheduleOf } from '../../../machines/timers.ts';
import type { Runtime } from '../runtime.ts';
import { codeOf, encodeBody } from '../wire/codec.ts';
import { MAX_BODY_BYTES } from '../wire/datagram.ts';
import type { StreamMessage } from '../wire/packets.ts';
import type { AckWait } from './ackWaits.ts';
import { AckWaits } from './ackWaits.ts';
import type { Link } from './link.ts';
import type { Span } from './outbox.ts';

/** How a message is to be sent, and who wants to know what becomes of it. */
export interface Posting {
  readonly message: StreamMessage;
  /** A request is settled by its answer, every other message by its ack. */
  readonly until: 'acked' | 'answered';
  /** 500 ms rounds before it is given up. */
  readonly rounds: number;
  /** A round passed without an ack. */
  onOverdue?(): void;
  onSettled?(outcome: AckOutcome): void;
}

interface Wait {
  readonly posting: Posting;
  readonly span: Span;
  readonly ack: AckWait;
}

/** Messages, and frames, on the way at once. What is posted beyond that waits its turn. */
const MAX_WAITS = 64;
const MAX_FRAMES = 192;

/** Sends messages over a link, with an `ackWait` machine for each. */
export class Courier {
  readonly link: Link;
  private readonly runtime: Runtime;
  private readonly ackWaits: AckWaits;
  private readonly waits = new Map<number, Wait>();
  private backlog: { readonly posting: Posting; readonly body: Uint8Array }[] = [];

  /**
   * @param label names the actors, see `AckWaits`
   * @param maxAtRest how many of them are kept while they have nothing to do
   */
  constructor(link: Link, runtime: Runtime, label: string, maxAtRest = MAX_WAITS) {
    this.link = link;
    this.runtime = runtime;
    this.ackWaits = new AckWaits(runtime, label, maxAtRest);
  }

  /** Messages that are neither settled nor given up. */
  get outstanding(): number {
    return this.waits.size + this.backlog.length;
  }

  post(posting: Posting): void {
    this.backlog.push({ posting, body: encodeBody(posting.message) });
    this.launch();
  }

  /** The link has news of what the other end took. */
  acked(): void {
    for (const wait of this.waits.values()) {
      if (wait.span.last >= this.link.settledBelow) break;
      if (wait.posting.until === 'acked') wait.ack.send({ type: 'ack' });
    }
  }

  /**
   * The answer to a request arrived.
   *
   * @param re id of the request
   * @returns the request, or null if it is not waited for
   */
  answered(re: number): StreamMessage | null {
    const wait = this.waits.get(re);
    if (wait?.posting.until !== 'answered') return null;
    wait.ack.send({ type: 'ack' });
    return wait.posting.message;
  }

  /** Gives up everything that is not settled yet. */
  abandon(): void {
    const waiting = this.backlog;
    this.backlog = [];
    for (const [id, wait] of [...this.waits]) {
      // What an earlier one set off may have settled this one, whose machine is another's then.
      if (this.waits.get(id) === wait) wait.ack.send({ type: 'abandon' });
    }
    for (const { posting } of waiting) posting.onSettled?.('abandoned');
  }

  private launch(): void {
    for (let next = this.backlog[0]; next && this.hasRoomFor(next.body); next = this.backlog[0]) {
      this.backlog.shift();
      this.start(next.posting, next.body);
    }
  }

  private hasRoomFor(body: Uint8Array): boolean {
    if (this.waits.size === 0) return true;
    const frames = this.link.unsettledFrames + Math.ceil(body.length / MAX_BODY_BYTES);
    return this.waits.size < MAX_WAITS && frames <= MAX_FRAMES;
  }

  private start(posting: Posting, body: Uint8Array): void {
    const span = this.link.push(codeOf(posting.message.kind), body);
    const schedule = scheduleOf(this.link.roundTrip.rtoMs, posting.rounds);
    let copies = 0;
    const ack = this.ackWaits.post(`${posting.message.kind} ${span.first}`, schedule, {
      transmit: () => {
        if (copies++ > 0) this.runtime.note?.('retransmitted');
        this.link.transmit(span);
      },
      overdue: () => posting.onOverdue?.(),
      settled: (outcome) => this.settle(posting, span, outcome),
    });
    this.waits.set(span.first, { posting, span, ack });
  }

  private settle(posting: Posting, span: Span, outcome: AckOutcome): void {
    this.waits.delete(span.first);
    this.link.abandon(span);
    posting.onSettled?.(outcome);
    this.launch();
  }
}

import type { AckOutcome } from '../../../machines/ackWait.ts';
import type { Patience } from '../../../machines/timers.ts';
import { ACK_TIMEOUT_MS } from '../../../machines/timers.ts';
import type { Runtime } from '../runtime.ts';
import { codeOf, encodeBody } from '../wire/codec.ts';
import type { Datagram } from '../wire/datagram.ts';
import type { StreamMessage } from '../wire/packets.ts';
import type { AckWait } from './ackWaits.ts';
import { AckWaits } from './ackWaits.ts';
import type { Delivery, Link } from './link.ts';
import type { Span } from './outbox.ts';

/** How a message is to be sent, and who wants to know what becomes of it. */
export interface Posting {
  readonly message: StreamMessage;
  /** A request is settled by its answer, every other message by its ack. */
  readonly until: 'acked' | 'answered';
  /** How long it is tried, from when it leaves; null if somebody else sees to that. */
  readonly patience: Patience | null;
  /** A round passed without an ack, in which nothing was heard of the other end either. */
  onOverdue?(): void;
  onSettled?(outcome: AckOutcome): void;
}

interface Wait {
  readonly posting: Posting;
  readonly span: Span;
  /** Null before the first datagram of the message leaves, and where nobody is in a hurry. */
  ack: AckWait | null;
  /** The other end was not heard since this was overdue. */
  isInSilence: boolean;
  /** Signs of life of the other end before the round that is under way. */
  signsBefore: number;
}

/** `ackWait` machines that are kept for later messages. */
const MAX_AT_REST = 64;

/** Sends messages over a link, with an `ackWait` machine for each that is on its way. */
export class Courier {
  readonly link: Link;
  private readonly runtime: Runtime;
  private readonly ackWaits: AckWaits;
  private readonly waits = new Map<number, Wait>();
  /** Those that have not left yet, in their order. */
  private unsent: Wait[] = [];
  /** Those that were overdue, and that nothing was heard of since. */
  private readonly overdue = new Set<Wait>();
  private heardAtMs = Number.NEGATIVE_INFINITY;
  private signs = 0;

  /** @param label names the actors, see `AckWaits` */
  constructor(link: Link, runtime: Runtime, label: string) {
    this.link = link;
    this.runtime = runtime;
    this.ackWaits = new AckWaits(runtime, label, MAX_AT_REST);
  }

  /** Messages that are neither settled nor given up. */
  get outstanding(): number {
    return this.waits.size;
  }

  /** Whether the other end was heard within the time of a round. */
  get isHeard(): boolean {
    return this.runtime.clock.nowMs() - this.heardAtMs < ACK_TIMEOUT_MS;
  }

  /** @returns where in the stream the message is */
  post(posting: Posting): Span {
    const { message, patience } = posting;
    const span = this.link.push(codeOf(message.kind), encodeBody(message));
    const wait: Wait = { posting, span, ack: null, isInSilence: false, signsBefore: 0 };
    this.waits.set(span.first, wait);
    if (patience) this.unsent.push(wait);
    return span;
  }

  /** Takes a datagram that came from where it should; messages are then taken from the link. */
  receive(datagram: Datagram): Delivery {
    const delivery = this.link.receive(datagram);
    if (!delivery.isFresh) return delivery;
    this.isThere(delivery.acked);
    if (delivery.acked) this.acked();
    return delivery;
  }

  /** The datagrams of this turn. The time of a message begins when its first one leaves. */
  flush(tableVersion: number): Uint8Array[] {
    const datagrams = this.link.flush(tableVersion);
    if (this.unsent.length > 0) this.launch();
    return datagrams;
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
    this.settle(wait, 'acked');
    return wait.posting.message;
  }

  /** Gives up everything that is not settled yet. */
  abandon(): void {
    for (const [id, wait] of [...this.waits]) {
      // What an earlier one set off may have settled this one, whose machine is another's then.
      if (this.waits.get(id) === wait) this.settle(wait, 'abandoned');
    }
    if (this.waits.size === 0) this.link.forget();
  }

  /** Nothing more is to be sent: gives up what is not settled yet, and lets the machines go. */
  close(): void {
    this.abandon();
    this.ackWaits.rest();
  }

  /**
   * A sign of life, which may have come beside this conversation.
   *
   * @param isProgress the other end took something of the stream
   */
  isThere(isProgress = false): void {
    this.heardAtMs = this.runtime.clock.nowMs();
    this.signs++;
    if (this.overdue.size > 0) this.heard(isProgress);
  }

  /** @param isProgress the other end took something of the stream, in which one waits for another */
  private heard(isProgress: boolean): void {
    const { settledBelow } = this.link;
    for (const wait of this.overdue) {
      if (isProgress && wait.span.last >= settledBelow) {
        this.overdue.delete(wait);
        wait.ack?.send({ type: 'progress' });
      } else if (wait.isInSilence) wait.ack?.send({ type: 'heard' });
      wait.isInSilence = false;
    }
  }

  /** The link has news of what the other end took. */
  private acked(): void {
    const { settledBelow } = this.link;
    for (const wait of this.waits.values()) {
      if (wait.span.last >= settledBelow) break;
      if (wait.posting.until === 'acked') this.settle(wait, 'acked');
    }
  }

  private launch(): void {
    const { unsentFrom } = this.link;
    let count = 0;
    for (const wait of this.unsent) {
      if (wait.span.first >= unsentFrom) break;
      count++;
      if (this.waits.get(wait.span.first) === wait) this.start(wait);
    }
    if (count > 0) this.unsent = this.unsent.slice(count);
  }

  private start(wait: Wait): void {
    const { message, patience } = wait.posting;
    if (!patience) return;
    wait.signsBefore = this.signs;
    wait.ack = this.ackWaits.post(`${message.kind} ${wait.span.first}`, patience, {
      overdue: () => this.isOverdue(wait),
      settled: (outcome) => this.settled(wait, outcome),
    });
  }

  private isOverdue(wait: Wait): void {
    // Not by the clock: a round ends late where the process is busy, and its first sign still counts.
    const isSilent = this.signs === wait.signsBefore;
    wait.signsBefore = this.signs;
    this.overdue.add(wait);
    wait.isInSilence = isSilent;
    if (isSilent) wait.posting.onOverdue?.();
    else wait.ack?.send({ type: 'heard' });
  }

  private settle(wait: Wait, outcome: 'acked' | 'abandoned'): void {
    if (wait.ack) wait.ack.send({ type: outcome === 'acked' ? 'ack' : 'abandon' });
    else this.settled(wait, outcome);
  }

  private settled(wait: Wait, outcome: AckOutcome): void {
    this.waits.delete(wait.span.first);
    this.overdue.delete(wait);
    this.link.abandon(wait.span);
    wait.posting.onSettled?.(outcome);
  }
}

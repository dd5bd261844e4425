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
  /** Null before the first datagram of the message leaves, or could, and where nobody is in a hurry. */
  departure: Departure | null;
}

/** Messages that left in one turn, and have equally long: one machine waits for all of them. */
interface Departure {
  readonly waits: Wait[];
  readonly patience: Patience;
  ack: AckWait | null;
  /** Those that are not settled yet. */
  open: number;
  /** The other end was not heard since they were overdue. */
  isInSilence: boolean;
  /** Signs of life of the other end before the round that is under way. */
  signsBefore: number;
}

/** `ackWait` machines that are kept for later messages. */
const MAX_AT_REST = 64;

/** Sends messages over a link, with an `ackWait` machine for those that left in one turn. */
export class Courier {
  readonly link: Link;
  private readonly runtime: Runtime;
  private readonly ackWaits: AckWaits;
  private readonly waits = new Map<number, Wait>();
  /** Those that have not left yet, in their order. */
  private unsent: Wait[] = [];
  /** Those that were overdue, and that nothing was heard of since. */
  private readonly overdue = new Set<Departure>();
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

  /** How long nothing was heard of the other end. */
  get silentMs(): number {
    return this.runtime.clock.nowMs() - this.heardAtMs;
  }

  /** Whether the other end was heard within the time of a round. */
  get isHeard(): boolean {
    return this.silentMs < ACK_TIMEOUT_MS;
  }

  /** @returns where in the stream the message is */
  post(posting: Posting): Span {
    const { message, patience } = posting;
    const span = this.link.push(codeOf(message.kind), encodeBody(message));
    const wait: Wait = { posting, span, departure: null };
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
    for (const wait of [...this.waits.values()]) {
      // What an earlier one set off may have settled this one, whose machine is another's then.
      if (this.isOpen(wait)) this.settle(wait, 'abandoned');
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
    for (const departure of this.overdue) {
      if (isProgress && departure.waits.some((wait) => wait.span.last >= settledBelow)) {
        this.overdue.delete(departure);
        departure.ack?.send({ type: 'progress' });
      } else if (departure.isInSilence) departure.ack?.send({ type: 'heard' });
      departure.isInSilence = false;
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
    const departures: Departure[] = [];
    let count = 0;
    for (const wait of this.unsent) {
      if (wait.span.first >= unsentFrom) break;
      count++;
      this.join(wait, departures);
    }
    if (count > 0) this.unsent = this.unsent.slice(count);
    // Nothing is under way, and what waits may not leave: its time begins all the same.
    const [first] = this.waits.values();
    if (first && first.span.first >= unsentFrom) {
      for (const wait of this.unsent) this.join(wait, departures);
      this.unsent = [];
    }
    for (const departure of departures) this.start(departure);
  }

  private join(wait: Wait, departures: Departure[]): void {
    const { patience } = wait.posting;
    if (!patience || wait.departure !== null || !this.isOpen(wait)) return;
    let departure = departures[departures.length - 1];
    if (departure?.patience !== patience) {
      const { signs } = this;
      departure = {
        waits: [],
        patience,
        ack: null,
        open: 0,
        isInSilence: false,
        signsBefore: signs,
      };
      departures.push(departure);
    }
    departure.waits.push(wait);
    departure.open++;
    wait.departure = departure;
  }

  private start(departure: Departure): void {
    const { waits, patience } = departure;
    const [{ posting, span }] = waits as [Wait];
    const others = waits.length > 1 ? ` and ${waits.length - 1} more` : '';
    departure.ack = this.ackWaits.post(`${posting.message.kind} ${span.first}${others}`, patience, {
      overdue: () => this.isOverdue(departure),
      settled: (outcome) => {
        for (const wait of waits) if (this.isOpen(wait)) this.settled(wait, outcome);
      },
    });
  }

  private isOverdue(departure: Departure): void {
    // Not by the clock: a round ends late where the process is busy, and its first sign still counts.
    const isSilent = this.signs === departure.signsBefore;
    departure.signsBefore = this.signs;
    this.overdue.add(departure);
    departure.isInSilence = isSilent;
    if (!isSilent) departure.ack?.send({ type: 'heard' });
    else for (const wait of departure.waits) if (this.isOpen(wait)) wait.posting.onOverdue?.();
  }

  private isOpen(wait: Wait): boolean {
    return this.waits.get(wait.span.first) === wait;
  }

  private settle(wait: Wait, outcome: 'acked' | 'abandoned'): void {
    const { departure } = wait;
    // The machine waits for the last of them.
    if (departure?.open === 1)
      departure.ack?.send({ type: outcome === 'acked' ? 'ack' : 'abandon' });
    else this.settled(wait, outcome);
  }

  private settled(wait: Wait, outcome: AckOutcome): void {
    const { departure } = wait;
    this.waits.delete(wait.span.first);
    if (departure && --departure.open === 0) this.overdue.delete(departure);
    this.link.abandon(wait.span);
    wait.posting.onSettled?.(outcome);
  }
}

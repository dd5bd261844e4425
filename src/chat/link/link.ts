/**
 * A link is one end of a conversation between two processes: a stream of messages each way that
 * arrive whole, once and in order, beside control packets that may be lost. What of the stream is
 * lost leaves again, as fast as the path and the other end take it.
 */

import { Recovery } from '../connection/recovery.ts';
import type { RoundTrip } from '../connection/roundTrip.ts';
import { MAX_DATAGRAM_BYTES } from '../limits.ts';
import { codeOf, decodeControl, encodeBody, isStreamCode } from '../wire/codec.ts';
import type { Datagram, Frame } from '../wire/datagram.ts';
import { encodeDatagram, FRAME_HEADER_BYTES, frameBytes, HEADER_BYTES } from '../wire/datagram.ts';
import type { ControlPacket } from '../wire/packets.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { FloorInquiry } from './floorInquiry.ts';
import type { Arrival, Refused } from './inbox.ts';
import { Inbox, WINDOW_FRAMES } from './inbox.ts';
import type { LinkOptions } from './linkOptions.ts';
import { incomingOf, outgoingOf } from './linkOptions.ts';
import type { Span } from './outbox.ts';
import { Outbox } from './outbox.ts';

type Ack = Extract<ControlPacket, { kind: 'ACK' }>;

/** What one datagram brought, beside the messages that can be taken now. */
export interface Delivery {
  readonly controls: readonly ControlPacket[];
  /** The ack it carried settled something. */
  readonly acked: boolean;
  /** It is of this link and was not seen before: the other end is alive. */
  readonly isFresh: boolean;
}

/** What a datagram brings that is not of the link, or not new. */
export const NOTHING: Delivery = { controls: [], acked: false, isFresh: false };

export class Link {
  readonly session: number;
  private readonly options: LinkOptions;
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;
  private readonly recovery: Recovery;
  private readonly acks: Acknowledgements;
  private controls: Frame[] = [];
  private sentDatagrams = 0;
  /** The first message that was taken and not handed on; the credit does not grow beyond it. */
  private unreadId: number | null = null;
  private grantedId = 1 + WINDOW_FRAMES;
  private readonly inquiry = new FloorInquiry();
  /** Frames of so many bytes leave whatever the window says. */
  private probeBytes = 0;

  constructor(options: LinkOptions) {
    const { runtime, label, session, maxMessageBytes, roundTrip } = options;
    this.session = session;
    this.options = options;
    this.outbox = new Outbox(options.pages);
    this.inbox = new Inbox(maxMessageBytes);
    this.acks = new Acknowledgements(runtime.clock);
    this.recovery = new Recovery({
      runtime,
      label,
      ...(roundTrip ? { roundTrip } : {}),
      isOwed: () => this.outbox.isOwed || this.inquiry.isOpen,
      onLost: ({ number, ids }) => this.outbox.lost(number, ids),
      onProbeDue: (maxBytes) => this.probe(maxBytes),
      onDue: () => options.onDue(),
    });
  }

  /** What the other end writes into its datagrams. */
  get incoming(): number {
    return incomingOf(this.options);
  }

  get roundTrip(): RoundTrip {
    return this.recovery.roundTrip;
  }

  /** Every frame below this is acked or given up. */
  get settledBelow(): number {
    return this.outbox.floor;
  }

  /** Every frame below this has left. */
  get unsentFrom(): number {
    return this.outbox.unsent;
  }

  get unsettledFrames(): number {
    return this.outbox.unsettledFrames;
  }

  /** Puts a message on the stream: it leaves as soon as there is room for it. */
  push(code: number, body: Uint8Array): Span {
    const span = this.outbox.push(code, body);
    this.options.onDue();
    return span;
  }

  abandon(span: Span): void {
    this.outbox.abandon(span);
    if (this.outbox.isDue) this.options.onDue();
    // What follows may be beyond the credit until the other end knows how far it may skip.
    else if (this.outbox.isOutOfCredit) this.oweAck();
  }

  /** The other end is gone: nothing that is on its way will be acked. */
  forget(): void {
    this.inquiry.close();
    this.recovery.forget();
  }

  /** To be called now and then: gives back what nobody has used for long. */
  tidy(): void {
    this.recovery.checkIdle();
    this.inbox.tidy(this.options.runtime.clock.nowMs());
  }

  /**
   * Sends a control packet at the end of this turn.
   *
   * @param body the packet's body, where it was encoded before for somebody else
   */
  control(packet: ControlPacket, body: Uint8Array = encodeBody(packet)): void {
    if (packet.kind === 'KEEPALIVE') this.recovery.checkIdle();
    this.controls.push({ code: codeOf(packet.kind), more: false, id: 0, back: 0, body });
    this.options.onDue();
  }

  /** Takes a datagram that came from where it should. A replayed one brings nothing. */
  receive(datagram: Datagram): Delivery {
    const { session, number } = datagram.header;
    if (session !== this.incoming || datagram.frames.some((frame) => this.isTooMuch(frame))) {
      return NOTHING;
    }
    if (!this.acks.admit(number)) {
      this.options.runtime.note?.('replayed');
      return NOTHING;
    }
    const controls: ControlPacket[] = [];
    let acked = false;
    for (const frame of datagram.frames) {
      if (isStreamCode(frame.code)) {
        if (frame.id <= frame.back) continue;
        if (frame.id < this.inbox.next) this.options.runtime.note?.('duplicate');
        this.inbox.keep(frame);
        this.oweAck();
        continue;
      }
      const packet = decodeControl(frame.code, frame.body);
      if (packet === null) continue;
      if (packet.kind === 'ACK') {
        acked = this.takeAck(packet) || acked;
        continue;
      }
      if (frame.more || ASKING_CODES.has(frame.code)) this.oweAck();
      if (packet.kind === 'KEEPALIVE') this.tidy();
      controls.push(packet);
    }
    return { controls, acked, isFresh: true };
  }

  /**
   * The next message of the other end's, if it is there. What is taken is acked.
   *
   * @param refused messages that stay where they are; others overtake them
   */
  take(refused: Refused | null = null): Arrival | null {
    const before = this.inbox.next;
    const arrival = this.inbox.take(refused);
    if (this.inbox.next > before) this.oweAck();
    return arrival;
  }

  /** All messages that are there, but for those that are refused. */
  takeAll(refused: Refused | null = null): Arrival[] {
    const arrivals: Arrival[] = [];
    for (let next = this.take(refused); next; next = this.take(refused)) arrivals.push(next);
    return arrivals;
  }

  /**
   * Messages are kept that were taken: there is no credit for more than one window from here on.
   *
   * @param id of the first of them; null if none is kept
   */
  holdCredit(id: number | null): void {
    if (id === this.unreadId) return;
    this.unreadId = id;
    if (this.limitId > this.grantedId) this.oweAck();
  }

  /** Whether the other end has said since some moment what it has given up. If not, it is asked. */
  knowsFloorSince(atMs: number): boolean {
    const { inquiry } = this;
    if (inquiry.wasAnsweredSince(atMs)) return true;
    if (!inquiry.isOpen) {
      inquiry.ask(this.sentDatagrams + 1, this.options.runtime.clock.nowMs());
      this.control({ kind: 'KEEPALIVE' });
    }
    return false;
  }

  /** The other end repeats the number of a datagram that it answers outside of any session. */
  echoed(number: number): void {
    this.recovery.acked([number, number], 0);
  }

  /** Whether there is anything to `flush`. */
  get isDue(): boolean {
    return this.acks.isDue || this.controls.length > 0 || this.outbox.isDue;
  }

  /** The datagrams that may leave in this turn, each as full as it can be. */
  flush(tableVersion: number): Uint8Array[] {
    const datagrams: Uint8Array[] = [];
    if (this.acks.isDue) this.controls.unshift(this.ackFrame());
    this.recovery.beginFlush();
    let bytes = this.nextDatagram(tableVersion);
    for (; bytes; bytes = this.nextDatagram(tableVersion)) datagrams.push(bytes);
    this.probeBytes = 0;
    this.recovery.endFlush();
    return datagrams;
  }

  private nextDatagram(tableVersion: number): Uint8Array | null {
    const frames: Frame[] = [];
    const ids: number[] = [];
    const number = this.sentDatagrams + 1;
    const ofControls = this.fillWithControls(frames);
    let length = ofControls;
    let wantsAck = frames.some(({ code }) => ASKING_CODES.has(code));
    for (let kept = this.outbox.next(); kept; kept = this.outbox.next()) {
      const longer = length + FRAME_HEADER_BYTES + kept.body.length;
      if (longer > MAX_DATAGRAM_BYTES || !this.mayLeave(longer, longer - ofControls)) break;
      length = longer;
      if (kept.number > 0) this.options.runtime.note?.('retransmitted');
      frames.push(this.outbox.depart(number));
      ids.push(kept.id);
      wantsAck = true;
    }
    if (frames.length === 0) return null;
    this.sentDatagrams = number;
    this.probeBytes = Math.max(0, this.probeBytes - (length - ofControls));
    if (wantsAck) this.recovery.sent(number, ids.length > 0 ? length : 0, ids);
    return encodeDatagram({ session: outgoingOf(this.options), number, tableVersion }, frames);
  }

  private fillWithControls(frames: Frame[]): number {
    let length = HEADER_BYTES;
    let count = 0;
    for (const frame of this.controls) {
      const longer = length + frameBytes(frame);
      // One that fits into no datagram is not held back for the next: `encodeDatagram` refuses it.
      if (longer > MAX_DATAGRAM_BYTES && count > 0) break;
      length = longer;
      frames.push(frame);
      count++;
    }
    if (count > 0) this.controls = this.controls.slice(count);
    return length;
  }

  private mayLeave(bytes: number, ofStream: number): boolean {
    return ofStream <= this.probeBytes || this.recovery.hasRoomFor(bytes);
  }

  /** Nothing was heard for a probe timeout. */
  private probe(maxBytes: number): void {
    this.inquiry.askAgain(this.options.runtime.clock.nowMs());
    this.probeBytes = this.outbox.probe(maxBytes) ? maxBytes : 0;
    if (this.probeBytes > 0) return;
    // The answer tells what of it was taken, and how much more may be sent; ours, where we begin.
    this.oweAck();
    this.control({ kind: 'KEEPALIVE' });
  }

  private takeAck({ next, limit, delay, floor, arrived }: Ack): boolean {
    if (next > this.outbox.unsent) return false; // of what never left: nothing in it is true
    const isNews = this.outbox.settle(next, limit);
    for (const { ids } of this.recovery.acked(arrived, delay)) {
      if (ids.length > 0) this.outbox.held(ids);
    }
    this.inquiry.acked(arrived[1] ?? 0, this.options.runtime.clock.nowMs());
    if (floor > this.inbox.next) {
      this.inbox.skipTo(floor);
      this.oweAck();
    }
    if (this.outbox.isDue) this.options.onDue();
    return isNews;
  }

  /** It lies beyond the credit: who sends it all the same is not listened to. */
  private isTooMuch({ code, id }: Frame): boolean {
    return id >= this.limitId && isStreamCode(code);
  }

  /** The other end may send what is below this; never less than it was told before. */
  private get limitId(): number {
    const { handedOn } = this.inbox;
    const limit = Math.min(handedOn, this.unreadId ?? handedOn) + WINDOW_FRAMES;
    return Math.max(limit, this.grantedId);
  }

  private oweAck(): void {
    this.acks.owe();
    this.options.onDue();
  }

  private ackFrame(): Frame {
    this.grantedId = this.limitId;
    const { grantedId: limit, inbox, outbox } = this;
    return this.acks.frame({ next: inbox.next, limit, floor: outbox.floor });
  }
}

const ASKING_CODES = new Set([codeOf('KEEPALIVE'), codeOf('PROBE'), codeOf('REGISTER')]);

/**
 * A link is one end of a conversation between two processes: a stream of messages each way that
 * arrive whole, once and in order, beside control packets that may be lost. It has no timers: *when*
 * something is sent again is decided by the machines, through `transmit`.
 */

import { MAX_DATAGRAM_BYTES } from '../limits.ts';
import type { Occurrence } from '../runtime.ts';
import { codeOf, decodeControl, encodeBody, isStreamCode } from '../wire/codec.ts';
import type { Datagram, Frame } from '../wire/datagram.ts';
import { encodeDatagram, frameBytes, HEADER_BYTES } from '../wire/datagram.ts';
import type { ControlPacket } from '../wire/packets.ts';
import type { Arrival } from './inbox.ts';
import { Inbox } from './inbox.ts';
import type { Span } from './outbox.ts';
import { Outbox } from './outbox.ts';
import { ReplayWindow } from './replayWindow.ts';
import { RoundTrip } from './roundTrip.ts';

export interface LinkOptions {
  /** Written into every datagram, expected in every datagram. */
  readonly session: number;
  /**
   * Which end this is: the server, or the peer with the higher tag, is 1. Each end sends on its
   * own half of the session number, lest what it sent be taken for an answer. Without an end, a
   * link talks to itself.
   */
  readonly end?: 0 | 1;
  /** The clock, for the measurement of the round trip. */
  nowMs(): number;
  /** Longest message that the other end may send. */
  readonly maxMessageBytes: number;
  /** Called whenever there is something to `flush`. */
  onDue(): void;
  /** Called for what the link notices. */
  note?(occurrence: Occurrence): void;
  /** What was measured before on the same way. */
  readonly roundTrip?: RoundTrip;
}

/** What one datagram brought. */
export interface Delivery {
  readonly messages: readonly Arrival[];
  readonly controls: readonly ControlPacket[];
  /** The ack it carried settled something. */
  readonly acked: boolean;
  /** It is of this link and was not seen before: the other end is alive. */
  readonly isFresh: boolean;
}

/** What a datagram brings that is not of the link, or not new. */
export const NOTHING: Delivery = { messages: [], controls: [], acked: false, isFresh: false };

export class Link {
  readonly session: number;
  readonly roundTrip: RoundTrip;
  private readonly options: LinkOptions;
  private readonly outbox = new Outbox();
  private readonly inbox: Inbox;
  private readonly replays = new ReplayWindow();
  private departures: Frame[] = [];
  private sentDatagrams = 0;
  private isAckDue = false;
  private echo = 0;

  constructor(options: LinkOptions) {
    this.session = options.session;
    this.roundTrip = options.roundTrip ?? new RoundTrip();
    this.options = options;
    this.inbox = new Inbox(options.maxMessageBytes);
  }

  get incoming(): number {
    return this.options.end === 0 ? otherHalf(this.session) : this.session;
  }

  private get outgoing(): number {
    return this.options.end === 1 ? otherHalf(this.session) : this.session;
  }

  /** Every frame below this is acked or given up. */
  get settledBelow(): number {
    return this.outbox.floor;
  }

  get unsettledFrames(): number {
    return this.outbox.unsettledFrames;
  }

  /** Puts a message on the stream. It leaves when `transmit` says so. */
  push(code: number, body: Uint8Array): Span {
    return this.outbox.push(code, body);
  }

  /** Sends a copy of what the other end still lacks of a message, at the end of this turn. */
  transmit(span: Span): void {
    const lacking = this.outbox.lacking(span);
    if (lacking.length === 0) return;
    this.departures.push(...lacking);
    this.options.onDue();
  }

  abandon(span: Span): void {
    this.outbox.abandon(span);
  }

  /**
   * Sends a control packet at the end of this turn.
   *
   * @param body the packet's body, where it was encoded before for somebody else
   */
  control(packet: ControlPacket, body: Uint8Array = encodeBody(packet)): void {
    this.departures.push({ code: codeOf(packet.kind), more: false, id: 0, back: 0, body });
    this.options.onDue();
  }

  /**
   * Takes a datagram that came from where it should. A replayed one brings nothing.
   *
   * @param refused messages that cannot be taken now, all or those of one code: what is not taken is
   *   not acked. Those of other codes do not wait for them
   */
  receive(datagram: Datagram, refused: 'none' | 'all' | number = 'none'): Delivery {
    const { session, number } = datagram.header;
    if (session !== this.incoming) return NOTHING;
    if (!this.replays.admit(number)) {
      this.options.note?.('replayed');
      return NOTHING;
    }
    const messages: Arrival[] = [];
    const controls: ControlPacket[] = [];
    let acked = false;
    for (const frame of datagram.frames) {
      if (isStreamCode(frame.code)) {
        if (frame.id <= frame.back) continue;
        if (frame.id < this.inbox.next) this.options.note?.('duplicate');
        const isNew = frame.id >= this.inbox.next;
        if (isNew && refused === 'all') continue;
        if (isNew && refused === frame.code) {
          messages.push(...this.inbox.refuse(frame));
          continue;
        }
        messages.push(...this.inbox.take(frame));
        this.oweAck(number);
        continue;
      }
      const packet = decodeControl(frame.code, frame.body);
      if (packet === null) continue;
      if (packet.kind === 'ACK') {
        this.roundTrip.echoed(packet.echo, this.options.nowMs());
        acked = this.outbox.settle(packet.next, packet.held) || acked;
        continue;
      }
      if (isLivenessCheck(packet)) this.oweAck(number);
      controls.push(packet);
    }
    return { messages, controls, acked, isFresh: true };
  }

  /** Whether there is anything to `flush`. */
  get isDue(): boolean {
    return this.isAckDue || this.departures.length > 0;
  }

  /** The datagrams of this turn, each as full as it can be. */
  flush(tableVersion: number): Uint8Array[] {
    const frames = this.takeDepartures();
    const datagrams: Uint8Array[] = [];
    for (let i = 0; i < frames.length; ) {
      const fitting: Frame[] = [];
      let length = HEADER_BYTES;
      for (; i < frames.length; i++) {
        const frame = frames[i] as Frame;
        length += frameBytes(frame);
        // One that fits into no datagram is not held back for the next: `encodeDatagram` refuses it.
        if (length > MAX_DATAGRAM_BYTES && fitting.length > 0) break;
        fitting.push(frame);
      }
      const number = ++this.sentDatagrams;
      this.roundTrip.sent(number, this.options.nowMs());
      datagrams.push(encodeDatagram({ session: this.outgoing, number, tableVersion }, fitting));
    }
    return datagrams;
  }

  private takeDepartures(): Frame[] {
    const frames: Frame[] = [];
    if (this.isAckDue) frames.push(this.ackFrame());
    for (const frame of this.departures) {
      const departing = frame.id === 0 ? frame : this.outbox.departing(frame);
      if (departing) frames.push(departing);
    }
    this.departures = [];
    return frames;
  }

  private oweAck(number: number): void {
    this.isAckDue = true;
    this.echo = number;
    this.options.onDue();
  }

  private ackFrame(): Frame {
    this.isAckDue = false;
    const { next } = this.inbox;
    const body = encodeBody({ kind: 'ACK', next, echo: this.echo, held: this.inbox.heldRanges() });
    return { code: codeOf('ACK'), more: false, id: 0, back: 0, body };
  }
}

function isLivenessCheck(packet: ControlPacket): boolean {
  return packet.kind === 'KEEPALIVE' || packet.kind === 'PROBE';
}

function otherHalf(session: number): number {
  return session % 2 === 0 ? session + 1 : session - 1;
}

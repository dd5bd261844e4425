/** Two couriers with a network between them, whose ways have a rate, a queue and losses. */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { AckOutcome } from '../../../machines/ackWait.ts';
import { DELIVERY_PATIENCE } from '../../../machines/timers.ts';
import type { Posting } from '../../../src/chat/link/courier.ts';
import { Courier } from '../../../src/chat/link/courier.ts';
import { Link } from '../../../src/chat/link/link.ts';
import type { Occurrence } from '../../../src/chat/runtime.ts';
import { decodeMessage } from '../../../src/chat/wire/codec.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { StreamMessage } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

export interface Way {
  readonly latencyMs: number;
  readonly bytesPerMs: number;
  readonly queueBytes: number;
  /** Whether this datagram is lost on the way. */
  isLost(datagram: Datagram): boolean;
}

const FREE: Way = {
  latencyMs: 10,
  bytesPerMs: Number.POSITIVE_INFINITY,
  queueBytes: Number.POSITIVE_INFINITY,
  isLost: () => false,
};

export interface Arrived {
  readonly id: number;
  readonly message: StreamMessage | null;
}

/** One end: takes what comes unless its reader stands still. */
export class End {
  readonly courier: Courier;
  readonly noted: Occurrence[] = [];
  readonly arrived: Arrived[] = [];
  /** Every actor that was created. */
  readonly actors: string[] = [];
  isReading = true;
  sentDatagrams = 0;
  sentBytes = 0;
  private isFlushDue = false;
  private readonly clock: VirtualClock;
  private readonly send: (bytes: Uint8Array) => void;

  constructor(clock: VirtualClock, label: string, send: (bytes: Uint8Array) => void) {
    const runtime = {
      clock,
      randomIdentity: () => 1,
      note: (occurrence: Occurrence) => this.noted.push(occurrence),
      inspect: (event: InspectionEvent) => {
        if (event.type === '@xstate.actor') this.actors.push((event.actorRef as AnyActorRef).id);
      },
    };
    this.clock = clock;
    this.send = send;
    const link = new Link({
      runtime,
      label,
      session: 7,
      maxMessageBytes: 20_000,
      onDue: () => this.flushSoon(),
    });
    this.courier = new Courier(link, runtime, label);
  }

  get texts(): string[] {
    return this.arrived.map(({ message }) => (message?.kind === 'PRIVATE' ? message.text : '?'));
  }

  receive(datagram: Datagram): void {
    this.courier.receive(datagram);
    this.read();
  }

  read(): void {
    if (!this.isReading) return;
    for (const { id, code, body } of this.courier.link.takeAll()) {
      this.arrived.push({ id, message: decodeMessage(code, body) });
    }
  }

  private flushSoon(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    this.clock.setTimeout(() => {
      this.isFlushDue = false;
      for (const bytes of this.courier.flush(0)) {
        this.sentDatagrams++;
        this.sentBytes += bytes.length;
        this.send(bytes);
      }
    }, 0);
  }
}

export class Network {
  readonly clock = new VirtualClock();
  readonly ann: End;
  readonly bob: End;
  /** What a posting of ann's had to report, in order: `1 acked`, `2 overdue`, … */
  readonly reports: string[] = [];
  toBob: Way;
  toAnn: Way;
  /** What the queues of both ways did not hold. */
  overflown = 0;
  private posted = 0;

  constructor(toBob: Partial<Way> = {}, toAnn: Partial<Way> = {}) {
    this.toBob = { ...FREE, ...toBob };
    this.toAnn = { ...FREE, ...toAnn };
    const toEnd = (end: () => End, way: () => Way) => {
      let freeAtMs = 0;
      return (bytes: Uint8Array) => {
        const { latencyMs, bytesPerMs, queueBytes, isLost } = way();
        const datagram = decodeDatagram(bytes) as Datagram;
        const nowMs = this.clock.nowMs();
        const queuedBytes = Math.max(0, freeAtMs - nowMs) * bytesPerMs;
        if (queuedBytes + bytes.length > queueBytes) {
          this.overflown++;
          return;
        }
        if (Number.isFinite(bytesPerMs)) {
          freeAtMs = Math.max(freeAtMs, nowMs) + bytes.length / bytesPerMs;
        } else freeAtMs = nowMs;
        if (isLost(datagram)) return;
        this.clock.setTimeout(() => end().receive(datagram), freeAtMs - nowMs + latencyMs);
      };
    };
    this.ann = new End(
      this.clock,
      'ann',
      toEnd(
        () => this.bob,
        () => this.toBob,
      ),
    );
    this.bob = new End(
      this.clock,
      'bob',
      toEnd(
        () => this.ann,
        () => this.toAnn,
      ),
    );
  }

  /** Posts by ann, and reports under the number of the posting. */
  post(message: StreamMessage, posting: Partial<Posting> = {}): void {
    const number = ++this.posted;
    this.ann.courier.post({
      message,
      until: 'acked',
      patience: DELIVERY_PATIENCE,
      onOverdue: () => this.reports.push(`${number} overdue`),
      onSettled: (outcome: AckOutcome) => this.reports.push(`${number} ${outcome}`),
      ...posting,
    });
  }

  /** Nothing that ann sends arrives. */
  cut(): void {
    this.toBob = { ...this.toBob, isLost: () => true };
  }

  mend(): void {
    this.toBob = { ...this.toBob, isLost: () => false };
    this.toAnn = { ...this.toAnn, isLost: () => false };
  }

  advance(durationMs: number): void {
    this.clock.advance(durationMs);
  }
}

export const text = (n: number | string): StreamMessage => ({ kind: 'PRIVATE', text: `${n}` });
export const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}`);

import { describe, expect, test } from 'vitest';
import type { Posting } from '../../../src/chat/link/courier.ts';
import { Courier } from '../../../src/chat/link/courier.ts';
import { Link } from '../../../src/chat/link/link.ts';
import { decodeMessage } from '../../../src/chat/wire/codec.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { StreamMessage } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

const LATENCY_MS = 10;

interface Arrived {
  readonly id: number;
  readonly message: StreamMessage | null;
}

/** Two couriers, a clock, and a network between them that is up or down. */
class Network {
  readonly clock = new VirtualClock();
  readonly ann = this.end('ann');
  readonly bob = this.end('bob');
  readonly atBob: Arrived[] = [];
  /** What a posting had to report, in order: `1 acked`, `2 overdue`, … */
  readonly reports: string[] = [];
  isUp = true;
  private posted = 0;

  /** Posts by ann, and reports under the number of the posting. */
  post(message: StreamMessage, posting: Partial<Posting> = {}): void {
    const number = ++this.posted;
    this.ann.post({
      message,
      until: 'acked',
      rounds: 2,
      onOverdue: () => this.reports.push(`${number} overdue`),
      onSettled: (outcome) => this.reports.push(`${number} ${outcome}`),
      ...posting,
    });
  }

  texts(): string[] {
    return this.atBob.map(({ message }) => (message?.kind === 'PRIVATE' ? message.text : '?'));
  }

  /** Carries what is due now, each datagram within the latency. */
  turn(): void {
    this.carry(this.ann, (datagram) => this.toBob(datagram));
    this.carry(this.bob, (datagram) => {
      if (this.ann.link.receive(datagram).acked) this.ann.acked();
    });
  }

  advance(durationMs: number): void {
    for (let i = 0; i < durationMs; i++) {
      this.turn();
      this.clock.advance(1);
    }
    this.turn();
  }

  private toBob(datagram: Datagram): void {
    for (const { id, code, body } of this.bob.link.receive(datagram).messages) {
      this.atBob.push({ id, message: decodeMessage(code, body) });
    }
  }

  private carry(from: Courier, arrive: (datagram: Datagram) => void): void {
    for (const bytes of from.link.flush(0)) {
      if (!this.isUp) continue;
      this.clock.setTimeout(() => arrive(decodeDatagram(bytes) as Datagram), LATENCY_MS);
    }
  }

  private end(label: string): Courier {
    const link = new Link({
      session: 7,
      nowMs: () => this.clock.nowMs(),
      maxMessageBytes: 20_000,
      onDue: () => {},
    });
    return new Courier(link, { clock: this.clock, randomIdentity: () => 1 }, label);
  }
}

const text = (n: number | string): StreamMessage => ({ kind: 'PRIVATE', text: `${n}` });
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}`);

describe('Courier', () => {
  test('reports a message as acked when the other end has it', () => {
    const network = new Network();
    network.post(text('hi'));
    expect(network.ann.outstanding).toBe(1);
    network.advance(2 * LATENCY_MS - 1);
    expect(network.texts()).toEqual(['hi']);
    expect(network.reports).toEqual([]);
    network.advance(1);
    expect(network.reports).toEqual(['1 acked']);
    expect(network.ann.outstanding).toBe(0);
    expect(network.clock.pending).toBe(0);
  });

  test('has 64 messages on the way at the most, and sends the others in their order', () => {
    const network = new Network();
    for (let i = 1; i <= 200; i++) network.post(text(i));
    expect(network.ann.outstanding).toBe(200);
    expect(network.ann.link.unsettledFrames).toBe(64);
    network.advance(LATENCY_MS);
    expect(network.texts()).toEqual(numbers(64));
    network.advance(LATENCY_MS);
    expect(network.reports).toEqual(numbers(64).map((n) => `${n} acked`));
    expect(network.ann.link.unsettledFrames).toBe(64);
    network.advance(1_000);
    expect(network.texts()).toEqual(numbers(200));
    expect(network.ann.outstanding).toBe(0);
    expect(network.clock.pending).toBe(0);
  });

  test('has no more frames on the way than the other end can hold', () => {
    const network = new Network();
    const long = 'x'.repeat(16_384);
    for (let i = 1; i <= 30; i++) network.post(text(long));
    expect(network.ann.link.unsettledFrames).toBe(192);
    network.advance(200);
    expect(network.texts()).toEqual(new Array(30).fill(long));
    expect(network.ann.outstanding).toBe(0);
  });

  test('never gives up a message for another that had its machine before', () => {
    const { ann } = new Network();
    const outcomes: string[] = [];
    const post = (name: string, onSettled = () => {}) =>
      ann.post({
        message: text(name),
        until: 'acked',
        rounds: 1,
        onSettled: (outcome) => {
          outcomes.push(`${name} ${outcome}`);
          onSettled();
        },
      });
    // When the first is given up so is the second, and what is posted then uses its machine.
    post('first', () => {
      ann.abandon();
      post('third');
    });
    post('second');
    ann.abandon();
    expect(outcomes).toEqual(['first abandoned', 'second abandoned']);
    expect(ann.outstanding).toBe(1);
    ann.abandon();
  });

  test('sends a message that is longer than its window, alone', () => {
    const network = new Network();
    network.post({ kind: 'GROUPS', re: 1, names: new Array(8_000).fill('a'.repeat(32)) });
    const frames = network.ann.link.unsettledFrames;
    expect(frames).toBeGreaterThan(192);
    network.post(text('hi'));
    expect(network.ann.link.unsettledFrames).toBe(frames);
    expect(network.ann.outstanding).toBe(2);
    network.ann.abandon();
  });

  test('takes the ack of a request for no answer, and the answer for the ack', () => {
    const network = new Network();
    const request: StreamMessage = { kind: 'LIST_GROUPS' };
    network.post(request, { until: 'answered' });
    network.post(text('hi'));
    network.advance(3 * LATENCY_MS);
    expect(network.reports).toEqual(['2 acked']);
    expect(network.ann.outstanding).toBe(1);
    expect(network.ann.answered(network.atBob[0]?.id ?? 0)).toEqual(request);
    expect(network.reports).toEqual(['2 acked', '1 acked']);
    expect(network.clock.pending).toBe(0);
  });

  test('takes an answer that came before the ack, and sends the request no more', () => {
    const network = new Network();
    network.isUp = false;
    network.post({ kind: 'LIST_GROUPS' }, { until: 'answered' });
    expect(network.ann.answered(1)).toEqual({ kind: 'LIST_GROUPS' });
    expect(network.reports).toEqual(['1 acked']);
    expect(network.ann.link.flush(0)).toEqual([]);
    expect(network.clock.pending).toBe(0);
  });

  test('takes no answer to what is no request, or not the last one, or answered before', () => {
    const network = new Network();
    network.post(text('hi'));
    network.post({ kind: 'LIST_GROUPS' }, { until: 'answered' });
    expect(network.ann.answered(1)).toBeNull();
    expect(network.ann.answered(3)).toBeNull();
    expect(network.reports).toEqual([]);
    expect(network.ann.answered(2)).not.toBeNull();
    expect(network.ann.answered(2)).toBeNull();
    expect(network.reports).toEqual(['2 acked']);
    network.ann.abandon();
  });

  test('is overdue after each 500 ms, and gives up when the rounds are over', () => {
    const network = new Network();
    network.isUp = false;
    network.post(text('hi'));
    network.advance(499);
    expect(network.reports).toEqual([]);
    network.advance(1);
    expect(network.reports).toEqual(['1 overdue']);
    network.advance(499);
    network.advance(1);
    expect(network.reports).toEqual(['1 overdue', '1 overdue', '1 timedOut']);
    expect(network.ann.outstanding).toBe(0);
    expect(network.clock.pending).toBe(0);
  });

  test('goes on with the stream after a message was given up', () => {
    const network = new Network();
    network.isUp = false;
    network.post(text('lost'));
    network.advance(1_000);
    network.isUp = true;
    network.post(text('found'));
    network.advance(2 * LATENCY_MS);
    expect(network.texts()).toEqual(['found']);
    expect(network.reports.at(-1)).toBe('2 acked');
  });

  test('is as hasty as the measured round trip allows', () => {
    const network = new Network();
    network.post(text(1));
    network.advance(2 * LATENCY_MS);
    expect(network.ann.link.roundTrip.rtoMs).toBe(60);
    network.isUp = false;
    network.post(text(2));
    const copiesAt: number[] = [];
    for (let ms = 0; ms < 500; ms++) {
      if (network.ann.link.flush(0).length > 0) copiesAt.push(ms);
      network.clock.advance(1);
    }
    expect(copiesAt).toEqual([0, 60, 180, 420]);
    network.ann.abandon();
  });

  test('gives up everything at once, what waits its turn too, and leaves no timer', () => {
    const network = new Network();
    for (let i = 1; i <= 100; i++) network.post(text(i));
    network.ann.abandon();
    expect(network.reports).toEqual(numbers(100).map((n) => `${n} abandoned`));
    expect(network.ann.outstanding).toBe(0);
    expect(network.ann.link.unsettledFrames).toBe(0);
    expect(network.clock.pending).toBe(0);
    network.advance(1_000);
    expect(network.texts()).toEqual([]);
    expect(network.reports).toHaveLength(100);
  });

  test('keeps the order when a message is posted because another was settled', () => {
    const network = new Network();
    network.post(text(1), { onSettled: () => network.post(text('then')) });
    for (let i = 2; i <= 70; i++) network.post(text(i));
    network.advance(100);
    expect(network.texts()).toEqual([...numbers(70), 'then']);
    expect(network.ann.outstanding).toBe(0);
  });
});

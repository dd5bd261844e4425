import { describe, expect, test } from 'vitest';
import { LEAVING_PATIENCE, REQUEST_PATIENCE } from '../../../machines/timers.ts';
import { WINDOW_FRAMES } from '../../../src/chat/link/inbox.ts';
import type { StreamMessage } from '../../../src/chat/wire/packets.ts';
import { Network, numbers, text } from './network.ts';

const LATENCY_MS = 10;
const request: StreamMessage = { kind: 'LIST_GROUPS', from: 0 };

/** Long enough for every timer that nobody stops to find that nothing is owed. */
const QUIET_MS = 1_000;

describe('Courier', () => {
  test('reports a message as acked when the other end has it', () => {
    const network = new Network();
    network.post(text('hi'));
    expect(network.ann.courier.outstanding).toBe(1);
    network.advance(2 * LATENCY_MS - 1);
    expect(network.bob.texts).toEqual(['hi']);
    expect(network.reports).toEqual([]);
    network.advance(1);
    expect(network.reports).toEqual(['1 acked']);
    expect(network.ann.courier.outstanding).toBe(0);
    network.advance(QUIET_MS);
    expect(network.clock.pending).toBe(0);
    expect([network.ann.sentDatagrams, network.bob.sentDatagrams]).toEqual([1, 1]);
  });

  test('sends a thousand messages in their order, and none twice', () => {
    const network = new Network();
    for (let i = 1; i <= 1_000; i++) network.post(text(i));
    network.advance(5_000);
    expect(network.bob.texts).toEqual(numbers(1_000));
    expect(network.reports).toEqual(numbers(1_000).map((n) => `${n} acked`));
    expect(network.ann.noted).not.toContain('retransmitted');
    expect(network.clock.pending).toBe(0);
  });

  test('begins the time of a message when it leaves', () => {
    // 16 KB take 2 s, and 3 s are what one has.
    const network = new Network({ bytesPerMs: 8, queueBytes: 8_000 });
    for (let i = 0; i < 4; i++) {
      network.post(text(`${i}`.repeat(16_000)), { patience: LEAVING_PATIENCE });
    }
    network.advance(20_000);
    const outcomes = network.reports.filter((report) => !report.endsWith('overdue'));
    expect(outcomes).toEqual(numbers(4).map((n) => `${n} acked`));
    expect(network.bob.texts).toHaveLength(4);
  });

  // Found by the lab: whoever wrote on to somebody whose share was used up was never told.
  test('gives up what may not leave for as long as anything is tried, all of it together', () => {
    const network = new Network();
    network.post(text('kept'));
    network.advance(2 * LATENCY_MS);
    network.bob.courier.link.holdCredit(1);
    // As many frames as fill the rest of the window, and some that it has no room for.
    for (let i = 2; i <= WINDOW_FRAMES + 4; i++) network.post(text(i));
    network.advance(14_000);
    expect(network.ann.courier.outstanding).toBe(3);
    network.advance(3_000);
    const failed = network.reports.filter((report) => !/ (acked|overdue)$/.test(report));
    const ids = [2, 3, 4].map((n) => WINDOW_FRAMES + n);
    expect(failed).toEqual(ids.map((id) => `${id} unanswered`));
    expect(network.ann.courier.outstanding).toBe(0);
    expect(network.bob.texts).toHaveLength(WINDOW_FRAMES + 1);
  });

  test('begins no time early because what left first has no time of its own', () => {
    const network = new Network();
    network.cut();
    network.post(text('first'), { patience: null });
    // The window holds ten of them and a little.
    for (let i = 0; i < 40; i++) network.post(text(`${i}`.padEnd(1_000, 'x')));
    network.advance(600);
    const left = network.ann.courier.link.unsentFrom - 1;
    expect(left).toBeLessThan(15);
    const overdue = numbers(left).slice(1);
    expect(network.reports).toEqual(overdue.map((n) => `${n} overdue`));
  });

  test('takes the ack of a request for no answer, and the answer for the ack', () => {
    const network = new Network();
    network.post(request, { until: 'answered' });
    network.post(text('hi'));
    network.advance(3 * LATENCY_MS);
    expect(network.reports).toEqual(['2 acked']);
    expect(network.ann.courier.outstanding).toBe(1);
    expect(network.ann.courier.answered(network.bob.arrived[0]?.id ?? 0)).toEqual(request);
    expect(network.reports).toEqual(['2 acked', '1 acked']);
    network.advance(QUIET_MS);
    expect(network.clock.pending).toBe(0);
  });

  test('takes an answer that came before the ack, and sends the request no more', () => {
    const network = new Network();
    network.cut();
    network.post(request, { until: 'answered' });
    network.advance(1);
    expect(network.ann.courier.answered(1)).toEqual(request);
    expect(network.reports).toEqual(['1 acked']);
    network.advance(QUIET_MS);
    expect(network.ann.sentDatagrams).toBe(1);
    expect(network.clock.pending).toBe(0);
  });

  test('takes no answer to what is no request, or not the last one, or answered before', () => {
    const { ann, reports, post } = bound(new Network());
    post(text('hi'));
    post(request, { until: 'answered' });
    expect(ann.courier.answered(1)).toBeNull();
    expect(ann.courier.answered(3)).toBeNull();
    expect(reports).toEqual([]);
    expect(ann.courier.answered(2)).not.toBeNull();
    expect(ann.courier.answered(2)).toBeNull();
    expect(reports).toEqual(['2 acked']);
    ann.courier.abandon();
  });

  test('is overdue after each 500 ms of silence, and gives up when the rounds are over', () => {
    const network = new Network();
    network.cut();
    network.post(text('hi'), { patience: { rounds: 2, silentRounds: 2 } });
    network.advance(499);
    expect(network.reports).toEqual([]);
    network.advance(1);
    expect(network.reports).toEqual(['1 overdue']);
    network.advance(500);
    expect(network.reports).toEqual(['1 overdue', '1 overdue', '1 timedOut']);
    network.advance(QUIET_MS);
    expect(network.clock.pending).toBe(0);
  });

  test('nobody is overdue who is heard, and a request is tried on for 15 s', () => {
    const network = new Network({
      isLost: ({ frames }) => frames.some(({ id }) => id > 0),
    });
    network.post(request, { until: 'answered', patience: REQUEST_PATIENCE });
    for (let i = 0; i < 80; i++) {
      network.bob.courier.link.control({ kind: 'KEEPALIVE' });
      network.advance(200);
    }
    expect(network.reports).toEqual(['1 unanswered']);
  });

  test('a server that falls silent is given up 3 s after its last word', () => {
    const network = new Network({ isLost: ({ frames }) => frames.some(({ id }) => id > 0) });
    network.post(request, { until: 'answered', patience: REQUEST_PATIENCE });
    for (let i = 0; i < 20; i++) {
      network.bob.courier.link.control({ kind: 'KEEPALIVE' });
      network.advance(200);
    }
    expect(network.reports).toEqual([]);
    network.advance(2_400);
    expect(network.reports).not.toContain('1 timedOut');
    network.advance(1_100);
    expect(network.reports.at(-1)).toBe('1 timedOut');
  });

  test('has one machine wait for all that left in a turn, and settles each by itself', () => {
    const network = new Network();
    const waits = () => network.ann.actors.filter((id) => id.startsWith('ackWait'));
    network.post(text('hi'));
    network.post(request, { until: 'answered' });
    network.advance(2 * LATENCY_MS);
    expect(waits()).toEqual(['ackWait:ann:1']);
    expect(network.reports).toEqual(['1 acked']);
    network.post(text('there'));
    network.cut();
    network.advance(500);
    expect(waits()).toEqual(['ackWait:ann:1', 'ackWait:ann:2']);
    expect(network.reports).toEqual(['1 acked', '3 overdue']);
    network.ann.courier.answered(network.bob.arrived[1]?.id ?? 0);
    expect(network.reports.at(-1)).toBe('2 acked');
    network.post(text('again'));
    network.advance(1);
    expect(waits()).toHaveLength(2);
    network.ann.courier.abandon();
  });

  test('gives up together what left in one turn, each once', () => {
    const network = new Network();
    network.cut();
    const patience = { rounds: 2, silentRounds: 2 };
    network.post(text('hi'), { patience });
    network.post(text('there'), { patience });
    network.advance(1_000);
    const overdue = ['1 overdue', '2 overdue'];
    expect(network.reports).toEqual([...overdue, ...overdue, '1 timedOut', '2 timedOut']);
    network.advance(QUIET_MS);
    expect(network.clock.pending).toBe(0);
  });

  test('goes on with the stream after a message was given up', () => {
    const network = new Network();
    network.cut();
    network.post(text('lost'), { patience: { rounds: 2, silentRounds: 2 } });
    network.advance(1_001);
    network.mend();
    network.post(text('found'));
    network.advance(2 * LATENCY_MS);
    expect(network.bob.texts).toEqual(['found']);
    expect(network.reports.at(-1)).toBe('2 acked');
  });

  test('goes on though thousands were given up that had not left', () => {
    const network = new Network();
    network.cut();
    const patience = { rounds: 1, silentRounds: 1 };
    for (let i = 0; i < 2_000; i++) network.post(text(i), { patience });
    network.ann.courier.abandon();
    network.mend();
    network.post(text('found'));
    network.advance(1_000);
    expect(network.bob.texts).toEqual(['found']);
    expect(network.reports.at(-1)).toBe('2001 acked');
  });

  test('gives up everything at once, what waits its turn too, and leaves no timer', () => {
    const network = new Network();
    for (let i = 1; i <= 400; i++) network.post(text(i));
    network.ann.courier.abandon();
    expect(network.reports).toEqual(numbers(400).map((n) => `${n} abandoned`));
    expect(network.ann.courier.outstanding).toBe(0);
    expect(network.ann.courier.link.unsettledFrames).toBe(0);
    network.advance(QUIET_MS);
    expect(network.clock.pending).toBe(0);
    expect(network.bob.texts).toEqual([]);
    expect(network.reports).toHaveLength(400);
  });

  test('never gives up a message for another that had its machine before', () => {
    const { ann, post } = bound(new Network());
    const outcomes: string[] = [];
    const postAs = (name: string, onSettled = () => {}) =>
      post(text(name), {
        onSettled: (outcome) => {
          outcomes.push(`${name} ${outcome}`);
          onSettled();
        },
      });
    // When the first is given up so is the second, and what is posted then uses its machine.
    postAs('first', () => {
      ann.courier.abandon();
      postAs('third');
    });
    postAs('second');
    ann.courier.abandon();
    expect(outcomes).toEqual(['first abandoned', 'second abandoned']);
    expect(ann.courier.outstanding).toBe(1);
    ann.courier.abandon();
  });

  test('keeps the order when a message is posted because another was settled', () => {
    const network = new Network();
    network.post(text(1), { onSettled: () => network.post(text('then')) });
    for (let i = 2; i <= 400; i++) network.post(text(i));
    network.advance(1_000);
    expect(network.bob.texts).toEqual([...numbers(400), 'then']);
    expect(network.ann.courier.outstanding).toBe(0);
  });
});

describe('a reader that does not read', () => {
  test('uses up the credit of its sender, acks nothing, and is heard all the same', () => {
    const network = new Network();
    network.bob.isReading = false;
    for (let i = 1; i <= 1_000; i++) network.post(text(i));
    network.advance(10_000);
    expect(network.bob.texts).toEqual([]);
    expect(network.reports).toEqual([]);
    expect(network.ann.courier.link.unsentFrom).toBe(1 + WINDOW_FRAMES);
    expect(network.ann.noted).not.toContain('retransmitted');
    network.bob.isReading = true;
    network.bob.read();
    network.advance(2_000);
    expect(network.bob.texts).toEqual(numbers(1_000));
    expect(network.reports).toHaveLength(1_000);
  });

  test('goes on though the word that it reads again was lost', () => {
    const network = new Network();
    network.bob.isReading = false;
    for (let i = 1; i <= 300; i++) network.post(text(i));
    network.advance(1_000);
    network.toAnn = { ...network.toAnn, isLost: () => true };
    network.bob.isReading = true;
    network.bob.read();
    network.advance(100);
    network.mend();
    network.advance(2_000);
    expect(network.bob.texts).toEqual(numbers(300));
    expect(network.reports).toHaveLength(300);
  });

  test('is given up message by message as those leave, and shows none of them later', () => {
    const network = new Network();
    network.bob.isReading = false;
    for (let i = 1; i <= 3; i++) network.post(text(i));
    network.advance(16_000);
    expect(network.reports).toEqual(['1 unanswered', '2 unanswered', '3 unanswered']);
    network.post(text('after'));
    network.advance(100);
    network.bob.isReading = true;
    network.bob.read();
    network.advance(1_000);
    expect(network.bob.texts).toEqual(['after']);
  });
});

/** The methods of a network, to be called by themselves. */
function bound(network: Network) {
  const { ann, reports } = network;
  return { ann, reports, post: network.post.bind(network) };
}

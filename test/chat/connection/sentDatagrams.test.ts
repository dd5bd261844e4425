import { describe, expect, test } from 'vitest';
import { SentDatagrams } from '../../../src/chat/connection/sentDatagrams.ts';

/** Datagrams from 1 on, one a millisecond. */
function sent(count: number): SentDatagrams {
  const datagrams = new SentDatagrams();
  for (let number = 1; number <= count; number++) {
    datagrams.add({ number, sentAtMs: number, bytes: 100, ids: [number] });
  }
  return datagrams;
}

const numbersOf = (all: readonly { readonly number: number }[]) => all.map(({ number }) => number);
const NEVER_MS = Number.NEGATIVE_INFINITY;

describe('SentDatagrams', () => {
  test('acks what an ack names, once, and measures the newest', () => {
    const datagrams = sent(6);
    const first = datagrams.ack([5, 5, 2, 3]);
    expect(numbersOf(first.acked)).toEqual([2, 3, 5]);
    expect(first.sample?.number).toBe(5);
    const second = datagrams.ack([5, 5, 1, 3]);
    expect(numbersOf(second.acked)).toEqual([1]);
    expect(second.sample).toBeNull();
    expect(datagrams.ack([1, 5]).acked.map(({ number }) => number)).toEqual([4]);
  });

  test('takes no notice of what was never sent, nor of an ack of nothing', () => {
    const datagrams = sent(2);
    expect(datagrams.ack([]).acked).toEqual([]);
    expect(datagrams.ack([7, 4_294_967_295]).acked).toEqual([]);
    const { acked, sample } = datagrams.ack([1, 4_294_967_295]);
    expect(numbersOf(acked)).toEqual([1, 2]);
    // The newest that it names was never sent, so that its time says nothing.
    expect(sample).toBeNull();
    expect(datagrams.isEmpty).toBe(true);
  });

  test('takes a datagram for lost when one that was sent three later is acked', () => {
    const datagrams = sent(6);
    datagrams.ack([4, 4]);
    expect(numbersOf(datagrams.takeLost(NEVER_MS))).toEqual([1]);
    datagrams.ack([6, 6]);
    expect(numbersOf(datagrams.takeLost(NEVER_MS))).toEqual([2, 3]);
    // 5 is one behind, and not lost yet.
    expect(datagrams.oldestOvertaken?.number).toBe(5);
  });

  test('takes a datagram for lost by time, if a later one was acked', () => {
    const datagrams = sent(4);
    expect(datagrams.takeLost(1_000)).toEqual([]);
    expect(datagrams.oldestOvertaken).toBeNull();
    datagrams.ack([3, 3]);
    expect(datagrams.takeLost(0)).toEqual([]);
    expect(datagrams.oldestOvertaken?.number).toBe(1);
    expect(numbersOf(datagrams.takeLost(1))).toEqual([1]);
    expect(numbersOf(datagrams.takeLost(1_000))).toEqual([2]);
    expect(datagrams.takeLost(1_000)).toEqual([]);
  });

  test('finds nothing lost twice, nor what was acked', () => {
    const datagrams = sent(5);
    datagrams.ack([5, 5]);
    expect(numbersOf(datagrams.takeLost(NEVER_MS))).toEqual([1, 2]);
    expect(datagrams.takeLost(NEVER_MS)).toEqual([]);
    expect(datagrams.ack([1, 5]).acked.map(({ number }) => number)).toEqual([3, 4]);
  });
});

import { describe, expect, test } from 'vitest';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { fault, step, went } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';

const ID = 'broadcast:friends:1';

function server(...machines: TraceStep['machines']): TraceStep {
  return step({ node: 'server', machines });
}

const starts = went(ID, null, 'awaitingAcks', { context: { pending: [1, 2, 3] } });
const counts = (type: string, pending: unknown) =>
  went(ID, 'awaitingAcks', 'awaitingAcks', { event: { type }, context: { pending } });
const completes = went(ID, 'awaitingAcks', 'complete', {
  event: { type: 'acks' },
  context: { pending: [] },
});

describe('a group message', () => {
  const steps = [
    server(),
    server(starts),
    server(counts('acks', [2, 3])),
    server(counts('xstate.after.round', [2, 3])),
    server(counts('gone', [3])),
    server(completes),
    server(),
  ];

  test('is one thing from its first transmission to its last ack', () => {
    expect(timelineOf(steps).gatherings(1, 7)).toMatchObject([
      {
        machine: ID,
        node: 'server',
        startedAt: 2,
        endedAt: 6,
        counts: [3, 5, 6],
        label: 'friends:1: 3 of 3',
      },
    ]);
  });

  test('has no end while acks are awaited', () => {
    const timeline = timelineOf(steps.slice(0, 4));
    expect(timeline.gatherings(4, 4)).toMatchObject([
      { endedAt: null, label: 'friends:1: 1 of 3' },
    ]);
  });

  test('tells what had been counted at any position', () => {
    const [message] = timelineOf(steps).gatherings(1, 7);
    const counted = [1, 2, 3, 4, 5, 6, 7].map((at) => message?.countAt(at)?.counted);
    expect(counted).toEqual([0, 0, 1, 1, 2, 3, 3]);
    expect(message?.countAt(7)?.of).toBe(3);
    const unknown = timelineOf([server(went(ID, null, 'awaitingAcks'))]).gatherings(1, 1);
    expect(unknown[0]?.countAt(1)).toBeNull();
  });

  test('of several counts in one step has the last', () => {
    const timeline = timelineOf([
      server(starts),
      server(counts('acks', [2, 3]), counts('acks', [3])),
    ]);
    const [message] = timeline.gatherings(2, 2);
    expect(message?.counts).toEqual([2]);
    expect(message?.countAt(2)).toEqual({ counted: 2, of: 3 });
  });

  test('is found wherever it was under way', () => {
    const timeline = timelineOf(steps);
    const found = (from: number, to: number) => timeline.gatherings(from, to).length;
    expect([found(1, 1), found(2, 2), found(4, 4), found(6, 6), found(7, 7)]).toEqual([
      0, 1, 1, 1, 0,
    ]);
  });

  test('ends with its process', () => {
    const killed = step({ node: 'server', cause: fault('kill') });
    const timeline = timelineOf([
      server(starts),
      step({ cause: fault('kill') }),
      killed,
      server(starts),
    ]);
    expect(timeline.gatherings(1, 4)).toMatchObject([
      { startedAt: 1, endedAt: 3 },
      { startedAt: 4, endedAt: null },
    ]);
  });

  test('that begins anew under the same name is another', () => {
    expect(timelineOf([server(starts), server(starts)]).gatherings(1, 2)).toMatchObject([
      { startedAt: 1, endedAt: 2 },
      { startedAt: 2, endedAt: null },
    ]);
  });

  test.each([
    [{ pending: new Set([1, 2]) }, 'friends:1: 0 of 2'],
    [{ pending: new Map([[1, 2]]) }, 'friends:1: 0 of 1'],
    [{ pending: 7 }, 'friends:1: 0 of 7'],
    [{ pending: 'all' }, 'friends:1'],
    [{}, 'friends:1'],
    [null, 'friends:1'],
  ])('whose context is %j is told as far as it is known', (context, label) => {
    const timeline = timelineOf([server(went(ID, null, 'awaitingAcks', { context }))]);
    expect(timeline.gatherings(1, 1)).toMatchObject([{ label }]);
  });

  test('is kept as long as a part of it is', () => {
    expect(timelineOf(steps, { capacity: 2 }).gatherings(6, 7)).toMatchObject([
      { startedAt: 2, endedAt: 6 },
    ]);
    expect(timelineOf(steps, { capacity: 1 }).gatherings(1, 7)).toEqual([]);
  });
});

/**
 * What looking costs, counted as looks at the lists that the indexes consist of, in a story of
 * 100,000 steps and in one of a tenth: it must not matter how long a story is.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Shifting } from '../../../src/inspector/model/shifting.ts';
import { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { arrival, datagram, step, went } from '../../support/steps.ts';

const NODES = 50;
const PERIOD = 4;

const { at } = Shifting.prototype;
let looks = 0;

beforeEach(() => {
  Shifting.prototype.at = function (this: Shifting<unknown>, place: number) {
    looks++;
    return at.call(this, place);
  };
});

afterEach(() => {
  Shifting.prototype.at = at;
});

function looksOf(query: () => unknown): number {
  looks = 0;
  query();
  return looks;
}

/** In turn each process sends a message, which arrives, and whose machine ends with its ack. */
function stepAt(i: number): TraceStep {
  const turn = Math.floor(i / PERIOD);
  const [from, to] = [turn % NODES, (turn + 1) % NODES];
  const atMs = i * 5;
  const id = turn + 1;
  const machine = `ackWait:n${to}:${turn}`;
  const node = `n${from}`;
  switch (i % PERIOD) {
    case 0:
      return step({ step: i + 1, atMs, node, machines: [went(machine, null, 'waiting')] });
    case 1:
      return step({ step: i + 1, atMs, node, sent: [datagram(id, `ip${to} 1`, [5])] });
    case 2: {
      const table = {
        version: id,
        rows: [{ name: `n${turn % 64}`, ip: 'x', port: id, online: true }],
      };
      return step({ step: i + 1, atMs, node: `n${to}`, cause: arrival(id, `ip${from} 1`), table });
    }
    default: {
      const acked = went(machine, 'waiting', 'acked', { status: 'done' });
      return step({ step: i + 1, atMs, node, machines: [acked] });
    }
  }
}

function timelineOf(steps: number, capacity = Number.POSITIVE_INFINITY): Timeline {
  const timeline = new Timeline({ capacity });
  for (let i = 0; i < steps; i++) timeline.append(stepAt(i));
  return timeline;
}

const queries: readonly (readonly [string, (timeline: Timeline, position: number) => unknown])[] = [
  ['machines', (timeline, position) => timeline.machinesAt(position)],
  ['a machine', (timeline, position) => timeline.machineAt(position, 'n0', 'ackWait:n1:0')],
  ['flights', (timeline, position) => timeline.flights(position, position + 60)],
  ['tables', (timeline, position) => timeline.tablesAt(position)],
  ['an event', (timeline, position) => timeline.event(position)],
  ['a time', (timeline, position) => timeline.positionAtMs(position * 5)],
];

/** The most that a query costs at some positions. */
function worst(
  timeline: Timeline,
  query: (timeline: Timeline, position: number) => unknown,
): number {
  const last = timeline.last - 100;
  const positions = Array.from({ length: 40 }, (_, i) => 1 + Math.floor((i * last) / 40));
  return Math.max(...positions.map((position) => looksOf(() => query(timeline, position))));
}

test('no question costs more because the story is long', () => {
  const short = timelineOf(10_000);
  const long = timelineOf(100_000);
  for (const [name, query] of queries) {
    const [before, after] = [worst(short, query), worst(long, query)];
    // A binary search takes a few looks more; of flights a block for every 128.
    expect(after, name).toBeLessThan(before + 400);
    expect(after, name).toBeLessThan(4_000);
  }
});

test('what is asked again with nothing new is not looked for again', () => {
  const timeline = timelineOf(10_000);
  const filter = {
    text: 'acked',
    nodes: new Set(['n3']),
    kinds: new Set<string>(),
    charts: new Set<string>(),
    onlyChanges: false,
  };
  expect(looksOf(() => timeline.matching(filter))).toBeGreaterThan(9_999);
  expect(looksOf(() => timeline.matching(filter))).toBe(0);
  for (let i = 0; i < 10; i++) timeline.append(stepAt(10_000 + i));
  expect(looksOf(() => timeline.matching(filter))).toBeLessThan(100);
});

test.each([
  ['a story that is kept', Number.POSITIVE_INFINITY],
  ['a story whose beginning is dropped', 2_000],
])('in %s a late step costs what an early one does', (_, capacity) => {
  const timeline = timelineOf(5_000, capacity);
  const looksForMore = (steps: number) => {
    const first = timeline.last;
    return looksOf(() => {
      for (let i = 0; i < steps; i++) timeline.append(stepAt(first + i));
    });
  };
  const early = looksForMore(5_000);
  looksForMore(40_000);
  expect(looksForMore(5_000)).toBeLessThan(early * 1.2);
  expect(early).toBeLessThan(5_000 * 100);
});

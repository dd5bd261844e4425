import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { EventFilter } from '../../../src/inspector/model/types.ts';
import type { Cause, TraceStep } from '../../../src/trace/trace.ts';
import { arrival, datagram, fault, frame, step, went } from '../../support/steps.ts';
import { randomSteps } from '../support/randomSteps.ts';
import { timelineOf } from '../support/timeline.ts';

const ALICE = '10.0.1.1 6000';
const BOB = '10.0.1.2 6000';

function titleOf(...steps: TraceStep[]): string | undefined {
  return timelineOf(steps).event(steps.length)?.title;
}

describe('a step is told in one line', () => {
  test.each<[Cause, string]>([
    [{ kind: 'start' }, 'alice starts'],
    [
      { kind: 'command', command: { kind: 'send', to: 'bob', text: 'hello there' } },
      'alice types send bob hello there',
    ],
    [{ kind: 'command', command: { kind: 'dereg', name: null } }, 'alice types dereg'],
    [{ kind: 'command', command: null }, 'alice types '],
    [{ kind: 'timer' }, 'a timer of alice'],
    [{ kind: 'flush' }, 'alice ends its turn'],
    [fault('kill'), 'alice is killed'],
    [fault('pause'), 'alice is paused'],
    [fault('suspend'), 'alice is switched off'],
    [fault('resume'), 'alice goes on'],
    [fault('ended'), 'alice has ended'],
    [fault('stopped reporting'), 'alice has stopped reporting'],
    [fault(`rebind to ${BOB}`), `alice has the address ${BOB} now`],
    [fault('cut off from bob'), 'alice: cut off from bob'],
    [arrival(0, BOB), `alice gets a datagram from ${BOB}`],
    [{ kind: 'earthquake' } as unknown as Cause, 'alice: earthquake'],
  ])('%j', (cause, title) => {
    expect(titleOf(step({ cause }))).toBe(title);
  });

  test('a datagram with its sender, its recipient and what it carries', () => {
    const sent = datagram(17, BOB, [1], { frames: [frame('PRIVATE', 3)] });
    const timeline = timelineOf([
      step({ sent: [sent, datagram(18, ALICE, [])] }),
      step({ node: 'bob', cause: arrival(17, ALICE) }),
      step({ node: 'bob', sent: [datagram(19, ALICE, [])] }),
    ]);
    expect([1, 2, 3].map((position) => timeline.event(position)?.title)).toEqual([
      'alice sends #17 to bob: PRIVATE 3 and 1 more',
      'bob gets #17 from alice: PRIVATE 3',
      'bob sends #19 to alice: KEEPALIVE, lost',
    ]);
  });

  test('a timer with its machine', () => {
    const fired = went('ackWait:bob:3', 'waiting', 'overdue', {
      event: { type: 'xstate.after.round.ackWait.waiting' },
    });
    const client = went('client:alice', 'a', 'b');
    expect(titleOf(step({ cause: { kind: 'timer' }, machines: [client, fired] }))).toBe(
      'timer of ackWait:bob:3',
    );
    expect(titleOf(step({ machines: [client] }))).toBe('client:alice: event');
  });

  test('a long one is cut', () => {
    const command = { kind: 'send', to: 'bob', text: 'x'.repeat(16_384) };
    expect(titleOf(step({ cause: { kind: 'command', command } }))).toHaveLength(
      'alice types '.length + 201,
    );
  });

  test('with the machines that changed their state', () => {
    const timeline = timelineOf([
      step({
        atMs: 5,
        machines: [
          went('client:alice', { a: 'b' }, { a: 'b' }),
          went('ackWait:1', null, 'waiting'),
          went('ackWait:1', 'waiting', 'overdue'),
          went('ackWait:2', { a: 'b' }, { a: 'c' }),
          went('ackWait:3', { a: 'b' }, { a: 'b', c: 'd' }),
        ],
      }),
    ]);
    expect(timeline.event(1)).toEqual({
      position: 1,
      atMs: 5,
      node: 'alice',
      kind: 'flush',
      title: 'client:alice: event',
      machines: ['ackWait:1', 'ackWait:2', 'ackWait:3'],
    });
  });
});

const ALL: EventFilter = {
  text: '',
  nodes: new Set(),
  kinds: new Set(),
  charts: new Set(),
  onlyChanges: false,
};

describe('a search', () => {
  const full = step({
    node: 'Ärger',
    cause: arrival(0, '10.0.0.9 77'),
    machines: [
      went(
        'ackWait:bob:3',
        { deep: { inner: 'overdue' } },
        { deep: { inner: 'over' } },
        {
          event: { type: 'server.reset' },
          effects: [{ type: 'transmit' }],
          context: { secret: 'hidden' },
        },
      ),
    ],
    notices: [{ kind: 'privateMessage', message: { from: 'carol', text: 'a (big) Party' } }],
    sent: [
      datagram(42, '10.0.0.8 5000', null, {
        frames: [frame('SUSPECT', 9, { kind: 'SUSPECT', name: 'dave' })],
      }),
    ],
  });

  test.each([
    'ärger',
    'datagram',
    '10.0.0.9',
    'ACKWAIT:BOB',
    'inner',
    'over',
    'server.reset',
    'transmit',
    'carol',
    '(BIG) party',
    '10.0.0.8',
    'suspect',
    'dave',
    'gets a datagram from',
  ])('finds %s', (text) => {
    expect(timelineOf([step(), full, step()]).matching({ ...ALL, text })).toEqual([2]);
  });

  test.each(['hidden', 'erin', '.*', 'a (big) party!', 'x\ny'])('does not find %s', (text) => {
    expect(timelineOf([full]).matching({ ...ALL, text })).toEqual([]);
  });

  test('finds a number that a datagram has', () => {
    const timeline = timelineOf([step({ sent: [datagram(42, BOB, [])] }), step()]);
    expect(timeline.matching({ ...ALL, text: '#42' })).toEqual([1]);
  });

  test('bytes and depths do no harm', () => {
    const nested = () => {
      let deep: unknown = 'needle';
      for (let i = 0; i < 50_000; i++) deep = { deep };
      return deep;
    };
    const notices = [nested(), new Uint8Array(8), null, undefined];
    const machines = [went('m', nested(), nested())];
    const sent = [datagram(1, BOB, [], { frames: [frame('REGISTER', 0, nested())] })];
    const timeline = timelineOf([step({ notices, machines, sent })]);
    expect(timeline.matching({ ...ALL, text: 'needle' })).toEqual([]);
    expect(timeline.event(1)?.machines).toEqual(['m']);
  });
});

describe('a filter', () => {
  const steps = [
    step({ node: 'alice', cause: { kind: 'start' } }),
    step({ node: 'bob', machines: [went('ackWait:1', null, 'waiting')] }),
    step({ node: 'bob', machines: [went('client:bob', 'a', 'a', { taken: [] })] }),
    step({ node: 'alice', notices: [{ kind: 'registered' }] }),
    step({ node: 'alice', sent: [datagram(1, BOB, [])] }),
    step({ node: 'alice', cause: fault('kill') }),
    step({ node: 'alice', table: { version: 1, rows: [] } }),
    step({ node: 'bob', machines: [went('client:bob', 'a', 'a')] }),
  ];

  test.each<[string, Partial<EventFilter>, number[]]>([
    ['nothing', {}, [1, 2, 3, 4, 5, 6, 7, 8]],
    ['a process', { nodes: new Set(['bob', 'carol']) }, [2, 3, 8]],
    ['a kind', { kinds: new Set(['start', 'fault']) }, [1, 6]],
    ['a chart', { charts: new Set(['ackWait']) }, [2]],
    ['changes', { onlyChanges: true }, [2, 4, 5, 6, 7, 8]],
    ['all together', { nodes: new Set(['bob']), onlyChanges: true, text: 'CLIENT' }, [8]],
  ])('by %s', (_, filter, positions) => {
    expect(timelineOf(steps).matching({ ...ALL, ...filter })).toEqual(positions);
  });
});

test('what was dropped is not found any more', () => {
  const timeline = timelineOf([step(), step(), step()], { capacity: 3 });
  expect(timeline.matching(ALL)).toEqual([1, 2, 3]);
  timeline.append(step());
  expect(timeline.matching(ALL)).toEqual([2, 3, 4]);
});

test('whatever was asked before, and however the story grew, the answer is the same', () => {
  const asked = fc.array(
    fc.record({
      text: fc.constantFrom('', 'w', 'wa', 'WAI', 'overdue', 'bob', 'kill', 'q'),
      nodes: fc.constantFrom(new Set<string>(), new Set(['alice'])),
      kinds: fc.constantFrom(new Set<string>(), new Set(['flush', 'start'])),
      charts: fc.constantFrom(new Set<string>(), new Set(['ackWait'])),
      onlyChanges: fc.boolean(),
      grows: fc.nat(9),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(
      randomSteps,
      asked,
      fc.integer({ min: 1, max: 60 }),
      (steps, questions, capacity) => {
        const timeline = new Timeline({ capacity });
        let next = 0;
        for (const { grows, ...filter } of questions) {
          for (const one of steps.slice(next, next + grows)) timeline.append(one);
          next += grows;
          const fresh = timelineOf(steps.slice(0, next)).matching(filter);
          expect(timeline.matching(filter)).toEqual(
            fresh.filter((position) => position >= timeline.first),
          );
        }
      },
    ),
  );
});

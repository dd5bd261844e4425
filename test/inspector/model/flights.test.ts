import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { TraceFrame, TraceStep } from '../../../src/trace/trace.ts';
import { arrival, datagram, fault, frame, step } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';

const ALICE = '10.0.1.1 6000';
const BOB = '10.0.1.2 6000';

/** Alice sends this at 0 ms, and so much time goes by. */
function sentBy(fate: readonly number[] | null, untilMs: number, between: TraceStep[] = []) {
  return [
    step({ node: 'bob', cause: { kind: 'start', address: BOB } }),
    step({ sent: [datagram(1, BOB, fate)] }),
    ...between,
    step({ node: 'server', atMs: untilMs }),
  ];
}

describe('what became of a datagram', () => {
  test('it arrived, as often as it did', () => {
    const timeline = timelineOf([
      step({ sent: [datagram(1, BOB, [5, 7])] }),
      step({ node: 'bob', atMs: 5, cause: arrival(1, ALICE) }),
      step({ node: 'bob', atMs: 7, cause: arrival(1, ALICE) }),
    ]);
    expect(timeline.flight(1)).toMatchObject({
      id: 1,
      from: 'alice',
      to: 'bob',
      sentAt: 1,
      arrivals: [2, 3],
      fate: 'arrived',
    });
    expect(timeline.flight(2)).toBeNull();
  });

  test.each<[string, TraceStep[], string]>([
    ['lost on the way', sentBy([], 0), 'lost'],
    ['under way', sentBy([5], 4.999), 'underWay'],
    ['due at this very moment', sentBy([5], 5), 'underWay'],
    ['never taken', sentBy([5], 5.001), 'lost'],
    ['waiting for the second copy', sentBy([5, 9], 8), 'underWay'],
    [
      'waiting for who is paused',
      sentBy([5], 90, [step({ node: 'bob', atMs: 1, cause: fault('pause') })]),
      'underWay',
    ],
    [
      'too early for who is paused',
      sentBy([5], 90, [step({ node: 'bob', atMs: 6, cause: fault('pause') })]),
      'lost',
    ],
    [
      'about to be read by who goes on',
      sentBy([5], 80, [
        step({ node: 'bob', atMs: 1, cause: fault('pause') }),
        step({ node: 'bob', atMs: 80, cause: fault('resume') }),
      ]),
      'underWay',
    ],
    [
      'not read by who went on',
      sentBy([5], 81, [
        step({ node: 'bob', atMs: 1, cause: fault('pause') }),
        step({ node: 'bob', atMs: 80, cause: fault('resume') }),
      ]),
      'lost',
    ],
    [
      'for a machine that is off',
      sentBy([5], 90, [step({ node: 'bob', atMs: 1, cause: fault('suspend') })]),
      'lost',
    ],
    [
      'for who was paused and then killed',
      sentBy([5], 90, [
        step({ node: 'bob', atMs: 1, cause: fault('pause') }),
        step({ node: 'bob', atMs: 2, cause: fault('kill') }),
      ]),
      'lost',
    ],
  ])('it is %s', (_, steps, fate) => {
    expect(timelineOf(steps).flight(1)?.fate).toBe(fate);
  });

  test('somebody alters it on the way', () => {
    const alter = (fate: number[], atMs: number) =>
      step({ node: 'network', atMs, cause: { kind: 'fault', fault: 'x', datagram: 1, fate } });
    const fateAfter = (fate: number[], untilMs: number) =>
      timelineOf(sentBy([5], untilMs, [alter(fate, 2)])).flight(1)?.fate;
    expect(fateAfter([], 3)).toBe('lost');
    expect(fateAfter([100], 102)).toBe('underWay');
    expect(fateAfter([100], 103)).toBe('lost');
    const timeline = timelineOf([
      ...sentBy([5], 5, [alter([5, 20], 0)]),
      step({ node: 'bob', atMs: 5, cause: arrival(1, ALICE) }),
      step({ node: 'bob', atMs: 6 }),
    ]);
    expect(timeline.flights(6, 6)).toHaveLength(1);
    const dropped = timelineOf(sentBy([5], 90, [alter([], 2), step(), step()]));
    expect([dropped.flights(3, 3).length, dropped.flights(4, 6).length]).toEqual([1, 0]);
  });

  test('somebody takes it away, and at once it is gone', () => {
    const timeline = timelineOf(sentBy([5], 0));
    expect(timeline.flights(3, 3)).toHaveLength(1);
    timeline.append(step({ cause: { kind: 'fault', fault: 'x', datagram: 1, fate: [] } }));
    timeline.append(step());
    expect([timeline.flights(4, 4).length, timeline.flights(5, 5).length]).toEqual([1, 0]);
  });

  test('time that goes by without a step counts', () => {
    const timeline = timelineOf(sentBy([5], 4));
    timeline.passed(6);
    expect(timeline.flight(1)?.fate).toBe('lost');
    timeline.passed(3);
    expect(timeline.flight(1)?.fate).toBe('lost');
  });

  test.each([
    ['nobody reports', {}, 'unknown', 'unknown'],
    ['the recipient reports', { reports: (node: string) => node === 'bob' }, 'underWay', 'lost'],
    ['others report', { reports: (node: string) => node === 'alice' }, 'unknown', 'unknown'],
  ])('among real processes, where %s', (_, options, soon, late) => {
    expect(timelineOf(sentBy(null, 500), options).flight(1)?.fate).toBe(soon);
    expect(timelineOf(sentBy(null, 501), options).flight(1)?.fate).toBe(late);
  });
});

describe('whom it was sent to', () => {
  test('is known by what arrived before or later', () => {
    const timeline = timelineOf([
      step({ sent: [datagram(1, BOB, [])] }),
      step({ sent: [datagram(2, BOB, [1])] }),
    ]);
    expect(timeline.flight(1)?.to).toBeNull();
    timeline.append(step({ node: 'bob', cause: arrival(2, ALICE) }));
    expect(timeline.flight(1)?.to).toBe('bob');
    timeline.append(step({ node: 'bob', sent: [datagram(3, ALICE, [])] }));
    expect(timeline.flight(3)?.to).toBe('alice');
  });

  test('is who had the address then', () => {
    const timeline = timelineOf([
      step({ node: 'bob', cause: { kind: 'start', address: BOB } }),
      step({ sent: [datagram(1, BOB, [])] }),
      step({ node: 'bob', cause: fault(`rebind to ${ALICE}`) }),
      step({ node: 'carol', cause: { kind: 'start', address: BOB } }),
      step({ sent: [datagram(2, BOB, []), datagram(3, ALICE, [])] }),
    ]);
    expect([1, 2, 3].map((id) => timeline.flight(id)?.to)).toEqual(['bob', 'carol', 'bob']);
  });

  test('is who got it, though it was meant for another', () => {
    const timeline = timelineOf([
      step({ node: 'bob', cause: { kind: 'start', address: BOB } }),
      step({ sent: [datagram(1, BOB, [5])] }),
      step({ node: 'carol', cause: { kind: 'start', address: BOB } }),
      step({ node: 'carol', atMs: 5, cause: arrival(1, ALICE) }),
    ]);
    expect(timeline.flight(1)?.to).toBe('carol');
  });

  test('may be known from elsewhere', () => {
    const ownerOf = (address: string) => (address === BOB ? 'bob' : null);
    const timeline = timelineOf([step({ sent: [datagram(1, BOB, []), datagram(2, ALICE, [])] })], {
      ownerOf,
    });
    expect([timeline.flight(1)?.to, timeline.flight(2)?.to]).toEqual(['bob', null]);
  });
});

describe('what it carries', () => {
  const flightWith = (frames: readonly TraceFrame[]) =>
    timelineOf([step({ sent: [datagram(1, BOB, [], { frames })] })]).flight(1);

  test.each<[TraceFrame[], string, boolean]>([
    [[], 'unreadable', false],
    [[frame('ACK')], 'ACK', true],
    [[frame('ACK'), frame('ACK')], 'ACK', true],
    [[frame('ACK'), frame('PRIVATE', 3)], 'PRIVATE 3', false],
    [[frame('PRIVATE', 3), frame('PRIVATE', 4), frame('PRIVATE', 5)], 'PRIVATE 3–5', false],
    [[frame('PRIVATE', 3), frame('PRIVATE', 5)], 'PRIVATE 3, PRIVATE 5', false],
    [[frame('A'), frame('B', 1), frame('C'), frame('D', 9), frame('E')], 'A, B 1, C +2', false],
    [[frame('PROBE'), frame('PROBE')], 'PROBE, PROBE', false],
  ])('%j is told as %s', (frames, label, isAckOnly) => {
    expect(flightWith(frames)).toMatchObject({ label, isAckOnly });
  });
});

describe('what was sent before', () => {
  const sends = (
    frames: readonly TraceFrame[],
    { number = 1, to = BOB, node = 'alice', atMs = 0 } = {},
  ) => step({ node, atMs, sent: [datagram(0, to, [], { frames, number })] });
  const repeated = (...steps: TraceStep[]) => {
    const numbered = steps.map((one, i) => ({
      ...one,
      sent: one.sent.map((sent) => ({ ...sent, id: i + 1 })),
    }));
    const timeline = timelineOf(numbered);
    return steps.map((_, i) => timeline.flight(i + 1)?.isRetransmission);
  };
  const first = frame('PRIVATE', 1);

  test('is a message in the same place of the same stream', () => {
    expect(
      repeated(
        sends([first]),
        sends([frame('ACK'), frame('PRIVATE', 2), first], { number: 2 }),
        sends([frame('GROUPS', 1)], { number: 3 }),
        sends([first], { to: ALICE, number: 4 }),
        sends([first], { node: 'carol', number: 5 }),
      ),
    ).toEqual([false, true, false, false, false]);
  });

  test('is not what a new session begins with', () => {
    expect(
      repeated(
        sends([first], { number: 1 }),
        sends([frame('RESET')], { number: 1 }),
        sends([first], { number: 2 }),
        sends([frame('KEEPALIVE')], { number: 1 }),
        sends([first], { number: 2 }),
        sends([first], { number: 3 }),
      ),
    ).toEqual([false, false, true, false, false, true]);
  });

  test('is a registration or a request for the table, again at once', () => {
    const register = frame('REGISTER', 0, { name: 'alice', cookie: '' });
    expect(
      repeated(
        sends([register]),
        sends([register], { atMs: 500, number: 2 }),
        sends([frame('REGISTER', 0, { name: 'alice', cookie: '01' })], { atMs: 500, number: 3 }),
        sends([register], { atMs: 1_501, number: 4 }),
        sends([frame('REQUEST_TABLE', 0, { since: 0 })], { atMs: 1_501, number: 1 }),
        sends([frame('REQUEST_TABLE', 0, { since: 0 })], { atMs: 1_601, number: 2 }),
        sends([frame('KEEPALIVE')], { atMs: 1_601, number: 3 }),
        sends([frame('KEEPALIVE')], { atMs: 1_701, number: 4 }),
      ),
    ).toEqual([false, true, false, false, false, true, false, false]);
  });

  test('is remembered as long as it can be under way', () => {
    const steps = Array.from({ length: 300 }, (_, i) =>
      sends([frame('PRIVATE', i + 1)], { number: i + 1 }),
    );
    const again = [1, 100].map((id, i) => sends([frame('PRIVATE', id)], { number: 301 + i }));
    expect(repeated(...steps, ...again).slice(-3)).toEqual([false, false, true]);
  });
});

describe('which are there', () => {
  const told = (timeline: Timeline, from: number, to: number) =>
    timeline.flights(from, to).map(({ id }) => id);

  test('those that were sent, under way or arrived between two positions', () => {
    const timeline = timelineOf([
      step({ sent: [datagram(1, BOB, [50]), datagram(2, BOB, [])] }),
      step({ atMs: 10, sent: [datagram(3, BOB, [500])] }),
      step({ atMs: 20 }),
      step({ node: 'bob', atMs: 50, cause: arrival(1, ALICE) }),
      step({ atMs: 60 }),
    ]);
    expect(told(timeline, 1, 1)).toEqual([1, 2]);
    expect(told(timeline, 3, 3)).toEqual([1, 3]);
    expect(told(timeline, 4, 4)).toEqual([1, 3]);
    expect(told(timeline, 5, 5)).toEqual([3]);
    timeline.append(step({ atMs: 600 }));
    expect(told(timeline, 5, 5)).toEqual([3]);
    expect(told(timeline, 6, 6)).toEqual([]);
  });

  test('without those that were sent in steps that were dropped', () => {
    const timeline = timelineOf(
      [
        step({ sent: [datagram(1, BOB, [50])] }),
        step({ sent: [datagram(2, BOB, [50])] }),
        step({ node: 'bob', atMs: 50, cause: arrival(1, ALICE) }),
        step({ node: 'bob', atMs: 50, cause: arrival(2, ALICE) }),
      ],
      { capacity: 3 },
    );
    expect(timeline.flight(1)).toBeNull();
    expect(told(timeline, 1, 4)).toEqual([2]);
  });

  test('all of a story, each where it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.option(fc.nat(40))), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (sendings, capacity) => {
          const { steps, spans } = storyOf(sendings);
          const timeline = timelineOf(steps, { capacity });
          for (let position = timeline.first; position <= timeline.last; position++) {
            const expected = spans.filter(({ sentAt, endsAt }) => {
              return sentAt >= timeline.first && sentAt <= position && endsAt >= position;
            });
            expect(told(timeline, position, position)).toEqual(expected.map(({ id }) => id));
          }
        },
      ),
    );
  });
});

/** One datagram every few milliseconds, each arriving after its delay or not at all. */
function storyOf(sendings: readonly (readonly [number, number | null])[]) {
  const events: { atMs: number; id: number; delay: number | null; isArrival: boolean }[] = [];
  let atMs = 0;
  for (const [i, [pause, delay]] of sendings.entries()) {
    atMs += pause;
    events.push({ atMs, id: i + 1, delay, isArrival: false });
    if (delay !== null) events.push({ atMs: atMs + delay, id: i + 1, delay, isArrival: true });
  }
  const order = events
    .map((event, i) => ({ ...event, i }))
    .sort((a, b) => a.atMs - b.atMs || Number(a.isArrival) - Number(b.isArrival) || a.i - b.i);
  const spans: { id: number; sentAt: number; endsAt: number }[] = [];
  const steps = order.map(({ atMs: at, id, delay, isArrival }, i) => {
    if (isArrival) {
      const span = spans.find((other) => other.id === id);
      if (span) span.endsAt = i + 1;
      return step({ node: 'bob', atMs: at, cause: arrival(id, ALICE) });
    }
    spans.push({ id, sentAt: i + 1, endsAt: i + 1 });
    return step({ atMs: at, sent: [datagram(id, BOB, delay === null ? [] : [delay])] });
  });
  return { steps, spans };
}

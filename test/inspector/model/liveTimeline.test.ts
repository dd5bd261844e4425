import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageLine, ReportedSource } from '../../../src/inspector/hubLines.ts';
import { LiveTimeline } from '../../../src/inspector/model/traces/liveTimeline.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { datagram, step, went } from '../../support/steps.ts';

const DAY = 1_700_000_000_000;

function source(node: string, port: number, part: Partial<ReportedSource> = {}): ReportedSource {
  return { node, kind: node === 'server' ? 'server' : 'client', port, startedAtMs: DAY, ...part };
}

/** A timeline that takes lines at moments of its own clock. */
class Page {
  nowMs = 0;
  readonly live: LiveTimeline;

  constructor(options: { capacity?: number; holdMs?: number } = {}) {
    this.live = new LiveTimeline({ nowMs: () => this.nowMs, ...options });
  }

  takes(...lines: readonly PageLine[]): this {
    for (const line of lines) this.live.take(line);
    return this;
  }

  at(nowMs: number): boolean {
    this.nowMs = nowMs;
    return this.live.release();
  }

  get steps(): TraceStep[] {
    const { timeline } = this.live;
    const steps: TraceStep[] = [];
    for (let position = timeline.first; position <= timeline.last; position++) {
      const one = timeline.step(position);
      if (one) steps.push(one);
    }
    return steps;
  }

  get told(): string[] {
    return this.steps.map(({ node, atMs }) => `${node} ${atMs}`);
  }
}

const is = (id: number, whose: ReportedSource): PageLine => ({ kind: 'source', id, source: whose });
const does = (id: number, part: Partial<TraceStep>): PageLine => ({
  kind: 'step',
  id,
  step: step(part),
});
const gone = (id: number, how: 'ended' | 'vanished'): PageLine => ({ kind: 'gone', id, how });
const got = (checksum: number, from = '127.0.0.1 6001') =>
  ({ kind: 'datagram', datagram: 0, from, checksum }) as const;

describe('the common time', () => {
  test('begins with the first step; each process has its own offset', () => {
    const page = new Page().takes(
      is(1, source('server', 5_000)),
      is(2, source('alice', 6_001, { startedAtMs: DAY + 1_000 })),
      does(2, { atMs: 5 }),
      does(1, { atMs: 1_010 }),
      does(1, { atMs: 1_002 }),
    );
    expect(page.live.release(true)).toBe(true);
    expect(page.told).toEqual(['alice 0', 'server 5', 'server 5']);
    expect(page.steps.map((one) => one.step)).toEqual([1, 2, 3]);
    expect(page.live.release(true)).toBe(false);
  });

  test('a step is held back for others that happened before it', () => {
    const page = new Page().takes(is(1, source('server', 5_000)), is(2, source('alice', 6_001)));
    page.takes(does(1, { atMs: 20 }));
    expect(page.at(149)).toBe(false);
    page.takes(does(2, { atMs: 10 }), does(2, { atMs: 30 }));
    expect(page.at(150)).toBe(true);
    expect(page.told).toEqual(['alice 0', 'server 10']);
    expect(page.at(298)).toBe(false);
    expect(page.at(299)).toBe(true);
    expect(page.told).toEqual(['alice 0', 'server 10', 'alice 20']);
  });

  test('what comes too late stands where it came', () => {
    const page = new Page({ holdMs: 10 }).takes(
      is(1, source('server', 5_000)),
      is(2, source('alice', 6_001)),
      does(1, { atMs: 500 }),
    );
    page.at(10);
    page.takes(does(2, { atMs: 400 })).at(20);
    expect(page.told).toEqual(['server 0', 'alice 0']);
  });
});

describe('names', () => {
  test('are unique, and lanes are those of their processes', () => {
    const page = new Page().takes(
      is(1, source('alice', 6_001)),
      is(2, source('alice', 6_002)),
      is(3, source('server', 6_003, { kind: 'client' })),
      is(4, source('server', 5_000)),
      is(5, source('server', 5_001)),
      ...[1, 2, 3, 4, 5].map((id) => does(id, { node: 'whatever', atMs: id })),
    );
    page.live.release(true);
    expect(page.live.timeline.lanes.map(({ node }) => node)).toEqual([
      'server',
      'alice',
      'alice (2)',
      'server (2)',
      'server (3)',
    ]);
    expect(page.steps.map(({ node }) => node)).toEqual([
      'alice',
      'alice (2)',
      'server (2)',
      'server',
      'server (3)',
    ]);
  });

  test.each([
    ['under its name and port', 6_001, gone(1, 'ended'), ['alice']],
    ['after it had vanished', 6_001, gone(1, 'vanished'), ['alice']],
    ['on another port', 6_002, gone(1, 'ended'), ['alice', 'alice (2)']],
    ['before it is gone', 6_001, null, ['alice', 'alice (2)']],
  ])('a process that comes back %s', (_, port, leaving, lanes) => {
    const page = new Page().takes(
      is(1, source('alice', 6_001)),
      does(1, {}),
      ...(leaving ? [leaving] : []),
      is(2, source('alice', port)),
      does(2, { atMs: 9 }),
    );
    page.live.release(true);
    expect(page.live.timeline.lanes.map(({ node }) => node)).toEqual(lanes);
  });
});

describe('datagrams', () => {
  const two = [is(1, source('server', 5_000)), is(2, source('alice', 6_001))];

  test('have numbers of their own, and their arrivals are joined', () => {
    const page = new Page().takes(
      ...two,
      does(1, { sent: [datagram(1, '127.0.0.1 6001', null, { checksum: 11 })] }),
      does(2, { atMs: 1, sent: [datagram(1, '127.0.0.1 5000', null, { checksum: 22 })] }),
      does(2, { atMs: 2, cause: got(11, '127.0.0.1 5000') }),
      does(1, { atMs: 3, cause: got(22) }),
      does(1, { atMs: 4, cause: got(33) }),
    );
    page.live.release(true);
    const { timeline } = page.live;
    expect(timeline.flight(1)).toMatchObject({ from: 'server', to: 'alice', arrivals: [3] });
    expect(timeline.flight(2)).toMatchObject({ from: 'alice', to: 'server', arrivals: [4] });
    expect(
      page.steps.map(({ cause }) => (cause.kind === 'datagram' ? cause.datagram : null)),
    ).toEqual([null, null, 1, 2, 0]);
  });

  test('never arrive before they are sent, whatever the clocks say', () => {
    const page = new Page().takes(
      ...two,
      does(1, { atMs: 1, cause: got(22) }),
      does(1, { atMs: 2, sent: [datagram(1, '127.0.0.1 6001', null, { checksum: 11 })] }),
      does(2, { atMs: 3 }),
      does(2, { atMs: 4, sent: [datagram(1, '127.0.0.1 5000', null, { checksum: 22 })] }),
      does(2, { atMs: 5, cause: got(11) }),
    );
    page.live.release(true);
    expect(page.told).toEqual(['alice 0', 'alice 1', 'server 1', 'server 1', 'alice 2']);
    expect(page.live.timeline.flight(1)?.arrivals).toEqual([3]);
    expect(page.live.timeline.flight(2)?.arrivals).toEqual([5]);
  });

  test('that cannot all have been sent before they arrived stop nothing', () => {
    const page = new Page().takes(
      ...two,
      does(1, { atMs: 1, cause: got(22), sent: [datagram(1, 'x 6001', null, { checksum: 11 })] }),
      does(2, { atMs: 1, cause: got(11), sent: [datagram(1, 'x 5000', null, { checksum: 22 })] }),
    );
    page.live.release(true);
    expect(page.steps).toHaveLength(2);
  });

  test('are lost if their recipient reports and does not get them in 500 ms', () => {
    const send = (to: string) =>
      does(1, { atMs: 0, sent: [datagram(1, to, null, { checksum: 1 })] });
    const fateOf = (to: string, quietMs: number, ...lines: PageLine[]) => {
      const page = new Page();
      page.nowMs = 9_000;
      page.takes(...two, send(to), ...lines).live.release(true);
      page.at(9_000 + quietMs);
      return page.live.timeline.flight(1);
    };
    expect(fateOf('127.0.0.1 6001', 500)).toMatchObject({ to: 'alice', fate: 'underWay' });
    expect(fateOf('127.0.0.1 6001', 501)).toMatchObject({ fate: 'lost' });
    expect(fateOf('::1 6001', 501)).toMatchObject({ to: 'alice' });
    expect(fateOf('127.0.0.1 6009', 501)).toMatchObject({ to: null, fate: 'unknown' });
    expect(fateOf('127.0.0.1 6001', 501, gone(2, 'ended'))?.fate).toBe('lost');
    expect(fateOf('127.0.0.1 6001', 501, gone(2, 'vanished'))?.fate).toBe('unknown');
    const back = is(3, source('alice', 6_001));
    expect(fateOf('127.0.0.1 6001', 501, gone(2, 'vanished'), back)?.fate).toBe('lost');
  });

  test('are told to be lost once, and arrived if they come after all', () => {
    const page = new Page().takes(
      ...two,
      does(1, { atMs: 0, sent: [datagram(1, '127.0.0.1 6001', null, { checksum: 1 })] }),
    );
    expect([page.at(1), page.at(150), page.at(650), page.at(651), page.at(700)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(page.live.timeline.flight(1)?.fate).toBe('lost');
    page.takes(does(2, { atMs: 700, cause: got(1, '127.0.0.1 5000') })).at(900);
    expect(page.live.timeline.flight(1)).toMatchObject({ fate: 'arrived', arrivals: [2] });
  });
});

describe('the end of a process', () => {
  test.each([
    ['ended' as const, 'ended', 'alice has ended'],
    ['vanished' as const, 'stopped reporting', 'alice has stopped reporting'],
  ])('%s is a step, and the end of its machines', (how, fault, title) => {
    const page = new Page().takes(
      is(1, source('alice', 6_001)),
      does(1, { atMs: 4, machines: [went('client:alice', null, 'online')] }),
      does(1, { atMs: 7 }),
      gone(1, how),
      gone(1, how),
      does(1, { atMs: 9 }),
    );
    page.live.release(true);
    const { timeline } = page.live;
    expect(page.told).toEqual(['alice 0', 'alice 3', 'alice 3']);
    expect(timeline.step(3)?.cause).toEqual({ kind: 'fault', fault });
    expect(timeline.event(3)?.title).toBe(title);
    expect(timeline.machineAt(3, 'alice', 'client:alice')?.isOver).toBe(true);
  });

  test('nobody needs to have been there', () => {
    const page = new Page().takes(gone(7, 'ended'), does(8, {}));
    expect(page.live.release(true)).toBe(false);
    expect(page.steps).toEqual([]);
  });
});

test('what others have dropped is counted', () => {
  const page = new Page({ capacity: 2 }).takes(
    { kind: 'hello', dropped: 5 },
    is(1, source('alice', 6_001)),
    { kind: 'dropped', id: 1, steps: 4 },
    ...[1, 2, 3].map((atMs) => does(1, { atMs })),
  );
  page.live.release(true);
  expect(page.live.timeline.dropped).toBe(10);
});

test('each process is in order, times never go back, and nothing is missing', () => {
  const lines = fc.array(
    fc.record({ id: fc.integer({ min: 1, max: 3 }), afterMs: fc.nat(200), quietMs: fc.nat(100) }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(lines, (all) => {
      const page = new Page().takes(
        ...[1, 2, 3].map((id) => is(id, source(`n${id}`, id, { startedAtMs: DAY + 50 * id }))),
      );
      const clocks = new Map<number, number>();
      const expected = new Map<string, number[]>();
      for (const [i, { id, afterMs, quietMs }] of all.entries()) {
        const atMs = (clocks.get(id) ?? 0) + afterMs;
        clocks.set(id, atMs);
        page.takes(does(id, { atMs, notices: [i] }));
        expected.set(`n${id}`, [...(expected.get(`n${id}`) ?? []), i]);
        page.at(page.nowMs + quietMs);
      }
      page.live.release(true);
      const times = page.steps.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const found = new Map<string, unknown[]>();
      for (const { node, notices } of page.steps) {
        found.set(node, [...(found.get(node) ?? []), ...notices]);
      }
      for (const [node, notices] of expected) expect(found.get(node)).toEqual(notices);
      expect(page.steps).toHaveLength(all.length);
    }),
  );
});

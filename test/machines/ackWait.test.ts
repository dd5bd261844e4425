import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AckWaitEvent } from '../../machines/ackWait.ts';
import { ackWait } from '../../machines/ackWait.ts';
import type { Schedule } from '../../machines/timers.ts';
import {
  ACK_TIMEOUT_MS,
  DELIVERY_ROUNDS,
  INITIAL_RTO_MS,
  MIN_RTO_MS,
  REQUEST_ROUNDS,
  SLOW_RTO_MS,
  scheduleOf,
} from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';
import { check } from '../support/property.ts';

const ack = { type: 'ack' } as const;
const abandon = { type: 'abandon' } as const;
const transmit = { type: 'transmit' } as const;
const overdue = { type: 'overdue' } as const;
const settled = {
  acked: { type: 'settled', outcome: 'acked' },
  timedOut: { type: 'settled', outcome: 'timedOut' },
  abandoned: { type: 'settled', outcome: 'abandoned' },
} as const;

const rtos = fc.integer({ min: MIN_RTO_MS, max: ACK_TIMEOUT_MS });

const post = (message: string, schedule: Schedule) =>
  ({ type: 'post', message, schedule }) as const;

function waitFor(rtoMs: number, rounds: number) {
  return waitThrough(scheduleOf(rtoMs, rounds));
}

function waitThrough(schedule: Schedule) {
  return new MachineRun(ackWait, { message: 'PRIVATE 1', schedule });
}

describe('scheduleOf', () => {
  test.each([
    { rtoMs: 25, hasty: [25, 50, 100, 200, 125], patient: [125, 250, 125] },
    { rtoMs: 100, hasty: [100, 200, 200], patient: [125, 250, 125] },
    { rtoMs: 125, hasty: [125, 250, 125], patient: [125, 250, 125] },
    { rtoMs: 166, hasty: [166, 334], patient: [166, 334] },
    { rtoMs: 250, hasty: [250, 250], patient: [250, 250] },
    { rtoMs: 251, hasty: [500], patient: [500] },
    { rtoMs: 500, hasty: [500], patient: [500] },
  ])('backs off from $rtoMs ms', ({ rtoMs, hasty, patient }) => {
    expect(scheduleOf(rtoMs, 3)).toEqual([hasty, patient, patient]);
  });

  test('has as many rounds as it is asked for, each of exactly 500 ms', () => {
    check(
      fc.property(rtos, fc.integer({ min: 1, max: DELIVERY_ROUNDS }), (rtoMs, rounds) => {
        const schedule = scheduleOf(rtoMs, rounds);
        expect(schedule).toHaveLength(rounds);
        for (const waits of schedule) {
          expect(waits.reduce((sum, waitMs) => sum + waitMs, 0)).toBe(ACK_TIMEOUT_MS);
        }
      }),
    );
  });

  test('doubles each wait, but for the last of a round, which ends it', () => {
    check(
      fc.property(rtos, (rtoMs) => {
        const [hasty = [], ...patient] = scheduleOf(rtoMs, REQUEST_ROUNDS);
        const rounds = [
          { waits: hasty, firstMs: rtoMs },
          ...patient.map((waits) => ({ waits, firstMs: Math.max(rtoMs, SLOW_RTO_MS) })),
        ];
        for (const { waits, firstMs } of rounds) {
          if (waits.length === 1) continue; // no room for a second copy
          const doubled = waits.slice(0, -1).map((_, i) => firstMs * 2 ** i);
          expect(waits.slice(0, -1)).toEqual(doubled);
        }
      }),
    );
  });

  test('never has two copies within a round trip', () => {
    check(
      fc.property(rtos, (rtoMs) => {
        for (const waitMs of scheduleOf(rtoMs, REQUEST_ROUNDS).flat()) {
          expect(waitMs).toBeGreaterThanOrEqual(rtoMs);
        }
      }),
    );
  });

  test('has no two copies closer than 250 ms before anything was measured', () => {
    const waits = scheduleOf(INITIAL_RTO_MS, DELIVERY_ROUNDS).flat();
    expect(Math.min(...waits)).toBe(250);
  });
});

describe('ackWait', () => {
  test('sends copies when the schedule says so, and is overdue after each round', () => {
    waitFor(INITIAL_RTO_MS, 2)
      .advance(10_000)
      .expect(
        [0, transmit],
        [250, transmit],
        [500, overdue],
        [500, transmit],
        [750, transmit],
        [1_000, overdue],
        [1_000, settled.timedOut],
      );
  });

  test('hurries in its first round only', () => {
    waitFor(MIN_RTO_MS, 2)
      .advance(999)
      .expect(
        [0, transmit],
        [25, transmit],
        [75, transmit],
        [175, transmit],
        [375, transmit],
        [500, overdue],
        [500, transmit],
        [625, transmit],
        [875, transmit],
      );
  });

  test('sends one copy a round when the round trip is longer than half of it', () => {
    waitFor(400, 3)
      .advance(10_000)
      .expect(
        [0, transmit],
        [500, overdue],
        [500, transmit],
        [1_000, overdue],
        [1_000, transmit],
        [1_500, overdue],
        [1_500, settled.timedOut],
      );
  });

  test('follows any schedule exactly', () => {
    check(
      fc.property(rtos, fc.integer({ min: 1, max: 8 }), (rtoMs, rounds) => {
        const schedule = scheduleOf(rtoMs, rounds);
        const run = waitThrough(schedule).expectNow(transmit);
        for (const [round, waits] of schedule.entries()) {
          for (const waitMs of waits.slice(0, -1)) run.advance(waitMs).expectNow(transmit);
          run.advance(waits.at(-1) ?? 0);
          const isLast = round === rounds - 1;
          run.expectNow(overdue, isLast ? settled.timedOut : transmit);
          expect(run.nowMs).toBe((round + 1) * ACK_TIMEOUT_MS);
        }
        run.advance(60_000).finish();
      }),
    );
  });

  test('gives a request up after exactly 3,000 ms and 5 retries', () => {
    const run = waitFor(ACK_TIMEOUT_MS, REQUEST_ROUNDS).advance(2_999);
    const retries = [1, 2, 3, 4, 5].flatMap((round) => [
      [round * 500, overdue] as const,
      [round * 500, transmit] as const,
    ]);
    run.expect([0, transmit], ...retries);
    expect(run.state).toBe('retrying');
    run.advance(1).expect([3_000, overdue], [3_000, settled.timedOut]);
    expect(run.state).toBe('timedOut');
  });

  test.each([
    { event: ack, state: 'acked' as const },
    { event: abandon, state: 'abandoned' as const },
  ])('ends on "$event.type" at any moment, and sends nothing more', ({ event, state }) => {
    check(
      fc.property(rtos, fc.integer({ min: 0, max: 2_999 }), (rtoMs, atMs) => {
        const run = waitFor(rtoMs, REQUEST_ROUNDS).advance(atMs).forget();
        run.send(event).expectNow(settled[state]);
        expect(run.state).toBe(state);
        run.advance(60_000).finish();
      }),
    );
  });

  test('counts an ack that arrives with the last millisecond', () => {
    waitFor(INITIAL_RTO_MS, 1).advance(499).forget().send(ack).expectNow(settled.acked);
  });

  const endings = [
    { name: 'acked', end: (run: ReturnType<typeof waitFor>) => run.send(ack) },
    { name: 'abandoned', end: (run: ReturnType<typeof waitFor>) => run.send(abandon) },
    { name: 'timedOut', end: (run: ReturnType<typeof waitFor>) => run.advance(3_000) },
  ];

  test.each(endings)('does nothing more once it is $name', ({ name, end }) => {
    const late: AckWaitEvent[] = [ack, abandon, ack];
    const run = end(waitFor(INITIAL_RTO_MS, REQUEST_ROUNDS)).forget();
    run.send(...late).advance(60_000);
    run.expect();
    expect(run.state).toBe(name);
  });

  test.each(endings)('takes the next message when one is $name, and owes nothing', ({ end }) => {
    const run = end(waitFor(MIN_RTO_MS, REQUEST_ROUNDS)).forget();
    const startMs = run.nowMs;
    run.send(post('PRIVATE 2', scheduleOf(400, 1))).expectNow(transmit);
    expect(run.state).toBe('waiting');
    expect(run.snapshot.context).toMatchObject({ message: 'PRIVATE 2', round: 0, step: 0 });
    run.advance(60_000);
    run.expect([startMs + 500, overdue], [startMs + 500, settled.timedOut]);
  });

  test('takes no other message while one is under way', () => {
    const run = waitFor(INITIAL_RTO_MS, 2).forget();
    run.send(post('PRIVATE 2', scheduleOf(INITIAL_RTO_MS, 1))).expect();
    run
      .advance(500)
      .send(post('PRIVATE 3', scheduleOf(INITIAL_RTO_MS, 1)))
      .forget();
    expect(run.snapshot.context.message).toBe('PRIVATE 1');
    run.advance(499).forget().advance(1).expectNow(overdue, settled.timedOut);
  });

  test('tells the first round from those after it', () => {
    const run = waitFor(INITIAL_RTO_MS, REQUEST_ROUNDS).advance(499);
    expect(run.state).toBe('waiting');
    expect(run.advance(1).state).toBe('retrying');
    expect(run.advance(2_499).forget().state).toBe('retrying');
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(ackWait)).toEqual([]);
  });
});

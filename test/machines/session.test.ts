import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionEffect, SessionEvent } from '../../machines/session.ts';
import { session } from '../../machines/session.ts';
import {
  ALLOWED_SILENCE_MS,
  KEEPALIVE_INTERVAL_MS,
  PROBE_COUNT,
  PROBED_MS,
  SILENCE_WINDOW_MS,
} from '../../machines/timers.ts';
import type { Timed } from '../support/machine.ts';
import { MachineRun, untested } from '../support/machine.ts';
import { PausedClock } from '../support/pausedClock.ts';
import { check } from '../support/property.ts';

const heard = { type: 'heard' } as const;
/** Somebody reports it after a round of silence. */
const doubt = { type: 'doubt', silentMs: 500 } as const;
const claim = { type: 'claim' } as const;
const unreachable = { type: 'unreachable' } as const;
const deregister = { type: 'deregister' } as const;
const probe = { type: 'probe' } as const;
const suspected = { type: 'suspected' } as const;
const cleared = { type: 'cleared' } as const;
const lost = { type: 'lost' } as const;
const departed = { type: 'departed' } as const;

const ONLINE = { online: 'heard' } as const;
const QUIET = { online: 'quiet' } as const;
const SUSPECT = { suspect: 'probing' } as const;

/** A session that has been brought into a state, and has nothing to answer for. */
const sessionIn = {
  heard: () => new MachineRun(session),
  quiet: () => new MachineRun(session).advance(SILENCE_WINDOW_MS),
  suspect: () => new MachineRun(session).send(doubt).forget(),
  lost: () => new MachineRun(session).send(unreachable).forget(),
  departed: () => new MachineRun(session).send(deregister).forget(),
};

/** Probes that begin so long after a suspicion, this far apart. */
function probes(fromMs: number, intervalMs: number, count: number): Timed<SessionEffect>[] {
  return Array.from({ length: count }, (_, i) => [fromMs + intervalMs * i, probe] as const);
}

/** The suspicion, as many probes as there is patience for, and the loss. */
function failedProbe(fromMs: number): Timed<SessionEffect>[] {
  return [[fromMs, suspected], ...probes(fromMs, 100, 25), [fromMs + 2_500, lost]];
}

/** The same after a report: it begins early, and leaves the client the time that it had. */
function failedReport(fromMs: number): Timed<SessionEffect>[] {
  const [first, later] = [probes(fromMs, 100, 25), probes(fromMs + 2_500, 250, 18)];
  return [[fromMs, suspected], ...first, ...later, [fromMs + 7_000, lost]];
}

describe('session', () => {
  type Case = [
    from: keyof typeof sessionIn,
    event: SessionEvent,
    to: unknown,
    effects: SessionEffect[],
  ];
  const table: Case[] = [
    ['heard', heard, ONLINE, []],
    ['heard', doubt, SUSPECT, [suspected, probe]],
    ['heard', claim, SUSPECT, [suspected, probe]],
    ['heard', unreachable, 'lost', [lost]],
    ['heard', deregister, 'departed', [departed]],
    ['quiet', heard, ONLINE, []],
    ['quiet', doubt, SUSPECT, [suspected, probe]],
    ['quiet', claim, SUSPECT, [suspected, probe]],
    ['quiet', unreachable, 'lost', [lost]],
    ['quiet', deregister, 'departed', [departed]],
    ['suspect', heard, ONLINE, [cleared]],
    ['suspect', doubt, SUSPECT, []],
    ['suspect', claim, SUSPECT, []],
    ['suspect', unreachable, 'lost', [lost]],
    ['suspect', deregister, 'departed', [departed]],
    ['lost', heard, 'lost', []],
    ['lost', doubt, 'lost', []],
    ['lost', claim, 'lost', []],
    ['lost', unreachable, 'lost', []],
    ['lost', deregister, 'lost', []],
    ['departed', heard, 'departed', []],
    ['departed', doubt, 'departed', []],
    ['departed', claim, 'departed', []],
    ['departed', unreachable, 'departed', []],
    ['departed', deregister, 'departed', []],
  ];
  test.each(table)('in "%s" takes %o to %o', (from, event, to, effects) => {
    const run = sessionIn[from]()
      .send(event)
      .expectNow(...effects);
    expect(run.state).toEqual(to);
  });

  test('probes a client that is reported at once, and loses it after 7.5 s of silence', () => {
    const run = new MachineRun(session).advance(1_234).send(doubt);
    expect(run.advance(ALLOWED_SILENCE_MS - doubt.silentMs - 1).isDone).toBe(false);
    run.advance(60_000).expect(...failedReport(1_234));
    expect(run.state).toBe('lost');
  });

  test('has one clock of silence, however early a report comes', () => {
    check(
      fc.property(fc.integer({ min: 500, max: ALLOWED_SILENCE_MS - PROBED_MS }), (silentMs) => {
        const run = new MachineRun(session).send({ type: 'doubt', silentMs });
        expect(run.advance(ALLOWED_SILENCE_MS - silentMs - 1).isDone).toBe(false);
        expect(run.advance(1).state).toBe('lost');
        run.forget();
      }),
    );
  });

  test('sends exactly 25 probes 100 ms apart to a client that was silent for longer', () => {
    new MachineRun(session)
      .send({ type: 'doubt', silentMs: Number.POSITIVE_INFINITY })
      .advance(60_000)
      .expect(...failedProbe(0));
  });

  test('sends exactly 25 probes to one whose place is claimed', () => {
    new MachineRun(session)
      .send(claim)
      .advance(60_000)
      .expect(...failedProbe(0));
  });

  test('waits no longer than those take once a place is claimed, however often it is', () => {
    const run = new MachineRun(session).send(doubt).advance(1_000).send(claim);
    const [first, later] = [probes(0, 100, 25), probes(2_500, 250, 4)];
    for (let i = 0; i < 5; i++) run.advance(500).send(claim);
    run.expect([0, suspected], ...first, ...later, [3_500, lost]).finish();
  });

  test('lets one sign of life at any moment clear a suspicion', () => {
    check(
      fc.property(fc.integer({ min: 0, max: ALLOWED_SILENCE_MS - 501 }), (atMs) => {
        const run = new MachineRun(session).send(doubt).advance(atMs).forget();
        run.send(heard).expectNow(cleared);
        expect(run.state).toEqual(ONLINE);
        run.advance(SILENCE_WINDOW_MS).finish();
      }),
    );
  });

  test('begins each suspicion with all its probes', () => {
    const run = new MachineRun(session).send(doubt).advance(6_999).send(heard).forget();
    const fromMs = run.nowMs;
    run
      .send(doubt)
      .advance(60_000)
      .expect(...failedReport(fromMs));
  });

  test('does not begin again for more doubts while it probes', () => {
    check(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }), (gapsMs) => {
        const run = new MachineRun(session).send(doubt);
        for (const gapMs of gapsMs) run.advance(gapMs).send(doubt);
        run
          .advance(60_000)
          .expect(...failedReport(0))
          .finish();
      }),
    );
  });

  test('takes a client that says nothing for lost after 10 s and a probe', () => {
    new MachineRun(session).advance(60_000).expect(...failedProbe(2 * SILENCE_WINDOW_MS));
  });

  test('notices a silence after 5 s at the earliest and 10 s at the latest', () => {
    check(
      fc.property(fc.integer({ min: 0, max: 30_000 }), (lastSignMs) => {
        const run = new MachineRun(session);
        // The owner sends `heard` only where it matters: not to a session known to be heard.
        const hear = () => run.state !== 'lost' && !run.snapshot.matches(ONLINE) && run.send(heard);
        for (let ms = 0; ms < lastSignMs; ms++) {
          run.advance(1);
          hear();
        }
        run.advance(SILENCE_WINDOW_MS).expect();
        run.advance(SILENCE_WINDOW_MS + PROBED_MS);
        expect(run.state).toBe('lost');
        run.forget().finish();
      }),
      { numRuns: 20 },
    );
  });

  test('never doubts a client whose keepalives arrive, even if every other one is lost', () => {
    const run = new MachineRun(session);
    for (let i = 0; i < 100; i++) {
      run.advance(2 * KEEPALIVE_INTERVAL_MS);
      if (!run.snapshot.matches(ONLINE)) run.send(heard);
    }
    run.expect();
  });

  test('loses one probe interval, not its patience, when its process is paused', () => {
    const clock = new PausedClock();
    const run = new MachineRun(session, undefined, clock).send(doubt).forget();
    for (let turn = 1; turn < PROBE_COUNT; turn++) {
      clock.jump(60_000);
      run.expectNow(probe);
    }
    run.send(heard).expectNow(cleared);
    expect(run.state).toEqual(ONLINE);
  });

  test('only begins to probe after a pause that outlasts the silence windows', () => {
    const clock = new PausedClock();
    const run = new MachineRun(session, undefined, clock);
    clock.jump(3_600_000);
    run.expect();
    expect(run.state).toEqual(QUIET);
    clock.jump(3_600_000);
    run.expectNow(suspected, probe);
    run.send(heard).expectNow(cleared);
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(session)).toEqual([]);
  });
});

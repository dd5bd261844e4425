import { describe, expect, test } from 'vitest';
import type { AckOutcome, AckWaitEvent } from '../../machines/ackWait.ts';
import { ackWait } from '../../machines/ackWait.ts';
import type { Patience } from '../../machines/timers.ts';
import {
  ACK_TIMEOUT_MS,
  DELIVERY_PATIENCE,
  LEAVING_PATIENCE,
  REQUEST_PATIENCE,
} from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const overdue = { type: 'overdue' } as const;
const settled = (outcome: AckOutcome) => ({ type: 'settled', outcome }) as const;
const ack: AckWaitEvent = { type: 'ack' };
const abandon: AckWaitEvent = { type: 'abandon' };
const heard: AckWaitEvent = { type: 'heard' };
const progress: AckWaitEvent = { type: 'progress' };
const post = (message: string, patience: Patience): AckWaitEvent => ({
  type: 'post',
  message,
  patience,
});

function waitWith(patience: Patience) {
  return new MachineRun(ackWait, { message: 'PRIVATE 1', patience });
}

/** So many rounds pass, each of which is overdue, and after each of which this happens. */
function rounds(run: ReturnType<typeof waitWith>, count: number, then: AckWaitEvent[] = []) {
  for (let round = 0; round < count; round++) {
    run.advance(ACK_TIMEOUT_MS).expectNow(overdue);
    run.send(...then).expect();
  }
  return run;
}

describe('ackWait', () => {
  test('gives a request up after exactly 3,000 ms of silence and 5 retries', () => {
    const run = rounds(waitWith(REQUEST_PATIENCE), 5);
    expect(run.state).toBe('overdue');
    run.advance(499).expect();
    run.advance(1).expect([3_000, overdue], [3_000, settled('timedOut')]);
    expect(run.state).toBe('timedOut');
  });

  test('says after 15 s that a server that is heard does not answer', () => {
    const run = rounds(waitWith(REQUEST_PATIENCE), 29, [heard, heard]);
    run.advance(500).expect([15_000, overdue], [15_000, settled('unanswered')]);
    expect(run.state).toBe('unanswered');
  });

  test('counts the silent rounds from when the other end was last heard', () => {
    const run = rounds(waitWith(REQUEST_PATIENCE), 5).send(heard).expect();
    rounds(run, 5);
    run.advance(500).expectNow(overdue, settled('timedOut'));
  });

  test('whoever leaves waits for 3 s, heard or not', () => {
    const run = rounds(waitWith(LEAVING_PATIENCE), 5, [heard]);
    run.advance(500).expectNow(overdue, settled('unanswered'));
  });

  test('tries a private message for 15 s', () => {
    const run = rounds(waitWith(DELIVERY_PATIENCE), 29);
    run.advance(500).expect([15_000, overdue], [15_000, settled('timedOut')]);
  });

  test('begins again when a part has arrived, and waits for a whole round', () => {
    const run = rounds(waitWith(LEAVING_PATIENCE), 5).advance(499);
    run.send(progress).expect();
    expect(run.state).toBe('waiting');
    expect(run.snapshot.context).toMatchObject({ rounds: 0, silentRounds: 0 });
    rounds(run, 5);
    run.advance(500).expect([5_999, overdue], [5_999, settled('timedOut')]);
  });

  test('does not let a word of the other end postpone the end of a round', () => {
    const run = rounds(waitWith(REQUEST_PATIENCE), 1).advance(499).send(heard).expect();
    run.advance(1).expectNow(overdue).send(ack).forget();
  });

  test.each([
    { event: ack, outcome: 'acked' as const },
    { event: abandon, outcome: 'abandoned' as const },
  ])('ends on "$event.type" at any moment', ({ event, outcome }) => {
    for (let atMs = 0; atMs < 3_000; atMs += 250) {
      const run = waitWith(REQUEST_PATIENCE).advance(atMs).forget();
      run.send(event).expectNow(settled(outcome));
      expect(run.state).toBe(outcome);
      run.advance(60_000).finish();
    }
  });

  test('counts an ack that arrives with the last millisecond', () => {
    const once = { rounds: 1, silentRounds: 1 };
    waitWith(once).advance(499).send(ack).expectNow(settled('acked'));
    waitWith(once).advance(500).expectNow(overdue, settled('timedOut'));
  });

  const endings = [
    { name: 'acked', end: (run: ReturnType<typeof waitWith>) => run.send(ack) },
    { name: 'abandoned', end: (run: ReturnType<typeof waitWith>) => run.send(abandon) },
    { name: 'timedOut', end: (run: ReturnType<typeof waitWith>) => run.advance(3_000) },
    {
      name: 'unanswered',
      end: (run: ReturnType<typeof waitWith>) => {
        for (let i = 0; i < 30; i++) run.advance(500).send(heard);
        return run;
      },
    },
  ];

  test.each(endings)('does nothing more once it is $name', ({ name, end }) => {
    const run = end(waitWith(REQUEST_PATIENCE)).forget();
    run.send(ack, abandon, progress, heard).advance(60_000).expect();
    expect(run.state).toBe(name);
  });

  test.each(endings)('takes the next message when one is $name, and owes nothing', ({ end }) => {
    const run = end(waitWith(REQUEST_PATIENCE)).forget();
    run.send(post('PRIVATE 2', LEAVING_PATIENCE)).expect();
    expect(run.state).toBe('waiting');
    expect(run.snapshot.context).toMatchObject({
      message: 'PRIVATE 2',
      rounds: 0,
      silentRounds: 0,
    });
    rounds(run, 5);
    run.advance(500).expectNow(overdue, settled('timedOut'));
  });

  test('takes no other message while one is under way', () => {
    const run = waitWith(REQUEST_PATIENCE).send(post('PRIVATE 2', LEAVING_PATIENCE));
    run.advance(500).send(post('PRIVATE 3', LEAVING_PATIENCE)).forget();
    expect(run.snapshot.context.message).toBe('PRIVATE 1');
    run.send(ack).forget();
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(ackWait)).toEqual([]);
  });
});

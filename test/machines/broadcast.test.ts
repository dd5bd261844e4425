import { describe, expect, test } from 'vitest';
import type { BroadcastEvent } from '../../machines/broadcast.ts';
import { broadcast } from '../../machines/broadcast.ts';
import {
  ACK_TIMEOUT_MS,
  DELIVERY_ROUNDS,
  INITIAL_RTO_MS,
  scheduleOf,
} from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const transmit = { type: 'transmit' } as const;
const overdue = { type: 'overdue' } as const;
const unreachable = { type: 'unreachable' } as const;
const complete = { type: 'complete' } as const;
const gone = { type: 'gone' } as const;
const acks = (count: number): BroadcastEvent => ({ type: 'acks', count });

function sendTo(members: number, rtoMs = INITIAL_RTO_MS, rounds = DELIVERY_ROUNDS) {
  return new MachineRun(broadcast, { members, schedule: scheduleOf(rtoMs, rounds) });
}

describe('broadcast', () => {
  test('is complete when acks that came in batches have come from everybody', () => {
    const run = sendTo(4).expectNow(transmit);
    run.advance(3).send(acks(2)).expect();
    run.advance(3).send(acks(1)).expect();
    expect(run.state).toBe('awaitingAcks');
    run.advance(3).send(acks(1)).expectNow(complete);
    run.advance(60_000).expect();
  });

  test('is complete at once when there is nobody to send to', () => {
    const run = sendTo(0);
    expect(run.isDone).toBe(true);
    run.expectNow(transmit, complete);
  });

  test('follows its schedule and is overdue after each round', () => {
    sendTo(2, 100, 2)
      .advance(10_000)
      .expect(
        [0, transmit],
        [100, transmit],
        [300, transmit],
        [500, overdue],
        [500, transmit],
        [625, transmit],
        [875, transmit],
        [1_000, unreachable],
        [1_000, complete],
      );
  });

  test('owes nothing to a member that is gone', () => {
    const run = sendTo(3).forget();
    run.send(gone).advance(250).expectNow(transmit);
    run.send(acks(1)).expect();
    run.send(gone).expectNow(complete);
  });

  test('gives up after 15 s those who are alive and yet never ack', () => {
    const run = sendTo(3, ACK_TIMEOUT_MS).send(acks(1)).forget();
    for (let round = 1; round < DELIVERY_ROUNDS; round++) {
      run.advance(ACK_TIMEOUT_MS).expectNow(overdue, transmit);
    }
    run.advance(ACK_TIMEOUT_MS - 1).expect();
    run.advance(1).expect([15_000, unreachable], [15_000, complete]);
  });

  test('does nothing more once it is complete', () => {
    const run = sendTo(1).send(acks(1)).forget();
    run.send(acks(1), gone).advance(60_000).expect();
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(broadcast)).toEqual([]);
  });
});

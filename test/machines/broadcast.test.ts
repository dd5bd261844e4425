import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BroadcastEffect, BroadcastEvent, MemberId } from '../../machines/broadcast.ts';
import { broadcast } from '../../machines/broadcast.ts';
import {
  ACK_TIMEOUT_MS,
  DELIVERY_ROUNDS,
  INITIAL_RTO_MS,
  scheduleOf,
} from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';
import { check } from '../support/property.ts';

const complete = { type: 'complete' } as const;
const acks = (...members: MemberId[]): BroadcastEvent => ({ type: 'acks', members });
const gone = (member: MemberId): BroadcastEvent => ({ type: 'gone', member });
const to = (
  type: 'transmit' | 'overdue' | 'unreachable',
  ...members: MemberId[]
): BroadcastEffect => ({ type, members: new Set(members) });

function sendTo(members: readonly MemberId[], rtoMs = INITIAL_RTO_MS, rounds = DELIVERY_ROUNDS) {
  return new MachineRun(broadcast, { members, schedule: scheduleOf(rtoMs, rounds) });
}

describe('broadcast', () => {
  test('is complete when acks that came in batches have come from everybody', () => {
    const run = sendTo([1, 2, 3, 4]).expectNow(to('transmit', 1, 2, 3, 4));
    run.advance(3).send(acks(1, 3)).expect();
    run.advance(3).send(acks(4)).expect();
    expect(run.state).toBe('awaitingAcks');
    run.advance(3).send(acks(2)).expectNow(complete);
    run.advance(60_000).expect();
  });

  test('is complete at once when there is nobody to send to', () => {
    const run = sendTo([]);
    expect(run.isDone).toBe(true);
    run.expectNow(to('transmit'), complete);
  });

  test('sends copies to those who have not acked, and to nobody else', () => {
    const run = sendTo([1, 2, 3]).send(acks(2)).forget();
    run.advance(250).expectNow(to('transmit', 1, 3));
    run.send(acks(1)).advance(250).expectNow(to('overdue', 3), to('transmit', 3));
    run.send(acks(3)).expectNow(complete);
  });

  test('follows its schedule and is overdue after each round', () => {
    sendTo([1, 2], 100, 2)
      .advance(10_000)
      .expect(
        [0, to('transmit', 1, 2)],
        [100, to('transmit', 1, 2)],
        [300, to('transmit', 1, 2)],
        [500, to('overdue', 1, 2)],
        [500, to('transmit', 1, 2)],
        [625, to('transmit', 1, 2)],
        [875, to('transmit', 1, 2)],
        [1_000, to('unreachable', 1, 2)],
        [1_000, complete],
      );
  });

  test('counts each ack once, and no ack of somebody it was not sent to', () => {
    const run = sendTo([1, 2]).forget();
    run.send(acks(1, 1), acks(1), acks(7, 8), acks()).expect();
    expect(run.state).toBe('awaitingAcks');
    run.send(acks(9, 2, 2)).expectNow(complete);
  });

  test('owes nothing to a member that is gone', () => {
    const run = sendTo([1, 2, 3]).forget();
    run
      .send(gone(2), gone(2), gone(9))
      .advance(250)
      .expectNow(to('transmit', 1, 3));
    run.send(acks(2)).expect();
    run.send(gone(1)).expect();
    run.send(gone(3)).expectNow(complete);
  });

  test('does not put anybody in doubt who acked within the round', () => {
    const run = sendTo([1, 2]).advance(499).forget();
    run.send(acks(1)).advance(1).expectNow(to('overdue', 2), to('transmit', 2));
  });

  test('gives up after 15 s those who are alive and yet never ack', () => {
    const run = sendTo([1, 2, 3], ACK_TIMEOUT_MS).send(acks(3)).forget();
    for (let round = 1; round < DELIVERY_ROUNDS; round++) {
      run.advance(ACK_TIMEOUT_MS).expectNow(to('overdue', 1, 2), to('transmit', 1, 2));
    }
    run.advance(ACK_TIMEOUT_MS - 1).expect();
    run.advance(1).expect([15_000, to('unreachable', 1, 2)], [15_000, complete]);
  });

  test('does nothing more once it is complete', () => {
    const run = sendTo([1]).send(acks(1)).forget();
    run.send(acks(1), gone(1), acks(2)).advance(60_000).expect();
  });

  test('owes at every moment what a simple count says, whatever the order of the news', () => {
    const member = fc.integer({ min: 1, max: 6 });
    const news = fc.oneof(
      fc.record({ acks: fc.array(member, { maxLength: 4 }) }),
      fc.record({ gone: member }),
    );
    check(
      fc.property(fc.uniqueArray(member), fc.array(news), (members, all) => {
        const run = sendTo(members);
        const owed = new Set(members);
        for (const item of all) {
          if (owed.size === 0) break;
          expect([...run.snapshot.context.pending]).toEqual([...owed]);
          run.send('gone' in item ? gone(item.gone) : acks(...item.acks));
          for (const id of 'gone' in item ? [item.gone] : item.acks) owed.delete(id);
        }
        expect(run.isDone).toBe(owed.size === 0);
        run.expectNow(to('transmit', ...members), ...(owed.size === 0 ? [complete] : [])).finish();
      }),
    );
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(broadcast)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { BroadcastEvent } from '../../machines/broadcast.ts';
import { broadcast } from '../../machines/broadcast.ts';
import { MachineRun, untested } from '../support/machine.ts';

const complete = { type: 'complete' } as const;
const gone = { type: 'gone' } as const;
const acks = (count: number): BroadcastEvent => ({ type: 'acks', count });
const sendTo = (members: number) => new MachineRun(broadcast, { members });

describe('broadcast', () => {
  test('is complete when acks that came in batches have come from everybody', () => {
    const run = sendTo(4);
    run.advance(3).send(acks(2)).expect();
    run.advance(3).send(acks(1)).expect();
    expect(run.state).toBe('awaitingAcks');
    run.advance(3).send(acks(1)).expectNow(complete);
    run.advance(60_000).expect();
  });

  test('is complete at once when there is nobody to send to', () => {
    const run = sendTo(0);
    expect(run.isDone).toBe(true);
    run.expectNow(complete);
  });

  test('waits for as long as it takes', () => {
    sendTo(2).send(acks(1)).advance(3_600_000).expect();
  });

  test('owes nothing to a member that is gone', () => {
    const run = sendTo(3).send(gone, acks(1)).expect();
    run.send(gone).expectNow(complete);
  });

  test('does nothing more once it is complete', () => {
    const run = sendTo(1).send(acks(1)).forget();
    run.send(acks(1), gone).advance(60_000).expect();
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(broadcast)).toEqual([]);
  });
});

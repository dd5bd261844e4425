import { beforeEach, expect, test } from 'vitest';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { AckWaits } from '../../../src/chat/link/ackWaits.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

const patience = { rounds: 1, silentRounds: 1 };

let clock: VirtualClock;
let created: string[];
let log: string[];
beforeEach(() => {
  clock = new VirtualClock();
  created = [];
  log = [];
});

function waits(maxAtRest: number) {
  const inspect = (event: InspectionEvent) => {
    if (event.type === '@xstate.actor') created.push((event.actorRef as AnyActorRef).id);
  };
  const ackWaits = new AckWaits({ clock, inspect, randomIdentity: () => 1 }, 'bob', maxAtRest);
  return (message: string, onSettled = () => {}) =>
    ackWaits.post(message, patience, {
      overdue: () => log.push(`${message} is overdue`),
      settled: (outcome) => {
        log.push(`${message} ${outcome}`);
        onSettled();
      },
    });
}

test('uses a machine again for the next message, whatever became of the one before', () => {
  const post = waits(2);
  post('PRIVATE 1').send({ type: 'ack' });
  post('PRIVATE 2').send({ type: 'abandon' });
  post('PRIVATE 3');
  clock.advance(500);
  post('PRIVATE 4').send({ type: 'ack' });
  expect(created).toEqual(['ackWait:bob:1']);
  expect(log).toEqual([
    'PRIVATE 1 acked',
    'PRIVATE 2 abandoned',
    'PRIVATE 3 is overdue',
    'PRIVATE 3 timedOut',
    'PRIVATE 4 acked',
  ]);
  expect(clock.pending).toBe(0);
});

test('has a machine for each message under way, and keeps no more than it may', () => {
  const post = waits(2);
  for (let round = 0; round < 2; round++) {
    const all = [1, 2, 3].map((id) => post(`PRIVATE ${id}`));
    for (const wait of all) wait.send({ type: 'ack' });
  }
  expect(created).toEqual(['ackWait:bob:1', 'ackWait:bob:2', 'ackWait:bob:3', 'ackWait:bob:4']);
});

test('waits for a message that is posted when another is settled', () => {
  const post = waits(2);
  const first = post('PRIVATE 1', () => post('PRIVATE 2'));
  first.send({ type: 'ack' });
  expect(created).toEqual(['ackWait:bob:1', 'ackWait:bob:2']);
  clock.advance(500);
  expect(log).toEqual(['PRIVATE 1 acked', 'PRIVATE 2 is overdue', 'PRIVATE 2 timedOut']);
});

/** When somebody who keeps up with its group must have been served, and when not yet. */
import { expect, test } from 'vitest';
import type { Beat } from '../../../src/lab/promises/beat.ts';
import { Fairness } from '../../../src/lab/promises/fairness.ts';
import type { Roll } from '../../../src/lab/promises/roll.ts';
import type { Stream } from '../../../src/lab/promises/streams.ts';

const ANN = '10.0.1.1 6000';

/** Ann has joined a group, and has taken the first of what the server has for her. */
function scene() {
  const broken: string[] = [];
  const beat = {
    world: { server: {} },
    nowMs: 0,
    fail: (promise: string) => broken.push(promise),
  };
  const roll = { nameAt: () => 'ann', isOnline: () => true };
  const stream = { newestId: 1, takenId: 2, underWay: new Map(), longestRoundTripMs: 20 };
  const fairness = new Fairness(beat as unknown as Beat, roll as unknown as Roll);
  fairness.joined('ann');
  fairness.serverSent(ANN, stream as unknown as Stream);
  const pass = (ms: number) => {
    beat.nowMs += ms;
    fairness.stepEnded();
  };
  return { broken, beat, stream, relay: () => fairness.relayed('bob', ['ann']), pass };
}

test('whoever has taken all is served within 500 ms', () => {
  const { broken, relay, pass } = scene();
  relay();
  pass(499);
  expect(broken).toEqual([]);
  pass(1);
  expect(broken).toEqual(['oneSlowDoesNotSlowTheOthers']);
});

test('whoever was served in that time is not missed, nor one that has not taken all', () => {
  const { broken, stream, relay, pass } = scene();
  relay();
  stream.newestId = 2;
  relay();
  pass(60_000);
  expect(broken).toEqual([]);
});

// Found in a crowd: its pace after round trips of 7 s was one datagram in 680 ms.
test('on a path of long round trips the pace may take half of one', () => {
  const { broken, stream, relay, pass } = scene();
  stream.longestRoundTripMs = 7_000;
  relay();
  pass(3_499);
  expect(broken).toEqual([]);
  pass(1);
  expect(broken).toEqual(['oneSlowDoesNotSlowTheOthers']);
});

test('who waits longer hides nobody behind it who waits less', () => {
  const { broken, stream, relay, pass } = scene();
  stream.longestRoundTripMs = 60_000;
  relay();
  stream.longestRoundTripMs = 20;
  relay();
  pass(500);
  expect(broken).toHaveLength(1);
});

// Found in a storm: the server was restarted in the turn in which it had taken the message.
test('nobody sends what a server had taken that is not there any more', () => {
  const { broken, beat, relay, pass } = scene();
  relay();
  beat.world.server = {};
  pass(60_000);
  expect(broken).toEqual([]);
});

// Found in a crowd: copies of what had been taken filled its window.
test('what is under way to itself may hold it back', () => {
  const { broken, stream, relay, pass } = scene();
  stream.underWay = new Map([
    [1, 0],
    [2, 0],
  ]);
  relay();
  pass(60_000);
  expect(broken).toEqual([]);
});

/** One peer fills what a client keeps for its user, who is in a group. */
import { expect, test } from 'vitest';
import { WINDOW_FRAMES } from '../../../src/chat/link/inbox.ts';
import { chatOf, create, join, send } from '../support/chat.ts';

function happen() {
  const chat = chatOf('alice', 'bob', 'mallory');
  chat.tell('bob', create('g'), join('g'));
  chat.wait(500);
  for (let i = 0; i <= WINDOW_FRAMES; i++) chat.tell('mallory', send('bob', 's'));
  chat.wait(10_000);
  const buffered = chat.client('bob').endpoint.buffered.length;
  chat.tell('alice', send('bob', 'important'));
  chat.wait(20_000);
  return { buffered, outcome: chat.kinds('alice').at(-1) };
}

const { buffered, outcome } = happen();

test('the buffer is as full as one peer can make it', () => {
  expect(buffered).toBeGreaterThan(0);
  expect(buffered).toBeLessThanOrEqual(WINDOW_FRAMES);
});

test('offlineMeansOffline: another is not given up for it', () => {
  expect(outcome).toBe('received');
});

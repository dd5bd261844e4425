/** One peer fills what a client keeps for its user, who is in a group. */
import { expect, test } from 'vitest';
import { MAX_BUFFERED } from '../../src/chat/limits.ts';
import { chatOf, create, join, send } from '../chat/support/chat.ts';

function happen() {
  const chat = chatOf('alice', 'bob', 'mallory');
  chat.tell('bob', create('g'), join('g'));
  chat.wait(500);
  for (let i = 0; i <= MAX_BUFFERED; i++) chat.tell('mallory', send('bob', 's'));
  chat.wait(10_000);
  const buffered = chat.client('bob').endpoint.buffered.length;
  chat.tell('alice', send('bob', 'important'));
  chat.wait(20_000);
  return { buffered, outcome: chat.kinds('alice').at(-1) };
}

const { buffered, outcome } = happen();

test('the buffer is as full as one peer can make it', () => {
  expect(buffered).toBeGreaterThan(0);
  expect(buffered).toBeLessThanOrEqual(MAX_BUFFERED);
});

test.fails('offlineMeansOffline: another is not given up for it', () => {
  expect(outcome).toBe('received');
});

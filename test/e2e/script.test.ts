/** A script that says much at once; how fast it is, `npm run bench` says. */
import { expect } from 'vitest';
import { type Client, test } from '../support/processes.ts';

const MESSAGES = 5_000;

test('thousands of messages of a script are acked, and shown in order', async ({ processes }) => {
  const server = await processes.server();
  const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
  const numbers = Array.from({ length: MESSAGES }, (_, n) => n);
  const [sentBefore, gotBefore] = [alice.lines.length, bob.lines.length];

  alice.type(...numbers.map((n) => `send bob ${n}`));
  await alice.until(() => alice.lines.length === sentBefore + MESSAGES, 'to get every ack');

  await bob.until(() => bob.lines.length === gotBefore + MESSAGES, 'to get every message');
  expect(bob.lines.slice(gotBefore)).toEqual(numbers.map((n) => `>>> alice: ${n}`));
  expect(new Set(alice.lines.slice(sentBefore))).toEqual(
    new Set(['>>> [Message received by bob.]']),
  );
});

/** A floor, not a benchmark: see `npm run bench`. */
import { expect } from 'vitest';
import { type Client, test } from '../support/processes.ts';

const MESSAGES = 5_000;
const FLOOR_PER_SECOND = 1_000;

test('a script gets a thousand messages a second acked', async ({ processes }) => {
  const server = await processes.server();
  const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
  const numbers = Array.from({ length: MESSAGES }, (_, n) => n);
  const [sentBefore, gotBefore] = [alice.lines.length, bob.lines.length];

  const startMs = performance.now();
  alice.type(...numbers.map((n) => `send bob ${n}`));
  await alice.until(() => alice.lines.length === sentBefore + MESSAGES, 'to get every ack');
  const perSecond = MESSAGES / ((performance.now() - startMs) / 1_000);

  await bob.until(() => bob.lines.length === gotBefore + MESSAGES, 'to get every message');
  expect(bob.lines.slice(gotBefore)).toEqual(numbers.map((n) => `>>> alice: ${n}`));
  expect(new Set(alice.lines.slice(sentBefore))).toEqual(
    new Set(['>>> [Message received by bob.]']),
  );
  expect(perSecond).toBeGreaterThan(FLOOR_PER_SECOND);
});

/** Two people on a network whose kernel drops three datagrams of ten; more of it is in test/network. */
import { expect } from 'vitest';
import { lossyTest, suffix } from '../support/lossy.ts';
import type { Client } from '../support/processes.ts';

const NUMBERS = Array.from({ length: 10 }, (_, n) => n);

lossyTest(`what was said is shown once and in order${suffix}`, async ({ processes, namespace }) => {
  const server = await processes.server();
  const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
  await namespace.lose(0.3);
  // One by one, lest all of them share one datagram that happens to arrive.
  for (const n of NUMBERS) await alice.says(`send bob ${n}`, '>>> [Message received by bob.]');
  await bob.sees(...NUMBERS.map((n) => `>>> alice: ${n}`));
  expect(bob.lines.filter((line) => line.startsWith('>>> alice: '))).toEqual(
    NUMBERS.map((n) => `>>> alice: ${n}`),
  );
  expect((await namespace.counts()).dropped).toBeGreaterThan(0);
});

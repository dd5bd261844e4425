/** Two people on a network whose kernel drops three datagrams of ten; more of it is in test/network. */
import { expect } from 'vitest';
import { lossyTest, suffix } from '../support/lossy.ts';
import type { Client } from '../support/processes.ts';

const AT_LEAST = 10;

lossyTest(`what was said is shown once and in order${suffix}`, async ({ processes, namespace }) => {
  const server = await processes.server();
  const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
  await namespace.lose(0.3);
  // One by one, lest all of them share one datagram that happens to arrive.
  const said: string[] = [];
  // Luck may spare the first ones.
  while (said.length < AT_LEAST || (await namespace.counts()).dropped === 0) {
    await alice.says(`send bob ${said.length}`, '>>> [Message received by bob.]');
    said.push(`>>> alice: ${said.length}`);
  }
  await bob.sees(...said);
  expect(bob.lines.filter((line) => line.startsWith('>>> alice: '))).toEqual(said);
  expect((await namespace.counts()).dropped).toBeGreaterThan(0);
});

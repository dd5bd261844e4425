/** What one sends takes from nobody else what is theirs. */
import { expect } from 'vitest';
import { numbersIn, textOf, upTo } from '../support/bulk.ts';
import { lossyTest, suffix } from '../support/lossy.ts';
import type { Client } from '../support/processes.ts';

const TEXT_BYTES = 16_384;
const BULK = 60;

const MEMBERS = 10;
const GROUP_TEXTS = 16;
/** In kbit/s. */
const [RATE, SLOW_RATE] = [1_000, 64] as const;

/** What the lesser of two got of the line, from 0 to a half, in each of three tries. */
const lesserShares: number[] = [];

lossyTest.for([1, 2, 3])(
  `two who send in bulk share a line, %i${suffix}`,
  async (_, { processes, namespace }) => {
    const server = await processes.server();
    const clients = await processes.enterAll(server, 'alice', 'bob', 'carol', 'dave');
    const [alice, bob, carol, dave] = clients as [Client, Client, Client, Client];
    await namespace.narrow(2_000);
    alice.type(...upTo(BULK).map((n) => `send carol ${textOf(n, TEXT_BYTES)}`));
    bob.type(...upTo(BULK).map((n) => `send dave ${textOf(n, TEXT_BYTES)}`));
    const shown = () => [
      numbersIn(carol, '>>> alice: ').length,
      numbersIn(dave, '>>> bob: ').length,
    ];
    let before: number[] = [];
    const isOneThrough = () => {
      before = shown();
      return Math.max(...before) === BULK;
    };
    await Promise.race(
      [carol, dave].map((reader) => reader.until(isOneThrough, 'to be shown everything')),
    );
    console.info(`two who send in bulk: shown ${before.join(' and ')} when the first is through`);
    await carol.until(() => shown()[0] === BULK, 'to be shown everything');
    await dave.until(() => shown()[1] === BULK, 'to be shown everything');
    expect(numbersIn(carol, '>>> alice: ')).toEqual(upTo(BULK));
    expect(numbersIn(dave, '>>> bob: ')).toEqual(upTo(BULK));
    const sum = before.reduce((all, count) => all + count, 0);
    lesserShares.push(Math.min(...before) / sum);
    expect(lesserShares.at(-1)).toBeGreaterThanOrEqual(1 / 4);
  },
);

// A single try is a matter of who fills the queue first: about one in nine ends below a third.
lossyTest(`neither gets less than a third, in the median of three${suffix}`, () => {
  const [, median] = lesserShares.sort((a, b) => a - b);
  expect(median).toBeGreaterThanOrEqual(1 / 3);
});

lossyTest(`a slow member slows nobody else${suffix}`, async ({ processes, namespace }) => {
  const server = await processes.server();
  const names = upTo(MEMBERS).map((n) => `member-${n}`);
  const clients = await processes.enterAll(server, ...names);
  const [speaker, ...listeners] = clients as [Client, ...Client[]];
  const slow = listeners.pop() as Client;
  await speaker.says('create_group tea', '>>> [Group tea created by Server.]');
  for (const client of [speaker, ...listeners]) {
    await client.says('join_group tea', '>>> [Entered group tea successfully]');
  }
  const rates = clients.map(({ port }) => [port, port === slow.port ? SLOW_RATE : RATE] as const);
  await namespace.narrowEach(new Map(rates));

  const withoutMs = await speaks(speaker, listeners, 0);
  await slow.says('join_group tea', '>>> [Entered group tea successfully]');
  const withMs = await speaks(speaker, listeners, GROUP_TEXTS);
  console.info(
    `a slow member: ${withoutMs.toFixed(0)} ms without it, ${withMs.toFixed(0)} ms with it`,
  );
  // It is behind, and still there.
  const texts = upTo(2 * GROUP_TEXTS).slice(GROUP_TEXTS);
  expect(numbersIn(slow, '>>> (tea) Group_Message member-0: ').length).toBeLessThan(GROUP_TEXTS);
  await slow.sees(
    ...texts.map((n) => `>>> (tea) Group_Message member-0: ${textOf(n, TEXT_BYTES)}`),
  );
  expect(numbersIn(slow, '>>> (tea) Group_Message member-0: ')).toEqual(texts);
  expect(withMs).toBeLessThan(1.2 * withoutMs);
});

/** One speaks to the group, all at once. How long until the others are shown it. */
async function speaks(speaker: Client, listeners: readonly Client[], first: number) {
  const texts = upTo(GROUP_TEXTS).map((n) => textOf(first + n, TEXT_BYTES));
  const beganAtMs = performance.now();
  speaker.type(...texts.map((text) => `send_group ${text}`));
  await Promise.all(
    listeners.map((listener) =>
      listener.sees(...texts.map((text) => `>>> (tea) Group_Message member-0: ${text}`)),
    ),
  );
  return performance.now() - beganAtMs;
}

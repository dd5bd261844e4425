/**
 * Pairs of people on bad lines: three of ten datagrams are lost, the others take 400 ms there and
 * back, and in each pair a little longer and less evenly than in the one before; now and then nothing
 * gets through for longer than a silent server is waited for.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { ACK_TIMEOUT_MS, REQUEST_ROUNDS } from '../../machines/timers.ts';
import { numbersIn, upTo } from '../support/bulk.ts';
import { type Distance, lossyTest, suffix } from '../support/lossy.ts';
import type { Processes } from '../support/processes.ts';
import type { Program } from '../support/program.ts';

const LOSS = 0.3;
const PAIRS = 10;
const MAX_JITTER_MS = 3_000;
const [PERIOD_MS, BLACKOUT_MS] = [15_000, 3_500];
const LINE: Distance = { delayMs: 200, blackoutMs: BLACKOUT_MS, periodMs: PERIOD_MS };
const SECONDS = 45;
/** Requests are typed so early in each period that their answers have time before the blackout. */
const REQUESTS_UNTIL_MS = 9_000;
const SILENCE_MS = REQUEST_ROUNDS * ACK_TIMEOUT_MS;
/** What a timer may be early by. */
const EARLY_MS = 10;

interface Pair {
  readonly alice: Program;
  readonly bob: Program;
}

lossyTest(`nobody ends who hears the server${suffix}`, async ({ namespace, farAway, task }) => {
  await namespace.lose(LOSS);
  const pairs = await Promise.all(
    upTo(PAIRS).map((n) => {
      const jitterMs = (MAX_JITTER_MS * n) / (PAIRS - 1);
      return meet((port) => farAway({ ...LINE, jitterMs, port }));
    }),
  );
  for (const second of upTo(SECONDS)) {
    for (const { alice, bob } of pairs) {
      alice.type(`send bob ${second} from alice`);
      bob.type(`send alice ${second} from bob`);
      if (!isTimeForRequests()) continue;
      alice.type('list_groups');
      bob.type('list_groups');
    }
    await wait(1_000);
  }

  const ended: string[] = [];
  for (const [n, { alice, bob }] of pairs.entries()) {
    if (hasGivenUp(alice)) {
      await alice.exits();
      const silentMs = Number(/nothing heard for (\d+) ms/.exec(alice.errors)?.[1]);
      ended.push(`pair ${n} after ${silentMs} ms`);
      expect(silentMs, `silence after which alice of pair ${n} ended`).toBeGreaterThanOrEqual(
        SILENCE_MS - EARLY_MS,
      );
    }
    // It stays.
    expect(hasGivenUp(bob), `bob of pair ${n} has ended`).toBe(false);
  }
  console.info(`${task.name}: ended were ${ended.join(', ') || 'none'}`);
  for (const { alice, bob } of pairs) {
    alice.endInput();
    bob.endInput();
  }
  await Promise.all(pairs.flatMap(({ alice, bob }) => [alice.exits(), bob.exits()]));
  for (const { alice, bob } of pairs) {
    expect(isShownAsPromised(alice, bob, 'alice', 'bob')).toBe(true);
    expect(isShownAsPromised(bob, alice, 'bob', 'alice')).toBe(true);
  }
  const shown = pairs.map(({ bob }) => numbersIn(bob, '>>> alice: ').length);
  console.info(`${task.name}: of ${SECONDS} texts each bob was shown ${shown.join(', ')}`);
  // On the line without jitter nothing but the blackouts is in the way.
  expect(shown[0]).toBeGreaterThan(SECONDS / 2);
});

/** A server and two clients, of which the second stays. */
async function meet(farAway: (port: number) => Processes): Promise<Pair> {
  const port = await farAway(0).port();
  const processes = farAway(port);
  await processes.server(port);
  const [alice, bob] = ['alice', 'bob'].map((name) =>
    processes.run(
      'client',
      name,
      `127.0.0.1:${port}`,
      ...(name === 'bob' ? ['--stay'] : []),
      '--trace',
      `/tmp/network-proof/${name}-${port}.jsonl`,
      '--force',
    ),
  ) as [Program, Program];
  return { alice, bob };
}

/** The blackout, with which each period begins, is over, and the next one is not near. */
function isTimeForRequests(): boolean {
  const atMs = Date.now() % PERIOD_MS;
  return atMs > BLACKOUT_MS && atMs < REQUESTS_UNTIL_MS;
}

function hasGivenUp({ lines }: Program): boolean {
  return lines.includes('>>> [Exiting]');
}

/** Once, in order, and whatever is said to be received. */
function isShownAsPromised(from: Program, to: Program, sender: string, reader: string): boolean {
  const shown = numbersIn(to, `>>> ${sender}: `);
  const received = from.lines.filter((line) => line === `>>> [Message received by ${reader}.]`);
  const isInOrder = shown.every((n, i) => i === 0 || n > (shown[i - 1] as number));
  return isInOrder && received.length <= shown.length;
}

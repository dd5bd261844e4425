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
import { type Client, type Processes, TABLE_UPDATED, WELCOME } from '../support/processes.ts';
import type { Program } from '../support/program.ts';

const LOSS = 0.3;
/** From hardly uneven to very; half of them at a time. */
const JITTERS_MS = [
  [0, 700, 1_400, 2_000, 2_700],
  [300, 1_000, 1_700, 2_300, 3_000],
];
const [PERIOD_MS, BLACKOUT_MS] = [15_000, 3_500];
const LINE: Distance = { delayMs: 200, blackoutMs: BLACKOUT_MS, periodMs: PERIOD_MS };
/** Everybody has registered before the line is bad. */
const START_MS = 25_000;
const SECONDS = 45;
/** When in each period, which begins with the blackout, something is asked of the server. */
const REQUEST_SECONDS = [6, 9];
const SILENCE_MS = REQUEST_ROUNDS * ACK_TIMEOUT_MS;
/** What a timer may be early by. */
const EARLY_MS = 10;

interface Pair {
  readonly alice: Program;
  readonly bob: Program;
}

for (const jittersMs of JITTERS_MS) {
  const title = `nobody ends who hears the server, jitter ${jittersMs.join(', ')} ms`;
  lossyTest(`${title}${suffix}`, async ({ namespace, farAway }) => {
    const line = { ...LINE, fromMs: Date.now() + START_MS };
    const pairs = await Promise.all(
      jittersMs.map((jitterMs) => meet((port) => farAway({ ...line, jitterMs, port }))),
    );
    await wait(line.fromMs - Date.now());
    await namespace.lose(LOSS);
    await talk(pairs);
    const ended = await findEnded(pairs);
    const shown = pairs.map(({ bob }) => numbersIn(bob, '>>> alice: ').length);
    console.info(
      `${title}: ended ${ended.join(', ') || 'nobody'}; ` +
        `of ${SECONDS} texts each bob was shown ${shown.join(', ')}`,
    );
    for (const { alice, bob } of pairs) {
      expect(isShownAsPromised(alice, bob, 'alice', 'bob')).toBe(true);
      expect(isShownAsPromised(bob, alice, 'bob', 'alice')).toBe(true);
    }
    expect(Math.max(...shown)).toBeGreaterThan(SECONDS / 4);
  });
}

lossyTest(`an address changes under a conversation${suffix}`, async ({ farAway }) => {
  const processes = farAway({});
  const server = await processes.server();
  const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
  await hasReceived(alice, 'bob', 'before');
  alice.signal('SIGUSR2');
  await hasReceived(alice, 'bob', 'after');
  await hasReceived(bob, 'alice', 'to where it is now');
  await bob.sees('>>> alice: before', '>>> alice: after');
  await alice.sees('>>> bob: to where it is now');
});

/** One writes to the other, who is there. */
async function hasReceived(from: Program, to: string, text: string): Promise<void> {
  await from.says(`send ${to} ${text}`, `>>> [Message received by ${to}.]`);
}

async function talk(pairs: readonly Pair[]): Promise<void> {
  for (const n of upTo(SECONDS)) {
    const isTimeToAsk = REQUEST_SECONDS.includes(Math.floor((Date.now() % PERIOD_MS) / 1_000));
    for (const { alice, bob } of pairs) {
      const asked = isTimeToAsk ? ['list_groups'] : [];
      alice.type(`send bob ${n} from alice`, ...asked);
      bob.type(`send alice ${n} from bob`, ...asked);
    }
    await wait(1_000);
  }
}

/** Those who did not stay and have given up, each rightly. */
async function findEnded(pairs: readonly Pair[]): Promise<string[]> {
  const ended: string[] = [];
  for (const [n, { alice, bob }] of pairs.entries()) {
    // It stays.
    expect(hasGivenUp(bob), `bob of pair ${n} has ended`).toBe(false);
    if (!hasGivenUp(alice)) continue;
    await alice.exits();
    const silentMs = Number(/nothing heard for (\d+) ms/.exec(alice.errors)?.[1]);
    ended.push(`pair ${n} after ${silentMs} ms`);
    expect(silentMs, `${ended.at(-1)}: ${alice.lines.slice(-5).join(' ')}`).toBeGreaterThanOrEqual(
      SILENCE_MS - EARLY_MS,
    );
  }
  return ended;
}

/** A server and two clients, of which the second stays. */
async function meet(farAway: (port: number) => Processes): Promise<Pair> {
  const port = await farAway(0).port();
  const processes = farAway(port);
  await processes.server(port);
  const server = `127.0.0.1:${port}`;
  const alice = processes.run('client', 'alice', server);
  await alice.sees(WELCOME);
  const bob = processes.run('client', 'bob', server, '--stay');
  await alice.sees('>>> [bob came online]');
  await bob.sees(WELCOME, TABLE_UPDATED);
  return { alice, bob };
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

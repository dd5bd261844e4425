/** Private messages between two clients, each in a process of its own; the server has no part in it. */
import { Child } from '../lib/child.mjs';
import { byTurns, medianOf, ratioOf } from '../lib/figures.mjs';
import { CODES, meanBytes, sumTraffic, TEXT } from '../lib/traffic.mjs';

const TARGET = 0.25;

/** @typedef {{ done: number, seconds: number, p50Ms: number, p99Ms: number }} Run */

/** @param {import('../main.mjs').Settings} settings */
export async function benchPrivate({ report, rounds, roundMs, profileDirectory }) {
  report.progress('private messages: two clients register');
  const server = new Child('chatServer', null);
  const alice = new Child('chatClients', profileDirectory, 'sender');
  const bob = new Child('chatClients', profileDirectory, 'receiver');
  const bareAlice = new Child('bare', null);
  const bareBob = new Child('bare', null);
  const serverPort = await server.call('start');
  await alice.call('register', { names: ['alice'], serverPort });
  await bob.call('register', { names: ['bob'], serverPort });
  for (const client of [alice, bob]) await client.call('synced', { names: 2 });
  await bareAlice.call('open', { count: 1 });
  const [port] = await bareBob.call('open', { count: 1 });

  for (const outstanding of [1, 64]) {
    report.progress(`private messages: ${outstanding} outstanding`);
    const message = { from: 'alice', to: 'bob', text: TEXT };
    const single = await countDatagrams(alice, bob, { ...message, outstanding: 1 });
    const same = await countDatagrams(alice, bob, { ...message, outstanding });
    await bareBob.call('acknowledge', { ackBytes: single.ackBytes });
    const chat = async () =>
      rated(await alice.call('sendPrivate', { ...message, outstanding, durationMs: roundMs }), 1);
    /** @param {number} bytes @param {number} datagrams @param {number} messages in each */
    const bare = async (bytes, datagrams, messages) => {
      const run = { port, bytes, outstanding: datagrams, durationMs: roundMs };
      return rated(await bareAlice.call('send', run), messages);
    };
    const { ours, oneByOne, coalesced } = await byTurns(rounds, {
      ours: chat,
      oneByOne: () => bare(single.dataBytes, outstanding, 1),
      coalesced: () =>
        bare(same.dataBytes, Math.max(1, Math.round(outstanding / same.messages)), same.messages),
    });
    addRows(report, outstanding, ours, oneByOne);
    if (outstanding > 1) addCoalesced(report, same.messages, ours, coalesced);
  }
  await addMemory(report, alice, bareAlice);
  for (const child of [alice, bob, server, bareAlice, bareBob]) await child.stop();
}

/** What our datagrams carry. */
async function countDatagrams(
  /** @type {Child} */ alice,
  /** @type {Child} */ bob,
  /** @type {object} */ run,
) {
  await alice.call('sendPrivate', { ...run, durationMs: 100 });
  for (const client of [alice, bob]) await client.call('countTraffic');
  const { done } = await alice.call('sendPrivate', { ...run, durationMs: 200 });
  const sent = await alice.call('takeTraffic');
  const data = sumTraffic(sent, (codes) => codes.includes(CODES.PRIVATE));
  const acks = sumTraffic(await bob.call('takeTraffic'));
  return {
    messages: done / data.datagrams,
    dataBytes: meanBytes(data),
    ackBytes: meanBytes(acks),
  };
}

/** @param {Run} run @param {number} messages in each datagram that was counted */
function rated(run, messages) {
  return { ...run, rate: (run.done * messages) / run.seconds };
}

/** @typedef {(Run & { rate: number })[]} Rated */

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {number} outstanding
 * @param {Rated} ours
 * @param {Rated} bare
 */
function addRows(report, outstanding, ours, bare) {
  const what = `private, ${outstanding} outstanding`;
  const ratio = ratioOf(ours, bare);
  report.add({
    what: `${what}: acked messages`,
    unit: '/s',
    ours: medianOf(ours, 'rate'),
    bare: medianOf(bare, 'rate'),
    ratio,
    target: { text: `>= ${TARGET}`, isMet: ratio >= TARGET },
  });
  for (const [share, key] of /** @type {const} */ ([
    ['half', 'p50Ms'],
    ['99 % of the', 'p99Ms'],
  ])) {
    report.add({
      what: `  ${share} acks within`,
      unit: 'ms',
      ours: medianOf(ours, key),
      bare: medianOf(bare, key),
    });
  }
}

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {number} messages in a datagram
 * @param {Rated} ours
 * @param {Rated} bare
 */
function addCoalesced(report, messages, ours, bare) {
  report.add({
    what: `  bare, ${messages.toFixed(1)} messages a datagram as ours`,
    unit: '/s',
    ours: medianOf(ours, 'rate'),
    bare: medianOf(bare, 'rate'),
    ratio: ratioOf(ours, bare),
  });
}

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {Child} client
 * @param {Child} bare
 */
async function addMemory(report, client, bare) {
  const ours = (await client.call('residentBytes')) / 1e6;
  const plain = (await bare.call('residentBytes')) / 1e6;
  report.add({ what: 'memory of a client process', unit: 'MB', ours, bare: plain });
}

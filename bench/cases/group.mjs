/** Group messages: the server in one process, a sender and 100 members in another. */
import { Child } from '../lib/child.mjs';
import { byTurns, medianOf, ratioOf } from '../lib/figures.mjs';
import { CODES, meanBytes, sumTraffic, TEXT } from '../lib/traffic.mjs';

const MEMBERS = 100;
const TARGET = 0.6;
const MEMORY_TARGET_KB = 60;

/** @typedef {{ done: number, seconds: number, p50Ms: number, p99Ms: number }} Run */
/** @typedef {(Run & { rate: number, serverSeconds: number })[]} Rated */

/** @param {import('../main.mjs').Settings} settings */
export async function benchGroup({ report, rounds, roundMs, profileDirectory }) {
  report.progress(`group messages: ${MEMBERS} members and a sender register`);
  await addMemory(report);
  const server = new Child('chatServer', profileDirectory, 'server');
  const members = new Child('chatClients', profileDirectory, 'members');
  const bareServer = new Child('bare', null);
  const bareMembers = new Child('bare', null);
  const sender = await enter(server, members);
  const [port] = await bareServer.call('open', { count: 1 });
  const ports = await bareMembers.call('open', { count: MEMBERS + 1 });
  const memberPorts = ports.slice(0, MEMBERS);

  for (const outstanding of [1, 10]) {
    report.progress(`group messages: ${outstanding} outstanding`);
    const message = { from: sender, text: TEXT };
    const single = await countDatagrams(server, members, { ...message, outstanding: 1 });
    const same = await countDatagrams(server, members, { ...message, outstanding });
    const chat = () => {
      const run = { ...message, outstanding, durationMs: roundMs };
      return rated(server, () => members.call('sendGroup', run), 1);
    };
    /** @param {Datagrams} datagrams @param {number} atOnce @param {number} messages in each */
    const bare = async ({ dataBytes, answerBytes, requestBytes, ackBytes }, atOnce, messages) => {
      await bareServer.call('fanOut', { memberPorts, dataBytes, answerBytes });
      const run = { port, requestBytes, ackBytes, outstanding: atOnce, durationMs: roundMs };
      return rated(bareServer, () => bareMembers.call('sendGroup', run), messages);
    };
    const { ours, oneByOne, coalesced } = await byTurns(rounds, {
      ours: chat,
      oneByOne: () => bare(single, outstanding, 1),
      coalesced: () =>
        bare(same, Math.max(1, Math.round(outstanding / same.messages)), same.messages),
    });
    addRows(report, outstanding, ours, oneByOne);
    if (outstanding > 1) addCoalesced(report, same.messages, ours, coalesced);
  }
  for (const child of [members, server, bareServer, bareMembers]) await child.stop();
}

/**
 * What a client takes in a process that has many. The first of them warm it up: its code, and the room
 * that its garbage takes, are nobody's own.
 *
 * @param {import('../lib/report.mjs').Report} report
 */
async function addMemory(report) {
  const clients = new Child('chatClients', null);
  const servers = [new Child('chatServer', null), new Child('chatServer', null)];
  let [before, after] = [0, 0];
  for (const [nth, server] of servers.entries()) {
    const names = Array.from({ length: MEMBERS }, (_, i) => `client${nth}-${i}`);
    before = await clients.call('residentBytes');
    await clients.call('register', { names, serverPort: await server.call('start') });
    await clients.call('synced', { names: MEMBERS });
    after = await clients.call('residentBytes');
  }
  const kilobytes = (after - before) / MEMBERS / 1e3;
  report.add({
    what: `memory of each of another ${MEMBERS} clients in a process`,
    unit: 'KB',
    ours: kilobytes,
    target: { text: `<= ${MEMORY_TARGET_KB}`, isMet: kilobytes <= MEMORY_TARGET_KB },
  });
  for (const child of [clients, ...servers]) await child.stop();
}

/**
 * Everybody registers and enters the group.
 *
 * @param {Child} server
 * @param {Child} members
 */
async function enter(server, members) {
  const serverPort = await server.call('start');
  const names = Array.from({ length: MEMBERS + 1 }, (_, i) => `member${i}`);
  await members.call('register', { names, serverPort });
  await members.call('synced', { names: names.length });
  await members.call('enterGroup');
  return names[0];
}

/** @typedef {Awaited<ReturnType<typeof countDatagrams>>} Datagrams */

/** What our datagrams carry. */
async function countDatagrams(
  /** @type {Child} */ server,
  /** @type {Child} */ members,
  /** @type {object} */ run,
) {
  await members.call('sendGroup', { ...run, durationMs: 100 });
  for (const child of [server, members]) await child.call('countTraffic');
  const { done } = await members.call('sendGroup', { ...run, durationMs: 200 });
  const fromServer = await server.call('takeTraffic');
  const fromMembers = await members.call('takeTraffic');
  const data = sumTraffic(fromServer, (codes) => codes.includes(CODES.GROUP));
  const answers = sumTraffic(fromServer, (codes) => !codes.includes(CODES.GROUP));
  const acks = sumTraffic(fromMembers, (codes) => codes.every((code) => code === CODES.ACK));
  const requests = sumTraffic(fromMembers, (codes) => codes.some((code) => code !== CODES.ACK));
  return {
    messages: (done * MEMBERS) / data.datagrams,
    dataBytes: meanBytes(data),
    ackBytes: meanBytes(acks),
    answerBytes: meanBytes(answers),
    requestBytes: meanBytes(requests),
  };
}

/**
 * @param {Child} server
 * @param {() => Promise<Run>} run
 * @param {number} messages in each datagram that was counted
 */
async function rated(server, run, messages) {
  const beforeMs = await server.call('cpuMs');
  const result = await run();
  const serverMs = (await server.call('cpuMs')) - beforeMs;
  const deliveries = result.done * messages * MEMBERS;
  return {
    ...result,
    rate: deliveries / result.seconds,
    serverSeconds: (serverMs / 1e3 / deliveries) * 1e5,
  };
}

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {number} outstanding
 * @param {Rated} ours
 * @param {Rated} bare
 */
function addRows(report, outstanding, ours, bare) {
  const ratio = ratioOf(ours, bare);
  report.add({
    what: `group of ${MEMBERS}, ${outstanding} outstanding: acked deliveries`,
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
      what: `  ${share} messages are at everybody's within`,
      unit: 'ms',
      ours: medianOf(ours, key),
      bare: medianOf(bare, key),
    });
  }
  addServerTime(report, ours, bare);
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
  addServerTime(report, ours, bare);
}

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {Rated} ours
 * @param {Rated} bare
 */
function addServerTime(report, ours, bare) {
  const [seconds, bareSeconds] = [medianOf(ours, 'serverSeconds'), medianOf(bare, 'serverSeconds')];
  report.add({
    what: '  CPU of the server for 100,000 deliveries',
    unit: 's',
    ours: seconds,
    bare: bareSeconds,
    ratio: bareSeconds / seconds,
  });
}

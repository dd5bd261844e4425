/**
 * What one more client costs a server that has many, and what an idle client takes there.
 *
 * Three costs are kept apart. The registration itself, from the first REGISTER to REGISTERED, must
 * be flat. The newcomer's pull of the table is in proportion to the table, and telling everybody
 * is in proportion to everybody: those are flat per row and per listener.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../lib/child.mjs';
import { median, whole } from '../lib/figures.mjs';
import { CODES, sumTraffic } from '../lib/traffic.mjs';

const SIZES = [100, 1_000, 5_000];
const BATCHES = 4;
const BATCH = 50;
const PULLS = 10;
const CONCURRENCY = 32;
const WARM_UP = 3_000;
/** Flat: the dearest size costs at most this many times the cheapest. */
const FLAT = 1.5;

/** @typedef {Awaited<ReturnType<typeof measure>>} Costs */

/** @param {import('../main.mjs').Settings} settings */
export async function benchRegistration({ report, profileDirectory }) {
  const server = new Child('chatServer', profileDirectory, 'registrar');
  const clients = new Child('lightClients', null);
  await warmUp(server, clients, report);

  const emptyBytes = await server.call('residentBytes');
  // So thorough a collection throws away what the compiler had learnt.
  await warmUp(server, clients, report);
  await clients.call('attach', { port: await server.call('start') });
  /** @type {Costs[]} */
  const costs = [];
  let registered = 0;
  for (const size of SIZES) {
    report.progress(`registrations: ${whole(size)} clients`);
    await clients.call('register', { count: size - registered, concurrency: CONCURRENCY });
    await server.call('skipAnnouncements');
    await clients.call('keepAlive', { isOn: false });
    costs.push(await measure(server, clients, size));
    await clients.call('keepAlive', { isOn: true });
    registered = size + BATCHES * BATCH;
  }
  await server.call('skipAnnouncements');
  const fullBytes = await server.call('residentBytes');
  addTable(report, costs);
  const kilobytes = (fullBytes - emptyBytes) / registered / 1e3;
  report.add({ what: 'memory of an idle client on the server', unit: 'KB', ours: kilobytes });
  for (const child of [clients, server]) await child.stop();
}

/**
 * Another server in the same process, so that the first size is not measured cold.
 *
 * @param {Child} server
 * @param {Child} clients
 * @param {import('../lib/report.mjs').Report} report
 */
async function warmUp(server, clients, report) {
  report.progress('registrations: warming up');
  await clients.call('attach', { port: await server.call('start') });
  await clients.call('register', { count: WARM_UP, concurrency: CONCURRENCY });
  await clients.call('pull', { count: 20, concurrency: CONCURRENCY });
  await server.call('stop');
  await clients.call('leave');
}

/**
 * @param {Child} server
 * @param {Child} clients
 * @param {number} size clients that are registered already
 */
async function measure(server, clients, size) {
  await server.call('countTraffic');
  const batches = [];
  const startMs = await server.call('cpuMs');
  for (let i = 0; i < BATCHES; i++) {
    const beforeMs = await server.call('cpuMs');
    const seconds = await clients.call('register', { count: BATCH, concurrency: CONCURRENCY });
    const cpuMs = (await server.call('cpuMs')) - beforeMs;
    batches.push({ rate: BATCH / seconds, cpuMs: cpuMs / BATCH });
    while (!(await server.call('isSpread'))) await delay(20);
  }
  const cpuMs = (await server.call('cpuMs')) - startMs;
  const traffic = await server.call('takeTraffic');
  const registrations = BATCHES * BATCH;
  const handshakes = sumTraffic(traffic, ([code]) => code !== CODES.TABLE);
  const news = sumTraffic(traffic, ([code]) => code === CODES.TABLE);
  const registerMs = median(batches.map((batch) => batch.cpuMs));
  const listeners = size + registrations / 2;
  const pull = await measurePull(server, clients);
  const rows = size + registrations;
  return {
    size,
    rate: median(batches.map(({ rate }) => rate)),
    cpuUs: registerMs * 1e3,
    bytes: handshakes.bytes / registrations,
    newsBytes: news.bytes / registrations,
    newsBytesPerListener: news.bytes / registrations / listeners,
    newsUsPerListener: ((cpuMs / registrations - registerMs) * 1e3) / listeners,
    pullBytes: pull.bytes,
    pullBytesPerRow: pull.bytes / rows,
    pullUsPerRow: (pull.cpuMs * 1e3) / rows,
  };
}

/**
 * @param {Child} server
 * @param {Child} clients
 */
async function measurePull(server, clients) {
  await server.call('countTraffic');
  const beforeMs = await server.call('cpuMs');
  await clients.call('pull', { count: PULLS, concurrency: CONCURRENCY });
  const cpuMs = (await server.call('cpuMs')) - beforeMs;
  const { bytes } = sumTraffic(await server.call('takeTraffic'));
  return { bytes: bytes / PULLS, cpuMs: cpuMs / PULLS };
}

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {Costs[]} costs
 */
function addTable(report, costs) {
  report.addTable({
    title: 'one more client, by the clients that there are',
    columns: costs.map(({ size }) => whole(size)),
    rows: [
      { what: 'registrations', unit: '/s', values: costs.map(({ rate }) => rate) },
      flat({ what: 'CPU of the server to register it', unit: 'µs' }, costs, 'cpuUs'),
      flat({ what: 'bytes sent to register it', unit: 'B' }, costs, 'bytes'),
      { what: 'bytes of its news to all others', unit: 'B', values: costs.map((c) => c.newsBytes) },
      flat({ what: '  to each of them', unit: 'B' }, costs, 'newsBytesPerListener'),
      { what: '  CPU for each of them', unit: 'µs', values: costs.map((c) => c.newsUsPerListener) },
      { what: 'bytes of the table it pulls', unit: 'B', values: costs.map((c) => c.pullBytes) },
      flat({ what: '  a row', unit: 'B' }, costs, 'pullBytesPerRow'),
      { what: '  CPU a row', unit: 'µs', values: costs.map((c) => c.pullUsPerRow) },
    ],
  });
}

/**
 * A row that must not grow with the clients that there are. With few of them it may be dearer, while
 * nothing is warm yet.
 *
 * @param {{ what: string, unit: string }} row
 * @param {Costs[]} costs
 * @param {keyof Costs} key
 */
function flat(row, costs, key) {
  const values = costs.map((cost) => cost[key]);
  const [first, ...others] = values;
  const growth = Math.max(...others) / first;
  const text = `grows <= ${FLAT} times, is ${growth.toFixed(2)}`;
  return { ...row, values, target: { text, isMet: growth <= FLAT } };
}

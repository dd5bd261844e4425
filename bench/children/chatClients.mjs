/** Production clients, each on a socket of its own, in one process. */
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../lib/child.mjs';
import { importDist } from '../lib/dist.mjs';
import { Pacer } from '../lib/pacer.mjs';
import { self } from '../lib/self.mjs';

const { startClient } = await importDist('index.js');

const GROUP = 'bench';

/** @typedef {import('../../machines/vocabulary.ts').ClientNotice} ClientNotice */
/** @typedef {import('../../src/udp/chat.ts').RunningClient} RunningClient */

/** @type {Map<string, RunningClient>} */
const clients = new Map();
/** What a run wants to hear, and nothing between the runs. @type {(name: string, notice: ClientNotice) => void} */
let listen = () => {};

serve({
  ...self,

  /** @param {{ names: string[], serverPort: number }} argument */
  async register({ names, serverPort }) {
    for (const name of names) {
      const client = await startClient({
        name,
        server: { ip: '127.0.0.1', port: serverPort },
        port: 0,
        onNotice: (/** @type {ClientNotice} */ notice) => listen(name, notice),
      });
      clients.set(name, client);
    }
  },

  /** Waits until every client's table has as many names. @param {{ names: number }} argument */
  async synced({ names }) {
    while (![...clients.values()].every((client) => client.names().length === names)) {
      await delay(10);
    }
  },

  /** @param {{ from: string, to: string, text: string, outstanding: number, durationMs: number }} argument */
  async sendPrivate({ from, to, text, outstanding, durationMs }) {
    const sender = clientNamed(from);
    const send = () => sender.command({ kind: 'send', to, text });
    /** @type {Pacer | null} */
    let pacer = null;
    listen = (_name, { kind }) => {
      if (kind === 'received') pacer?.done();
      else if (kind === 'notDelivered') throw new Error('a message was not delivered');
    };
    pacer = new Pacer({ outstanding, durationMs, send });
    return pacer.finished;
  },

  /** The first client creates the group; everybody enters it. */
  async enterGroup() {
    const [founder] = clients.values();
    founder?.command({ kind: 'create_group', group: GROUP });
    await founder?.settled();
    for (const client of clients.values()) client.command({ kind: 'join_group', group: GROUP });
    await Promise.all([...clients.values()].map((client) => client.settled()));
  },

  /**
   * A message is done when every other member has shown it; their acks leave in the same turn,
   * before the message that takes its place.
   *
   * @param {{ from: string, text: string, outstanding: number, durationMs: number }} argument
   */
  async sendGroup({ from, text, outstanding, durationMs }) {
    const sender = clientNamed(from);
    const send = () => sender.command({ kind: 'send_group', text });
    const members = clients.size - 1;
    /** How many members have shown the nth message. @type {number[]} */
    const shown = [];
    /** @type {Map<string, number>} */
    const places = new Map();
    /** @type {Pacer | null} */
    let pacer = null;
    listen = (name, { kind }) => {
      if (kind === 'removed' || kind === 'notDone') throw new Error(`${name}: ${kind}`);
      if (kind !== 'groupMessage') return;
      const place = places.get(name) ?? 0;
      places.set(name, place + 1);
      shown[place] = (shown[place] ?? 0) + 1;
      if (shown[place] === members) pacer?.done();
    };
    pacer = new Pacer({ outstanding, durationMs, send });
    const result = await pacer.finished;
    await sender.settled();
    return result;
  },
});

/** @param {string} name */
function clientNamed(name) {
  const client = clients.get(name);
  if (!client) throw new Error(`no client ${name}`);
  return client;
}

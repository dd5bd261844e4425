/**
 * Thousands of clients that are cheap to have: each has its own socket and speaks the protocol
 * through the production codec (handshake, keepalives, answers to probes, the pull of the table),
 * but has no machine and keeps no table. To the server they are clients like any other.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { serve } from '../lib/child.mjs';
import { importDist } from '../lib/dist.mjs';
import { self } from '../lib/self.mjs';

const { codeOf, decodeControl, encodeBody } = await importDist('chat/wire/codec.js');
const { decodeDatagram, encodeDatagram } = await importDist('chat/wire/datagram.js');

const IP = '127.0.0.1';
const KEEPALIVE_MS = 3_000;
const RETRY_MS = 500;
const TICKS = 100;
const MAX_IDENTITY = 2 ** 48 - 1;

let serverPort = 0;
let lastNumber = 0;
/** @type {LightClient[]} */
let clients = [];
/** @type {NodeJS.Timeout | null} */
let keepalives = null;

class LightClient {
  constructor() {
    this.name = `idle${++lastNumber}`;
    this.tag = randomInt(1, MAX_IDENTITY);
    this.session = randomInt(1, MAX_IDENTITY);
    this.sent = 0;
    this.socket = createSocket({
      type: 'udp4',
      lookup: (ip, _options, callback) => callback(null, ip, 4),
    });
    this.socket.on('message', (bytes) => this.receive(bytes));
    /** Called when what was asked for is complete. @type {() => void} */
    this.onDone = () => {};
  }

  async open() {
    const listening = once(this.socket, 'listening');
    this.socket.bind(0, IP);
    await listening;
  }

  /** @param {any} packet */
  send(packet) {
    const header = { session: this.session, number: ++this.sent, tableVersion: 0 };
    const body = encodeBody(packet);
    const frame = { code: codeOf(packet.kind), more: false, id: 0, back: 0, body };
    this.socket.send(encodeDatagram(header, [frame]), serverPort, IP, () => {});
  }

  /** Asks, and again until it is answered. @param {any} packet */
  ask(packet) {
    clearTimeout(this.retry);
    this.send(packet);
    this.retry = setTimeout(() => this.ask(packet), RETRY_MS);
  }

  /** @returns {Promise<void>} */
  register() {
    this.ask(this.registerPacket(new Uint8Array(0)));
    return this.done();
  }

  /** The whole table, page by page, as a newcomer does it. @returns {Promise<void>} */
  pull() {
    this.isPulling = true;
    this.ask({ kind: 'REQUEST_TABLE', since: 0 });
    return this.done();
  }

  done() {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        this.onDone = () => {
          clearTimeout(this.retry);
          this.isPulling = false;
          resolve();
        };
      })
    );
  }

  /** @param {Uint8Array} cookie */
  registerPacket(cookie) {
    return { kind: 'REGISTER', name: this.name, tag: this.tag, resume: 0, cookie };
  }

  /** @param {Uint8Array} bytes */
  receive(bytes) {
    for (const { code, body } of decodeDatagram(bytes)?.frames ?? []) {
      // Tables of thousands that nobody asked for would only slow this process down.
      if (code === codeOf('UPDATED_TABLE') && !this.isPulling) continue;
      this.take(decodeControl(code, body));
    }
  }

  /** @param {any} packet */
  take(packet) {
    if (packet?.kind === 'CHALLENGE') this.ask(this.registerPacket(packet.cookie));
    else if (packet?.kind === 'PROBE') this.send({ kind: 'KEEPALIVE' });
    else if (packet?.kind === 'REGISTERED') {
      this.session = packet.session;
      this.sent = 0;
      this.onDone();
    } else if (packet?.kind === 'UPDATED_TABLE') {
      if (packet.to === packet.latest) this.onDone();
      else this.ask({ kind: 'REQUEST_TABLE', since: packet.to });
    }
  }
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} concurrency
 * @param {(item: T) => Promise<void>} act
 */
async function each(items, concurrency, act) {
  let next = 0;
  const work = async () => {
    while (next < items.length) await act(/** @type {T} */ (items[next++]));
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

serve({
  ...self,

  /** @param {{ port: number }} argument */
  attach({ port }) {
    serverPort = port;
  },

  /** @param {{ count: number, concurrency: number }} argument @returns {Promise<number>} seconds */
  async register({ count, concurrency }) {
    const newcomers = Array.from({ length: count }, () => new LightClient());
    for (const newcomer of newcomers) await newcomer.open();
    const startMs = performance.now();
    await each(newcomers, concurrency, (newcomer) => newcomer.register());
    const seconds = (performance.now() - startMs) / 1_000;
    clients.push(...newcomers);
    return seconds;
  },

  /** The last clients pull the table. @param {{ count: number, concurrency: number }} argument */
  async pull({ count, concurrency }) {
    await each(clients.slice(-count), concurrency, (client) => client.pull());
  },

  /** Keepalives spread over their interval, or none: while the cost of something else is measured. */
  keepAlive({ isOn = true }) {
    if (keepalives) clearInterval(keepalives);
    keepalives = null;
    if (!isOn) return;
    let tick = 0;
    keepalives = setInterval(() => {
      for (let i = tick % TICKS; i < clients.length; i += TICKS) {
        clients[i]?.send({ kind: 'KEEPALIVE' });
      }
      tick++;
    }, KEEPALIVE_MS / TICKS);
  },

  leave() {
    for (const { socket } of clients) socket.close();
    clients = [];
  },
});

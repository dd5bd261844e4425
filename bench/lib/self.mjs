/** What a child process can say of itself: CPU time, memory, and the datagrams that it sends. */
import dgram from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { importDist } from './dist.mjs';

const { decodeDatagram } = await importDist('chat/wire/datagram.js');

/** @type {Map<string, { datagrams: number, bytes: number }> | null} */
let traffic = null;

const plainSend = dgram.Socket.prototype.send;

export const self = {
  /** CPU time of this process so far. */
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },

  /** Resident bytes after a thorough garbage collection. */
  async residentBytes() {
    for (let i = 0; i < 4; i++) {
      globalThis.gc?.();
      await delay(20);
    }
    return process.memoryUsage.rss();
  },

  /** Counts what is sent from now on. Off by default: it costs a little. */
  countTraffic() {
    traffic = new Map();
    dgram.Socket.prototype.send = /** @type {any} */ (countedSend);
  },

  /** What was sent since, by the kinds of its frames: `6+32` is an ACK beside a PRIVATE. */
  takeTraffic() {
    const counted = Object.fromEntries(traffic ?? []);
    dgram.Socket.prototype.send = plainSend;
    traffic = null;
    return counted;
  },
};

/**
 * @this {dgram.Socket}
 * @param {Uint8Array} bytes
 * @param {any[]} rest
 */
function countedSend(bytes, ...rest) {
  const frames = decodeDatagram(bytes)?.frames ?? [];
  const kinds = [...new Set(frames.map((/** @type {any} */ { code }) => code))].join('+');
  const count = traffic?.get(kinds) ?? { datagrams: 0, bytes: 0 };
  traffic?.set(kinds, count);
  count.datagrams++;
  count.bytes += bytes.length;
  return /** @type {any} */ (plainSend).call(this, bytes, ...rest);
}

/**
 * The bare socket: `node:dgram` and nothing else. It sends datagrams of the same size as a chat
 * between the same processes, an ack for each, and knows neither names nor losses.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { serve } from '../lib/child.mjs';
import { Pacer } from '../lib/pacer.mjs';
import { self } from '../lib/self.mjs';

const IP = '127.0.0.1';
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const ACK = 0;
const DATA = 1;
const REQUEST = 2;

/** @type {import('node:dgram').Socket[]} */
let sockets = [];

function noop() {}

/** As fast as it can be: without a resolver, and with room for bursts. */
async function openSocket() {
  const socket = createSocket({
    type: 'udp4',
    lookup: (ip, _options, callback) => callback(null, ip, 4),
  });
  const listening = once(socket, 'listening');
  socket.bind(0, IP);
  await listening;
  socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  return socket;
}

/**
 * @param {number} kind
 * @param {number} length
 */
function datagram(kind, length) {
  const bytes = new Uint8Array(length);
  bytes[0] = kind;
  return bytes;
}

serve({
  ...self,

  /** Opens sockets. @param {{ count: number }} argument @returns {Promise<number[]>} their ports */
  async open({ count }) {
    sockets = await Promise.all(Array.from({ length: count }, openSocket));
    return sockets.map((socket) => socket.address().port);
  },

  /** Acks every datagram to whoever sent it. @param {{ ackBytes: number }} argument */
  acknowledge({ ackBytes }) {
    const ack = datagram(ACK, ackBytes);
    for (const socket of sockets) {
      socket.removeAllListeners('message');
      socket.on('message', (_bytes, { port, address }) => socket.send(ack, port, address, noop));
    }
  },

  /** @param {{ port: number, bytes: number, outstanding: number, durationMs: number }} argument */
  async send({ port, bytes, outstanding, durationMs }) {
    const [socket] = sockets;
    const data = datagram(DATA, bytes);
    const send = () => socket?.send(data, port, IP, noop);
    const pacer = new Pacer({ outstanding, durationMs, send });
    socket?.removeAllListeners('message');
    socket?.on('message', () => pacer.done());
    return pacer.finished;
  },

  /**
   * As a group's server: a request goes out to every member, and its answer to who asked.
   *
   * @param {{ memberPorts: number[], dataBytes: number, answerBytes: number }} argument
   */
  fanOut({ memberPorts, dataBytes, answerBytes }) {
    const [socket] = sockets;
    const data = datagram(DATA, dataBytes);
    const answer = datagram(ACK, answerBytes);
    socket?.removeAllListeners('message');
    socket?.on('message', (bytes, { port }) => {
      if (bytes[0] !== REQUEST) return;
      for (const memberPort of memberPorts) socket.send(data, memberPort, IP, noop);
      socket.send(answer, port, IP, noop);
    });
  },

  /**
   * As a group's members, the last of them the sender.
   *
   * @param {{ port: number, requestBytes: number, ackBytes: number, outstanding: number, durationMs: number }} argument
   */
  async sendGroup({ port, requestBytes, ackBytes, outstanding, durationMs }) {
    const members = sockets.slice(0, -1);
    const sender = sockets[sockets.length - 1];
    const request = datagram(REQUEST, requestBytes);
    const ack = datagram(ACK, ackBytes);
    /** How many members have the nth message. @type {number[]} */
    const arrived = [];
    const send = () => sender?.send(request, port, IP, noop);
    const pacer = new Pacer({ outstanding, durationMs, send });
    for (const member of members) {
      let place = 0;
      member.removeAllListeners('message');
      member.on('message', () => {
        member.send(ack, port, IP, noop);
        arrived[place] = (arrived[place] ?? 0) + 1;
        if (arrived[place] === members.length) pacer.done();
        place++;
      });
    }
    sender?.removeAllListeners('message');
    sender?.on('message', () => sender.send(ack, port, IP, noop));
    return pacer.finished;
  },
});

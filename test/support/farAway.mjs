/**
 * Preloaded into a real process (`node --import`), puts its socket far away from everybody: what it
 * sends takes its time, overtakes and is overtaken, and in a blackout, which all such processes of a
 * machine have at once, is lost. On SIGUSR2 it moves to another port, as behind a NAT that has
 * forgotten it. When the socket is closed it says on stderr how long nothing was heard.
 *
 * `STATECHAT_FAR_AWAY` is JSON: `delayMs` and `jitterMs` (one way), `blackoutMs` in each `periodMs`,
 * all of them from `fromMs` on, and the `port` whose datagrams count as heard.
 */
import { createSocket, Socket } from 'node:dgram';

const {
  delayMs,
  jitterMs,
  blackoutMs,
  periodMs,
  fromMs,
  port: heardPort,
} = {
  ...{ delayMs: 0, jitterMs: 0, blackoutMs: 0, periodMs: 1, fromMs: 0, port: 0 },
  ...JSON.parse(process.env.STATECHAT_FAR_AWAY ?? '{}'),
};
const { bind, close, emit, send } = Socket.prototype;

let heardAtMs = performance.now();
let underWay = 0;
let closing = null;
/** The socket that stands for the first one since it has moved. */
let moved = null;

Socket.prototype.bind = function (...args) {
  if (this !== moved) process.on('SIGUSR2', () => move(this));
  return bind.apply(this, args);
};

Socket.prototype.emit = function (event, ...args) {
  if (event === 'message') {
    // Nothing finds the way to where it was before.
    if (moved !== null && this !== moved) return false;
    if (args[1].port === heardPort) heardAtMs = performance.now();
  }
  return emit.call(this, event, ...args);
};

Socket.prototype.send = function (bytes, port, ip) {
  const isFar = Date.now() >= fromMs;
  if (isFar && Date.now() % periodMs < blackoutMs) return;
  const copy = Buffer.from(bytes);
  underWay++;
  setTimeout(
    () => {
      try {
        send.call(moved ?? this, copy, port, ip);
      } catch {
        // Lost.
      }
      underWay--;
      if (underWay === 0) closing?.();
    },
    isFar ? delayMs + Math.random() * jitterMs : 0,
  );
};

/** What has been sent is still on its way when its sender ends. */
Socket.prototype.close = function (done) {
  process.stderr.write(`nothing heard for ${Math.round(performance.now() - heardAtMs)} ms\n`);
  closing = () => {
    moved?.removeAllListeners();
    if (moved) close.call(moved);
    close.call(this, done);
  };
  if (underWay === 0) closing();
  return this;
};

function move(socket) {
  const former = moved;
  moved = createSocket('udp4');
  moved.on('message', (bytes, from) => emit.call(socket, 'message', bytes, from));
  bind.call(moved, 0, socket.address().address);
  if (former) close.call(former);
}

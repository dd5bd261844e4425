/** Pieces of one byte, each in a datagram that is full of something else, of a message without end. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { Chat } from '../support/chat.ts';
import { chatOf, listGroups } from '../support/chat.ts';
import { forge, frameOf, sessionBetween, wiretap } from '../support/forgery.ts';

const PIECES = 4_000;
/** What the pieces are worth, and as much again for each as it takes to keep them apart. */
const ALLOWED_BYTES = PIECES * 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function keptBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** Fed as a socket feeds it: each datagram a Buffer of its own. */
function flood(chat: Chat): void {
  const mallory = chat.address('mallory');
  const traffic = wiretap(chat);
  chat.tell('mallory', listGroups);
  chat.wait(100);
  const session = sessionBetween(traffic, mallory, SERVER_ADDRESS);
  chat.world.kill(mallory);
  const padding = { ...frameOf({ kind: 'KEEPALIVE' }), body: new Uint8Array(1_140) };
  const code = codeOf('SEND_GROUP');
  for (let i = 0; i < PIECES; i++) {
    const piece = { code, more: true, id: 2 + i, back: 0, body: new Uint8Array([1]) };
    const datagram = forge({ session, number: 1_000 + i, frames: [piece, padding] });
    const bytes = Buffer.from(new ArrayBuffer(datagram.length));
    bytes.set(datagram);
    chat.world.inject({ bytes, from: mallory, to: SERVER_ADDRESS });
    traffic.length = 0;
  }
}

const chat = chatOf('mallory');
const before = keptBytes();
flood(chat);
const kept = keptBytes() - before;

test('hostileBytesAreBoring: a server keeps of a message what was sent of it', () => {
  expect(kept).toBeLessThan(ALLOWED_BYTES);
});

/** A session that ended long ago is asked for the table again and again, from its old address. */
import { expect, test } from 'vitest';
import { addressKey } from '../../../src/chat/address.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import { chatOf, dereg } from '../support/chat.ts';
import { forge, frameOf, sessionBetween, wiretap } from '../support/forgery.ts';

const names = Array.from({ length: 40 }, (_, i) => `someone-with-a-long-name-${i}`);

function happen(): { readonly bytesIn: number; readonly bytesOut: number } {
  const chat = chatOf('mallory', ...names);
  const mallory = chat.address('mallory');
  const traffic = wiretap(chat);
  chat.tell('mallory', dereg('mallory'));
  chat.wait(1_000);
  const session = sessionBetween(traffic, mallory, SERVER_ADDRESS);
  chat.world.kill(mallory);
  chat.wait(60_000);
  let [bytesIn, bytesOut] = [0, 0];
  chat.network = ({ bytes, to }) => {
    if (addressKey(to) === addressKey(mallory)) bytesOut += bytes.length;
    return [1];
  };
  for (let i = 0; i < 100; i++) {
    const frames = [frameOf({ kind: 'REQUEST_TABLE', since: 0 })];
    const bytes = forge({ session, frames, number: 5_000 + i });
    bytesIn += bytes.length;
    chat.world.inject({ bytes, from: mallory, to: SERVER_ADDRESS });
    chat.wait(1);
  }
  return { bytesIn, bytesOut };
}

const { bytesIn, bytesOut } = happen();

test('hostileBytesAreBoring: an ended session gets no more than it asks with', () => {
  expect(bytesOut).toBeLessThanOrEqual(bytesIn);
});

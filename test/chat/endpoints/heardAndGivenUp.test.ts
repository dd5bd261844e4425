/** Only the datagrams with one answer are lost, as where large ones do not pass; all others arrive. */
import { expect, test } from 'vitest';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { chatOf, listGroups } from '../support/chat.ts';

const chat = chatOf('alice');
const answer = codeOf('GROUPS');
let lost = 0;
chat.network = ({ bytes }) => {
  const { frames } = decodeDatagram(bytes) ?? { frames: [] };
  if (!frames.some(({ code }) => code === answer)) return [150];
  lost++;
  return [];
};
chat.tell('alice', listGroups);
chat.wait(5_000);

test('the answer is lost, every time', () => {
  expect(lost).toBeGreaterThanOrEqual(6);
});

test('theServerIsGivenItsTime: nobody gives up a server that is heard', () => {
  expect(chat.shown('alice', 'serverNotResponding')).toEqual([]);
  expect(chat.client('alice').status).toBeNull();
});

/** A group message overtakes the answer to the request to join, behind a long list of groups. */
import { expect, test } from 'vitest';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { chatOf, create, join, listGroups, say } from '../support/chat.ts';

const GROUPS = 1_000;
const MESSAGES = 100;

function happen() {
  const chat = chatOf('alice', 'bob');
  const bob = chat.address('bob');
  const ack = codeOf('ACK');
  let areAcksLost = false;
  chat.network = ({ bytes, from }) => {
    const frames = decodeDatagram(bytes)?.frames ?? [];
    const isAck = frames.length === 1 && frames[0]?.code === ack;
    return areAcksLost && isAck && from.port === bob.port ? [] : [2];
  };
  const group = (i: number) => 'é'.repeat(26) + String(i).padStart(6, '0');
  for (let i = 0; i < GROUPS; i++) chat.tell('alice', create(group(i)));
  chat.tell('alice', create('g'), join('g'));
  chat.wait(60_000);
  areAcksLost = true;
  chat.tell('bob', listGroups);
  chat.wait(61);
  chat.tell('bob', join('g'));
  for (let i = 0; i < MESSAGES; i++) {
    chat.wait(20);
    chat.tell('alice', say(`hello ${i}`));
    if (i === 15) areAcksLost = false;
  }
  chat.wait(20_000);
  const { log } = chat.world;
  const joined = log.findIndex((notice) => notice.kind === 'joined' && notice.client === 'bob');
  const taken = log.slice(joined).filter(({ kind }) => kind === 'groupMessage').length;
  return { joined, taken, shown: chat.client('bob').groupTexts() };
}

const { joined, taken, shown } = happen();

test('bob joined before most of the messages', () => {
  expect(joined).toBeGreaterThan(0);
  expect(taken).toBeGreaterThan(MESSAGES / 2);
});

test('groupMessagesArrive: a member is shown what the group got after it joined', () => {
  expect(shown).toHaveLength(taken);
});

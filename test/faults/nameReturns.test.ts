/** A name goes to another process and back: bob, bob on another machine, the first bob again. */
import { expect, test } from 'vitest';
import { World } from '../../src/lab/world/world.ts';
import { dereg, send } from '../chat/support/chat.ts';

const PORT = 6_000;
const LAPTOP = { ip: '10.0.1.2', port: PORT };

function happen() {
  let isCut = false;
  const world = new World({
    seed: 7,
    network: ({ from, to }) => (isCut && [from.ip, to.ip].includes(LAPTOP.ip) ? [] : [1]),
  });
  const alice = world.startClient('alice', { ip: '10.0.1.1', port: PORT });
  const first = world.startClient('bob', LAPTOP);
  world.advance(1_000);
  for (let i = 0; i < 6; i++) alice.command(send('bob', `before ${i}`));
  world.advance(1_000);
  isCut = true;
  world.advance(15_000);
  const second = world.startClient('bob', { ip: '10.0.1.3', port: PORT });
  world.advance(1_000);
  alice.command(send('bob', 'to the phone'));
  world.advance(1_000);
  second.command(dereg('bob'));
  world.advance(2_000);
  isCut = false;
  world.advance(5_000);
  const [told, shown] = [alice.notices.length, first.privateTexts('alice').length];
  for (let i = 0; i < 12; i++) alice.command(send('bob', `after ${i}`));
  world.advance(30_000);
  const received = alice.notices.slice(told).filter(({ kind }) => kind === 'received');
  return {
    phone: second.privateTexts('alice'),
    owner: alice.endpoint.listings().find(({ name }) => name === 'bob'),
    received: received.length,
    shown: first.privateTexts('alice').slice(shown),
  };
}

const { phone, owner, received, shown } = happen();

test('the name went to another process and came back', () => {
  expect(phone).toEqual(['to the phone']);
  expect(owner).toMatchObject({ ...LAPTOP, online: true });
});

test.fails('neverFalseReceived: as many are shown as were said to be received', () => {
  expect(shown).toHaveLength(received);
});

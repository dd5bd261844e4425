/** A group in which the acks of one member come late; it answers every probe in time. */
import { expect, test } from 'vitest';
import { World } from '../../../src/lab/world/world.ts';
import { create, join, say } from '../support/chat.ts';

const PORT = 6_000;
const SLOW = '10.0.1.2';
const LATE_MS = 2_000;
const MESSAGES = 1_400;
const [PACE_MS, AT_ONCE] = [100, 10];

/** Alice writes to the group for 14 s; carol reads. */
function happen(isSlowMember: boolean) {
  const world = new World({ seed: 3, network: ({ from }) => [from.ip === SLOW ? LATE_MS : 5] });
  const alice = world.startClient('alice', { ip: '10.0.1.1', port: PORT });
  const bob = world.startClient('bob', { ip: SLOW, port: PORT });
  const carol = world.startClient('carol', { ip: '10.0.1.3', port: PORT });
  world.advance(12_000);
  alice.command(create('g'));
  world.advance(200);
  for (const client of isSlowMember ? [alice, bob, carol] : [alice, carol]) {
    client.command(join('g'));
  }
  world.advance(12_000);
  for (let i = 0; i < MESSAGES; i++) {
    alice.command(say(`m${i}`));
    if (i % AT_ONCE === AT_ONCE - 1) world.advance(PACE_MS);
  }
  world.advance(1_000);
  const refused = alice.notices.filter(({ kind }) => kind === 'notDone').length;
  return { bob: bob.endpoint.group, refused, shown: carol.groupTexts().length };
}

test('without it, everybody gets everything within a second', () => {
  expect(happen(false)).toEqual({ bob: null, refused: 0, shown: MESSAGES });
});

test('groupMessagesArrive: a slow member holds up nobody else', () => {
  expect(happen(true)).toMatchObject({ refused: 0, shown: MESSAGES });
});

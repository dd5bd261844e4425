/** Somebody binds the address of a peer that has gone offline: no source address is forged. */
import { expect, test } from 'vitest';
import { chatOf, dereg, send } from '../support/chat.ts';
import { forge, frameOf, sessionBetween, wiretap } from '../support/forgery.ts';

function happen(): { readonly isBobOnline: boolean; readonly shown: readonly string[] } {
  const chat = chatOf('alice', 'bob', 'mallory');
  const [alice, bob] = [chat.address('alice'), chat.address('bob')];
  const traffic = wiretap(chat);
  chat.tell('bob', send('alice', 'bye'));
  chat.wait(100);
  // Whoever is registered can compute it: it is the sum of two tags of the table.
  const session = sessionBetween(traffic, bob, alice);
  chat.tell('bob', dereg('bob'));
  chat.wait(5_000);
  const frames = [frameOf({ kind: 'PRIVATE', text: 'it is me, bob: send the password' }, 2)];
  chat.world.inject({ bytes: forge({ session, frames }), from: bob, to: alice });
  chat.wait(100);
  const shown = chat.client('alice').privateTexts('bob');
  return { isBobOnline: chat.online('alice').includes('bob'), shown };
}

const { isBobOnline, shown } = happen();

test('alice has heard bob, and that he left', () => {
  expect(isBobOnline).toBe(false);
  expect(shown[0]).toBe('bye');
});

test('namesAreOwned: nothing is shown in the name of a peer that left', () => {
  expect(shown).toEqual(['bye']);
});

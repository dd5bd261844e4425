/** The server restarts and a peer dies in the same moment: the new table never lists the peer. */
import { expect, test } from 'vitest';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import { chatOf, send } from '../support/chat.ts';

const chat = chatOf('alice', 'bob');
chat.world.kill(SERVER_ADDRESS);
chat.world.kill(chat.address('bob'));
chat.world.startServer();
chat.wait(60_000);
const sentAtMs = chat.world.clock.nowMs();
chat.tell('alice', send('bob', 'hi'));
chat.wait(60_000);

test('alice has the new table', () => {
  expect(chat.online('alice')).toEqual(['alice']);
  expect(chat.shown('alice', 'registeredAgain')).toHaveLength(1);
});

test('tablesConverge: whom the table does not list is unknown', () => {
  expect(chat.kinds('alice', sentAtMs)).toEqual(['notDone']);
});

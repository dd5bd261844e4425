/** A client whose user does not read what it shows. */
import { describe, expect, it } from 'vitest';
import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from '../../../machines/timers.ts';
import { chatOf, dereg, groupOf, leave, listMembers, say, send } from '../support/chat.ts';

const GIVEN_UP_MS = DELIVERY_ROUNDS * ACK_TIMEOUT_MS;

describe('a process that stood still', () => {
  // Regression: ctrl-Z, seconds, fg: it showed what its sender had been told was not delivered.
  it('does not show what its sender has given up meanwhile', () => {
    const chat = chatOf('ann', 'bob');
    chat.tell('ann', send('bob', 'before'));
    chat.wait(100);
    chat.world.pause(chat.address('bob'));
    chat.tell('ann', send('bob', 'lost'));
    chat.wait(8_000);
    expect(chat.shown('ann', 'notDelivered')).toHaveLength(1);
    chat.world.resume(chat.address('bob'));
    chat.wait(5_000);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['before']);
    chat.tell('ann', send('bob', 'after'));
    chat.wait(1_000);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['before', 'after']);
  });

  it('shows what its sender still stands for', () => {
    const chat = chatOf('ann', 'bob');
    chat.world.pause(chat.address('bob'));
    chat.wait(2_600);
    chat.tell('ann', send('bob', 'just now'));
    chat.wait(100);
    chat.world.resume(chat.address('bob'));
    chat.wait(1_000);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['just now']);
    expect(chat.shown('ann', 'received')).toHaveLength(1);
  });
});

describe('a reader that is behind', () => {
  it('is shown no message until it has caught up, and then each once, in order', () => {
    const chat = chatOf('ann', 'bob');
    const bob = chat.client('bob');
    bob.readerIs('behind');
    chat.tell('ann', send('bob', 'first'), send('bob', 'second'));
    chat.wait(GIVEN_UP_MS / 2);
    expect(bob.privateTexts('ann')).toEqual([]);
    expect(chat.shown('ann', 'received')).toEqual([]);
    bob.readerIs('reading');
    chat.wait(1_000);
    expect(bob.privateTexts('ann')).toEqual(['first', 'second']);
    expect(chat.shown('ann', 'received')).toHaveLength(2);
    expect(chat.witness.broken).toEqual([]);
  });

  it('has its senders told that nothing was delivered, and stays online', () => {
    const chat = chatOf('ann', 'bob');
    chat.client('bob').readerIs('behind');
    chat.tell('ann', send('bob', 'hello?'));
    chat.wait(GIVEN_UP_MS + 1_000);
    expect(chat.shown('ann', 'notDelivered')).toMatchObject([{ to: 'bob' }]);
    expect(chat.online('ann')).toEqual(['ann', 'bob']);
    chat.client('bob').readerIs('reading');
    chat.wait(GIVEN_UP_MS);
    expect(chat.client('bob').privateTexts('ann')).toEqual([]);
    expect(chat.witness.lost).toEqual([]);
    expect(chat.witness.broken).toEqual([]);
  });

  it('has what it took before acked again', () => {
    const chat = chatOf('ann', 'bob');
    const bob = chat.client('bob');
    // The first ack is lost.
    let isLost = false;
    chat.network = ({ from }) => {
      const isAck = bob.privateTexts('ann').length > 0 && !isLost && from.ip === bob.address.ip;
      if (isAck) isLost = true;
      return isAck ? [] : [1];
    };
    bob.onSeen = ({ notice }) => {
      if (notice.kind === 'privateMessage') bob.endpoint.readership.tell('behind');
    };
    chat.tell('ann', send('bob', 'hello'));
    chat.wait(1_000);
    expect(isLost).toBe(true);
    expect(chat.shown('ann', 'received')).toEqual([{ kind: 'received', by: 'bob' }]);
  });

  it('goes on with all else: what it sends, asks for, and is told of the table', () => {
    const chat = groupOf('ann', 'bob');
    const bob = chat.client('bob');
    bob.readerIs('behind');
    chat.tell('ann', say('one'), say('two'));
    chat.wait(100);
    const typedMs = chat.world.clock.nowMs();
    chat.tell('bob', listMembers, say('I cannot read'), leave, send('ann', 'nor here'));
    chat.start('cyd');
    chat.wait(1_000);
    expect(chat.kinds('bob', typedMs)).toEqual(['members', 'groupSent', 'left', 'received']);
    expect(chat.online('bob')).toEqual(['ann', 'bob', 'cyd']);
    expect(bob.groupTexts()).toEqual([]);
    expect(chat.client('ann').groupTexts()).toEqual(['bob: I cannot read']);
    chat.tell('ann', leave);
    chat.wait(1_000);
    expect(chat.client('ann').privateTexts('bob')).toEqual(['nor here']);
  });

  it('is shown what the group said when it has caught up, in order', () => {
    const chat = groupOf('ann', 'bob');
    const bob = chat.client('bob');
    bob.readerIs('behind');
    chat.tell('ann', say('one'), say('x'.repeat(10_000)), say('three'));
    chat.wait(100);
    chat.tell('bob', listMembers);
    chat.wait(2_000);
    expect(chat.shown('bob', 'members')).toHaveLength(1);
    expect(bob.groupTexts()).toEqual([]);
    bob.readerIs('reading');
    chat.wait(1_000);
    expect(bob.groupTexts()).toEqual(['ann: one', `ann: ${'x'.repeat(10_000)}`, 'ann: three']);
    expect(chat.shown('bob', 'members')).toHaveLength(1);
    expect(chat.witness.broken).toEqual([]);
  });

  it('is removed from its group in the end, is told so, and stays online', () => {
    const chat = groupOf('ann', 'bob');
    const bob = chat.client('bob');
    bob.readerIs('behind');
    chat.tell('ann', say('hello?'));
    chat.wait(GIVEN_UP_MS + 2_000);
    expect(chat.shown('bob', 'removed')).toHaveLength(1);
    expect(chat.world.server.groupOf('bob')).toBeNull();
    expect(chat.online('ann')).toEqual(['ann', 'bob']);
    bob.readerIs('reading');
    chat.wait(GIVEN_UP_MS);
    expect(bob.groupTexts()).toEqual([]);
    expect(chat.witness.lost).toEqual([]);
  });

  it('stays online though it never reads what a group said that it has left', () => {
    const chat = groupOf('ann', 'bob');
    chat.client('bob').readerIs('behind');
    chat.tell('ann', say('hello?'));
    chat.tell('bob', leave);
    chat.wait(2 * GIVEN_UP_MS);
    expect(chat.kinds('bob').filter((kind) => kind === 'left')).toHaveLength(1);
    expect(chat.online('ann')).toEqual(['ann', 'bob']);
    expect(chat.witness.lost).toEqual([]);
  });

  it('leaves in good order', () => {
    const chat = groupOf('ann', 'bob');
    chat.client('bob').readerIs('behind');
    chat.tell('ann', say('one'), say('two'));
    chat.wait(100);
    chat.tell('bob', dereg('bob'));
    chat.wait(1_000);
    expect(chat.client('bob').status).toBe(0);
  });
});

it('a reader that is gone takes nothing more, and the chat goes on', () => {
  const chat = chatOf('ann', 'bob');
  chat.client('bob').readerIs('gone');
  chat.client('bob').readerIs('reading');
  chat.tell('ann', send('bob', 'hello?'));
  chat.tell('bob', send('ann', 'I hear nothing'));
  chat.wait(GIVEN_UP_MS + 1_000);
  expect(chat.shown('ann', 'notDelivered')).toHaveLength(1);
  expect(chat.client('ann').privateTexts('bob')).toEqual(['I hear nothing']);
});

/** Private messages, on a healthy network unless a test says otherwise. */
import { describe, expect, it } from 'vitest';
import {
  ACK_TIMEOUT_MS,
  ALLOWED_SILENCE_MS,
  DELIVERY_ROUNDS,
  KEEPALIVE_INTERVAL_MS,
} from '../../../machines/timers.ts';
import { addressKey } from '../../../src/chat/address.ts';
import { MAX_TEXT_BYTES } from '../../../src/chat/limits.ts';
import { WINDOW_FRAMES } from '../../../src/chat/link/inbox.ts';
import { chatOf, create, dereg, groupOf, join, leave, send } from '../support/chat.ts';
import { ODD_TEXTS } from '../support/texts.ts';

/** Time for a datagram each way, the end of a turn included. */
const ROUND_TRIP_MS = 2;

it('shows a message once and tells the sender that it was received', () => {
  const chat = chatOf('ann', 'bob');
  const sentMs = chat.world.clock.nowMs();
  chat.tell('ann', send('bob', 'hello'));
  chat.wait(60_000);
  expect(chat.client('bob').privateTexts('ann')).toEqual(['hello']);
  expect(chat.kinds('ann', sentMs)).toEqual(['received']);
  expect(chat.shown('ann', 'received')).toEqual([{ kind: 'received', by: 'bob' }]);
  expect(chat.witness.broken).toEqual([]);
});

it('delivers a message to oneself like any other', () => {
  const chat = chatOf('ann', 'bob');
  const sentMs = chat.world.clock.nowMs();
  chat.tell('ann', send('ann', 'note to self'), send('ann', 'another'));
  chat.wait(1_000);
  expect(chat.client('ann').privateTexts('ann')).toEqual(['note to self', 'another']);
  expect(chat.kinds('ann', sentMs).sort()).toEqual([
    'privateMessage',
    'privateMessage',
    'received',
    'received',
  ]);
});

it('refuses a name that nobody has', () => {
  const chat = chatOf('ann');
  chat.tell('ann', send('zoe', 'hello'));
  chat.wait(1_000);
  expect(chat.shown('ann', 'notDone')).toEqual([
    { kind: 'notDone', reason: { kind: 'unknownName', name: 'zoe' } },
  ]);
});

it('delivers two messages that two send at the same moment', () => {
  const chat = chatOf('ann', 'bob', 'cyd');
  chat.tell('ann', send('cyd', 'from ann'), send('bob', 'hi bob'));
  chat.tell('bob', send('cyd', 'from bob'), send('ann', 'hi ann'));
  chat.wait(100);
  expect(chat.client('cyd').privateTexts('ann')).toEqual(['from ann']);
  expect(chat.client('cyd').privateTexts('bob')).toEqual(['from bob']);
  expect(chat.client('ann').privateTexts('bob')).toEqual(['hi ann']);
  expect(chat.client('bob').privateTexts('ann')).toEqual(['hi bob']);
  expect(chat.shown('ann', 'received')).toHaveLength(2);
  expect(chat.shown('bob', 'received')).toHaveLength(2);
});

describe('texts', () => {
  it.each(ODD_TEXTS)('delivers %j as it was sent', (text) => {
    const chat = chatOf('ann', 'bob');
    chat.tell('ann', send('bob', text));
    chat.wait(1_000);
    expect(chat.client('bob').privateTexts('ann')).toEqual([text]);
    expect(chat.witness.broken).toEqual([]);
  });

  it('delivers exactly 16,384 bytes and refuses one more', () => {
    const chat = chatOf('ann', 'bob');
    const longest = `${'é'.repeat(MAX_TEXT_BYTES / 2 - 1)}ab`;
    chat.tell('ann', send('bob', longest), send('bob', `${longest}c`));
    chat.wait(1_000);
    expect(chat.client('bob').privateTexts('ann')).toEqual([longest]);
    expect(chat.shown('ann', 'received')).toHaveLength(1);
    expect(chat.shown('ann', 'notDone')).toEqual([
      {
        kind: 'notDone',
        reason: { kind: 'textTooLong', bytes: MAX_TEXT_BYTES + 1, limitBytes: MAX_TEXT_BYTES },
      },
    ]);
  });

  it('refuses a text without anything in it', () => {
    const chat = chatOf('ann', 'bob');
    chat.tell('ann', send('bob', ''));
    chat.wait(1_000);
    expect(chat.shown('ann', 'notDone')).toEqual([
      { kind: 'notDone', reason: { kind: 'textEmpty' } },
    ]);
    expect(chat.shown('bob', 'privateMessage')).toEqual([]);
  });
});

describe('in a group', () => {
  it('keeps messages, acks them, and shows them in order on leaving', () => {
    const chat = groupOf('ann', 'bob');
    chat.start('cyd');
    chat.wait(1_000);
    chat.tell('cyd', send('ann', 'one'), send('ann', 'two'));
    chat.wait(100);
    expect(chat.shown('cyd', 'received')).toHaveLength(2);
    expect(chat.shown('ann', 'privateMessage')).toEqual([]);
    const leftMs = chat.world.clock.nowMs();
    chat.tell('ann', leave);
    chat.wait(100);
    expect(chat.kinds('ann', leftMs)).toEqual(['left', 'privateMessage', 'privateMessage']);
    expect(chat.client('ann').privateTexts('cyd')).toEqual(['one', 'two']);
    expect(chat.client('ann').seen.at(-1)?.group).toBeNull();
  });

  it('shows them before the end of a dereg, too', () => {
    const chat = groupOf('ann');
    chat.start('cyd');
    chat.wait(1_000);
    chat.tell('cyd', send('ann', 'one'));
    chat.wait(100);
    const leftMs = chat.world.clock.nowMs();
    chat.tell('ann', dereg(null));
    chat.wait(100);
    expect(chat.kinds('ann', leftMs)).toEqual(['privateMessage', 'offline']);
    expect(chat.client('ann').status).toBe(0);
  });
});

describe('a peer that is gone', () => {
  it('is not delivered after 7.5 s in which nothing was heard, and offline in every table', () => {
    const chat = chatOf('ann', 'bob', 'cyd');
    const bob = addressKey(chat.address('bob'));
    let heardMs = 0;
    chat.network = ({ from }) => {
      if (addressKey(from) === bob) heardMs = chat.world.clock.nowMs() + 1;
      return [1];
    };
    chat.wait(2 * KEEPALIVE_INTERVAL_MS);
    chat.world.kill(chat.address('bob'));
    const sentMs = chat.world.clock.nowMs();
    chat.tell('ann', send('bob', 'are you there?'));
    chat.wait(30_000);
    const failure = chat.client('ann').seen.find(({ notice }) => notice.kind === 'notDelivered');
    const why = { kind: 'gone', at: chat.address('bob') };
    expect(failure?.notice).toEqual({ kind: 'notDelivered', to: 'bob', why });
    const silentMs = (failure?.atMs ?? 0) - heardMs;
    expect(silentMs).toBeGreaterThanOrEqual(ALLOWED_SILENCE_MS);
    expect(silentMs).toBeLessThanOrEqual(ALLOWED_SILENCE_MS + ROUND_TRIP_MS);
    expect(chat.online('ann')).toEqual(['ann', 'cyd']);
    expect(chat.online('cyd')).toEqual(['ann', 'cyd']);
    expect(chat.kinds('ann', sentMs)).toEqual(['notDelivered']);
  });

  it('is known at once when the table shows it offline', () => {
    const chat = chatOf('ann', 'bob');
    chat.tell('bob', dereg('bob'));
    chat.wait(1_000);
    const sent = chat.world.sentDatagrams;
    const sentMs = chat.world.clock.nowMs();
    chat.tell('ann', send('bob', 'are you there?'));
    chat.wait(0);
    expect(chat.kinds('ann', sentMs)).toEqual(['notDelivered']);
    expect(chat.world.sentDatagrams).toBe(sent);
  });
});

it('gives up a peer that only the server can reach, and takes nobody offline', () => {
  const chat = chatOf('ann', 'bob', 'cyd');
  const [ann, bob] = [addressKey(chat.address('ann')), addressKey(chat.address('bob'))];
  chat.network = ({ from, to }) => (addressKey(from) === ann && addressKey(to) === bob ? [] : [1]);
  const sentMs = chat.world.clock.nowMs();
  chat.tell('ann', send('bob', 'hello?'));
  chat.wait(60_000);
  expect(chat.client('ann').seen.at(-1)).toEqual({
    notice: {
      kind: 'notDelivered',
      to: 'bob',
      why: { kind: 'unreachable', at: chat.address('bob') },
    },
    group: null,
    atMs: sentMs + DELIVERY_ROUNDS * ACK_TIMEOUT_MS,
  });
  expect(chat.shown('bob', 'privateMessage')).toEqual([]);
  expect(chat.witness.lost).toEqual([]);
  expect(chat.witness.counts.get('suspicion')).toBeGreaterThan(0);
  for (const name of ['ann', 'bob', 'cyd'])
    expect(chat.online(name)).toEqual(['ann', 'bob', 'cyd']);
});

it('carries out commands in order that are typed before the answer to the first', () => {
  const chat = chatOf('ann', 'bob');
  const typedMs = chat.world.clock.nowMs();
  chat.tell('ann', create('g'), join('g'), leave, send('bob', 'done'), dereg('ann'));
  chat.wait(1_000);
  expect(chat.kinds('ann', typedMs)).toEqual([
    'groupCreated',
    'entered',
    'left',
    'received',
    'offline',
  ]);
});

it('carries out commands in order that are typed before the registration is through', () => {
  const chat = chatOf('bob');
  chat.start('ann');
  chat.tell('ann', create('g'), join('g'), leave, dereg('ann'));
  chat.wait(1_000);
  expect(chat.kinds('ann')).toEqual(['registered', 'groupCreated', 'entered', 'left', 'offline']);
});

it('a client in a group keeps a bounded number of messages, and nobody believes more arrived', () => {
  const chat = chatOf('ann', 'bob');
  chat.tell('bob', create('g'), join('g'));
  chat.wait(100);
  const count = WINDOW_FRAMES + 500;
  for (let i = 0; i < count; i++) chat.tell('ann', send('bob', `${i}`));
  chat.wait(5_000);
  const kept = chat.client('bob').endpoint.buffered.length;
  expect(kept).toBe(WINDOW_FRAMES);
  expect(chat.shown('ann', 'received')).toHaveLength(kept);
  chat.tell('bob', leave);
  chat.wait(5_000);
  const texts = Array.from({ length: count }, (_, i) => `${i}`);
  expect(chat.client('bob').privateTexts('ann')).toEqual(texts);
  expect(chat.shown('ann', 'received')).toHaveLength(count);
});

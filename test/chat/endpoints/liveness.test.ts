/** Who is held for dead, when, and what follows from it. */
import { describe, expect, it } from 'vitest';
import {
  ACK_TIMEOUT_MS,
  ALLOWED_SILENCE_MS,
  KEEPALIVE_INTERVAL_MS,
  PROBED_MS,
  SILENCE_WINDOW_MS,
} from '../../../machines/timers.ts';
import { addressKey } from '../../../src/chat/address.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import { chatOf, dereg, groupOf, leave, listMembers, say, send } from '../support/chat.ts';

/** Two looks without a sign, a probe, and the news. */
const DISCOVERY_MS = 2 * SILENCE_WINDOW_MS + PROBED_MS + 50;

describe.each([0, 1_000, 2_000, 2_900])('a client killed %i ms after a keepalive', (ms) => {
  it('is discovered in bounded time though nobody writes to it', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    chat.wait(KEEPALIVE_INTERVAL_MS + ms);
    const killedMs = chat.world.clock.nowMs();
    chat.world.kill(chat.address('bob'));
    const isOver = () => ['ann', 'cyd'].every((name) => !chat.online(name).includes('bob'));
    expect(chat.world.advanceUntil(isOver, DISCOVERY_MS)).toBe(true);
    expect(chat.world.clock.nowMs() - killedMs).toBeGreaterThan(PROBED_MS);
    expect(chat.world.log.at(-2)).toEqual({ kind: 'removed', client: 'bob', group: 'g' });
    expect(chat.witness.lost).toEqual(['bob']);
    chat.tell('ann', listMembers);
    chat.wait(100);
    expect(chat.shown('ann', 'members').at(-1)?.names).toEqual(['ann', 'cyd']);
  });
});

describe.each([0, 700, 1_400, 2_100, 2_800])('a pause that begins at %i ms', (ms) => {
  it('of 1.5 s evicts nobody, and nothing is missed', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    chat.start('dan');
    chat.wait(1_000 + ms);
    chat.world.pause(chat.address('bob'));
    chat.tell('ann', say('during'));
    chat.tell('dan', send('bob', 'wake up'));
    chat.wait(1_500);
    chat.world.resume(chat.address('bob'));
    chat.wait(15_000);
    expect(chat.client('bob').groupTexts()).toEqual(['ann: during']);
    expect(chat.shown('dan', 'received')).toEqual([{ kind: 'received', by: 'bob' }]);
    expect(chat.witness.lost).toEqual([]);
    expect(chat.witness.counts.get('falseSuspicionCleared')).toBeGreaterThan(0);
    expect(chat.kinds('bob')).not.toContain('removed');
  });

  it('of 10 s evicts; the client is told when it comes back, and registers again', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    chat.wait(ms);
    chat.world.pause(chat.address('bob'));
    chat.tell('ann', say('lost on bob'));
    chat.wait(10_000);
    expect(chat.online('ann')).toEqual(['ann', 'cyd']);
    const backMs = chat.world.clock.nowMs();
    chat.world.resume(chat.address('bob'));
    chat.wait(1_000);
    const isOfGroup = (kind: string) => kind === 'groupMessage' || kind === 'groupNews';
    const kinds = chat.kinds('bob', backMs).filter((kind) => !isOfGroup(kind));
    expect(kinds).toEqual(['removed', 'registeredAgain']);
    for (const name of ['ann', 'bob', 'cyd']) {
      expect(chat.online(name)).toEqual(['ann', 'bob', 'cyd']);
    }
    expect(chat.client('bob').endpoint.group).toBeNull();
  });
});

describe('regression: reports shortened the patience with whom they named', () => {
  /** Ann and cyd write to bob again and again, so that he is reported whenever he may be. */
  function report(chat: ReturnType<typeof chatOf>, durationMs: number): void {
    for (let ms = 0; ms < durationMs; ms += 100) {
      for (const name of ['ann', 'cyd']) chat.tell(name, send('bob', `${ms}`));
      chat.wait(100);
    }
  }

  it.each([0, 600, 1_200, 1_800])(
    'a process that stands still for 4 s is there, from %i ms',
    (ms) => {
      const chat = groupOf('ann', 'bob', 'cyd');
      chat.tell('ann', leave);
      chat.tell('cyd', leave);
      chat.wait(KEEPALIVE_INTERVAL_MS + ms);
      chat.world.pause(chat.address('bob'));
      report(chat, 4_000);
      chat.world.resume(chat.address('bob'));
      chat.wait(15_000);
      expect(chat.witness.counts.get('suspicion')).toBeGreaterThan(0);
      expect(chat.witness.lost).toEqual([]);
      expect(chat.client('bob').endpoint.group).toBe('g');
      expect(chat.shown('ann', 'notDelivered')).toEqual([]);
    },
  );

  it('a process that is dead is offline in every table 7.5 s after its last datagram', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    chat.tell('ann', leave);
    chat.tell('cyd', leave);
    let lastMs = 0;
    const bob = addressKey(chat.address('bob'));
    chat.network = ({ from }) => {
      if (addressKey(from) === bob) lastMs = chat.world.clock.nowMs() + 1;
      return [1];
    };
    chat.wait(2 * KEEPALIVE_INTERVAL_MS);
    chat.world.kill(chat.address('bob'));
    report(chat, lastMs + ALLOWED_SILENCE_MS - chat.world.clock.nowMs() - 100);
    expect(chat.witness.lost).toEqual([]);
    expect(chat.online('ann')).toContain('bob');
    report(chat, 200);
    chat.wait(ACK_TIMEOUT_MS);
    for (const name of ['ann', 'cyd']) expect(chat.online(name)).not.toContain('bob');
  });
});

it('takes nobody offline for a report that is false', () => {
  const chat = groupOf('ann', 'bob');
  chat.start('cyd');
  chat.wait(1_000);
  const bob = addressKey(chat.address('bob'));
  const server = addressKey(SERVER_ADDRESS);
  // Only the way from cyd to bob is broken; cyd reports bob again and again.
  chat.network = ({ from, to }) =>
    addressKey(to) === bob && addressKey(from) !== server ? [] : [1];
  chat.tell('cyd', send('bob', 'hello?'));
  chat.wait(20_000);
  expect(chat.witness.counts.get('falseSuspicionCleared')).toBeGreaterThan(10);
  expect(chat.witness.lost).toEqual([]);
  expect(chat.world.log.filter(({ kind }) => kind === 'removed')).toEqual([]);
  expect(chat.online('cyd')).toEqual(['ann', 'bob', 'cyd']);
});

it('gives up a silent server after 3.0 s: buffered messages first, then the end', () => {
  const chat = groupOf('ann', 'bob');
  chat.start('cyd');
  chat.wait(1_000);
  chat.tell('cyd', send('ann', 'kept for later'));
  chat.wait(100);
  chat.world.kill(SERVER_ADDRESS);
  const askedMs = chat.world.clock.nowMs();
  chat.tell('ann', listMembers);
  chat.wait(2_999);
  expect(chat.kinds('ann', askedMs)).toEqual([]);
  chat.wait(1);
  expect(chat.kinds('ann', askedMs)).toEqual(['privateMessage', 'serverNotResponding']);
  expect(chat.client('ann').seen.at(-1)?.atMs).toBe(askedMs + 3_000);
  expect(chat.client('ann').seen.at(-1)?.group).toBeNull();
  expect(chat.client('ann').status).toBe(1);
});

it('keeps private messages going without a server for as long as nobody asks it', () => {
  const chat = chatOf('ann', 'bob');
  chat.world.kill(SERVER_ADDRESS);
  for (let i = 0; i < 10; i++) {
    chat.wait(5_000);
    chat.tell('ann', send('bob', `${i}`));
  }
  chat.wait(100);
  expect(chat.shown('ann', 'received')).toHaveLength(10);
});

it('deregisters only after what was asked for before has come out', () => {
  const chat = chatOf('ann', 'bob', 'cyd');
  chat.world.kill(chat.address('bob'));
  const askedMs = chat.world.clock.nowMs();
  chat.tell('ann', send('bob', 'gone'), send('cyd', 'there'), dereg('ann'));
  chat.wait(10_000);
  expect(chat.kinds('ann', askedMs)).toEqual(['received', 'notDelivered', 'offline']);
  expect(chat.client('ann').status).toBe(0);
  expect(chat.online('cyd')).toEqual(['cyd']);
});

it('ends at once when told to leave, within the time of a dereg', () => {
  const chat = chatOf('ann', 'bob');
  chat.world.kill(chat.address('bob'));
  const askedMs = chat.world.clock.nowMs();
  chat.tell('ann', send('bob', 'gone'));
  chat.wait(100);
  chat.client('ann').endpoint.leave();
  chat.wait(100);
  expect(chat.kinds('ann', askedMs)).toEqual(['notDelivered', 'offline']);
});

it('is at rest after a busy time: a timer for each client, and one for each session', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  chat.tell('ann', say('x'), say('y'));
  chat.world.kill(chat.address('cyd'));
  chat.tell('bob', say('z'));
  chat.wait(40_000);
  const isAtRest = () => chat.world.clock.pending === 4;
  expect(chat.world.advanceUntil(isAtRest, 1_000)).toBe(true);
});

/** Who gets which name, and what becomes of a client that the server has forgotten. */
import { describe, expect, it } from 'vitest';
import {
  PROBE_COUNT,
  PROBED_MS,
  REGISTRATION_WAIT_MS,
  REQUEST_ROUNDS,
} from '../../../machines/timers.ts';
import { isSameAddress } from '../../../src/chat/address.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import { seededRandom } from '../../../src/lab/world/random.ts';
import type { Transit } from '../../../src/lab/world/transit.ts';
import {
  Chat,
  chatOf,
  dereg,
  groupOf,
  healthy,
  listGroups,
  listMembers,
  lossy,
  say,
  send,
} from '../support/chat.ts';

describe.each([1, 2, 3, 4, 5])('at 30 %% loss each way, seed %i', (seed) => {
  it('registers twenty at once with the whole table, or says that nobody answers', () => {
    const chat = new Chat(lossy(0.3, seededRandom(seed)));
    const names = Array.from({ length: 20 }, (_, i) => `p${i}`).sort();
    for (const name of names) chat.start(name);
    // An announcement that an idle client has missed is made good with its keepalives, at 0.7² each.
    chat.wait(60_000);
    const registered = names.filter((name) => chat.kinds(name).includes('registered'));
    expect(registered.length).toBeGreaterThan(15);
    for (const name of names) {
      if (registered.includes(name)) expect(chat.online(name)).toEqual(registered);
      else expect(chat.kinds(name)).toEqual(['serverNotResponding']);
      expect(chat.client(name).status).toBe(registered.includes(name) ? null : 1);
    }
    expect(chat.witness.broken).toEqual([]);
  });
});

it('says that the server does not respond where there is none', () => {
  const chat = new Chat(() => []);
  chat.start('ann');
  chat.wait(10_000);
  expect(chat.client('ann').seen).toEqual([
    {
      notice: { kind: 'serverNotResponding', server: SERVER_ADDRESS },
      group: null,
      atMs: 3_000,
    },
  ]);
  expect(chat.client('ann').status).toBe(1);
});

describe('regression: a server that is heard was given up while it was slow to register', () => {
  /** So many challenges come, one a second; what answers them takes longer. */
  function startFarAway(challenges: number, answerMs: number) {
    let firstBytes = 0;
    const counts = { proofs: 0 };
    const chat = new Chat(({ to, bytes }) => {
      if (to.port !== SERVER_ADDRESS.port) return [1];
      // Those with a cookie are longer.
      if (bytes.length > firstBytes && firstBytes > 0) {
        counts.proofs++;
        return [answerMs];
      }
      const isFirst = firstBytes === 0;
      firstBytes = bytes.length;
      return isFirst ? Array.from({ length: challenges }, (_, n) => 1_000 * (n + 1)) : [];
    });
    return { chat, client: chat.start('ann'), counts };
  }

  it('waits for as long as anything is heard', () => {
    const { chat, client } = startFarAway(20, 17_000);
    chat.wait(17_900);
    expect(client.seen).toEqual([]);
    chat.wait(200);
    expect(client.notices[0]).toEqual({ kind: 'registered' });
  });

  it('gives it up 3 s after the last sign', () => {
    const { chat, client } = startFarAway(5, 60_000);
    chat.wait(20_000);
    expect(client.notices).toEqual([{ kind: 'serverNotResponding', server: SERVER_ADDRESS }]);
    expect(client.seen[0]?.atMs).toBeGreaterThanOrEqual(5_000 + 3_000);
    expect(client.seen[0]?.atMs).toBeLessThan(5_000 + 3_510);
  });

  it('retries as often as ever, however long a challenge took', () => {
    const { chat, counts } = startFarAway(1, 60_000);
    chat.wait(1_000 + 3_000);
    expect(counts.proofs).toBeGreaterThanOrEqual(REQUEST_ROUNDS);
  });

  it('also counts what says that the session is to be resumed', () => {
    const chat = chatOf('ann');
    chat.world.rebind(chat.address('ann'), { ip: '10.0.1.1', port: 4_999 });
    const isRegistration = (bytes: Uint8Array) =>
      decodeDatagram(bytes)?.frames.some(({ code }) => code === codeOf('REGISTER'));
    chat.network = ({ bytes }) => (isRegistration(bytes) ? [] : [1]);
    chat.wait(20_000);
    expect(chat.client('ann').status).toBeNull();
    chat.network = healthy;
    chat.wait(5_000);
    chat.tell('ann', listGroups);
    chat.wait(100);
    expect(chat.kinds('ann')).toContain('groups');
  });

  it('still lets its user leave within 3 s', () => {
    const { chat, client } = startFarAway(5, 60_000);
    chat.wait(1_500);
    client.leave();
    chat.wait(3_000);
    expect(client.status).toBe(1);
  });
});

it('regression: a server was given up whose late words of a former session were heard', () => {
  const chat = chatOf('ann');
  const isForServer = ({ to }: Transit) => isSameAddress(to, SERVER_ADDRESS);
  // The server doubts ann, probes her in vain, and forgets her; the probes come one every 400 ms.
  let probes = 0;
  chat.network = (transit) => (isForServer(transit) ? [] : [10_000 + 300 * probes++]);
  while (probes === 0) chat.wait(100);
  chat.wait(5_000);
  expect(probes).toBeGreaterThanOrEqual(PROBE_COUNT);
  chat.network = healthy;
  chat.wait(4_000);
  expect(chat.kinds('ann')).toContain('registeredAgain');
  chat.network = (transit) => (isForServer(transit) ? [] : [1]);
  chat.wait(900);
  chat.tell('ann', listGroups);
  chat.wait(4_000);
  expect(chat.client('ann').status).toBeNull();
  chat.network = healthy;
  chat.wait(1_000);
  expect(chat.kinds('ann')).toContain('groups');
});

it('refuses a name that is taken, and leaves its owner alone', () => {
  const chat = chatOf('ann', 'bob');
  const owner = chat.client('ann');
  const before = owner.seen.length;
  const intruder = chat.start('ann', 4_999);
  chat.wait(500);
  expect(intruder.notices).toEqual([{ kind: 'refused', name: 'ann', refusal: 'nameTaken' }]);
  expect(intruder.status).toBe(1);
  expect(owner.seen).toHaveLength(before);
  expect(chat.witness.counts.get('suspicion')).toBeUndefined();
  chat.tell('bob', send('ann', 'still you?'));
  chat.wait(100);
  expect(owner.privateTexts('bob')).toEqual(['still you?']);
});

it.each(['', ' ', 'a b', '-x', 'x'.repeat(33), '\u001b[31m'])('refuses the name %j', (name) => {
  const chat = chatOf('ann');
  const client = chat.start(name);
  chat.wait(500);
  expect(client.notices).toEqual([{ kind: 'refused', name, refusal: 'badName' }]);
  expect(chat.online('ann')).toEqual(['ann']);
});

it('lets a killed client restart from the same address once the probe has failed', () => {
  const chat = chatOf('ann', 'bob');
  const { port } = chat.address('ann');
  chat.world.kill(chat.address('ann'));
  const startedMs = chat.world.clock.nowMs();
  const again = chat.start('ann', port);
  chat.wait(10_000);
  const [welcome] = again.seen;
  expect(welcome?.notice).toEqual({ kind: 'registered' });
  const tookMs = (welcome?.atMs ?? 0) - startedMs;
  expect(tookMs).toBeGreaterThanOrEqual(PROBED_MS);
  expect(tookMs).toBeLessThanOrEqual(PROBED_MS + REGISTRATION_WAIT_MS + 20);
  chat.tell('bob', send('ann', 'welcome back'));
  chat.wait(100);
  expect(again.privateTexts('bob')).toEqual(['welcome back']);
});

it('lets another name have the address of a killed client', () => {
  const chat = chatOf('ann', 'bob');
  const { port } = chat.address('ann');
  chat.world.kill(chat.address('ann'));
  chat.start('cyd', port);
  chat.wait(10_000);
  expect(chat.online('bob')).toEqual(['bob', 'cyd']);
  chat.tell('bob', send('cyd', 'hello'));
  chat.wait(100);
  expect(chat.client('cyd').privateTexts('bob')).toEqual(['hello']);
});

it('gives an offline name to whoever asks, from any address', () => {
  const chat = chatOf('ann', 'bob');
  chat.tell('ann', dereg('ann'));
  chat.wait(100);
  expect(chat.online('bob')).toEqual(['bob']);
  const next = chat.start('ann');
  chat.wait(100);
  expect(next.notices[0]).toEqual({ kind: 'registered' });
  chat.tell('bob', send('ann', 'are you the same?'));
  chat.wait(100);
  expect(next.privateTexts('bob')).toEqual(['are you the same?']);
  expect(chat.started[0]?.privateTexts('bob')).toEqual([]);
});

describe('a server that is restarted with no memory', () => {
  it('is noticed by the clients, which register again and say so', () => {
    const chat = groupOf('ann', 'bob');
    chat.start('cyd');
    chat.wait(1_000);
    const restartedMs = chat.world.clock.nowMs();
    chat.world.startServer();
    chat.wait(5_000);
    for (const name of ['ann', 'bob']) {
      expect(chat.kinds(name, restartedMs)).toEqual(['removed', 'registeredAgain']);
    }
    expect(chat.kinds('cyd', restartedMs)).toEqual(['registeredAgain']);
    for (const name of ['ann', 'bob', 'cyd']) {
      expect(chat.online(name)).toEqual(['ann', 'bob', 'cyd']);
    }
  });

  it('does not keep private messages from going on', () => {
    const chat = chatOf('ann', 'bob');
    chat.tell('ann', send('bob', 'before'));
    chat.wait(100);
    chat.world.startServer();
    for (let i = 0; i < 50; i++) {
      chat.tell('ann', send('bob', `${i}`));
      chat.tell('bob', send('ann', `${i}`));
      chat.wait(100);
    }
    chat.wait(5_000);
    const numbers = Array.from({ length: 50 }, (_, i) => `${i}`);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['before', ...numbers]);
    expect(chat.client('ann').privateTexts('bob')).toEqual(numbers);
    expect(chat.shown('ann', 'received')).toHaveLength(51);
    expect(chat.shown('bob', 'received')).toHaveLength(50);
  });

  it('regression: does not make peers unknown who have not noticed yet', () => {
    const chat = chatOf('ann', 'bob');
    chat.world.startServer();
    // The request makes ann notice at once; bob notices at its next keepalive.
    chat.tell('ann', listGroups);
    chat.wait(100);
    expect(chat.shown('ann', 'registeredAgain')).toHaveLength(1);
    chat.tell('ann', send('bob', 'still there?'));
    chat.wait(10_000);
    expect(chat.shown('ann', 'notDone')).toEqual([
      { kind: 'notDone', reason: { kind: 'interrupted' } },
    ]);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['still there?']);
  });
});

describe('a client whose address changes', () => {
  const elsewhere = { ip: '10.9.9.9', port: 40_000 };

  it('goes on where it was, in its group', () => {
    const chat = groupOf('ann', 'bob');
    const movedMs = chat.world.clock.nowMs();
    chat.world.rebind(chat.address('ann'), elsewhere);
    chat.wait(4_000);
    chat.tell('bob', say('can you hear me?'));
    chat.wait(500);
    chat.tell('ann', say('yes'), listMembers);
    chat.wait(500);
    expect(chat.kinds('ann', movedMs)).toEqual(['groupMessage', 'groupSent', 'members']);
    expect(chat.shown('ann', 'members').at(-1)?.names).toEqual(['ann', 'bob']);
    expect(chat.client('bob').groupTexts()).toEqual(['ann: yes']);
    const row = chat
      .client('bob')
      .endpoint.listings()
      .find(({ name }) => name === 'ann');
    expect(row).toEqual({ name: 'ann', ...elsewhere, online: true });
    expect(chat.witness.lost).toEqual([]);
  });

  it('is found by private messages both ways', () => {
    const chat = chatOf('ann', 'bob');
    chat.tell('ann', send('bob', 'one'));
    chat.wait(100);
    chat.world.rebind(chat.address('ann'), elsewhere);
    chat.tell('ann', send('bob', 'two'));
    chat.wait(4_000);
    chat.tell('bob', send('ann', 'three'));
    chat.wait(1_000);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['one', 'two']);
    expect(chat.client('ann').privateTexts('bob')).toEqual(['three']);
    expect(chat.shown('ann', 'received')).toHaveLength(2);
  });
});

it('a client at a link-local address stands in every table, and keeps nobody from the rest', () => {
  const chat = chatOf('ann');
  chat.world.startClient('zoe', { ip: 'fe80::1%eth0', port: 4_100 });
  chat.wait(500);
  chat.start('bob');
  chat.wait(1_000);
  expect(chat.online('ann')).toEqual(['ann', 'bob', 'zoe']);
  expect(chat.online('bob')).toEqual(['ann', 'bob', 'zoe']);
});

it.each([1, 2, 3, 4, 5, 6])(
  'who leaves %i ms after the start is online nowhere afterwards',
  (ms) => {
    const chat = chatOf('bob');
    const ann = chat.start('ann');
    chat.wait(ms);
    ann.leave();
    chat.wait(500);
    expect(ann.status).toBe(0);
    expect(ann.notices.at(-1)).toEqual({ kind: 'offline' });
    expect(chat.online('bob')).toEqual(['bob']);
  },
);

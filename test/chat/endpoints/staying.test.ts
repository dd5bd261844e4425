/** Clients that stay though their server does not answer. */
import { describe, expect, it } from 'vitest';
import {
  ACK_TIMEOUT_MS,
  KEEPALIVE_INTERVAL_MS,
  KEEPALIVE_ROUNDS,
  REQUEST_ROUNDS,
  STAY_REST_MS,
} from '../../../machines/timers.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import {
  Chat,
  create,
  dereg,
  healthy,
  join,
  leave,
  listGroups,
  listMembers,
  lossy,
  say,
  send,
} from '../support/chat.ts';

const SILENT_MS = REQUEST_ROUNDS * ACK_TIMEOUT_MS;
/** After this long a client that asks nothing misses its server. */
const MISSED_MS = KEEPALIVE_INTERVAL_MS + KEEPALIVE_ROUNDS * ACK_TIMEOUT_MS;
/** Within this time a client notices that its server is back. */
const NOTICED_MS = SILENT_MS + STAY_REST_MS + 100;

/** A chat in which these are online. */
function chatOf(...names: string[]): Chat {
  const chat = new Chat(healthy, 1, true);
  for (const name of names) chat.start(name);
  chat.wait(1_000);
  return chat;
}

function groupOf(...names: string[]): Chat {
  const chat = chatOf(...names);
  for (const name of names) chat.tell(name, create('g'), join('g'));
  chat.wait(500);
  return chat;
}

function killServer(chat: Chat): number {
  chat.world.kill(SERVER_ADDRESS);
  return chat.world.clock.nowMs();
}

describe('a server that is killed and started again', () => {
  it('finds everybody back in the group, and what waited is done', () => {
    const chat = groupOf('ann', 'bob');
    const killedMs = killServer(chat);
    chat.wait(MISSED_MS);
    expect(chat.kinds('ann', killedMs)).toEqual(['serverAway']);
    chat.tell('ann', say('is anybody there?'), listMembers);
    chat.wait(60_000);
    expect(chat.kinds('ann', killedMs)).toEqual(['serverAway']);
    chat.world.startServer();
    chat.wait(2 * NOTICED_MS);
    for (const name of ['ann', 'bob']) {
      expect(chat.shown(name, 'serverBack')).toEqual([{ kind: 'serverBack', isNew: true }]);
      expect(chat.client(name).endpoint.group).toBe('g');
      expect(chat.world.server.groupOf(name)).toBe('g');
      expect(chat.client(name).status).toBeNull();
    }
    const after = chat.kinds('ann', killedMs);
    expect(after.filter((kind) => kind !== 'members')).toEqual([
      'serverAway',
      'serverBack',
      'entered',
      'groupNews',
      'groupSent',
    ]);
    expect(after).toContain('members');
    chat.tell('bob', say('here I am'));
    chat.wait(1_000);
    expect(chat.client('ann').groupTexts()).toEqual(['bob: here I am']);
  });

  it('is not missed by who hears of its restart at once, and is told of the group all the same', () => {
    const chat = groupOf('ann');
    const killedMs = killServer(chat);
    chat.world.startServer();
    chat.wait(NOTICED_MS);
    expect(chat.kinds('ann', killedMs)).toEqual(['serverBack', 'entered']);
    expect(chat.world.server.groupOf('ann')).toBe('g');
  });

  it('finds who was in no group in none', () => {
    const chat = chatOf('ann');
    killServer(chat);
    chat.wait(MISSED_MS);
    chat.world.startServer();
    chat.wait(NOTICED_MS);
    chat.tell('ann', listGroups, create('g'));
    chat.wait(500);
    expect(chat.kinds('ann').slice(-3)).toEqual(['serverBack', 'groups', 'groupCreated']);
  });
});

describe('what is asked while the server does not answer', () => {
  it('is reported once if it was under way', () => {
    const chat = groupOf('ann');
    const killedMs = killServer(chat);
    chat.tell('ann', say('one'));
    chat.wait(1_000);
    chat.tell('ann', say('two'), listMembers);
    // The first is given up; who would wait for the others?
    chat.wait(SILENT_MS - 900);
    const reasonOf = (command: string, about?: string) => ({
      kind: 'notDone',
      reason: { kind: 'unanswered', command, ...(about === undefined ? {} : { about }) },
    });
    const told = chat.client('ann').seen.filter(({ atMs }) => atMs >= killedMs);
    const notices = told.map(({ notice }) => notice);
    expect(notices[0]).toEqual({ kind: 'serverAway', server: SERVER_ADDRESS });
    expect(notices.slice(1)).toHaveLength(3);
    expect(notices).toEqual(
      expect.arrayContaining([
        reasonOf('send_group', 'one'),
        reasonOf('send_group', 'two'),
        reasonOf('list_members'),
      ]),
    );
    chat.wait(60_000);
    expect(chat.kinds('ann', killedMs)).toHaveLength(4);
  });

  it('is done at once where peers do it', () => {
    const chat = chatOf('ann', 'bob');
    killServer(chat);
    chat.wait(MISSED_MS);
    chat.tell('ann', send('bob', 'hello?'));
    chat.wait(100);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['hello?']);
    expect(chat.kinds('ann').at(-1)).toBe('received');
  });

  it('is counted if the user will not wait', () => {
    const chat = chatOf('ann');
    killServer(chat);
    chat.wait(MISSED_MS);
    chat.tell('ann', listGroups, create('g'), dereg('ann'));
    expect(chat.client('ann').status).toBeNull();
    chat.client('ann').leave();
    chat.wait(100);
    const seen = chat.client('ann').notices.slice(-2);
    const reason = { kind: 'neverReached', count: 3 };
    expect(seen).toEqual([{ kind: 'notDone', reason }, { kind: 'offline' }]);
    expect(chat.client('ann').status).toBe(0);
  });

  it('is over with a dereg that nothing waits before', () => {
    const chat = chatOf('ann');
    killServer(chat);
    chat.wait(MISSED_MS);
    chat.tell('ann', dereg('ann'));
    chat.wait(0);
    expect(chat.client('ann').status).toBe(0);
  });
});

it('a server that was only out of reach knows its clients still, and both agree on the group', () => {
  for (const command of [join('g'), leave]) {
    const chat = chatOf('ann', 'bob');
    chat.tell('bob', create('g'));
    chat.wait(100);
    if (command.kind === 'leave_group') chat.tell('ann', join('g'));
    chat.wait(100);
    const aMs = chat.world.clock.nowMs();
    // What ann asks arrives; what she is answered does not.
    chat.network = ({ from }) => (from === SERVER_ADDRESS ? [] : [1]);
    chat.tell('ann', command);
    chat.wait(SILENT_MS + 100);
    expect(chat.kinds('ann', aMs)).toEqual(['serverAway', 'notDone']);
    chat.network = healthy;
    chat.wait(NOTICED_MS);
    const back = chat.shown('ann', 'serverBack');
    expect(back).toEqual([{ kind: 'serverBack', isNew: false }]);
    expect(chat.client('ann').endpoint.group).toBe(chat.world.server.groupOf('ann'));
    expect(chat.client('ann').endpoint.group).toBe(command.kind === 'leave_group' ? 'g' : null);
  }
});

it('a server that was never there is waited for', () => {
  const chat = new Chat(() => [], 1, true);
  chat.start('ann');
  chat.wait(60_000);
  expect(chat.kinds('ann')).toEqual(['serverAway']);
  chat.network = healthy;
  chat.wait(NOTICED_MS);
  expect(chat.kinds('ann')).toEqual(['serverAway', 'registered']);
});

it('whatever is lost, a client that stays does not end and is in its group', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const chat = new Chat(lossy(0.4), seed, true);
    for (const name of ['ann', 'bob', 'cyd']) chat.start(name);
    chat.wait(10_000);
    for (const name of ['ann', 'bob', 'cyd']) chat.tell(name, create('g'), join('g'));
    chat.wait(20_000);
    killServer(chat);
    chat.wait(seed * 5_000);
    chat.world.startServer();
    chat.wait(30_000);
    chat.network = healthy;
    chat.wait(30_000);
    for (const name of ['ann', 'bob', 'cyd']) {
      expect(chat.client(name).status).toBeNull();
      expect(chat.client(name).endpoint.group).toBe('g');
      expect(chat.world.server.groupOf(name)).toBe('g');
      expect(chat.online(name)).toEqual(['ann', 'bob', 'cyd']);
    }
  }
});

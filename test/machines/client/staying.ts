/** Part of client.test.ts: who stays while the server does not answer. */
import { describe, expect, test } from 'vitest';
import type { ClientEffect, ClientEvent, ClientRequest } from '../../../machines/clientProtocol.ts';
import {
  ACK_TIMEOUT_MS,
  KEEPALIVE_INTERVAL_MS,
  KEEPALIVE_ROUNDS,
  REGISTRATION_WAIT_MS,
  STAY_REST_MS,
} from '../../../machines/timers.ts';
import {
  abandonMessages,
  abandonRequests,
  arrived,
  COOKIE,
  challenged,
  complete,
  end,
  HELLO,
  kept,
  leave,
  modeOf,
  OTHER_COOKIE,
  refused,
  registered,
  requestTable,
  reset,
  resume,
  SERVER,
  show,
  shown,
  showOffline,
  showRefused,
  showServerAway,
  showServerSilent,
  silent,
  stayingClient,
} from './clientRun.ts';

const online = [registered(false, true), complete(false)] as const;
const joined: ClientEvent = { type: 'server.joined', group: 'tea', outcome: 'joined' };
const noSuchGroup: ClientEvent = { ...joined, outcome: 'noSuchGroup' };
const join: ClientEvent = { type: 'command.join_group', group: 'tea', obstacle: null };
const created = (outcome: 'created' | 'exists' | 'tooMany'): ClientEvent => ({
  type: 'server.groupCreated',
  group: 'tea',
  outcome,
});
const send = {
  type: 'command.send',
  to: 'bob',
  text: 'hi',
  isPeerOffline: false,
  obstacle: null,
} as const;

const inNonGroup = () => stayingClient(...online);
const inGroup = () => stayingClient(...online, join, joined);
/** The server does not answer. */
const away = () => inNonGroup().send(silent).forget();
const awayInGroup = () => inGroup().send(silent).forget();

const back = (isNew: boolean, group: string | null): ClientEffect =>
  show({ kind: 'serverBack', isNew }, group);
const entered = show({ kind: 'entered', group: 'tea' }, 'tea');
const restore = (of: ClientRequest): ClientEffect => ({ type: 'restore', request: of });
const requestJoin = restore({ kind: 'JOIN_GROUP', group: 'tea' });
const requestCreation = restore({ kind: 'CREATE_GROUP', group: 'tea' });

describe('a client that stays', () => {
  test('says that the server does not answer, once, and calls it again and again', () => {
    const run = inNonGroup().send(silent);
    run.expectNow(showServerAway, abandonRequests);
    expect(run.isAway).toBe(true);
    run.advance(STAY_REST_MS - 1).expect();
    run.advance(1).expectNow(resume());
    run.send(silent).expect();
    run.advance(STAY_REST_MS).expectNow(resume());
    run.send(challenged()).expectNow(resume(COOKIE));
    run.send(challenged(), challenged(OTHER_COOKIE)).expectNow(resume(OTHER_COOKIE));
    run.send({ type: 'server.wait' }).advance(REGISTRATION_WAIT_MS);
    run.expectNow(resume(OTHER_COOKIE));
    run
      .send(silent)
      .advance(STAY_REST_MS - 1)
      .expect();
  });

  test('waits for a server that was never there, and is welcome when it comes', () => {
    const run = stayingClient(silent);
    expect(run.stateOf('client')).toBe('client.away');
    run.advance(STAY_REST_MS).forget();
    run.send(registered(false, true)).expectNow(show({ kind: 'registered' }), requestTable);
    expect(modeOf(run)).toBe('lobby.ready');
  });

  test('misses a server that nobody asks anything, after twenty keepalives', () => {
    const run = inNonGroup();
    run.advance(KEEPALIVE_INTERVAL_MS + (KEEPALIVE_ROUNDS - 1) * ACK_TIMEOUT_MS).forget();
    run.send({ type: 'server.heard' });
    const patienceMs = KEEPALIVE_INTERVAL_MS + KEEPALIVE_ROUNDS * ACK_TIMEOUT_MS;
    run.advance(patienceMs - 1).forget();
    expect(run.isAway).toBe(false);
    run.advance(1).expectNow(showServerAway, abandonRequests);
    run.advance(STAY_REST_MS).expectNow(resume());
  });

  test('is told that the server is back, and leaves whatever group it may be in there', () => {
    for (const isResumed of [true, false]) {
      const run = away().send(registered(isResumed));
      run.expectNow(back(!isResumed, null), restore({ kind: 'LEAVE_GROUP' }), requestTable);
      run.send({ type: 'server.left' }, complete(false)).expect();
      expect(modeOf(run)).toBe('lobby.ready');
      expect(run.isBusy).toBe(false);
    }
  });

  test('is in its group again', () => {
    const run = awayInGroup().send(registered(true));
    run.expectNow(back(false, 'tea'), requestJoin, requestTable);
    run.send(joined).expectNow(entered);
    expect(modeOf(run)).toBe('membership.ready');
  });

  test.each(['created', 'exists'] as const)(
    'makes its group again if the server has forgotten it: %s',
    (outcome) => {
      const run = awayInGroup().send(registered(false)).forget();
      run.send(noSuchGroup).expectNow(requestCreation);
      run.send(created(outcome)).expectNow(requestJoin);
      run.send(joined).expectNow(entered);
      expect(modeOf(run)).toBe('membership.ready');
    },
  );

  test('says so if there can be no such group any more, and shows what waited', () => {
    const run = awayInGroup().send(arrived(HELLO)).expectNow(kept('bob'));
    run.send(registered(false), noSuchGroup).forget();
    run.send(created('tooMany'));
    run.expectNow(show({ kind: 'removed', group: 'tea' }), shown(HELLO));
    expect(modeOf(run)).toBe('lobby.ready');
  });

  test('stays outside if the server does not answer that', () => {
    for (const answers of [[], [noSuchGroup]]) {
      const run = awayInGroup()
        .send(registered(false), ...answers)
        .forget();
      run.send({ type: 'server.unanswered' });
      run.expectNow(show({ kind: 'removed', group: 'tea' }));
      expect(modeOf(run)).toBe('lobby.ready');
    }
  });

  test('comes back to a group that it was out of meanwhile', () => {
    const left = { type: 'server.left' } as const;
    const removed = { type: 'server.removed', group: 'tea' } as const;
    const run = awayInGroup().send(removed, left).expect();
    run.send(registered(false), removed, left).forget();
    run.send(noSuchGroup).expectNow(requestCreation);
    run.send(removed, left).expect();
    run.send(created('created'), joined).forget();
    expect(modeOf(run)).toBe('membership.ready');
  });

  test('comes back too when it learns by RESET that the server was restarted', () => {
    const run = inGroup().send(reset).forget();
    run.send(registered(false)).expectNow(back(true, 'tea'), requestJoin, requestTable);
    run.send(joined).expectNow(entered);
  });

  test('is away again if the server falls silent while it comes back', () => {
    const run = awayInGroup().send(registered(false)).forget();
    run
      .send(silent)
      .expectNow(show({ kind: 'serverAway', server: SERVER }, 'tea'), abandonRequests);
    run.send(registered(false)).expectNow(back(true, 'tea'), requestJoin, requestTable);
  });

  test('resumes its session as any other', () => {
    const run = inGroup().send(reset).forget();
    run.send(registered(true)).expect();
    expect(modeOf(run)).toBe('membership.ready');
  });
});

describe('a client that is away', () => {
  const notDelivered = { kind: 'notDelivered', to: 'bob', why: { kind: 'offline' } } as const;
  const obstacle = { kind: 'unknownName', name: 'bob' } as const;
  const post: ClientEffect = { type: 'sendPrivate', to: 'bob', text: 'hi' };

  test('writes to its peers, who need no server', () => {
    const run = away();
    run.send(send).expectNow(post);
    run.send({ ...send, obstacle }).expectNow(show({ kind: 'notDone', reason: obstacle }));
    run.send({ ...send, isPeerOffline: true }).expectNow(show(notDelivered));
    run.send({ type: 'private.acked', by: 'bob', count: 1 });
    run.expectNow(show({ kind: 'received', by: 'bob' }));
  });

  test('does not write to them from inside a group', () => {
    const hint = 'send works outside a group: leave_group first';
    awayInGroup()
      .send(send)
      .expectNow(show({ kind: 'invalid', hint }, 'tea'));
  });

  test('helps', () => {
    const run = away().send({ type: 'command.help' }, { type: 'command.table', isAll: false });
    run.expectNow(show({ kind: 'help' }), { type: 'showTable', isAll: false });
  });

  test('leaves at once, by whichever way', () => {
    const reason = { kind: 'notYourName', name: 'bob', own: 'ann' } as const;
    const run = away().send({ type: 'command.dereg', name: 'bob', obstacle: reason });
    run.expectNow(show({ kind: 'notDone', reason }));
    run.send({ type: 'command.dereg', name: 'ann', obstacle: null });
    run.expectNow(abandonMessages, showOffline, end(0));
    away().send(leave).expectNow(abandonMessages, showOffline, end(0));
  });

  test('ends if the server is back and gives its name to another', () => {
    away().send(refused).expectNow(abandonMessages, showRefused, end(1));
  });
});

describe('a client that stays and has been told to leave', () => {
  test('does not wait for a server that does not answer', () => {
    const runs = [stayingClient(challenged(), leave), stayingClient(...online, leave)];
    for (const run of runs) {
      run.send(silent).expectNow(abandonMessages, showServerSilent, end(1));
    }
  });
});

/** Part of client.test.ts: how a session begins. */
import { describe, expect, test } from 'vitest';
import { KEEPALIVE_INTERVAL_MS, REGISTRATION_WAIT_MS } from '../../../machines/timers.ts';
import {
  abandonMessages,
  arrived,
  BYE,
  ClientRun,
  COOKIE,
  challenged,
  clientIn,
  complete,
  end,
  HELLO,
  keepalive,
  modeOf,
  OTHER_COOKIE,
  register,
  registered,
  requestTable,
  reset,
  resume,
  show,
  shown,
} from './clientRun.ts';

const wait = { type: 'server.wait' } as const;

describe('a client that registers', () => {
  test('asks at once, and leaves it to the endpoint to ask again', () => {
    const run = new ClientRun().expectNow(register());
    expect(run.isBusy).toBe(true);
    run.advance(60_000).expect();
  });

  test('proves with the cookie that it receives', () => {
    clientIn.asking().send(challenged()).expectNow(register(COOKIE));
  });

  test('takes no notice of a cookie that it has already', () => {
    clientIn.proving().send(challenged(), challenged()).expect();
  });

  test('proves again with a new cookie', () => {
    clientIn.proving().send(challenged(OTHER_COOKIE)).expectNow(register(OTHER_COOKIE));
  });

  test('tries again after 500 ms, with the cookie, while its name is disputed', () => {
    const run = clientIn.proving().send(wait).expect();
    run
      .send(wait, challenged())
      .advance(REGISTRATION_WAIT_MS - 1)
      .expect();
    run.advance(1).expectNow(register(COOKIE));
    run.send(wait).advance(REGISTRATION_WAIT_MS).expectNow(register(COOKIE));
  });

  test.each(['asking', 'proving', 'waiting'] as const)('is welcome while it is %s', (place) => {
    const run = clientIn[place]().send(registered(false));
    run.expectNow(show({ kind: 'registered' }), requestTable);
    expect(modeOf(run)).toBe('lobby.ready');
    // Commands wait for the first table: without it no name is known.
    expect(run.isBusy).toBe(true);
    run.send(complete(false)).expect();
    expect(run.isBusy).toBe(false);
  });

  test.each(['nameTaken', 'serverFull', 'badName', 'hostFull'] as const)(
    'can be refused: %s',
    (refusal) => {
      const run = clientIn.proving().send({ type: 'server.refused', refusal });
      run.expectNow(abandonMessages, show({ kind: 'refused', name: 'ann', refusal }), end(1));
      expect(run.state).toBe('client.refused');
    },
  );

  test('has no use for a RESET, a table or a WAIT before it has proved anything', () => {
    const run = clientIn.asking();
    run.send(reset, complete(true), { type: 'table.page' }, wait).expect();
  });
});

describe('a client whose session is not known to the server', () => {
  test('registers again, and commands wait meanwhile', () => {
    const run = clientIn.nonGroup().send(reset).expectNow(resume());
    expect(run.isBusy).toBe(true);
    run.send(reset).expect();
    run.send(challenged(), challenged()).expectNow(resume(COOKIE));
    run.send(wait).advance(REGISTRATION_WAIT_MS).expectNow(resume(COOKIE));
    run.send(challenged(OTHER_COOKIE)).expectNow(resume(OTHER_COOKIE));
  });

  test('does not use the cookie of its last registration', () => {
    const run = clientIn.proving().send(registered(false), complete(false)).forget();
    run.send(reset).expectNow(resume());
  });

  test('goes on where it was if the server still has the session', () => {
    const run = clientIn.resuming().send(registered(true)).expect();
    expect(modeOf(run)).toBe('lobby.ready');
    expect(run.isBusy).toBe(false);
    run.send(reset).expectNow(resume());
  });

  test('keeps its group and what it buffered if the server still has the session', () => {
    const run = clientIn.group().send(arrived(HELLO), reset).forget();
    run.send(registered(true)).expect();
    expect(modeOf(run)).toBe('membership.ready');
    run.send({ type: 'command.leave_group' }).forget();
    run.send({ type: 'server.left' }).expectNow(show({ kind: 'left', group: 'tea' }), shown(HELLO));
  });

  test.each([
    ['creating', 'lobby.creating'],
    ['listingGroups', 'lobby.listing'],
    ['joining', 'lobby.joining'],
    ['listingMembers', 'membership.listing'],
    ['leavingGroup', 'membership.leaving'],
  ] as const)('still waits for its answer when it was %s', (place, mode) => {
    const run = clientIn[place]().send(reset, registered(true)).forget();
    expect(modeOf(run)).toBe(mode);
    expect(run.isBusy).toBe(true);
  });

  test('is a new client, and says so, if the server has forgotten it', () => {
    const run = clientIn.resuming().send(registered(false));
    run.expectNow(show({ kind: 'registeredAgain' }), requestTable);
    expect(modeOf(run)).toBe('lobby.ready');
    run.send(complete(false));
    expect(run.isBusy).toBe(false);
  });

  test('is removed from its group, then is shown what was buffered, in order', () => {
    const run = clientIn.group().send(arrived(HELLO), reset, arrived(BYE)).forget();
    run
      .send(registered(false))
      .expectNow(
        show({ kind: 'removed', group: 'tea' }),
        show({ kind: 'registeredAgain' }),
        shown(HELLO, BYE),
        requestTable,
      );
    expect(modeOf(run)).toBe('lobby.ready');
    run.send(arrived(HELLO)).expectNow(shown(HELLO));
  });

  test.each(['creating', 'listingGroups', 'joining', 'listingMembers', 'leavingGroup'] as const)(
    'does not wait for ever when it was %s and the server has forgotten it',
    (place) => {
      const run = clientIn[place]().send(reset, registered(false), complete(false)).forget();
      expect(modeOf(run)).toBe('lobby.ready');
      expect(run.isBusy).toBe(false);
    },
  );

  test('goes on asking for the table while it registers again, if it lacks it', () => {
    const run = clientIn.asking().send(registered(false), reset).forget();
    run.advance(99).expect();
    run.advance(1).expectNow(requestTable);
  });
});

describe('the sign of life', () => {
  const heard = { type: 'server.heard' } as const;

  test('is given every 2 s while the server is heard', () => {
    const run = clientIn.nonGroup();
    run.advance(KEEPALIVE_INTERVAL_MS).expectNow(keepalive).send(heard);
    run.advance(KEEPALIVE_INTERVAL_MS - 1).expect();
    run.advance(1).expectNow(keepalive);
  });

  test('is repeated every 500 ms until the server is heard', () => {
    const run = clientIn.nonGroup().advance(3_499);
    run.expect([2_000, keepalive], [2_500, keepalive], [3_000, keepalive]);
    run
      .send(heard)
      .advance(KEEPALIVE_INTERVAL_MS - 1)
      .expect();
    run.advance(1).expectNow(keepalive);
  });

  test('is given in a group, and while a session is resumed', () => {
    clientIn.resumingInGroup().advance(KEEPALIVE_INTERVAL_MS).expectNow(keepalive);
  });

  test('is not given before the client is registered, nor while it deregisters', () => {
    for (const place of ['asking', 'proving', 'settling', 'requesting'] as const) {
      clientIn[place]().advance(60_000).expect();
    }
  });
});

/** Part of client.test.ts: the ways out of a session and out of the chat. */
import { describe, expect, test } from 'vitest';
import type { ClientEffect, ClientEvent } from '../../../machines/clientProtocol.ts';
import { WITHDRAWAL_WAIT_MS } from '../../../machines/timers.ts';
import type { Place } from './clientRun.ts';
import {
  abandonMessages,
  acked,
  arrived,
  awaitSettled,
  BYE,
  challenged,
  clientIn,
  DEREGISTERING,
  end,
  GROUP_OF,
  HELLO,
  kept,
  leave,
  ONLINE,
  OTHER_COOKIE,
  PLACES,
  refused,
  registered,
  request,
  reset,
  settled,
  show,
  shown,
  showOffline,
  showRefused,
  showServerSilent,
  silent,
} from './clientRun.ts';

const deregister = request({ kind: 'DEREGISTER' });
const deregistered = { type: 'server.deregistered' } as const;
const NOT_PROVED: Place[] = ['asking', 'waiting'];
const REQUESTING = 'deregistration.requesting';

/** What a client that is in a group has buffered by now: it is owed to the user, whatever comes. */
function withBuffered(place: Place) {
  const run = clientIn[place]();
  const isInGroup = GROUP_OF[place] !== null;
  if (isInGroup) run.send(arrived(HELLO), arrived(BYE)).expectNow(kept('bob'), kept('cem'));
  return { run, buffered: isInGroup ? [shown(HELLO, BYE)] : ([] as ClientEffect[]) };
}

describe('a client that deregisters', () => {
  test('first lets everything settle that was asked for', () => {
    const run = clientIn.nonGroup();
    run.send({ type: 'command.dereg', name: 'ann', obstacle: null }).expectNow(awaitSettled);
    expect(run.isBusy).toBe(true);
    run.send(acked(1)).expectNow(show({ kind: 'received', by: 'bob' }));
    run.send(settled).expectNow(abandonMessages, deregister);
    expect(run.stateOf('deregistration')).toBe(REQUESTING);
    run.send(deregistered).expectNow(abandonMessages, showOffline, end(0));
    expect(run.state).toBe('client.offline');
  });

  test('is shown what was buffered in the group before the request leaves', () => {
    const { run, buffered } = withBuffered('settling');
    run.send(settled).expectNow(...buffered, abandonMessages, deregister);
    run.send(deregistered).expectNow(abandonMessages, showOffline, end(0));
  });

  test('is offline too if the server does not know it any more', () => {
    for (const place of DEREGISTERING) {
      const { run, buffered } = withBuffered(place);
      run.send(reset).expectNow(...buffered, abandonMessages, showOffline, end(0));
    }
  });

  test('does not let itself be registered or asked twice', () => {
    const run = clientIn.requesting();
    run.send(settled, leave, registered(true), refused).expect();
    expect(run.stateOf('deregistration')).toBe(REQUESTING);
  });

  test('asks again in a new session that it still gets', () => {
    const run = clientIn.requesting();
    run.send(registered(false)).expectNow(abandonMessages, deregister);
    expect(run.stateOf('deregistration')).toBe(REQUESTING);
    clientIn.settling().send(registered(false)).expect();
  });

  test('takes no answer for its own before it has asked', () => {
    const run = clientIn.settling().send(deregistered).expect();
    expect(run.stateOf('deregistration')).toBe('deregistration.settling');
  });
});

describe('a client that is told to leave', () => {
  test.each(ONLINE)('deregisters without waiting for anything when it is %s', (place) => {
    const { run, buffered } = withBuffered(place);
    run.send(leave).expectNow(...buffered, abandonMessages, deregister);
    expect(run.stateOf('deregistration')).toBe(REQUESTING);
  });

  test('stops waiting for what is under way', () => {
    const { run, buffered } = withBuffered('settling');
    run.send(leave).expectNow(...buffered, abandonMessages, deregister);
    expect(run.stateOf('deregistration')).toBe(REQUESTING);
  });

  test.each(NOT_PROVED)('just ends while it is %s: there is nothing to deregister', (place) => {
    const run = clientIn[place]().send(leave);
    run.expectNow(abandonMessages, showOffline, end(0));
    run.advance(60_000).expect();
  });

  test('waits for what the server decides when it has proved where it is, then deregisters', () => {
    for (const isResumed of [false, true]) {
      const run = clientIn.proving().send(leave, challenged()).expect();
      expect(run.stateOf('registration')).toBe('registration.withdrawing');
      run.send(registered(isResumed)).expectNow(abandonMessages, deregister);
      expect(run.stateOf('deregistration')).toBe(REQUESTING);
    }
  });

  test.each<ClientEvent>([refused, leave, { type: 'server.wait' }, challenged(OTHER_COOKIE)])(
    'is offline when the server has not taken it: $type',
    (event) => {
      const run = clientIn.proving().send(leave, event);
      run.expectNow(abandonMessages, showOffline, end(0));
    },
  );

  test('says so when the server does not decide', () => {
    const run = clientIn.proving().send(leave, silent);
    run.expectNow(abandonMessages, showServerSilent, end(1));
  });

  test('waits for that no longer than for a silent server, though it may be heard', () => {
    const run = clientIn
      .proving()
      .send(leave)
      .advance(WITHDRAWAL_WAIT_MS - 1)
      .expect();
    run.advance(1).expectNow(abandonMessages, showServerSilent, end(1));
  });
});

describe('a client whose server is silent', () => {
  test.each(PLACES)('shows what was buffered, says so and exits when it is %s', (place) => {
    const { run, buffered } = withBuffered(place);
    run.send(silent).expectNow(...buffered, abandonMessages, showServerSilent, end(1));
    expect(run.state).toBe('client.exited');
  });
});

describe('a client that is refused', () => {
  const places = PLACES.filter((place) => !DEREGISTERING.includes(place));
  test.each(places)('shows what was buffered, says why and ends when it is %s', (place) => {
    const { run, buffered } = withBuffered(place);
    run.send(refused).expectNow(...buffered, abandonMessages, showRefused, end(1));
    expect(run.state).toBe('client.refused');
  });
});

describe('a client that has ended', () => {
  const ends = {
    offline: () => clientIn.requesting().send(deregistered),
    exited: () => clientIn.group().send(silent),
    refused: () => clientIn.proving().send(refused),
  };
  test.each(Object.entries(ends))('does nothing more: %s', (state, run) => {
    const over = run().forget();
    over.send(arrived(HELLO), registered(false), reset, leave, silent, settled);
    over.advance(60_000).expect();
    expect(over.state).toBe(`client.${state}`);
  });
});

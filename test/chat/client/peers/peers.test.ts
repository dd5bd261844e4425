import { describe, expect, test } from 'vitest';
import { DELIVERY_PATIENCE } from '../../../../machines/timers.ts';
import type { Peer } from '../../../../src/chat/client/peers/peers.ts';
import { Peers } from '../../../../src/chat/client/peers/peers.ts';
import { VirtualClock } from '../../../../src/lab/world/virtualClock.ts';
import { entry } from '../../support/tableEntry.ts';

const HERE = { ip: '10.0.0.1', port: 5_000 };
const THERE = { ip: '10.0.0.2', port: 6_000 };

function peersOf(ownTag = 10) {
  const clock = new VirtualClock();
  const due: Peer[] = [];
  const peers = new Peers(
    ownTag,
    { clock, randomIdentity: () => 0 },
    { onDue: (peer) => due.push(peer), onSuspect: () => {} },
  );
  return { clock, due, peers };
}

/** Sends a private message, and remembers what became of it. */
function say(peer: Peer, text: string, outcomes: string[]): void {
  peer.belief.wrote();
  peer.courier.post({
    message: { kind: 'PRIVATE', text },
    until: 'acked',
    patience: DELIVERY_PATIENCE,
    onSettled: (outcome) => outcomes.push(`${text} ${outcome}`),
  });
}

describe('Peers', () => {
  test('keeps one link to each process', () => {
    const { peers } = peersOf();
    const bob = peers.of(entry('bob'));
    expect(peers.of(entry('bob'))).toBe(bob);
    expect(bob.address).toEqual(HERE);
    expect(peers.of(entry('cem'))).not.toBe(bob);
  });

  test('gives both ends the same session, and different pairs different ones', () => {
    const sessionOf = (ownTag: number, tag: number) =>
      peersOf(ownTag).peers.of(entry('bob', { tag })).courier.link.session;
    const high = 2 ** 48 - 1;
    expect(sessionOf(3, 4)).toBe(sessionOf(4, 3));
    expect(sessionOf(high, 5)).toBe(4);
    expect(sessionOf(high, high)).toBe(high - 1);
    expect(sessionOf(3, 5)).not.toBe(sessionOf(3, 4));
  });

  test('says to whom something is due', () => {
    const { due, peers } = peersOf();
    const bob = peers.of(entry('bob'));
    say(bob, 'hi', []);
    expect(due).toEqual([bob]);
    peers.abandon();
  });

  test('takes a process that was restarted under the name for another peer', () => {
    const { clock, peers } = peersOf();
    const outcomes: string[] = [];
    const former = peers.of(entry('bob'));
    say(former, 'hi', outcomes);
    const latter = peers.of(entry('bob', { tag: 2 }));
    expect(latter).not.toBe(former);
    expect(outcomes).toEqual(['hi abandoned']);
    expect(clock.pending).toBe(0);
    expect(peers.of(entry('bob', { tag: 2 }))).toBe(latter);
  });

  test('keeps the link of a process that moves, and what is on the way', () => {
    const { clock, peers } = peersOf();
    const outcomes: string[] = [];
    const bob = peers.of(entry('bob'));
    say(bob, 'hi', outcomes);
    peers.update(entry('bob', THERE));
    expect(peers.of(entry('bob', THERE))).toBe(bob);
    expect(bob.address).toEqual(THERE);
    expect(outcomes).toEqual([]);
    peers.abandon();
    expect(outcomes).toEqual(['hi abandoned']);
    expect(clock.pending).toBe(0);
  });

  test.each([
    { change: { status: 'offline' as const }, what: 'went offline' },
    { change: { status: 'forgotten' as const }, what: 'was forgotten' },
    { change: { tag: 2 }, what: 'was restarted' },
  ])('gives up what is on the way to a process that $what', ({ change }) => {
    const { clock, peers } = peersOf();
    const outcomes: string[] = [];
    say(peers.of(entry('bob')), 'hi', outcomes);
    say(peers.of(entry('cem')), 'ho', outcomes);
    peers.update(entry('bob', change));
    expect(outcomes).toEqual(['hi abandoned']);
    peers.abandon();
    expect(outcomes).toEqual(['hi abandoned', 'ho abandoned']);
    expect(clock.pending).toBe(0);
  });

  test('does not meet anybody only because the table changed', () => {
    const { due, peers } = peersOf();
    peers.update(entry('bob', { status: 'offline' }));
    expect(due).toEqual([]);
    expect(peers.of(entry('bob')).address).toEqual(HERE);
  });
});

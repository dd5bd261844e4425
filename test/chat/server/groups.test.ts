/** Who gets a copy of a group message, who owes an ack for it, and who no longer does. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { session } from '../../../machines/session.ts';
import { Courier } from '../../../src/chat/link/courier.ts';
import { Link } from '../../../src/chat/link/link.ts';
import { GroupBroadcast } from '../../../src/chat/server/groups.ts';
import type { Member } from '../../../src/chat/server/member.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { check } from '../../support/property.ts';

let clock: VirtualClock;
let doubted: string[];
let unreachable: string[];
let completed: number;
beforeEach(() => {
  clock = new VirtualClock();
  doubted = [];
  unreachable = [];
  completed = 0;
});

function newMember(name: string): Member {
  const runtime = { clock, randomIdentity: () => 0 };
  const link = new Link({ session: 2, nowMs: () => 0, maxMessageBytes: 0, onDue: () => {} });
  return {
    id: 1,
    name,
    tag: 1,
    address: { ip: '10.0.0.1', port: 5_000 },
    machine: createActor(session, { clock }),
    courier: new Courier(link, runtime, name),
    group: null,
    announcedVersion: 0,
    deliveries: [],
  };
}

function sendTo(...members: Member[]): GroupBroadcast {
  const broadcast = new GroupBroadcast('tea:1', members, {
    runtime: { clock, randomIdentity: () => 0 },
    onAcks: () => {},
    onOverdue: ({ name }) => doubted.push(name),
    onUnreachable: ({ name }) => unreachable.push(name),
  });
  const letter = { from: 'zoe', text: 'hello', recipients: members };
  broadcast.start('tea', letter, () => completed++);
  return broadcast;
}

/** To whom a copy leaves at the end of this turn. */
function copiesTo(...members: Member[]): string[] {
  return members.filter(({ courier }) => courier.link.flush(0).length > 0).map(({ name }) => name);
}

describe('a group message', () => {
  test('is sent again to those who have not acked, and to nobody else', () => {
    const [ann, bob, cem] = [newMember('ann'), newMember('bob'), newMember('cem')];
    const broadcast = sendTo(ann, bob, cem);
    expect(copiesTo(ann, bob, cem)).toEqual(['ann', 'bob', 'cem']);
    broadcast.ackedBy(bob);
    // Before the machine has heard of it, too.
    clock.advance(250);
    expect(copiesTo(ann, bob, cem)).toEqual(['ann', 'cem']);
    broadcast.deliverAcks();
    broadcast.forget(ann);
    clock.advance(250);
    expect(copiesTo(ann, bob, cem)).toEqual(['cem']);
    expect(doubted).toEqual(['cem']);
    broadcast.ackedBy(cem);
    broadcast.deliverAcks();
    expect({ completed, pending: clock.pending }).toEqual({ completed: 1, pending: 0 });
  });

  test('does not put anybody in doubt who acked within the round', () => {
    const [ann, bob] = [newMember('ann'), newMember('bob')];
    const broadcast = sendTo(ann, bob);
    clock.advance(499);
    broadcast.ackedBy(ann);
    clock.advance(1);
    expect(doubted).toEqual(['bob']);
  });

  test('is given up after 15 s for those who never ack', () => {
    const [ann, bob, cem] = [newMember('ann'), newMember('bob'), newMember('cem')];
    const broadcast = sendTo(ann, bob, cem);
    broadcast.ackedBy(bob);
    broadcast.deliverAcks();
    clock.advance(14_999);
    expect(unreachable).toEqual([]);
    clock.advance(1);
    expect({ unreachable, completed }).toEqual({ unreachable: ['ann', 'cem'], completed: 1 });
    broadcast.ackedBy(ann);
    broadcast.deliverAcks();
    broadcast.forget(cem);
    expect(completed).toBe(1);
  });

  test('is complete when a simple count says so, whatever the order of the news', () => {
    const place = fc.integer({ min: 0, max: 5 });
    const news = fc.oneof(
      fc.record({ acks: fc.array(place, { maxLength: 4 }) }),
      fc.record({ gone: place }),
    );
    check(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(news), (count, all) => {
        completed = 0;
        const everybody = Array.from({ length: 6 }, (_, i) => newMember(`m${i}`));
        const members = everybody.slice(0, count);
        const broadcast = sendTo(...members);
        const owed = new Set(members);
        for (const item of all) {
          const some = 'gone' in item ? [item.gone] : item.acks;
          for (const member of everybody.filter((_, i) => some.includes(i))) {
            if ('gone' in item) broadcast.forget(member);
            else broadcast.ackedBy(member);
            owed.delete(member);
          }
          broadcast.deliverAcks();
        }
        expect(completed).toBe(owed.size === 0 ? 1 : 0);
        for (const member of members) broadcast.forget(member);
        expect(completed).toBe(1);
      }),
    );
  });
});

/** Who gets a copy of a group message, who owes an ack for it, and who no longer does. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Group, GroupBroadcast } from '../../../src/chat/server/groups.ts';
import { MAX_OWED_BYTES, MAX_OWED_MESSAGES } from '../../../src/chat/server/outflow.ts';
import type { Registrant } from '../../../src/chat/server/registrant.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { check } from '../../support/property.ts';
import { registrantNamed } from '../support/registrant.ts';

let clock: VirtualClock;
let doubted: string[];
let stuck: string[];
let laggards: string[];
let completed: number;
beforeEach(() => {
  clock = new VirtualClock();
  doubted = [];
  stuck = [];
  laggards = [];
  completed = 0;
});

const newMember = (name: string, id = 1): Registrant =>
  registrantNamed(name, id, clock, {
    onOverdue: () => doubted.push(name),
    onStuck: () => stuck.push(name),
  });

const options = () => ({
  runtime: { clock, randomIdentity: () => 0 },
  onAcks: () => {},
  onLaggard: (member: Registrant) => {
    laggards.push(member.name);
    member.group?.remove(member);
    member.outflow.forgetDeliveries();
  },
});

function sendTo(...members: Registrant[]): GroupBroadcast {
  const recipients = members.map(({ outflow }) => outflow);
  const broadcast = new GroupBroadcast('tea:1', recipients, options(), () => completed++);
  broadcast.start(Uint8Array.of(1, 2, 3));
  return broadcast;
}

/** To whom a copy leaves at the end of this turn. */
function copiesTo(...members: Registrant[]): string[] {
  return members.filter(({ courier }) => courier.flush(0).length > 0).map(({ name }) => name);
}

describe('a group message', () => {
  test('is sent again to those who have not acked, and to nobody else', () => {
    const [ann, bob, cem] = [newMember('ann'), newMember('bob'), newMember('cem')];
    const broadcast = sendTo(ann, bob, cem);
    expect(copiesTo(ann, bob, cem)).toEqual(['ann', 'bob', 'cem']);
    bob.courier.link.abandon({ first: 1, last: 1 });
    ann.outflow.forgetDeliveries();
    clock.advance(250);
    expect(copiesTo(ann, bob, cem)).toEqual(['cem']);
    broadcast.ackedBy(bob.outflow);
    broadcast.ackedBy(cem.outflow);
    broadcast.deliverAcks();
    expect(completed).toBe(1);
  });

  test('puts those in doubt who ack nothing for a round, and nobody else', () => {
    const [ann, bob] = [newMember('ann'), newMember('bob')];
    sendTo(ann, bob);
    clock.advance(499);
    ann.courier.link.abandon({ first: 1, last: 1 });
    clock.advance(1);
    expect(doubted).toEqual(['bob']);
  });

  test('is too much for a member that acks nothing for 15 s', () => {
    const ann = newMember('ann');
    sendTo(ann);
    clock.advance(14_999);
    expect(stuck).toEqual([]);
    clock.advance(1);
    expect(stuck).toEqual(['ann']);
  });

  test('leaves no actor behind for a member that has everything', () => {
    const ann = newMember('ann');
    sendTo(ann);
    copiesTo(ann);
    ann.courier.link.abandon({ first: 1, last: 1 });
    clock.advance(1_000);
    expect(clock.pending).toBe(0);
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
            if ('gone' in item) broadcast.forget(member.outflow);
            else broadcast.ackedBy(member.outflow);
            owed.delete(member);
          }
          broadcast.deliverAcks();
        }
        expect(completed).toBe(owed.size === 0 ? 1 : 0);
        for (const member of members) broadcast.forget(member.outflow);
        expect(completed).toBe(1);
      }),
    );
  });
});

describe('a group', () => {
  const text = 'x'.repeat(16_000);

  test('removes who has too much before it, and nobody else', () => {
    const group = new Group('tea', '10.0.0.1', options());
    const [zoe, ann, bob] = [newMember('zoe', 1), newMember('ann', 2), newMember('bob', 3)];
    for (const member of [zoe, ann, bob]) group.add(member);
    const count = Math.ceil(MAX_OWED_BYTES / text.length);
    for (let i = 0; i < count; i++) {
      group.send(zoe, text);
      // ann takes everything at once.
      ann.outflow.forgetDeliveries();
    }
    expect(laggards).toEqual([]);
    group.send(zoe, text);
    expect(laggards).toEqual(['bob']);
    expect(group.namesFrom(0).names).toEqual(['zoe', 'ann']);
    expect(bob.courier.link.unsettledFrames).toBe(0);
    expect(ann.courier.link.unsettledFrames).toBeGreaterThan(0);
  });

  test('removes who has too many messages before it, however short', () => {
    const group = new Group('tea', '10.0.0.1', options());
    const [zoe, bob] = [newMember('zoe', 1), newMember('bob', 2)];
    for (const member of [zoe, bob]) group.add(member);
    for (let i = 0; i <= MAX_OWED_MESSAGES; i++) group.send(zoe, 'hi');
    expect(laggards).toEqual(['bob']);
    expect(group.outstanding).toBe(0);
  });
});

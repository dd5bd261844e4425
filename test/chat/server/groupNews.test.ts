/** Who is told that somebody entered or left a group, when, and how often. */
import { beforeEach, describe, expect, test } from 'vitest';
import { GROUP_NEWS_REST_MS } from '../../../machines/timers.ts';
import { Group } from '../../../src/chat/server/groups.ts';
import { MAX_OWED_NEWS } from '../../../src/chat/server/outflow.ts';
import type { Registrant } from '../../../src/chat/server/registrant.ts';
import { decodeMessage } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { registrantNamed } from '../support/registrant.ts';

let clock: VirtualClock;
let group: Group;
let doubted: string[];
let ids: number;
beforeEach(() => {
  clock = new VirtualClock();
  doubted = [];
  ids = 0;
  group = new Group('tea', '10.0.0.1', {
    runtime: { clock, randomIdentity: () => 0 },
    onAcks: () => {},
    onLaggard: (member) => group.remove(member),
  });
});

function enter(...names: string[]): Registrant[] {
  return names.map((name) => {
    const worry = () => doubted.push(name);
    const member = registrantNamed(name, ++ids, clock, { onOverdue: worry, onStuck: worry });
    group.add(member);
    return member;
  });
}

/** What was put on the member's stream, in order, since this was last asked; it acks all of it. */
function told(member: Registrant): string[] {
  const { link } = member.courier;
  const frames = link.flush(0).flatMap((bytes) => decodeDatagram(bytes)?.frames ?? []);
  for (const { id } of frames) link.abandon({ first: id, last: id });
  member.outflow.acked();
  return frames.map(({ code, body }) => {
    const message = decodeMessage(code, body);
    if (message?.kind === 'GROUP_MESSAGE') return `${message.from}: ${message.text}`;
    if (message?.kind !== 'GROUP_NEWS') return 'neither';
    const { entered, left } = message;
    return [entered, left].map(({ names, count }) => `${names} of ${count}`).join('; ');
  });
}

const NOBODY = ' of 0';
const rest = () => clock.advance(GROUP_NEWS_REST_MS);

test('who enters is told at once to those who are there, and to nobody else', () => {
  const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
  expect(told(ann)).toEqual([`bob of 1; ${NOBODY}`]);
  expect(told(bob)).toEqual([]);
});

test('what changes in the rest after it is told in one message when that is over', () => {
  const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
  told(ann);
  enter('cem', 'dan');
  group.remove(bob);
  expect(told(ann)).toEqual([]);
  rest();
  expect(told(ann)).toEqual(['cem,dan of 2; bob of 1']);
  expect(told(bob)).toEqual([]);
});

test('each is told what changed after it entered itself', () => {
  const [, bob, cem, dan, eve] = enter('ann', 'bob', 'cem', 'dan', 'eve') as Registrant[];
  group.remove(bob as Registrant);
  rest();
  expect(told(cem as Registrant)).toEqual(['dan,eve of 2; bob of 1']);
  expect(told(dan as Registrant)).toEqual(['eve of 1; bob of 1']);
  expect(told(eve as Registrant)).toEqual([`${NOBODY}; bob of 1`]);
});

test('who enters and leaves, or leaves and is back, is not mentioned, nor told of itself', () => {
  const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
  told(ann);
  const [cem] = enter('cem') as [Registrant];
  group.remove(cem);
  group.remove(bob);
  group.add(bob);
  rest();
  expect([told(ann), told(bob)]).toEqual([[], []]);
});

test('entering a group twice is entering it once', () => {
  const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
  rest();
  told(ann);
  group.add(bob);
  group.remove(enter('cem')[0] as Registrant);
  rest();
  expect(told(ann)).toEqual([`cem of 1; ${NOBODY}`, `${NOBODY}; cem of 1`]);
});

describe('before a group message', () => {
  test('those are told who do not know that its sender has entered, at once', () => {
    const [ann, bob, cem] = enter('ann', 'bob', 'cem') as [Registrant, Registrant, Registrant];
    group.send(cem, 'hi');
    group.send(cem, 'again');
    const heard = [`cem of 1; ${NOBODY}`, 'cem: hi', 'cem: again'];
    expect(told(ann)).toEqual([`bob of 1; ${NOBODY}`, ...heard]);
    expect(told(bob)).toEqual(heard);
  });

  test('nothing is told that can wait', () => {
    const [ann, bob] = enter('ann', 'bob', 'cem') as [Registrant, Registrant];
    told(ann);
    group.send(bob, 'hi');
    expect(told(ann)).toEqual(['bob: hi']);
    rest();
    expect(told(ann)).toEqual([`cem of 1; ${NOBODY}`]);
  });

  test('stands what happened before it, and behind it what happened after', () => {
    const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
    rest();
    told(ann);
    group.send(bob, 'bye');
    group.remove(bob);
    expect(told(ann)).toEqual(['bob: bye', `${NOBODY}; bob of 1`]);
  });
});

test('a thousand who enter at once, and leave at once, cost each a line for each second', () => {
  const [ann] = enter('ann') as [Registrant];
  const names = Array.from({ length: 1_000 }, (_, i) => `p${i}`);
  const crowd = enter(...names);
  rest();
  expect(told(ann)).toEqual([`p0 of 1; ${NOBODY}`, `p1,p2,p3,p4,p5 of 999; ${NOBODY}`]);
  expect(told(crowd[0] as Registrant)).toEqual([`p1,p2,p3,p4,p5 of 999; ${NOBODY}`]);
  expect(told(crowd[998] as Registrant)).toEqual([`p999 of 1; ${NOBODY}`]);
  expect(told(crowd[999] as Registrant)).toEqual([]);
  for (const member of crowd) group.remove(member);
  rest();
  expect(told(ann)).toEqual([`${NOBODY}; p0,p1,p2,p3,p4 of 1000`]);
});

test('one who enters and leaves a thousand times a second costs 200 members no more than a line', () => {
  const crowd = enter(...Array.from({ length: 200 }, (_, i) => `p${i}`));
  rest();
  crowd.forEach(told);
  const [restless] = enter('restless') as [Registrant];
  for (let i = 0; i < 1_000; i++) {
    group.remove(restless);
    group.add(restless);
    if (i === 500) group.send(restless, 'here');
    clock.advance(1);
  }
  rest();
  // It is told at once that it is there: nobody needs to hear it again, nor before what it says.
  const lines = [`restless of 1; ${NOBODY}`, 'restless: here'];
  for (const member of crowd) expect(told(member)).toEqual(lines);
});

describe('a member that acks nothing', () => {
  test('is neither put in doubt nor removed for news, and keeps no more than so much of it', () => {
    const [ann] = enter('ann') as [Registrant];
    for (let i = 0; i < 2 * MAX_OWED_NEWS; i++) {
      enter(`p${i}`);
      rest();
      rest();
    }
    expect(doubted).toEqual([]);
    expect(group.namesFrom(0).names).toContain('ann');
    expect(ann.courier.link.unsettledFrames).toBe(MAX_OWED_NEWS);
    told(ann);
    enter('late');
    expect(told(ann)).toEqual([`late of 1; ${NOBODY}`]);
  });

  test('is put in doubt for a group message, and no earlier because of news', () => {
    const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
    clock.advance(10_000);
    group.send(bob, 'hi');
    clock.advance(499);
    expect(doubted).toEqual([]);
    clock.advance(1);
    expect(doubted).toEqual(['ann']);
    expect(told(ann)).toContain('bob: hi');
  });

  test('is not put in doubt for news behind a group message that it has acked', () => {
    const [ann, bob] = enter('ann', 'bob') as [Registrant, Registrant];
    const [late] = enter('late') as [Registrant];
    clock.advance(GROUP_NEWS_REST_MS - 300);
    group.send(bob, 'hi');
    for (const member of [ann, late]) told(member);
    clock.advance(10_000);
    expect(doubted).toEqual([]);
    expect(told(ann)).toEqual([`late of 1; ${NOBODY}`]);
  });

  test('has nothing before it any more when it is removed', () => {
    const [ann] = enter('ann', 'bob') as [Registrant];
    ann.outflow.forgetDeliveries();
    expect(told(ann)).toEqual([]);
    expect(ann.courier.link.unsettledFrames).toBe(0);
  });
});

test('a group without members, or with one who was always alone, has no timer', () => {
  const [ann] = enter('ann') as [Registrant];
  expect(clock.pending).toBe(0);
  const [bob] = enter('bob') as [Registrant];
  expect(clock.pending).toBe(1);
  group.remove(ann);
  group.remove(bob);
  expect(clock.pending).toBe(0);
});

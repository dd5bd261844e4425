/** Datagrams from those who are not entitled to anything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COOKIE_EPOCH_MS } from '../../../machines/timers.ts';
import type { Address } from '../../../src/chat/address.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import { check } from '../../support/property.ts';
import type { Chat } from '../support/chat.ts';
import {
  chatOf,
  dereg,
  groupOf,
  leave,
  listGroups,
  listMembers,
  say,
  send,
} from '../support/chat.ts';
import {
  forge,
  frameOf,
  isSame,
  STRANGER,
  sessionBetween,
  stateOf,
  wiretap,
} from '../support/forgery.ts';

/** ann and bob in a group, cyd and dan outside, and everybody has talked. */
function busyChat(): { chat: Chat; traffic: ReturnType<typeof wiretap> } {
  const chat = groupOf('ann', 'bob');
  const traffic = wiretap(chat);
  chat.start('cyd');
  chat.start('dan');
  chat.wait(1_000);
  chat.tell('cyd', send('dan', 'hi dan'), send('ann', 'hi ann'), listGroups);
  chat.tell('dan', send('cyd', 'hi cyd'));
  chat.tell('ann', say('hi group'));
  chat.wait(1_000);
  return { chat, traffic };
}

const by = (name: string) => (text: string) => `${name}: ${text}`;

/** The chat goes on as if nothing had happened. */
function expectToGoOn(chat: Chat): void {
  chat.tell('ann', say('still here?'), leave);
  chat.tell('cyd', send('dan', 'and you?'));
  chat.tell('dan', send('cyd', 'yes'));
  chat.wait(2_000);
  expect(chat.client('bob').groupTexts()).toEqual(['ann: hi group', 'ann: still here?']);
  expect(chat.client('ann').privateTexts('cyd')).toEqual(['hi ann']);
  expect(chat.client('dan').privateTexts('cyd')).toEqual(['hi dan', 'and you?']);
  expect(chat.client('cyd').privateTexts('dan')).toEqual(['hi cyd', 'yes']);
  expect(chat.witness.broken).toEqual([]);
}

const PACKETS: readonly Packet[] = [
  { kind: 'REGISTER', name: 'ann', tag: 1, resume: 1, cookie: new Uint8Array(4) },
  { kind: 'CHALLENGE', cookie: new Uint8Array(4) },
  { kind: 'REGISTERED', session: 1 },
  { kind: 'REFUSED', refusal: 'nameTaken' },
  { kind: 'WAIT' },
  { kind: 'ACK', next: 2, limit: 300, floor: 1, delay: 0, arrived: [1, 9] },
  { kind: 'ACK', next: 1_000, limit: 0, floor: 9, delay: 1, arrived: [5, 4_294_967_295] },
  { kind: 'KEEPALIVE' },
  { kind: 'PROBE' },
  { kind: 'RESET' },
  { kind: 'REQUEST_TABLE', since: 0 },
  { kind: 'UPDATED_TABLE', from: 0, to: 99, latest: 99, entries: [] },
  { kind: 'PRIVATE', text: 'forged' },
  { kind: 'SUSPECT', name: 'bob', tag: 1 },
  { kind: 'CREATE_GROUP', group: 'forged' },
  { kind: 'JOIN_GROUP', group: 'g' },
  { kind: 'LEAVE_GROUP' },
  { kind: 'SEND_GROUP', text: 'forged' },
  { kind: 'DEREGISTER' },
  { kind: 'LEFT', re: 1 },
  { kind: 'DEREGISTERED', re: 1 },
  { kind: 'GROUP_MESSAGE', group: 'g', from: 'bob', text: 'forged' },
];

const uint32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffffffff }), fc.constant(0));

const frame = fc.oneof(
  fc.tuple(fc.constantFrom(...PACKETS), uint32).map(([packet, id]) => frameOf(packet, id)),
  fc.record({
    code: fc.nat(127),
    more: fc.boolean(),
    id: uint32,
    back: fc.oneof(fc.nat(10), fc.nat(0xffff)),
    body: fc.uint8Array({ maxLength: 100 }),
  }),
);

describe('bytes that nobody is entitled to', () => {
  it('change nothing, whatever they are and wherever they seem to come from', () => {
    const { chat, traffic } = busyChat();
    const addresses = [SERVER_ADDRESS, ...chat.started.map(({ address }) => address)];
    const sessions = [...new Set(traffic.flatMap((t) => [sessionBetween([t], t.from, t.to)]))];
    const before = stateOf(chat);
    const address = fc.constantFrom(...addresses);
    const whatever = fc.record({
      session: fc.oneof(fc.constantFrom(...sessions), fc.nat()),
      number: uint32,
      tableVersion: uint32,
      frames: fc.array(frame, { maxLength: 5 }),
      cut: fc.option(fc.nat(60)),
      flip: fc.option(fc.nat(200)),
    });
    const strange = fc.record({ whatever, from: fc.constant(STRANGER), to: address });
    // A known address and a session that is not its own.
    const foreign = fc.record({
      whatever: whatever.map((w) => ({ ...w, session: w.session + 2 })),
      from: address,
      to: address,
    });
    check(
      fc.property(fc.oneof(strange, foreign), ({ whatever: w, from, to }) => {
        const bytes = forge(w).slice(0, w.cut ?? undefined);
        if (w.flip !== null && w.flip < bytes.length) bytes[w.flip] = (bytes[w.flip] ?? 0) ^ 1;
        chat.world.inject({ bytes, from, to });
        chat.wait(1);
        expect(stateOf(chat)).toEqual(before);
      }),
      { numRuns: 5_000 },
    );
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
    expectToGoOn(chat);
  });

  it('change nothing when they are random', () => {
    const { chat } = busyChat();
    const before = stateOf(chat);
    const targets = [SERVER_ADDRESS, chat.address('ann'), chat.address('cyd')];
    check(
      fc.property(
        fc.uint8Array({ maxLength: 1_300 }),
        fc.constantFrom(...targets),
        fc.constantFrom(STRANGER, ...targets),
        (bytes, to, from) => chat.world.inject({ bytes, from, to }),
      ),
      { numRuns: 5_000 },
    );
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
    expectToGoOn(chat);
  });
});

describe('forged at a client', () => {
  it.each(PACKETS)('$kind of the server with another session changes nothing', (packet) => {
    const { chat, traffic } = busyChat();
    const session = sessionBetween(traffic, SERVER_ADDRESS, chat.address('ann')) + 2;
    const before = stateOf(chat);
    for (const id of [1, 2, 3, 10]) {
      const bytes = forge({ session, frames: [frameOf(packet, id)], tableVersion: 99 });
      chat.world.inject({ bytes, from: SERVER_ADDRESS, to: chat.address('ann') });
    }
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
  });

  it.each(PACKETS)('$kind with the right session from elsewhere changes nothing', (packet) => {
    const { chat, traffic } = busyChat();
    const session = sessionBetween(traffic, SERVER_ADDRESS, chat.address('cyd'));
    const before = stateOf(chat);
    for (const from of [STRANGER, chat.address('dan')]) {
      for (const id of [1, 2, 3, 10]) {
        const bytes = forge({ session, frames: [frameOf(packet, id)], tableVersion: 99 });
        chat.world.inject({ bytes, from, to: chat.address('cyd') });
      }
    }
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
    expectToGoOn(chat);
  });
});

describe('forged at the server', () => {
  it.each(PACKETS)('$kind with the session of ann from elsewhere changes nothing', (packet) => {
    const { chat, traffic } = busyChat();
    const session = sessionBetween(traffic, chat.address('ann'), SERVER_ADDRESS);
    const before = stateOf(chat);
    for (const from of [STRANGER, chat.address('bob')]) {
      for (const id of [1, 2, 3, 10]) {
        const bytes = forge({ session, frames: [frameOf(packet, id)] });
        chat.world.inject({ bytes, from, to: SERVER_ADDRESS });
      }
    }
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
    expectToGoOn(chat);
  });

  it.each(PACKETS)('$kind from the address of ann with another session: nothing', (packet) => {
    const { chat, traffic } = busyChat();
    const session = sessionBetween(traffic, chat.address('ann'), SERVER_ADDRESS) + 2;
    const before = stateOf(chat);
    const bytes = forge({ session, frames: [frameOf(packet, 3)] });
    chat.world.inject({ bytes, from: chat.address('ann'), to: SERVER_ADDRESS });
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
    expectToGoOn(chat);
  });
});

describe('acks', () => {
  const ackOf = (session: number, next: number, number = 100) =>
    forge({
      session,
      number,
      frames: [frameOf({ kind: 'ACK', next, limit: 300, floor: 1, delay: 0, arrived: [1, 9] })],
    });

  it('count only from whom they are due', () => {
    const { chat, traffic } = busyChat();
    const dan = chat.address('dan');
    const session = sessionBetween(traffic, dan, chat.address('cyd'));
    chat.world.pause(dan);
    const sentMs = chat.world.clock.nowMs();
    chat.tell('cyd', send('dan', 'do you have it?'));
    chat.wait(100);
    for (const from of [STRANGER, chat.address('bob'), SERVER_ADDRESS]) {
      chat.world.inject({ bytes: ackOf(session, 3), from, to: chat.address('cyd') });
    }
    chat.wait(100);
    expect(chat.kinds('cyd', sentMs)).toEqual([]);
    chat.world.resume(dan);
    chat.wait(1_000);
    expect(chat.kinds('cyd', sentMs)).toEqual(['received']);
    expect(chat.witness.broken).toEqual([]);
  });

  it('of what was never sent count for nothing', () => {
    const { chat, traffic } = busyChat();
    const [cyd, dan] = [chat.address('cyd'), chat.address('dan')];
    const session = sessionBetween(traffic, dan, cyd);
    for (const [i, next] of [4, 1_000, 4_294_967_295].entries()) {
      chat.world.inject({ bytes: ackOf(session, next, 100 + i), from: dan, to: cyd });
    }
    chat.wait(10);
    expectToGoOn(chat);
  });
});

describe('replayed', () => {
  /** Sends everything once more, from where it came from or from elsewhere. */
  function replay(
    chat: Chat,
    traffic: readonly { bytes: Uint8Array; from: Address; to: Address }[],
  ) {
    for (const { bytes, from, to } of traffic) {
      for (const origin of [from, STRANGER]) {
        chat.world.inject({ bytes, from: origin, to });
        chat.wait(1);
      }
    }
  }

  it('traffic changes nothing, at once', () => {
    const { chat, traffic } = busyChat();
    const before = stateOf(chat);
    replay(chat, [...traffic]);
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
    expectToGoOn(chat);
  });

  it('traffic changes nothing when the cookies are stale', () => {
    const { chat, traffic } = busyChat();
    chat.tell('cyd', dereg('cyd'));
    chat.wait(3 * COOKIE_EPOCH_MS);
    const before = stateOf(chat);
    replay(chat, [...traffic]);
    chat.wait(5_000);
    expect(stateOf(chat)).toEqual(before);
  });

  it('traffic of a dead client does not make it live', () => {
    const { chat, traffic } = busyChat();
    const ann = chat.address('ann');
    chat.wait(10_000);
    chat.world.kill(ann);
    const itsOwn = traffic.filter(
      ({ from, to }) => isSame(from, ann) && isSame(to, SERVER_ADDRESS),
    );
    expect(itsOwn.length).toBeGreaterThan(5);
    for (let second = 0; second < 15; second++) {
      for (const transit of itsOwn) chat.world.inject(transit);
      chat.wait(1_000);
    }
    expect(chat.online('bob')).toEqual(['bob', 'cyd', 'dan']);
    expect(chat.witness.lost).toEqual(['ann']);
  });

  it('regression: registration does not bring back a client that has deregistered', () => {
    const { chat, traffic } = busyChat();
    const cyd = chat.address('cyd');
    chat.tell('cyd', dereg('cyd'));
    chat.wait(1_000);
    const before = stateOf(chat);
    const itsOwn = traffic.filter(({ from }) => isSame(from, cyd));
    replay(chat, itsOwn);
    chat.wait(1_000);
    expect(stateOf(chat)).toEqual(before);
    expect(chat.online('dan')).toEqual(['ann', 'bob', 'dan']);
  });
});

describe('sent back to where it came from', () => {
  /** What reaches this address goes back at once, and its owner hears nothing. */
  function reflectAt(chat: Chat, address: Address): void {
    chat.network = ({ bytes, from, to }) => {
      if (!isSame(to, address)) return [1];
      chat.world.clock.setTimeout(() => chat.world.inject({ bytes, from: to, to: from }), 1);
      return [];
    };
  }

  it('regression: to the server, nothing passes for what the client says', () => {
    const { chat } = busyChat();
    reflectAt(chat, chat.address('bob'));
    chat.tell('ann', say('one'), say('two'), say('three'));
    chat.wait(1_000);
    chat.network = () => [1];
    chat.tell('bob', listMembers, leave);
    chat.wait(5_000);
    expect(chat.client('bob').groupTexts()).toEqual(
      ['hi group', 'one', 'two', 'three'].map(by('ann')),
    );
    expect(chat.shown('bob', 'members')).toHaveLength(1);
    expect(chat.shown('bob', 'left')).toHaveLength(1);
    expect(chat.client('bob').status).toBeNull();
  });

  it('regression: to a peer, nothing is shown as if the other had said it, and nothing counts as an ack', () => {
    const { chat } = busyChat();
    reflectAt(chat, chat.address('dan'));
    const sentMs = chat.world.clock.nowMs();
    chat.tell('cyd', send('dan', 'echo'), send('dan', 'echo'), send('dan', 'echo'));
    chat.wait(1_000);
    expect(chat.kinds('cyd', sentMs)).toEqual([]);
    chat.network = () => [1];
    chat.tell('dan', send('cyd', 'really me'));
    chat.wait(1_000);
    expect(chat.client('cyd').privateTexts('dan')).toEqual(['hi cyd', 'really me']);
    expect(chat.client('dan').privateTexts('cyd')).toEqual(['hi dan', 'echo', 'echo', 'echo']);
    expect(chat.witness.broken).toEqual([]);
  });

  it('regression: by whatever took the port of a dead client: it is found dead all the same', () => {
    const chat = chatOf('ann', 'bob');
    const ann = chat.address('ann');
    chat.world.kill(ann);
    reflectAt(chat, ann);
    chat.wait(20_000);
    expect(chat.online('bob')).toEqual(['bob']);
  });
});

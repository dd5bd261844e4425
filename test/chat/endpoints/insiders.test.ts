/** Registered clients that do not keep to the protocol, and those who have proved nothing. */
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/chat/address.ts';
import { addressKey } from '../../../src/chat/address.ts';
import { ClientTable } from '../../../src/chat/client/clientTable.ts';
import { MAX_NAMES } from '../../../src/chat/limits.ts';
import { ServerTable } from '../../../src/chat/server/serverTable.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { Chat } from '../support/chat.ts';
import { chatOf, create, groupOf, listGroups, say, send } from '../support/chat.ts';
import {
  forge,
  frameOf,
  isSame,
  STRANGER,
  sessionBetween,
  stateOf,
  wiretap,
} from '../support/forgery.ts';

describe('a flood from 20,000 addresses', () => {
  const empty = new Uint8Array();
  const asking: Frame[] = [
    frameOf({ kind: 'REGISTER', name: 'x', tag: 0, resume: 0, cookie: empty }),
    frameOf({ kind: 'REGISTER', name: 'ann', tag: 1, resume: 2, cookie: new Uint8Array(8) }),
    frameOf({ kind: 'KEEPALIVE' }),
    frameOf({ kind: 'REQUEST_TABLE', since: 0 }),
    frameOf({ kind: 'LIST_GROUPS', from: 0 }, 1),
    { code: codeOf('LIST_GROUPS'), more: true, id: 1, back: 0, body: empty },
  ];

  it('leaves no trace, and nobody is sent more than three times what came in its name', () => {
    const chat = groupOf('ann', 'bob');
    const before = stateOf(chat);
    const timers = chat.world.clock.pending;
    const sent = new Map<string, number>();
    const received = new Map<string, number>();
    chat.network = ({ bytes, to }) => {
      const key = addressKey(to);
      received.set(key, (received.get(key) ?? 0) + bytes.length);
      return [1];
    };
    for (let i = 0; i < 20_000; i++) {
      const from = { ip: `10.${50 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, port: 1_024 + i };
      const frame = asking[i % asking.length] as Frame;
      const bytes = forge({ session: i, frames: [frame] });
      sent.set(addressKey(from), bytes.length);
      chat.world.inject({ bytes, from, to: SERVER_ADDRESS });
    }
    chat.wait(1);
    expect(chat.world.clock.pending).toBeLessThanOrEqual(timers + sent.size);
    chat.wait(9);
    expect(chat.world.clock.pending).toBeLessThanOrEqual(timers + 2);
    expect(stateOf(chat)).toEqual(before);
    let answered = 0;
    for (const [key, bytes] of sent) {
      const answer = received.get(key) ?? 0;
      if (answer > 0) answered++;
      expect(answer).toBeLessThanOrEqual(3 * bytes);
    }
    expect(answered).toBe(20_000);
    chat.tell('ann', say('anybody there?'));
    chat.wait(100);
    expect(chat.client('bob').groupTexts()).toEqual(['ann: anybody there?']);
  });
});

describe('errors and acks from a stranger', () => {
  const silent: readonly Packet[] = [
    { kind: 'RESET' },
    { kind: 'REFUSED', refusal: 'nameTaken' },
    { kind: 'WAIT' },
    { kind: 'CHALLENGE', cookie: new Uint8Array(8) },
    { kind: 'REGISTERED', session: 5 },
    { kind: 'ACK', next: 1, limit: 300, floor: 1, delay: 0, arrived: [1, 9] },
    { kind: 'PROBE' },
    { kind: 'UPDATED_TABLE', from: 0, to: 1, latest: 1, entries: [] },
  ];

  it.each(silent)('$kind is answered by nobody', (packet) => {
    const chat = groupOf('ann', 'bob');
    const traffic = wiretap(chat);
    for (const to of [SERVER_ADDRESS, chat.address('ann')]) {
      for (const from of [STRANGER, chat.address('bob')]) {
        const bytes = forge({ session: 77, frames: [frameOf(packet)] });
        chat.world.inject({ bytes, from, to });
      }
    }
    chat.wait(10);
    // A client may ask its server who the stranger is; nobody says a word to the stranger.
    expect(traffic.filter(({ from }) => isSame(from, SERVER_ADDRESS)).length).toBeLessThanOrEqual(
      1,
    );
    expect(traffic.filter(({ to }) => isSame(to, STRANGER))).toEqual([]);
    expect(traffic.filter(({ to }) => isSame(to, chat.address('bob')))).toEqual([]);
  });
});

/** The process of a registered client is replaced by one that sends what it likes. */
class Insider {
  readonly address: Address;
  private readonly chat: Chat;
  private readonly sessions = new Map<string, number>();
  private number = 200;

  constructor(chat: Chat, name: string, towards: readonly Address[]) {
    const traffic = wiretap(chat);
    chat.wait(10_000);
    this.chat = chat;
    this.address = chat.address(name);
    for (const to of towards) {
      this.sessions.set(addressKey(to), sessionBetween(traffic, this.address, to));
    }
    chat.world.kill(this.address);
  }

  send(to: Address, ...frames: Frame[]): void {
    const session = this.sessions.get(addressKey(to)) ?? 0;
    const bytes = forge({ session, frames, number: ++this.number });
    this.chat.world.inject({ bytes, from: this.address, to });
  }
}

/** A chat in which cyd is not what it seems, and has talked to ann. */
function withInsider(): { chat: Chat; cyd: Insider } {
  const chat = chatOf('ann', 'bob', 'cyd');
  // It is sent while the insider listens, so that it learns the session.
  chat.world.clock.setTimeout(() => chat.tell('cyd', send('ann', 'trust me')), 100);
  const cyd = new Insider(chat, 'cyd', [SERVER_ADDRESS, chat.address('ann')]);
  return { chat, cyd };
}

function expectToServe(chat: Chat): void {
  chat.tell('bob', send('ann', 'all well?'), create('after'), listGroups);
  chat.wait(1_000);
  expect(chat.client('ann').privateTexts('bob')).toEqual(['all well?']);
  expect(chat.shown('bob', 'groups').at(-1)?.names).toContain('after');
  expect(chat.client('ann').status).toBeNull();
}

const MAX_UINT32 = 0xffffffff;

describe('an insider', () => {
  it('who sends pieces without end is served no worse than silence', () => {
    const { chat, cyd } = withInsider();
    const piece = new Uint8Array(1_050);
    for (const [to, kind] of [
      [SERVER_ADDRESS, 'SEND_GROUP'],
      [chat.address('ann'), 'PRIVATE'],
    ] as const) {
      for (let id = 2; id < 3_000; id++) {
        cyd.send(to, { code: codeOf(kind), more: true, id, back: 0, body: piece });
      }
    }
    chat.wait(10);
    expect(chat.client('ann').privateTexts('cyd')).toEqual(['trust me']);
    expectToServe(chat);
  });

  it.each([
    { id: MAX_UINT32, back: 0 },
    { id: MAX_UINT32, back: 0xffff },
    { id: 0, back: 0 },
    { id: 1, back: 0xffff },
    { id: 5, back: 5 },
    { id: 2 ** 31, back: 1 },
  ])('who numbers frames $id back $back harms only itself', ({ id, back }) => {
    const { chat, cyd } = withInsider();
    for (const to of [SERVER_ADDRESS, chat.address('ann')]) {
      for (const kind of ['PRIVATE', 'LIST_GROUPS', 'DEREGISTERED'] as const) {
        const frame = kind === 'PRIVATE' ? { kind, text: 'x' } : { kind, re: 1 };
        cyd.send(to, { ...frameOf(frame as Packet, id), back });
        cyd.send(to, { ...frameOf(frame as Packet, id), back, more: true });
      }
    }
    chat.wait(100);
    expectToServe(chat);
  });

  it('who sends what only the server says, or nonsense, is not listened to', () => {
    const { chat, cyd } = withInsider();
    const before = stateOf(chat);
    const packets: Packet[] = [
      { kind: 'GROUP_MESSAGE', group: 'g', from: 'bob', text: 'forged' },
      { kind: 'DEREGISTERED', re: 1 },
      { kind: 'GROUPS', re: 1, next: 0, names: ['g'] },
      { kind: 'LEFT', re: 1 },
    ];
    let id = 2;
    for (const to of [SERVER_ADDRESS, chat.address('ann')]) {
      for (const packet of packets) cyd.send(to, frameOf(packet, id++));
      for (const body of [[], [0xff], [0x9f], [0x9b, 255, 255, 255, 255, 255, 255, 255, 255]]) {
        for (const kind of [
          'PRIVATE',
          'SEND_GROUP',
          'JOIN_GROUP',
          'ACK',
          'UPDATED_TABLE',
        ] as const) {
          const frame = { code: codeOf(kind), more: false, back: 0, body: Uint8Array.from(body) };
          cyd.send(to, { ...frame, id: kind === 'ACK' ? 0 : id++ });
        }
      }
      cyd.send(to, frameOf({ kind: 'RESET' }), frameOf({ kind: 'KEEPALIVE' }));
      cyd.send(to, frameOf({ kind: 'UPDATED_TABLE', from: 0, to: 99, latest: 99, entries: [] }));
      cyd.send(
        to,
        frameOf({
          kind: 'ACK',
          next: MAX_UINT32,
          limit: 0,
          floor: MAX_UINT32,
          delay: 1,
          arrived: [1, MAX_UINT32],
        }),
      );
    }
    chat.wait(1);
    expect(stateOf(chat)).toEqual(before);
    expectToServe(chat);
  });

  it('regression: who asks and asks and never acks is not remembered without limit', () => {
    const { chat, cyd } = withInsider();
    for (let id = 2; id < 20_000; id++) {
      cyd.send(SERVER_ADDRESS, { ...frameOf({ kind: 'LIST_GROUPS', from: 0 }, id) });
      if (id % 100 === 0) chat.wait(1);
    }
    expect(chat.world.log.filter(({ kind }) => kind === 'groupsListed').length).toBeLessThan(2_000);
    expectToServe(chat);
  });

  it('cannot make the server call a live client dead', () => {
    const { chat, cyd } = withInsider();
    const tag = chat.world.server.entries().find(({ name }) => name === 'bob')?.tag ?? 0;
    for (let id = 2; id < 500; id++) {
      cyd.send(SERVER_ADDRESS, frameOf({ kind: 'SUSPECT', name: 'bob', tag }, id));
      chat.wait(20);
    }
    expect(chat.witness.lost).toEqual([]);
    // Probed it is, but only where it was not heard for a round.
    expect(chat.witness.counts.get('falseSuspicionCleared')).toBeGreaterThan(1);
    expect(chat.online('ann')).toEqual(['ann', 'bob', 'cyd']);
  });
});

describe('more names than a server remembers', () => {
  const entryOf = (i: number, status: 'online' | 'offline') => ({
    name: `n${i}`,
    ip: '10.0.0.2',
    port: 1_024 + (i % 60_000),
    status,
    tag: i,
  });

  it('make it forget those who have been offline for longest, and its clients too', () => {
    const server = new ServerTable();
    const client = new ClientTable(() => 0);
    const catchUp = () => {
      for (;;) {
        const { packet } = server.pageSince(client.version);
        client.apply(packet);
        if (client.version === packet.latest) return;
      }
    };
    for (let i = 0; i < MAX_NAMES; i++) server.put(entryOf(i, 'online'));
    expect(server.hasRoom).toBe(false);
    for (const i of [7, 3, 5]) server.put(entryOf(i, 'offline'));
    expect(server.hasRoom).toBe(true);
    catchUp();
    expect(server.put(entryOf(MAX_NAMES, 'online'))).toBe('n7');
    expect(server.put(entryOf(3, 'online'))).toBeNull();
    expect(server.put(entryOf(MAX_NAMES + 1, 'online'))).toBe('n5');
    expect(server.hasRoom).toBe(false);
    catchUp();
    const known = server.entries().map(({ name }) => name);
    expect(known).toHaveLength(MAX_NAMES);
    expect(
      client
        .listings()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(known.sort());
    expect(client.get('n7')).toBeUndefined();
  });
});

it('a datagram that asks a hundred times for the table gets one page', () => {
  const chat = chatOf('ann', 'bob');
  const ann = chat.address('ann');
  const traffic = wiretap(chat);
  chat.wait(5_000);
  const session = sessionBetween(traffic, ann, SERVER_ADDRESS);
  const frames = Array.from({ length: 100 }, () => frameOf({ kind: 'REQUEST_TABLE', since: 0 }));
  const bytes = forge({ session, frames });
  const before = traffic.length;
  chat.world.inject({ bytes, from: ann, to: SERVER_ADDRESS });
  chat.wait(3);
  const answers = traffic.slice(before).filter(({ to }) => isSame(to, ann));
  expect(answers).toHaveLength(1);
  expect(answers[0]?.bytes.length).toBeLessThan(200);
});

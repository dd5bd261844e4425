/** What reaches a server. */
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { inVersion } from '../support/versions.ts';
import type { Stimulus, Story } from './behaviour.ts';
import { COOKIE } from './behaviour.ts';
import { ack, datagram, hex } from './datagrams.ts';

const ALICE = '192.0.2.7:6001';
const BOB = '192.0.2.8:6002';
const MOVED = '192.0.2.9:6003';
const [TAG, OTHER_TAG] = [0xa1, 0xb2];
const [NONCE, BOBS_NONCE] = [0x1111, 0x2222];
/** What the server draws. Lowest bit flipped is how the server writes it. */
const [SESSION, BOBS] = [0x5000, 0x6000];
const NONE = new Uint8Array(0);
const bare = (kind: 'KEEPALIVE' | 'PROBE' | 'RESET' | 'DEREGISTER' | 'LEAVE_GROUP'): Packet => ({
  kind,
});

function register(name: string, tag: number, cookie = COOKIE, resume = 0): Packet {
  return { kind: 'REGISTER', name, tag, resume, cookie };
}

function from(address: string, atMs: number, says: string, bytes: string): Stimulus {
  return { atMs, says, from: address, in: bytes };
}

function quiet(atMs: number, says: string): Stimulus {
  return { atMs, says };
}

const ENTERS = from(ALICE, 0, 'alice registers', datagram(NONCE, 1, register('alice', TAG)));
const BOB_ENTERS = from(
  BOB,
  10,
  'bob registers',
  datagram(BOBS_NONCE, 1, register('bob', OTHER_TAG)),
);

function story(name: string, ...steps: readonly Stimulus[]): Story {
  return { name, end: 'server', draws: [SESSION, BOBS], steps };
}

export const SERVER_STORIES: readonly Story[] = [
  story(
    'registration',
    from(ALICE, 0, 'no cookie: CHALLENGE', datagram(NONCE, 1, register('alice', TAG, NONE))),
    from(
      ALICE,
      10,
      'a wrong cookie: another CHALLENGE',
      datagram(NONCE, 2, register('alice', TAG, NONE.slice())),
    ),
    from(
      ALICE,
      20,
      'beside another frame: it is no registration',
      datagram(NONCE, 3, register('alice', TAG), bare('PROBE')),
    ),
    from(ALICE, 30, 'an impossible name', datagram(NONCE, 4, register('al ice', TAG))),
    from(ALICE, 40, 'a good one', datagram(NONCE, 5, register('alice', TAG))),
    from(
      ALICE,
      50,
      'again, as the answer may be lost: the same session',
      datagram(NONCE, 6, register('alice', TAG)),
    ),
    from(
      BOB,
      60,
      'her name, another process: taken',
      datagram(BOBS_NONCE, 1, register('alice', OTHER_TAG)),
    ),
    from(
      MOVED,
      70,
      'her process at another address, and it does not resume: she is probed',
      datagram(NONCE, 7, register('alice', TAG)),
    ),
    from(
      MOVED,
      80,
      'it resumes: the session goes on here',
      datagram(NONCE, 8, register('alice', TAG, COOKIE, SESSION)),
    ),
    from(ALICE, 90, 'the old address is a stranger now', datagram(SESSION, 1, bare('KEEPALIVE'))),
    from(MOVED, 100, 'the new one is not', datagram(SESSION, 1, bare('KEEPALIVE'))),
  ),
  story(
    'a stranger',
    from(
      ALICE,
      0,
      'asks: RESET, which repeats session and number',
      datagram(77, 5, bare('KEEPALIVE')),
    ),
    from(
      ALICE,
      10,
      'asks with a body that is none: the kind decides',
      datagram(77, 6, [bare('KEEPALIVE'), { body: '' }]),
    ),
    from(
      ALICE,
      20,
      'a message, whatever it is',
      datagram(77, 7, [bare('DEREGISTER'), { body: 'ff' }]),
    ),
    from(ALICE, 30, 'asks for the table', datagram(77, 8, { kind: 'REQUEST_TABLE', since: 0 })),
    from(ALICE, 40, 'a probe asks for nothing of a server', datagram(77, 9, bare('PROBE'))),
    from(ALICE, 50, 'an ack', datagram(77, 10, ack(1))),
    from(ALICE, 60, 'an error is not answered by an error', datagram(77, 11, bare('RESET'))),
    from(
      ALICE,
      70,
      'version 3, whatever stands in it',
      hex(inVersion(3, Buffer.from(datagram(77, 12), 'hex'))),
    ),
    from(
      ALICE,
      80,
      'nobody answers VERSIONS',
      datagram(77, 13, { kind: 'VERSIONS', lowest: 3, highest: 3 }),
    ),
    from(ALICE, 90, 'a damaged byte', `54${datagram(77, 14, bare('KEEPALIVE')).slice(2)}`),
  ),
  story(
    'datagrams of a session',
    ENTERS,
    from(ALICE, 10, 'the first', datagram(SESSION, 1, bare('KEEPALIVE'))),
    from(ALICE, 20, 'a replay brings nothing', datagram(SESSION, 1, bare('KEEPALIVE'))),
    from(ALICE, 30, 'number 0 neither', datagram(SESSION, 0, bare('KEEPALIVE'))),
    from(ALICE, 40, 'one is late: two ranges', datagram(SESSION, 3, bare('KEEPALIVE'))),
    from(ALICE, 50, 'it came after all: one range', datagram(SESSION, 2, bare('KEEPALIVE'))),
    from(
      ALICE,
      60,
      'far ahead: one more range, and nothing else is harmed',
      datagram(SESSION, 2 ** 32 - 1, bare('KEEPALIVE')),
    ),
    from(ALICE, 70, 'goes on', datagram(SESSION, 4, bare('KEEPALIVE'))),
    from(
      ALICE,
      80,
      'id and back of a control frame are not looked at',
      datagram(SESSION, 6, [bare('KEEPALIVE'), { id: 300, back: 7 }]),
    ),
    from(
      ALICE,
      90,
      'as the server writes it: what came back is not hers',
      datagram(SESSION + 1, 7, bare('KEEPALIVE')),
    ),
    from(ALICE, 100, 'no frames', datagram(SESSION, 8)),
  ),
  story(
    'a stream',
    ENTERS,
    from(
      ALICE,
      10,
      'a request: its answer, and the ack',
      datagram(SESSION, 1, { kind: 'CREATE_GROUP', group: 'g' }),
    ),
    from(ALICE, 15, 'the answer is acked', datagram(SESSION, 2, ack(2, 1, 1))),
    from(
      ALICE,
      20,
      'a copy: acked, and not carried out again',
      datagram(SESSION, 3, [
        { kind: 'CREATE_GROUP', group: 'g' },
        { id: 1, back: 1 },
      ]),
    ),
    from(
      ALICE,
      30,
      'id 3 before id 2: held',
      datagram(SESSION, 4, [
        { kind: 'LIST_GROUPS', from: 0 },
        { id: 3, back: 2 },
      ]),
    ),
    from(
      ALICE,
      40,
      'id 2: both, in order',
      datagram(SESSION, 5, [
        { kind: 'CREATE_GROUP', group: 'g' },
        { id: 2, back: 1 },
      ]),
    ),
    from(ALICE, 45, 'acked', datagram(SESSION, 6, ack(4, 1, 4))),
    from(
      ALICE,
      50,
      'ids 4 and 5 were given up',
      datagram(SESSION, 7, [
        { kind: 'LIST_MEMBERS', from: 0 },
        { id: 6, back: 0 },
      ]),
    ),
    from(
      ALICE,
      60,
      'a copy that left earlier: acked',
      datagram(SESSION, 8, [
        { kind: 'LIST_MEMBERS', from: 0 },
        { id: 6, back: 1 },
      ]),
    ),
    from(ALICE, 65, 'acked', datagram(SESSION, 9, ack(6, 1, 6))),
    from(
      ALICE,
      70,
      'beyond the credit: the whole datagram is as if lost',
      datagram(SESSION, 10, bare('KEEPALIVE'), [
        { kind: 'LIST_GROUPS', from: 0 },
        { id: 263, back: 256 },
      ]),
    ),
    from(
      ALICE,
      80,
      'in two pieces, the second first',
      datagram(SESSION, 11, [
        { kind: 'LIST_GROUPS', from: 0 },
        { id: 8, back: 1, body: '00' },
      ]),
    ),
    from(
      ALICE,
      90,
      'the first',
      datagram(SESSION, 12, [
        { kind: 'LIST_GROUPS', from: 0 },
        { id: 7, back: 1, more: true, body: '81' },
      ]),
    ),
    from(ALICE, 95, 'acked', datagram(SESSION, 13, ack(7, 1, 7))),
    from(
      ALICE,
      100,
      'a body that is none: taken off its stream, and nothing comes of it',
      datagram(SESSION, 14, [
        { kind: 'LIST_GROUPS', from: 0 },
        { id: 9, back: 1, body: '80' },
      ]),
    ),
  ),
  story(
    'acks',
    ENTERS,
    from(ALICE, 10, 'a request', datagram(SESSION, 1, { kind: 'CREATE_GROUP', group: 'g' })),
    from(
      ALICE,
      20,
      'an ack of what never left is no ack at all',
      datagram(SESSION, 2, ack(9, 1, 1)),
    ),
    quiet(600, 'so the answer has left again, and again'),
    from(
      ALICE,
      700,
      'numbers that never left are passed over; the others count',
      datagram(SESSION, 3, ack(2, 900, 950, 1, 40)),
    ),
    quiet(3_000, 'so nothing leaves any more'),
  ),
  story(
    'the table',
    ENTERS,
    from(
      ALICE,
      10,
      'all of it: with more, as it was asked for',
      datagram(SESSION, 1, { kind: 'REQUEST_TABLE', since: 0 }),
    ),
    from(ALICE, 20, 'acked', datagram(SESSION, 2, ack(1, 1, 1))),
    from(
      ALICE,
      30,
      'she has it all: a page without rows',
      datagram(SESSION, 3, { kind: 'REQUEST_TABLE', since: 1 }),
    ),
    from(ALICE, 40, 'acked', datagram(SESSION, 4, ack(1, 1, 2))),
    from(
      ALICE,
      50,
      'of another server: from the beginning',
      datagram(SESSION, 5, { kind: 'REQUEST_TABLE', since: 99 }),
    ),
    from(ALICE, 60, 'acked', datagram(SESSION, 6, ack(1, 1, 3))),
    from(
      BOB,
      100,
      'bob registers: she is told, unasked',
      datagram(BOBS_NONCE, 1, register('bob', OTHER_TAG)),
    ),
    quiet(150, 'both have it'),
  ),
  story(
    'a group',
    ENTERS,
    BOB_ENTERS,
    from(
      ALICE,
      100,
      'a text without a group: busy',
      datagram(SESSION, 1, { kind: 'SEND_GROUP', text: 'hi' }),
    ),
    from(
      ALICE,
      110,
      'no such group',
      datagram(SESSION, 2, ack(2, 1, 9), [
        { kind: 'JOIN_GROUP', group: 'g' },
        { id: 2, back: 1 },
      ]),
    ),
    from(
      ALICE,
      120,
      'she makes it',
      datagram(SESSION, 3, ack(3, 1, 9), [
        { kind: 'CREATE_GROUP', group: 'g' },
        { id: 3, back: 1 },
      ]),
    ),
    from(
      ALICE,
      130,
      'and joins',
      datagram(SESSION, 4, ack(4, 1, 9), [
        { kind: 'JOIN_GROUP', group: 'g' },
        { id: 4, back: 1 },
      ]),
    ),
    from(
      BOB,
      140,
      'as does bob: she is told',
      datagram(BOBS, 1, { kind: 'JOIN_GROUP', group: 'g' }),
    ),
    from(ALICE, 150, 'acked', datagram(SESSION, 5, ack(6, 1, 20))),
    from(BOB, 155, 'acked', datagram(BOBS, 2, ack(2, 1, 20))),
    from(
      BOB,
      160,
      'a text: sent is the answer, and she has it',
      datagram(BOBS, 3, [
        { kind: 'SEND_GROUP', text: 'hi' },
        { id: 2, back: 1 },
      ]),
    ),
    from(ALICE, 170, 'acked', datagram(SESSION, 6, ack(7, 1, 30))),
    from(BOB, 175, 'acked', datagram(BOBS, 4, ack(3, 1, 30))),
    from(
      BOB,
      180,
      'who is in it',
      datagram(BOBS, 5, [
        { kind: 'LIST_MEMBERS', from: 0 },
        { id: 3, back: 1 },
      ]),
    ),
    from(BOB, 185, 'acked', datagram(BOBS, 6, ack(4, 1, 30))),
    from(
      BOB,
      190,
      'bob leaves the chat: the answer is the last thing',
      datagram(BOBS, 7, [bare('DEREGISTER'), { id: 4, back: 1 }]),
    ),
    from(BOB, 200, 'he has departed: acks are exchanged', datagram(BOBS, 8, bare('KEEPALIVE'))),
    from(BOB, 210, 'no table for him', datagram(BOBS, 9, { kind: 'REQUEST_TABLE', since: 0 })),
  ),
  story(
    'silence',
    ENTERS,
    quiet(4_900, 'one window is not over'),
    quiet(10_050, 'two windows without a sign: she is probed'),
    from(ALICE, 10_350, 'she is there', datagram(SESSION, 1, ack(1, 1, 2))),
    quiet(15_300, 'no probe leaves'),
    quiet(20_050, 'she is silent again'),
    quiet(22_800, 'after 25 probes: RESET, in the form of a datagram of the session'),
    from(
      ALICE,
      23_100,
      'what she says now is a stranger’s',
      datagram(SESSION, 2, bare('KEEPALIVE')),
    ),
  ),
];

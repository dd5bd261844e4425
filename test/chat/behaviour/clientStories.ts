/** What reaches a client, whose name is alice. */
import type { Packet } from '../../../src/chat/wire/packets.ts';
import type { Stimulus, Story } from './behaviour.ts';
import { COOKIE, SERVER } from './behaviour.ts';
import { ack, datagram, versioned } from './datagrams.ts';

const BOB = '192.0.2.8:6002';
const STRANGER = '192.0.2.66:6666';
/** What the client draws: its tag, and the nonce of each try. */
const [TAG, NONCE] = [0xa1, 0x1111];
const SESSION = 0x5000;
/** How the server writes it. */
const SERVERS = SESSION + 1;
const BOBS_TAG = 0xb2;
const PAIR = TAG + BOBS_TAG;
/** How the end with the higher tag writes it. */
const BOBS = PAIR - 1;

const REGISTERED: Packet = { kind: 'REGISTERED', session: SESSION };
const ROWS: Packet = {
  kind: 'UPDATED_TABLE',
  from: 0,
  to: 2,
  latest: 2,
  entries: [
    { name: 'alice', ip: '192.0.2.7', port: 6001, status: 'online', tag: TAG },
    { name: 'bob', ip: '192.0.2.8', port: 6002, status: 'online', tag: BOBS_TAG },
  ],
};

function from(address: string, atMs: number, says: string, bytes: string): Stimulus {
  return { atMs, says, from: address, in: bytes };
}

const server = (atMs: number, says: string, bytes: string) => from(SERVER, atMs, says, bytes);
const quiet = (atMs: number, says: string): Stimulus => ({ atMs, says });
const bare = (kind: 'PROBE' | 'RESET' | 'WAIT' | 'KEEPALIVE'): Packet => ({ kind });
const text = (words: string): Packet => ({ kind: 'PRIVATE', text: words });

const ONLINE: readonly Stimulus[] = [
  quiet(0, 'she begins'),
  server(10, 'CHALLENGE', datagram(NONCE, 1, { kind: 'CHALLENGE', cookie: COOKIE })),
  server(20, 'REGISTERED: she asks for the table', datagram(NONCE, 2, REGISTERED)),
  server(30, 'the table, which is acked', versioned(2, SERVERS, 1, [ROWS, { more: true }])),
];

function story(name: string, ...steps: readonly Stimulus[]): Story {
  return { name, end: 'client', draws: [TAG, NONCE], steps };
}

export const CLIENT_STORIES: readonly Story[] = [
  story(
    'a registration',
    quiet(0, 'REGISTER leaves, and again after 250, 500, … ms'),
    server(
      900,
      'under another number than its nonce: not hers',
      datagram(NONCE + 2, 1, REGISTERED),
    ),
    from(STRANGER, 910, 'not from the server', datagram(NONCE, 1, REGISTERED)),
    server(
      920,
      'CHALLENGE: REGISTER with the cookie',
      datagram(NONCE, 1, { kind: 'CHALLENGE', cookie: COOKIE }),
    ),
    server(
      930,
      'the same CHALLENGE again says nothing new',
      datagram(NONCE, 2, { kind: 'CHALLENGE', cookie: COOKIE }),
    ),
    server(940, 'WAIT: she asks again in 500 ms', datagram(NONCE, 3, bare('WAIT'))),
    quiet(1_500, 'she has asked'),
    server(1_510, 'taken', datagram(NONCE, 4, { kind: 'REFUSED', refusal: 'nameTaken' })),
    server(1_520, 'she has ended', datagram(NONCE, 5, REGISTERED)),
  ),
  story(
    'a server that is silent',
    quiet(0, 'she begins'),
    quiet(2_990, 'six rounds are not over'),
    quiet(3_100, 'she has ended'),
  ),
  story(
    'a server of another version',
    quiet(0, 'she begins'),
    server(
      10,
      'it understands hers: a contradiction, passed over',
      datagram(NONCE, 1, { kind: 'VERSIONS', lowest: 1, highest: 3 }),
    ),
    server(20, 'it does not', datagram(NONCE, 1, { kind: 'VERSIONS', lowest: 3, highest: 4 })),
  ),
  story(
    'a session',
    ...ONLINE,
    server(100, 'a probe is acked', datagram(SERVERS, 2, bare('PROBE'))),
    server(110, 'a replay is not', datagram(SERVERS, 2, bare('PROBE'))),
    server(120, 'her own datagram, sent back', datagram(SESSION, 9, bare('PROBE'))),
    from(STRANGER, 130, 'not from the server', datagram(SERVERS, 3, bare('PROBE'))),
    server(400, 'a larger version of the table: she asks from hers', versioned(3, SERVERS, 4)),
    server(
      410,
      'a page that leaves a gap: not applied',
      versioned(3, SERVERS, 5, { ...ROWS, from: 5, to: 6, latest: 6 } as Packet),
    ),
    server(
      420,
      'there was nothing new',
      versioned(2, SERVERS, 6, [
        { kind: 'UPDATED_TABLE', from: 2, to: 3, latest: 3, entries: [] },
        { more: true },
      ]),
    ),
    quiet(2_000, 'KEEPALIVE, and every 500 ms until she hears the server'),
    server(3_000, 'heard', datagram(SERVERS, 7, ack(1))),
    server(3_010, 'RESET under another session', datagram(SESSION + 8, 1, bare('RESET'))),
    server(3_020, 'RESET: she registers again, to resume', datagram(SESSION, 3, bare('RESET'))),
  ),
  story(
    'RESET, unasked',
    ...ONLINE,
    server(
      100,
      'the last datagram of a session that was lost',
      datagram(SERVERS, 2, bare('RESET')),
    ),
  ),
  story(
    'a server that was replaced by one of another version',
    ...ONLINE,
    server(
      100,
      'VERSIONS under her session is a RESET',
      datagram(SESSION, 3, { kind: 'VERSIONS', lowest: 3, highest: 3 }),
    ),
    server(
      110,
      'under the nonce she is told',
      datagram(NONCE, 1, { kind: 'VERSIONS', lowest: 3, highest: 3 }),
    ),
  ),
  story(
    'a private message that she sends',
    ...ONLINE,
    { atMs: 100, says: 'it leaves for the address in the table', send: { to: 'bob', text: 'hi' } },
    from(BOB, 110, 'an ack of what never left', datagram(BOBS, 1, ack(3, 1, 1))),
    from(STRANGER, 120, 'not from bob', datagram(BOBS, 2, ack(2, 1, 1))),
    from(BOB, 130, 'received', datagram(BOBS, 3, ack(2, 1, 1))),
    {
      atMs: 200,
      says: 'nobody answers: copies leave, then SUSPECT',
      send: { to: 'bob', text: 'again' },
    },
    server(
      800,
      'SUSPECTED is acked; it says nothing of bob',
      datagram(SERVERS, 2, { kind: 'SUSPECTED', re: 1 }),
    ),
    from(BOB, 1_000, 'he was there', datagram(BOBS, 4, ack(3, 1, 40))),
  ),
  story(
    'a private message that she gets',
    ...ONLINE,
    from(BOB, 100, 'shown and acked', datagram(BOBS, 1, text('hi'))),
    from(BOB, 110, 'a copy is acked', datagram(BOBS, 2, text('hi'))),
    from(
      BOB,
      120,
      'the next but one is held',
      datagram(BOBS, 3, [text('three'), { id: 3, back: 2 }]),
    ),
    from(BOB, 130, 'both are shown', datagram(BOBS, 4, [text('two'), { id: 2, back: 1 }])),
    from(
      BOB,
      140,
      'what bob may not send is acked and dropped',
      datagram(BOBS, 5, [
        { kind: 'GROUP_MESSAGE', group: 'g', from: 'bob', text: 'hi' },
        { id: 4, back: 1 },
      ]),
    ),
    from(
      STRANGER,
      150,
      'a stranger is not answered',
      datagram(BOBS, 6, [text('hi'), { id: 5, back: 1 }]),
    ),
    from(BOB, 160, 'as she would write it', datagram(PAIR, 7, [text('hi'), { id: 5, back: 1 }])),
  ),
  story(
    'leaving',
    ...ONLINE,
    { atMs: 100, says: 'DEREGISTER leaves', leave: true },
    server(
      110,
      'the answer is acked, and she ends',
      datagram(SERVERS, 2, ack(2, 1, 9), { kind: 'DEREGISTERED', re: 1 }),
    ),
    server(120, 'nothing is taken any more', datagram(SERVERS, 3, bare('PROBE'))),
  ),
];

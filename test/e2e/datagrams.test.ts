/** Ten thousand datagrams from people who mean no good, while two others talk. */
import type { Socket } from 'node:dgram';
import { expect } from 'vitest';
import type { Address } from '../../src/chat/address.ts';
import { codeOf, encodeBody } from '../../src/chat/wire/codec.ts';
import { encodeDatagram } from '../../src/chat/wire/datagram.ts';
import { seededRandom } from '../../src/lab/world/random.ts';
import { mutated, randomBytes, randomDatagram } from '../chat/support/mutations.ts';
import {
  type Client,
  SERVER_TABLE_UPDATED,
  TABLE_UPDATED,
  test,
  WELCOME,
} from '../support/processes.ts';
import { Wiretap } from '../support/wiretap.ts';

const ROUNDS = 100;
const ATTACKS_A_ROUND = 100;
/** Above what may travel, and still one datagram. */
const TOO_LONG_BYTES = 1_400;

const { FC_SEED = 20_260_103 } = process.env;
const seed = Number(FC_SEED);
const random = seededRandom(seed);

test('hostile datagrams change nothing and nobody dies', async ({ processes, onTestFailed }) => {
  onTestFailed(() => {
    console.error(`Replay: FC_SEED=${seed} npx vitest run test/e2e/datagrams.test.ts`);
  });
  const server = await processes.server();
  const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
  const targets = [server, alice, bob].map(({ port }): Address => ({ ip: '127.0.0.1', port }));
  const [hub, ...peers] = targets as [Address, Address, Address];

  // A client of the attacker's own: its datagrams are real, and so are its address and session.
  const tap = new Wiretap('mallory', hub, await processes.socket());
  await server.program.sees(SERVER_TABLE_UPDATED);
  await Promise.all([alice.sees(TABLE_UPDATED), bob.sees(TABLE_UPDATED)]);
  for (let i = 0; i < 20; i++) {
    tap.endpoint.command({ kind: 'send', to: i % 2 === 0 ? 'alice' : 'bob', text: `hi ${i}` });
  }
  await Promise.all([alice.sees('>>> mallory: hi 18'), bob.sees('>>> mallory: hi 19')]);
  await bob.says('send mallory hi', '>>> [Message received by mallory.]');

  const stranger = new Stranger(await processes.socket());
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < ATTACKS_A_ROUND; i++) {
      if (random() < 0.1) replay(tap);
      else stranger.send(attack(tap), pick(targets));
    }
    await Promise.all([
      alice.says(`send bob ${round}`, '>>> [Message received by bob.]'),
      bob.says(`send alice ${round}`, '>>> [Message received by alice.]'),
    ]);
  }
  tap.stop();
  // That one has acked it does not mean that what it printed has been read here.
  await Promise.all([alice.sees(`>>> bob: ${ROUNDS - 1}`), bob.sees(`>>> alice: ${ROUNDS - 1}`)]);

  const numbers = Array.from({ length: ROUNDS }, (_, round) => round);
  expect(privateLines(bob, 'alice')).toEqual(numbers.map((n) => `>>> alice: ${n}`));
  expect(privateLines(alice, 'bob')).toEqual(numbers.map((n) => `>>> bob: ${n}`));
  expect(privateLines(alice, 'mallory')).toHaveLength(10);
  expect(privateLines(bob, 'mallory')).toHaveLength(10);
  // The server has seen three registrations and nothing else.
  expect(server.program.lines.slice(1)).toEqual(Array(3).fill(SERVER_TABLE_UPDATED));
  for (const [client, updates] of [
    [alice, 3],
    [bob, 2],
  ] as const) {
    expect(client.lines.filter((line) => line === TABLE_UPDATED)).toHaveLength(updates);
    expect(client.lines.filter((line) => line === WELCOME)).toHaveLength(1);
    expect(client.lines.join('\n')).not.toContain('No ACK');
    expect(client.errors).toBe('');
  }
  expect(stranger.got).toBeGreaterThan(0);
  expect(stranger.got).toBeLessThanOrEqual(3 * stranger.sentTo(hub) + stranger.sentTo(...peers));
});

/** A sender without a session, who counts the bytes. */
class Stranger {
  got = 0;
  private readonly sent = new Map<number, number>();
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (bytes) => {
      this.got += bytes.length;
    });
  }

  send(bytes: Uint8Array, { ip, port }: Address): void {
    this.sent.set(port, (this.sent.get(port) ?? 0) + bytes.length);
    this.socket.send(bytes, port, ip);
  }

  sentTo(...targets: readonly Address[]): number {
    return targets.reduce((sum, { port }) => sum + (this.sent.get(port) ?? 0), 0);
  }
}

/** Sends again what was sent before, from where it came and to where it went. */
function replay(tap: Wiretap): void {
  const { bytes, peer } = pick(tap.sent);
  tap.inject(bytes, peer);
}

/** What a stranger may send to anybody. */
function attack(tap: Wiretap): Uint8Array {
  const { bytes } = pick(random() < 0.5 ? tap.sent : tap.got);
  switch (Math.floor(random() * 8)) {
    case 0:
      return new Uint8Array(0);
    case 1:
      return randomBytes(random, TOO_LONG_BYTES);
    case 2:
      return randomDatagram(random);
    case 3:
      return bytes.slice(0, Math.floor(random() * bytes.length));
    case 4:
      return bytes;
    case 5:
      return registration(pick(['alice', 'bob', 'mallory', `flood${Math.floor(random() * 1e6)}`]));
    default:
      // Most of these have a right checksum: somebody has to look at the rest.
      return mutated(bytes, random);
  }
}

/** A wish to be registered, with a cookie that was never given. */
function registration(name: string): Uint8Array {
  const cookie = randomBytes(random, 8);
  const tag = Math.floor(random() * 2 ** 48);
  const body = encodeBody({ kind: 'REGISTER', name, tag, resume: 0, cookie });
  const header = { session: tag, number: 1, tableVersion: 0 };
  return encodeDatagram(header, [{ code: codeOf('REGISTER'), more: false, id: 0, back: 0, body }]);
}

function privateLines({ lines }: Client, from: string): string[] {
  return lines.filter((line) => line.startsWith(`>>> ${from}: `));
}

function pick<T>(choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new RangeError('nothing to choose from');
  return choice;
}

/** What hostile datagrams do to running endpoints: nothing, unless they were entitled to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Address } from '../../../src/chat/address.ts';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram, encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { Random } from '../../../src/lab/world/random.ts';
import { seededRandom } from '../../../src/lab/world/random.ts';
import type { Transit } from '../../../src/lab/world/transit.ts';
import { World } from '../../../src/lab/world/world.ts';
import { mutated, randomDatagram } from '../support/mutations.ts';
import { frameOf, packet } from '../support/packets.ts';

type SimulatedClient = ReturnType<World['startClient']>;

const { FC_SEED = 20_260_102 } = process.env;
const SEED = Number(FC_SEED);
const OUTSIDERS = 20_000;
const INSIDERS = 6_000;

const ADDRESSES = [2, 3, 4].map((host) => ({ ip: `10.0.0.${host}`, port: 6000 }));
const STRANGER: Address = { ip: '10.0.0.66', port: 6666 };
const EVERYBODY = [SERVER_ADDRESS, ...ADDRESSES];

interface Stage {
  readonly world: World;
  readonly clients: readonly SimulatedClient[];
  /** Sessions seen on the wire from one address to another, the latest last. */
  readonly sessions: Map<string, number>;
  readonly sent: {
    /** Bytes sent to the stranger. */
    toStranger: number;
    /** REGISTERs that the clients sent: a forged RESET that is believed makes them. */
    registers: number;
  };
}

/** Three clients in conversation: ann and bob are in a group, cy is in none. */
function conversation(): Stage {
  const sessions = new Map<string, number>();
  const sent = { toStranger: 0, registers: 0 };
  const world = new World({
    seed: SEED,
    network: ({ bytes, from, to }: Transit) => {
      expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      const datagram = decodeDatagram(bytes);
      expect(datagram).not.toBeNull();
      sessions.set(way(from, to), datagram?.header.session ?? 0);
      if (datagram?.frames.some(({ code }) => code === codeOf('REGISTER'))) sent.registers++;
      if (to.ip === STRANGER.ip) sent.toStranger += bytes.length;
      return [5];
    },
  });
  const clients = ['ann', 'bob', 'cy'].map((name, i) => {
    return world.startClient(name, ADDRESSES[i] as Address);
  });
  const [ann, bob, cy] = clients as [SimulatedClient, SimulatedClient, SimulatedClient];
  world.advance(500);
  ann.command({ kind: 'create_group', group: 'g' });
  for (const member of [ann, bob]) member.command({ kind: 'join_group', group: 'g' });
  cy.command({ kind: 'send', to: 'ann', text: 'hi' });
  cy.command({ kind: 'send', to: 'bob', text: 'hi' });
  world.advance(500);
  ann.command({ kind: 'send_group', text: 'hi' });
  world.advance(500);
  return { world, clients, sessions, sent };
}

function way(from: Address, to: Address): string {
  return `${from.ip} ${to.ip}`;
}

/** Everything that a user, or a server's operator, can see. */
function visible({ world, clients }: Stage) {
  return {
    server: world.log.slice(),
    clients: clients.map(({ endpoint, notices, status }) => {
      return { status, notices, group: endpoint.group, table: endpoint.listings() };
    }),
  };
}

/** Each still hears the others, in private and in the group. */
function expectConversation({ world, clients }: Stage, text: string): void {
  const [ann, bob, cy] = clients as [SimulatedClient, SimulatedClient, SimulatedClient];
  ann.command({ kind: 'send_group', text });
  cy.command({ kind: 'send', to: 'cy', text });
  world.advance(500);
  expect(bob.groupTexts().at(-1)).toBe(`ann: ${text}`);
  expect(cy.privateTexts('cy').at(-1)).toBe(text);
}

function hostileDatagram(random: Random, good: readonly Uint8Array[]): Uint8Array {
  if (random() < 0.1) return randomDatagram(random);
  const base = good[Math.floor(random() * good.length)] as Uint8Array;
  return random() < 0.2 ? base : mutated(base, random);
}

function goodDatagrams(sessionOf: (i: number) => number): Uint8Array[] {
  const packets = fc.sample(packet, { numRuns: 600, seed: SEED });
  const short = packets
    .map((sent, i) => frameOf(sent, 1 + (i % 40)))
    .filter(({ body }) => body.length <= 1_050);
  return short.map((frame, i) =>
    encodeDatagram({ session: sessionOf(i), number: i + 1, tableVersion: i % 9 }, [frame]),
  );
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

describe(`hostile datagrams (seed ${SEED})`, () => {
  test('from outsiders, forged or not, change nothing that anybody sees', () => {
    const stage = conversation();
    const random = seededRandom(SEED);
    const before = visible(stage);
    stage.sent.registers = 0;
    // An outsider does not know a session: any 48 bits but those.
    const good = goodDatagrams((i) => 2 ** 47 + i);
    const known = new Set(stage.sessions.values());
    for (let i = 0; i < OUTSIDERS; i++) {
      const bytes = hostileDatagram(random, good);
      const session = decodeDatagram(bytes)?.header.session;
      if (session !== undefined && known.has(session)) continue;
      const from = pick(random, [STRANGER, ...EVERYBODY]);
      stage.world.inject({ bytes, from, to: pick(random, EVERYBODY) });
      if (i % 10 === 0) stage.world.advance(7);
    }
    stage.world.advance(30_000);
    expect(visible(stage)).toStrictEqual(before);
    expect(stage.sent.registers).toBe(0);
    expectConversation(stage, 'after all');
  });

  test('an address that has proved nothing gets at most three times what it sent', () => {
    const { world, sent } = conversation();
    const random = seededRandom(SEED);
    for (const bytes of goodDatagrams((i) => i)) {
      const hostile = random() < 0.5 ? bytes : mutated(bytes, random);
      sent.toStranger = 0;
      world.inject({ bytes: hostile, from: STRANGER, to: SERVER_ADDRESS });
      world.advance(50);
      expect(sent.toStranger).toBeLessThanOrEqual(3 * hostile.length);
    }
  });

  test('in the right session from the right address are survived', () => {
    const stage = conversation();
    const { world, sessions } = stage;
    const before = visible(stage);
    const random = seededRandom(SEED);
    const good = goodDatagrams(() => 0);
    let entitled = 0;
    for (let i = 0; i < INSIDERS; i++) {
      const [from, to] = [pick(random, EVERYBODY), pick(random, EVERYBODY)];
      const damaged = decodeDatagram(hostileDatagram(random, good));
      const session = sessions.get(way(from, to));
      if (damaged === null || session === undefined) continue;
      entitled++;
      // Numbers go up, most of the time: what has an old one is not looked at.
      const number = random() < 0.9 ? 10_000 + i : damaged.header.number;
      const header = { ...damaged.header, session, number };
      world.inject({ bytes: encodeDatagram(header, damaged.frames), from, to });
      if (i % 5 === 0) world.advance(40);
    }
    expect(entitled).toBeGreaterThan(0.1 * INSIDERS);
    expect(visible(stage), 'some of it was obeyed').not.toStrictEqual(before);
    world.advance(60_000);

    // Whatever the forgers made of the three, the server serves whoever comes now.
    const [dee, eve] = ['dee', 'eve'].map((name, i) =>
      world.startClient(name, { ip: `10.0.1.${i}`, port: 6000 }),
    ) as [SimulatedClient, SimulatedClient];
    world.advance(2_000);
    dee.command({ kind: 'send', to: 'eve', text: 'quiet here' });
    world.advance(2_000);
    expect(eve.privateTexts('dee')).toStrictEqual(['quiet here']);
    expect(dee.notices).toContainEqual({ kind: 'received', by: 'eve' });
    expect(dee.endpoint.listings()).toHaveLength(5);
  });
});

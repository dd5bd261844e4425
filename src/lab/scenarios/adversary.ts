import type { Address } from '../../chat/address.ts';
import { codeOf, encodeBody } from '../../chat/wire/codec.ts';
import type { Frame } from '../../chat/wire/datagram.ts';
import { encodeDatagram } from '../../chat/wire/datagram.ts';
import type { Packet, TableEntry } from '../../chat/wire/packets.ts';
import type { Watch } from '../promises/watch.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import { seededRandom } from '../world/random.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Transit } from '../world/transit.ts';
import type { World } from '../world/world.ts';

/**
 * What somebody sends who knows the protocol, can write any sender address on a datagram, and knows
 * no session number.
 */
export type Forgery = (typeof FORGERIES)[number];

export const FORGERIES = [
  'RESET',
  'REGISTERED',
  'ACK',
  'UPDATED_TABLE',
  'PRIVATE',
  'REGISTER',
  'DEREGISTER',
  'ACK to the server',
] as const;

/** Where a replay comes from: its first sender's address, or an address that nobody knows. */
export type ReplaySource = 'sender' | 'stranger';

const STRANGER: Address = { ip: '10.0.6.6', port: 6_666 };
/** A session number that nobody issued. */
const WRONG_SESSION = 0x0bad_5e55;
/** Datagrams that the adversary remembers. */
const OVERHEARD = 256;

/** Overhears the network and puts datagrams of its own on it. It cannot hold any back. */
export class Adversary {
  private readonly world: World;
  private readonly watch: Watch;
  private readonly overheard: Transit[] = [];
  private count = 0;

  constructor(world: World, watch: Watch) {
    this.world = world;
    this.watch = watch;
  }

  overhear(transit: Transit): void {
    this.overheard[this.count++ % OVERHEARD] = transit;
  }

  /** Bytes that mean nothing reach a client and the server. */
  junk(client: SimulatedClient, seed: number): void {
    const random = seededRandom(seed);
    const bytes = Uint8Array.from({ length: Math.floor(random() * 100) }, () => random() * 256);
    this.watch.count('forged');
    this.watch.changesNothing('junk', () => {
      this.world.inject({ bytes, from: STRANGER, to: client.address });
      this.world.inject({ bytes, from: STRANGER, to: SERVER_ADDRESS });
    });
  }

  /** @param other whom the forged datagram is about, or pretends to come from */
  forge(forgery: Forgery, client: SimulatedClient, other: SimulatedClient): void {
    this.watch.count('forged');
    const transit = this.forged(forgery, client, other);
    this.watch.changesNothing(`a forged ${forgery}`, () => this.world.inject(transit));
  }

  /**
   * A datagram that was sent before is sent again.
   *
   * @param back how many datagrams ago
   */
  replay(back: number, source: ReplaySource): void {
    const known = Math.min(this.count, OVERHEARD);
    if (known === 0) return;
    const transit = this.overheard[(this.count - 1 - (back % known)) % OVERHEARD] as Transit;
    this.watch.count('replayInjected');
    if (source === 'sender') {
      this.world.inject(transit);
      return;
    }
    const stolen = { ...transit, from: STRANGER };
    this.watch.changesNothing('a stolen datagram', () => this.world.inject(stolen));
  }

  private forged(forgery: Forgery, client: SimulatedClient, other: SimulatedClient): Transit {
    const toClient = { from: SERVER_ADDRESS, to: client.address };
    const toServer = { from: client.address, to: SERVER_ADDRESS };
    const ack = {
      kind: 'ACK',
      next: 1_000,
      limit: 2_000,
      floor: 1,
      delay: 0,
      arrived: [1, 1_000],
    } as const;
    switch (forgery) {
      case 'RESET':
        return { ...toClient, bytes: datagramOf({ kind: 'RESET' }) };
      case 'REGISTERED':
        return { ...toClient, bytes: datagramOf({ kind: 'REGISTERED', session: WRONG_SESSION }) };
      case 'ACK':
        return { ...toClient, bytes: datagramOf(ack) };
      case 'UPDATED_TABLE': {
        const page = { from: 0, to: 999, latest: 999, entries: [rowOf(other)] } as const;
        return { ...toClient, bytes: datagramOf({ kind: 'UPDATED_TABLE', ...page }) };
      }
      case 'PRIVATE': {
        const bytes = datagramOf({ kind: 'PRIVATE', text: 'forged' }, 1);
        return { from: other.address, to: client.address, bytes };
      }
      case 'REGISTER': {
        const { name } = other;
        const claim = { name, tag: 666, resume: WRONG_SESSION, cookie: new Uint8Array(4) };
        const bytes = datagramOf({ kind: 'REGISTER', ...claim });
        return { from: STRANGER, to: SERVER_ADDRESS, bytes };
      }
      case 'DEREGISTER':
        return { ...toServer, bytes: datagramOf({ kind: 'DEREGISTER' }, 1) };
      case 'ACK to the server':
        return { ...toServer, from: STRANGER, bytes: datagramOf(ack) };
    }
  }
}

function rowOf({ name, address }: SimulatedClient): TableEntry {
  return { name, ...address, status: 'offline', tag: 666 };
}

function datagramOf(packet: Packet, id = 0): Uint8Array {
  const body = encodeBody(packet);
  const frame: Frame = { code: codeOf(packet.kind), more: false, id, back: 0, body };
  return encodeDatagram({ session: WRONG_SESSION, number: 1_000_000, tableVersion: 999 }, [frame]);
}

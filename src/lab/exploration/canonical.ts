/**
 * The state of a world as one text: equal texts mean that the same can happen from here on. It walks
 * the endpoints by reflection, so that whatever they will keep one day is part of the state unless
 * it is named here. Left out is what only counts or measures: absolute times, datagram numbers, the
 * values of random identities. Who is who among interchangeable clients can be renamed.
 */
import type { AnyActor } from 'xstate';
import { Actor } from 'xstate';
import { ACK_TIMEOUT_MS } from '../../../machines/timers.ts';
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import { addressKey } from '../../chat/address.ts';
import { Pacer } from '../../chat/connection/pacer.ts';
import { ReceivedNumbers } from '../../chat/connection/receivedNumbers.ts';
import { RoundTrip } from '../../chat/connection/roundTrip.ts';
import { SentDatagrams } from '../../chat/connection/sentDatagrams.ts';
import { Courier } from '../../chat/link/courier.ts';
import { Link } from '../../chat/link/link.ts';
import type { LinkOptions } from '../../chat/link/linkOptions.ts';
import { outgoingOf } from '../../chat/link/linkOptions.ts';
import { decodeControl, decodeMessage, isStreamCode } from '../../chat/wire/codec.ts';
import type { Frame } from '../../chat/wire/datagram.ts';
import { decodeDatagram } from '../../chat/wire/datagram.ts';
import type { Packet } from '../../chat/wire/packets.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Transit } from '../world/transit.ts';
import type { ChoiceWorld } from './choices.ts';
import type { Naming } from './naming.ts';

/**
 * Surroundings, labels and caches, which machines at rest are; how long names are; numbers of
 * datagrams and moments, which only measure.
 */
const NOT_STATE = new Set([
  'options',
  'runtime',
  'ackWaits',
  'lastPage',
  'bytes',
  'number',
  'delay',
  'owedSinceMs',
  'sentDatagrams',
  'flyingBytes',
  'signs',
]);
/** Notices that the checks remember: a state in which a text was shown differs from one before. */
const REMEMBERED: ReadonlySet<ClientNotice['kind']> = new Set([
  'privateMessage',
  'groupMessage',
  'received',
  'notDelivered',
  'entered',
  'left',
  'removed',
]);
/** Random identities have 48 bits; whatever else is counted stays far below this. */
const MIN_IDENTITY = 2 ** 32;
const COOKIE_BYTES = 4;

export interface CanonicalState {
  readonly text: string;
  /** One datagram of each kind that is on its way, in an order that the state determines. */
  readonly datagrams: readonly number[];
}

export function canonicalState(world: ChoiceWorld, naming: Naming): CanonicalState {
  return new Walk(world, naming).state();
}

class Walk {
  private readonly subject: ChoiceWorld;
  private readonly naming: Naming;
  private readonly parts: string[] = [];
  private readonly objects = new Map<object, number>();
  private readonly identities = new Map<number | string, number>();
  /** The links of each endpoint: they know which datagrams are news. */
  private readonly links: { readonly owner: string; readonly link: Link }[] = [];
  private owner = addressKey(SERVER_ADDRESS);
  /** How many signs of life came so far to whom is walked over. */
  private signs = 0;

  constructor(subject: ChoiceWorld, naming: Naming) {
    this.subject = subject;
    this.naming = naming;
  }

  state(): CanonicalState {
    const { world, clients, done, onTheWay } = this.subject;
    this.value(world.server);
    for (const notice of world.log) if (notice.kind !== 'tableUpdated') this.value(notice);
    for (const index of this.naming.order) {
      const client = clients[index] as SimulatedClient;
      this.owner = addressKey(client.address);
      this.value(client.endpoint);
      this.parts.push(`@${done[index]} ${client.status}`);
      for (const notice of client.notices) if (REMEMBERED.has(notice.kind)) this.value(notice);
    }
    for (const { link } of this.links) this.parts.push(this.arrivedText(link));
    const kinds = new Map<string, number>();
    const texts: string[] = [];
    for (const [number, transit] of onTheWay) {
      const text = this.transit(transit);
      texts.push(text);
      kinds.set(text, kinds.get(text) ?? number);
    }
    texts.sort();
    const datagrams = [...new Set(texts)].map((text) => kinds.get(text) as number);
    return { text: [...this.parts, ...texts].join(), datagrams };
  }

  private transit({ bytes, from, to }: Transit): string {
    const datagram = decodeDatagram(bytes);
    const walk = this.parts.length;
    this.value(addressKey(from));
    this.value(addressKey(to));
    if (datagram) {
      const { session, number, tableVersion } = datagram.header;
      const isTo = ({ owner, link }: { owner: string; link: Link }) =>
        owner === addressKey(to) && link.incoming === session;
      const receiver = this.links.find(isTo)?.link;
      this.parts.push(receiver && hasSeen(receiver, number) ? 'replay' : 'news');
      const sender = this.links.find(
        (end) => end.owner === addressKey(from) && isOf(end.link, session),
      );
      this.parts.push(`sent ${sender ? placeOf(sender.link, number) : '?'}`);
      this.known(halfOf(session));
      this.parts.push(String(tableVersion));
      for (const frame of datagram.frames) {
        const packet = packetOf(frame.code, frame.body);
        if (packet?.kind !== 'ACK') this.frame(frame, true);
        else this.value({ ...packet, arrived: receiver ? ackedBy(receiver, packet.arrived) : '' });
      }
    }
    return this.parts.splice(walk).join();
  }

  private value(value: unknown, isInTransit = false): void {
    switch (typeof value) {
      case 'string':
        this.parts.push(JSON.stringify(this.naming.names.get(value) ?? value));
        return;
      case 'number':
        if (value < MIN_IDENTITY) this.parts.push(String(value));
        else if (isInTransit) this.known(halfOf(value));
        else this.identity(halfOf(value));
        return;
      case 'object':
        if (value === null) this.parts.push('null');
        else this.object(value, isInTransit);
        return;
      case 'function':
        return;
      default:
        this.parts.push(String(value));
    }
  }

  private object(value: object, isInTransit: boolean): void {
    if (value instanceof Uint8Array) {
      this.bytes(value, isInTransit);
      return;
    }
    const seen = this.objects.get(value);
    if (seen !== undefined) {
      this.parts.push(`#${seen}`);
      return;
    }
    if (!isInTransit) this.objects.set(value, this.objects.size);
    if (value instanceof Actor) this.actor(value);
    else if (value instanceof RoundTrip) this.parts.push(`timeout ${value.probeTimeoutMs}`);
    else if (value instanceof ReceivedNumbers || value instanceof Pacer) return;
    else if (value instanceof SentDatagrams) this.parts.push(this.bookText(value));
    else if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
      this.parts.push('[');
      for (const [key, item] of value.entries()) {
        if (value instanceof Map) this.value(key, isInTransit);
        this.value(item, isInTransit);
      }
      this.parts.push(']');
    } else if (isFrame(value)) this.frame(value, isInTransit);
    else {
      if (value instanceof Courier) this.signs = (value as unknown as { signs: number }).signs;
      if (value instanceof Link) this.links.push({ owner: this.owner, link: value });
      this.parts.push('{');
      for (const [key, item] of Object.entries(value)) {
        if (NOT_STATE.has(key) || typeof item === 'function') continue;
        this.parts.push(key);
        if (key === 'signsBefore') this.parts.push(String(Number(item) < this.signs));
        else if (key === 'heardAtMs') this.parts.push(this.recencyText(item));
        else if (!key.endsWith('AtMs')) this.value(item, isInTransit);
      }
      this.parts.push('}');
    }
  }

  private bookText(book: SentDatagrams): string {
    const { underWay, largestAcked } = book as unknown as OpenBook;
    const entries = [...underWay].map(([number, { ids }]) => `${number < largestAcked} ${ids}`);
    return `on their way ${entries.join('; ')}`;
  }

  /** What of the datagrams that a link has on their way has arrived: an ACK will say so. */
  private arrivedText(link: Link): string {
    const session = outgoingOf(open(link).options);
    const receiver = this.links.find((other) => other.link.incoming === session)?.link;
    const numbers = [...open(link).recovery.datagrams.underWay.keys()];
    return numbers.map((number) => receiver && hasSeen(receiver, number)).join(' ');
  }

  /** Moments count from now, and what is long ago is all the same. */
  private recencyText(atMs: unknown): string {
    return String(Math.min(this.subject.world.clock.nowMs() - Number(atMs), ACK_TIMEOUT_MS));
  }

  private actor(actor: AnyActor): void {
    const { value, status, context } = actor.getSnapshot() as MachineSnapshot;
    this.parts.push(JSON.stringify(value), status);
    if (status !== 'active') return;
    for (const [key, item] of Object.entries(context)) {
      this.parts.push(key);
      this.value(item);
    }
    for (const [delay, inMs] of this.subject.deadlines.of(actor)) {
      this.parts.push(delay, String(inMs));
    }
  }

  private frame({ code, more, id, back, body }: Frame, isInTransit: boolean): void {
    this.parts.push(`${code} ${more} ${id} ${back}`);
    const packet = more ? body : packetOf(code, body);
    this.value(packet === null ? body : packet, isInTransit);
  }

  private bytes(bytes: Uint8Array, isInTransit: boolean): void {
    const text = bytes.join(' ');
    if (bytes.length !== COOKIE_BYTES) this.parts.push(text);
    else if (isInTransit) this.known(text);
    else this.identity(text);
  }

  private identity(value: number | string): void {
    const place = this.identities.get(value) ?? this.identities.size;
    this.identities.set(value, place);
    this.parts.push(`@${place}`);
  }

  /** An identity that no endpoint knows any more is as good as any other. */
  private known(value: number | string): void {
    this.parts.push(`@${this.identities.get(value) ?? '?'}`);
  }
}

interface MachineSnapshot {
  readonly value: unknown;
  readonly status: string;
  readonly context: object;
}

/** The two ends of a link number their session differently; from where to where tells them apart. */
function halfOf(session: number): number {
  return Math.floor(session / 2);
}

function isFrame(value: object): value is Frame {
  return 'code' in value && 'back' in value && 'body' in value;
}

function packetOf(code: number, body: Uint8Array): Packet | null {
  const packet = isStreamCode(code) ? decodeMessage(code, body) : decodeControl(code, body);
  return packet;
}

/** What of a link is looked at here. */
interface OpenLink {
  readonly options: LinkOptions;
  readonly acks: { readonly received: ReceivedNumbers };
  readonly recovery: { readonly datagrams: OpenBook };
}

interface OpenBook {
  readonly underWay: ReadonlyMap<number, { readonly ids: readonly number[] }>;
  readonly largestAcked: number;
}

function open(link: Link): OpenLink {
  return link as unknown as OpenLink;
}

function isOf(link: Link, session: number): boolean {
  return outgoingOf(open(link).options) === session;
}

function hasSeen(link: Link, number: number): boolean {
  return open(link).acks.received.has(number);
}

/** Where among the datagrams that a link has on their way this number is, and whether it is one. */
function placeOf(link: Link, number: number): string {
  const numbers = [...open(link).recovery.datagrams.underWay.keys()];
  const before = numbers.filter((other) => other < number).length;
  return `${before} ${numbers.includes(number)}`;
}

/** Which of the datagrams that a link has on their way an ack names. */
function ackedBy(link: Link, arrived: readonly number[]): string {
  const places: number[] = [];
  for (const [place, number] of [...open(link).recovery.datagrams.underWay.keys()].entries()) {
    for (let i = 0; i < arrived.length; i += 2) {
      const isIn = number >= (arrived[i] as number) && number <= (arrived[i + 1] as number);
      if (isIn) places.push(place);
    }
  }
  return places.join(' ');
}

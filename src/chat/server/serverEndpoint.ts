/**
 * The server without IO: datagrams go in, datagrams and notices come out. It routes each packet to
 * the registrant and the machine that it concerns. What takes time is decided by the machines.
 */
import type { ServerNotice } from '../../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import type { Runtime } from '../runtime.ts';
import { codeOf, decodeControl, decodeMessage, encodeBody, wantsAnswer } from '../wire/codec.ts';
import type { Datagram, Header } from '../wire/datagram.ts';
import { decodeDatagram, decodeForeignHeader, encodeDatagram } from '../wire/datagram.ts';
import type {
  ControlPacket,
  RegisterPacket,
  Request,
  StreamMessage,
  TableEntry,
} from '../wire/packets.ts';
import { VERSIONS } from '../wire/protocolVersions.ts';
import type { KeyedHash } from './cookies.ts';
import { Cookies } from './cookies.ts';
import type { GroupBroadcast } from './groups.ts';
import type { Registrant } from './registrant.ts';
import { heard, isLive } from './registrant.ts';
import { Registry } from './registry.ts';
import { Requests } from './requests.ts';

export interface ServerEndpointOptions {
  readonly runtime: Runtime;
  /** For the cookies that prove an address. */
  readonly keyedHash: KeyedHash;
  /** There is something to `flush` at the end of this turn. */
  onDue(): void;
  onNotice(notice: ServerNotice): void;
}

export class ServerEndpoint {
  private readonly options: ServerEndpointOptions;
  private readonly cookies: Cookies;
  private readonly registry: Registry;
  private readonly requests: Requests;
  private readonly due = new Set<Registrant>();
  private readonly ackedBroadcasts = new Set<GroupBroadcast>();
  /** Answers to those who have no session: bytes and address, sent at the end of the turn. */
  private replies: { readonly bytes: Uint8Array; readonly to: Address }[] = [];

  constructor(options: ServerEndpointOptions) {
    const { runtime, keyedHash } = options;
    const onNotice = (notice: ServerNotice) => options.onNotice(notice);
    this.options = options;
    this.cookies = new Cookies(keyedHash, () => runtime.clock.nowMs());
    this.registry = new Registry({
      runtime,
      onNotice,
      onLaggard: (registrant) => this.removeLaggard(registrant),
      onDue: (registrant) => {
        this.due.add(registrant);
        options.onDue();
      },
    });
    this.requests = new Requests({
      runtime,
      onNotice,
      registry: this.registry,
      onAcks: (broadcast) => {
        this.ackedBroadcasts.add(broadcast);
        options.onDue();
      },
      onLaggard: (registrant) => this.removeLaggard(registrant),
    });
  }

  /** Takes a datagram from anywhere. What is not entitled to anything changes nothing. */
  receive(bytes: Uint8Array, from: Address): void {
    const datagram = decodeDatagram(bytes);
    if (datagram === null) {
      const foreign = decodeForeignHeader(bytes);
      if (foreign) this.reply(foreign, from, VERSIONS);
      else this.options.runtime.note?.('junk');
      return;
    }
    const registrant = this.registry.at(from);
    if (registrant && registrant.id === datagram.header.session) {
      this.receiveFrom(registrant, datagram);
      return;
    }
    const register = registerPacketOf(datagram);
    if (register) this.reply(datagram.header, from, this.answerTo(register, from));
    else if (wantsAnswer(datagram)) {
      this.options.runtime.note?.('reset');
      this.reply(datagram.header, from, { kind: 'RESET' });
    }
  }

  /** Sends what is due. To be called at the end of each turn in which `onDue` was called. */
  flush(send: (bytes: Uint8Array, to: Address) => void): void {
    for (const broadcast of this.ackedBroadcasts) broadcast.deliverAcks();
    this.ackedBroadcasts.clear();
    for (const { bytes, to } of this.replies) send(bytes, to);
    this.replies = [];
    const { version } = this.registry.table;
    for (const registrant of this.due) {
      for (const bytes of registrant.courier.flush(version)) send(bytes, registrant.address);
    }
    this.due.clear();
  }

  /** The client table. */
  entries(): TableEntry[] {
    return this.registry.table.entries();
  }

  /** Responses and group messages that are neither acked nor given up. */
  get outstanding(): number {
    return this.registry.outstanding + this.requests.outstanding;
  }

  /** The group that a client is in, as the server sees it; null if in none or not registered. */
  groupOf(name: string): string | null {
    const registrant = this.registry.named(name);
    return registrant && isLive(registrant) ? (registrant.group?.name ?? null) : null;
  }

  /** Stops every machine and timer. Nobody is told: to the clients it looks like a crash. */
  stop(): void {
    this.registry.stop();
  }

  private answerTo(register: RegisterPacket, from: Address): ControlPacket {
    if (this.cookies.accepts(register.cookie, from, register.tag)) {
      return this.registry.admit(register, from);
    }
    return { kind: 'CHALLENGE', cookie: this.cookies.issue(from, register.tag) };
  }

  private receiveFrom(registrant: Registrant, datagram: Datagram): void {
    const { courier, outflow } = registrant;
    const { link } = courier;
    const { controls, acked, isFresh } = courier.receive(datagram);
    if (isFresh) heard(registrant);
    if (acked) outflow.acked();
    const asked = controls.findLast((packet) => packet.kind === 'REQUEST_TABLE');
    if (asked && isLive(registrant)) {
      registrant.pages.ask(asked.since);
      this.due.add(registrant);
      this.options.onDue();
    }
    // What there is no room for stays where it is, unacked, until the registrant acks what it asked for.
    while (outflow.hasRoom) {
      const arrival = link.take();
      if (!arrival) break;
      const request = decodeMessage(arrival.code, arrival.body);
      if (request && isRequest(request) && isLive(registrant)) {
        outflow.answer(this.requests.respond(registrant, arrival.id, request));
      }
    }
  }

  /** It has more before it than anybody may have: the others do not wait for it, and it is told. */
  private removeLaggard(registrant: Registrant): void {
    const { group } = registrant;
    if (!group) return;
    this.options.runtime.note?.('evicted', registrant);
    group.remove(registrant);
    registrant.outflow.forgetDeliveries();
    this.options.onNotice({ kind: 'removed', client: registrant.name, group: group.name });
    registrant.outflow.answer({ kind: 'REMOVED', group: group.name });
  }

  /** Answers somebody who has no session here; the number lets it measure the round trip. */
  private reply({ session, number }: Header, to: Address, packet: ControlPacket): void {
    const body = encodeBody(packet);
    const frame = { code: codeOf(packet.kind), more: false, id: 0, back: 0, body };
    const answer = { session, number, tableVersion: this.registry.table.version };
    this.replies.push({ bytes: encodeDatagram(answer, [frame]), to });
    this.options.onDue();
  }
}

function registerPacketOf({ frames }: Datagram): RegisterPacket | null {
  const [frame] = frames;
  if (!frame || frames.length !== 1) return null;
  const packet = decodeControl(frame.code, frame.body);
  return packet?.kind === 'REGISTER' ? packet : null;
}

function isRequest(message: StreamMessage): message is Request {
  return !('re' in message) && !NEWS.has(message.kind);
}

/** What is no request, and no answer either. */
const NEWS: ReadonlySet<string> = new Set(['PRIVATE', 'GROUP_MESSAGE', 'GROUP_NEWS', 'REMOVED']);

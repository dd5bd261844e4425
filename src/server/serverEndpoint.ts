/**
 * The server without IO: datagrams go in, datagrams and notices come out. It owns the machines,
 * routes each packet to the member and the machine that it concerns, and answers requests. What
 * takes time is decided by the machines.
 */
import { createActor } from 'xstate';
import { session } from '../../machines/session.ts';
import { DELIVERY_ROUNDS } from '../../machines/timers.ts';
import type { ServerNotice } from '../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';
import { MAX_GROUPS, MAX_TEXT_BYTES } from '../limits.ts';
import { Courier } from '../link/courier.ts';
import { Link } from '../link/link.ts';
import { isName } from '../names.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import { codeOf, decodeControl, decodeMessage, encodeBody, wantsAnswer } from '../wire/codec.ts';
import type { Datagram } from '../wire/datagram.ts';
import { decodeDatagram, encodeDatagram } from '../wire/datagram.ts';
import type { ControlPacket, Request, Response } from '../wire/packets.ts';
import { Announcements } from './announcements.ts';
import type { KeyedHash } from './cookies.ts';
import { Cookies } from './cookies.ts';
import type { GroupBroadcast } from './groups.ts';
import { Group } from './groups.ts';
import type { Member } from './member.ts';
import { isLive } from './member.ts';
import { ServerTable } from './serverTable.ts';

export interface ServerEndpointOptions {
  readonly runtime: Runtime;
  /** For the cookies that prove an address. */
  readonly keyedHash: KeyedHash;
  /** There is something to `flush` at the end of this turn. */
  onDue(): void;
  onNotice(notice: ServerNotice): void;
}

type RegisterPacket = Extract<ControlPacket, { kind: 'REGISTER' }>;

/** A text and the CBOR around it. */
const MAX_REQUEST_BYTES = MAX_TEXT_BYTES + 16;
/** A client that leaves this many frames unacked is not listened to until it acks. */
const MAX_UNSETTLED_FRAMES = 1_024;

export class ServerEndpoint {
  private readonly options: ServerEndpointOptions;
  private readonly cookies: Cookies;
  private readonly table = new ServerTable();
  private readonly announcements: Announcements;
  private readonly byName = new Map<string, Member>();
  private readonly byAddress = new Map<string, Member>();
  private readonly groups = new Map<string, Group>();
  private readonly dueMembers = new Set<Member>();
  private readonly ackedBroadcasts = new Set<GroupBroadcast>();
  /** Answers to those who have no session: bytes and address, sent at the end of the turn. */
  private replies: { readonly bytes: Uint8Array; readonly to: Address }[] = [];

  constructor(options: ServerEndpointOptions) {
    this.options = options;
    this.cookies = new Cookies(options.keyedHash, () => options.runtime.clock.nowMs());
    this.announcements = new Announcements(this.table, options.runtime);
  }

  /** Takes a datagram from anywhere. What is not entitled to anything changes nothing. */
  receive(bytes: Uint8Array, from: Address): void {
    const datagram = decodeDatagram(bytes);
    if (datagram === null) return;
    const member = this.byAddress.get(addressKey(from));
    if (member && member.id === datagram.header.session) {
      this.receiveFrom(member, datagram);
      return;
    }
    const register = registerPacketOf(datagram);
    if (register) this.register(register, datagram, from);
    else if (wantsAnswer(datagram)) this.reply(datagram, from, { kind: 'RESET' });
  }

  /** Sends what is due. To be called at the end of each turn in which `onDue` was called. */
  flush(send: (bytes: Uint8Array, to: Address) => void): void {
    for (const broadcast of this.ackedBroadcasts) broadcast.deliverAcks();
    this.ackedBroadcasts.clear();
    for (const { bytes, to } of this.replies) send(bytes, to);
    this.replies = [];
    for (const member of this.dueMembers) {
      for (const bytes of member.courier.link.flush(this.table.version))
        send(bytes, member.address);
    }
    this.dueMembers.clear();
  }

  /** Stops every machine and timer. Nobody is told: to the clients it looks like a crash. */
  stop(): void {
    this.announcements.stop();
    for (const member of this.byName.values()) {
      member.group?.drop(member);
      member.machine.stop();
      member.courier.abandon();
    }
  }

  // Registration

  private register(packet: RegisterPacket, datagram: Datagram, from: Address): void {
    if (!this.cookies.accepts(packet.cookie, from, packet.tag)) {
      const cookie = this.cookies.issue(from, packet.tag);
      this.reply(datagram, from, { kind: 'CHALLENGE', cookie });
      return;
    }
    const answer = this.admit(packet, from);
    this.reply(datagram, from, answer);
  }

  /** Decides on a registration from an address that has proved that it receives. */
  private admit({ name, tag, resume }: RegisterPacket, from: Address): ControlPacket {
    if (!isName(name)) return { kind: 'REFUSED', refusal: 'badName' };
    const owner = this.byName.get(name);
    const occupant = this.byAddress.get(addressKey(from));
    if (owner && isLive(owner)) {
      const isSameProcess = owner.tag === tag && (owner === occupant || owner.id === resume);
      if (isSameProcess) return this.resume(owner, from);
      if (owner !== occupant) return { kind: 'REFUSED', refusal: 'nameTaken' };
    }
    if (occupant && isLive(occupant)) {
      // Its port is ours now, so it is dead or forged: the probe tells.
      occupant.machine.send({ type: 'doubt' });
      return { kind: 'WAIT' };
    }
    if (!owner && !this.table.hasRoom) return { kind: 'REFUSED', refusal: 'serverFull' };
    return { kind: 'REGISTERED', session: this.welcome(name, tag, from).id };
  }

  /** The same process again: its first answer was lost, or its address has changed. */
  private resume(member: Member, from: Address): ControlPacket {
    if (addressKey(member.address) !== addressKey(from)) {
      this.byAddress.delete(addressKey(member.address));
      this.byAddress.set(addressKey(from), member);
      member.address = from;
      this.tabulate(member, 'online');
    }
    return { kind: 'REGISTERED', session: member.id };
  }

  private welcome(name: string, tag: number, address: Address): Member {
    const member = this.newMember(name, tag, address);
    const former = this.byName.get(name);
    if (former) this.release(former);
    this.byName.set(name, member);
    this.byAddress.set(addressKey(address), member);
    this.tabulate(member, 'online');
    // The newcomer asks for the table itself, page by page.
    member.announcedVersion = this.table.version;
    this.announcements.add(member);
    return member;
  }

  private newMember(name: string, tag: number, address: Address): Member {
    const { runtime } = this.options;
    const id = runtime.randomIdentity();
    const link = new Link({
      session: id,
      nowMs: () => runtime.clock.nowMs(),
      maxMessageBytes: MAX_REQUEST_BYTES,
      onDue: () => {
        this.dueMembers.add(member);
        this.options.onDue();
      },
    });
    const machine = createActor(session, actorOptions(runtime, `session:${name}:${id}`));
    const member: Member = {
      id,
      name,
      tag,
      address,
      machine,
      courier: new Courier(link, runtime, `${name}:${id}`),
      group: null,
      announcedVersion: 0,
      deliveries: [],
    };
    machine.on('probe', () => link.control({ kind: 'PROBE' }));
    machine.on('lost', () => this.lost(member));
    machine.on('departed', () => this.departed(member));
    machine.start();
    return member;
  }

  // The end of a session

  private lost(member: Member): void {
    const { group } = member;
    if (group) {
      group.drop(member);
      this.options.onNotice({ kind: 'removed', client: member.name, group: group.name });
    }
    member.courier.abandon();
    // Should it live after all, it learns now or at its next datagram that it must register again.
    member.courier.link.control({ kind: 'RESET' });
    this.release(member);
    this.announcements.remove(member);
    this.tabulate(member, 'offline');
  }

  /** Keeps the address until somebody else needs it: the last acks are still to be exchanged. */
  private departed(member: Member): void {
    const { group } = member;
    if (group) {
      group.drop(member);
      this.options.onNotice({ kind: 'left', client: member.name, group: group.name });
    }
    this.announcements.remove(member);
    this.tabulate(member, 'offline');
  }

  private release(member: Member): void {
    const key = addressKey(member.address);
    if (this.byAddress.get(key) === member) this.byAddress.delete(key);
  }

  private tabulate(member: Member, status: 'online' | 'offline'): void {
    const { name, tag, address } = member;
    const forgotten = this.table.put({ name, tag, ip: address.ip, port: address.port, status });
    const former = forgotten === null ? undefined : this.byName.get(forgotten);
    if (former) {
      this.release(former);
      this.byName.delete(former.name);
    }
    this.options.onNotice({ kind: 'tableUpdated' });
    this.announcements.changed();
  }

  // What a registered client says

  private receiveFrom(member: Member, datagram: Datagram): void {
    const { link } = member.courier;
    const hasRoom = link.unsettledFrames < MAX_UNSETTLED_FRAMES;
    const { messages, controls, acked, isFresh } = link.receive(datagram, hasRoom);
    if (isFresh) this.heard(member);
    if (acked) this.acked(member);
    for (const packet of controls) {
      if (packet.kind !== 'REQUEST_TABLE') continue;
      const page = this.table.pageSince(packet.since);
      link.control(page.packet, page.body);
    }
    for (const { code, id, body } of messages) {
      const message = decodeMessage(code, body);
      if (message && isRequest(message) && isLive(member)) this.answer(member, id, message);
    }
  }

  private heard(member: Member): void {
    const snapshot = member.machine.getSnapshot();
    if (!snapshot.matches({ online: 'heard' }) && snapshot.status === 'active') {
      member.machine.send({ type: 'heard' });
    }
  }

  private acked(member: Member): void {
    const { courier, deliveries } = member;
    const { settledBelow } = courier.link;
    for (let next = deliveries[0]; next && next.span.last < settledBelow; next = deliveries[0]) {
      deliveries.shift();
      next.broadcast.ackedBy(member);
    }
    courier.acked();
  }

  private answer(member: Member, re: number, request: Request): void {
    const response = this.respond(member, re, request);
    member.courier.post({
      message: response,
      until: 'acked',
      rounds: DELIVERY_ROUNDS,
      onOverdue: () => this.doubt(member),
      onSettled: (outcome) => {
        if (outcome === 'timedOut') this.giveUp(member);
      },
    });
    if (request.kind === 'DEREGISTER') member.machine.send({ type: 'deregister' });
  }

  private respond(member: Member, re: number, request: Request): Response {
    switch (request.kind) {
      case 'SUSPECT': {
        const suspect = this.byName.get(request.name);
        if (suspect?.tag === request.tag) this.doubt(suspect);
        return { kind: 'SUSPECTED', re };
      }
      case 'CREATE_GROUP':
        return { kind: 'GROUP_CREATED', re, outcome: this.createGroup(member, request.group) };
      case 'LIST_GROUPS': {
        const names = [...this.groups.keys()];
        this.options.onNotice({ kind: 'groupsListed', client: member.name, names });
        return { kind: 'GROUPS', re, names };
      }
      case 'JOIN_GROUP':
        return { kind: 'JOINED', re, outcome: this.joinGroup(member, request.group) };
      case 'LIST_MEMBERS':
        return { kind: 'MEMBERS', re, names: this.listMembers(member) };
      case 'LEAVE_GROUP':
        this.leaveGroup(member);
        return { kind: 'LEFT', re };
      case 'SEND_GROUP': {
        const isTaken = member.group?.send(member, request.text) ?? false;
        if (isTaken) {
          this.options.onNotice({ kind: 'groupMessage', client: member.name, text: request.text });
        }
        return { kind: 'GROUP_SENT', re, outcome: isTaken ? 'sent' : 'busy' };
      }
      case 'DEREGISTER':
        return { kind: 'DEREGISTERED', re };
    }
  }

  private createGroup({ name }: Member, group: string): 'created' | 'exists' | 'tooMany' {
    if (this.groups.has(group)) {
      this.options.onNotice({ kind: 'groupExists', client: name, group });
      return 'exists';
    }
    if (this.groups.size >= MAX_GROUPS) return 'tooMany';
    this.groups.set(group, this.newGroup(group));
    this.options.onNotice({ kind: 'groupCreated', client: name, group });
    return 'created';
  }

  private newGroup(name: string): Group {
    return new Group(name, {
      runtime: this.options.runtime,
      onAcks: (broadcast) => {
        this.ackedBroadcasts.add(broadcast);
        this.options.onDue();
      },
      onOverdue: (member) => this.doubt(member),
      onUnreachable: (member) => this.giveUp(member),
    });
  }

  private joinGroup(member: Member, name: string): 'joined' | 'noSuchGroup' {
    const group = this.groups.get(name);
    if (!group) {
      this.options.onNotice({ kind: 'noSuchGroup', client: member.name, group: name });
      return 'noSuchGroup';
    }
    if (member.group !== group) this.leaveGroup(member);
    group.add(member);
    this.options.onNotice({ kind: 'joined', client: member.name, group: name });
    return 'joined';
  }

  private listMembers({ name: client, group }: Member): string[] {
    if (!group) return [];
    const names = group.names();
    this.options.onNotice({ kind: 'membersListed', client, group: group.name, names });
    return names;
  }

  private leaveGroup(member: Member): void {
    const { group } = member;
    if (!group) return;
    group.remove(member);
    this.options.onNotice({ kind: 'left', client: member.name, group: group.name });
  }

  private doubt(member: Member): void {
    if (isLive(member)) member.machine.send({ type: 'doubt' });
  }

  private giveUp(member: Member): void {
    if (isLive(member)) member.machine.send({ type: 'unreachable' });
  }

  /** Answers somebody who has no session here; the number lets it measure the round trip. */
  private reply({ header }: Datagram, to: Address, packet: ControlPacket): void {
    const frame = {
      code: codeOf(packet.kind),
      more: false,
      id: 0,
      back: 0,
      body: encodeBody(packet),
    };
    const { session: nonce, number } = header;
    const tableVersion = this.table.version;
    this.replies.push({
      bytes: encodeDatagram({ session: nonce, number, tableVersion }, [frame]),
      to,
    });
    this.options.onDue();
  }
}

function registerPacketOf({ frames }: Datagram): RegisterPacket | null {
  const [frame] = frames;
  if (!frame || frames.length !== 1) return null;
  const packet = decodeControl(frame.code, frame.body);
  return packet?.kind === 'REGISTER' ? packet : null;
}

const REQUEST_KINDS = new Set([
  'SUSPECT',
  'CREATE_GROUP',
  'LIST_GROUPS',
  'JOIN_GROUP',
  'LIST_MEMBERS',
  'LEAVE_GROUP',
  'SEND_GROUP',
  'DEREGISTER',
]);

function isRequest(message: { readonly kind: string }): message is Request {
  return REQUEST_KINDS.has(message.kind);
}

/**
 * A client without IO: datagrams and commands go in, datagrams and notices come out. It owns the
 * machines, routes each packet to the one that waits for it, and decides nothing that takes time.
 */
import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { client } from '../../machines/client.ts';
import type { ClientEvent, ClientRequest } from '../../machines/clientProtocol.ts';
import { DELIVERY_ROUNDS, REQUEST_ROUNDS } from '../../machines/timers.ts';
import type { ClientNotice, Command, Listing } from '../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';
import { MAX_NAME_BYTES, MAX_NAMES } from '../limits.ts';
import { Courier } from '../link/courier.ts';
import type { Arrival } from '../link/inbox.ts';
import { Link } from '../link/link.ts';
import { RoundTrip } from '../link/roundTrip.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import { decodeMessage, isReset } from '../wire/codec.ts';
import type { Datagram } from '../wire/datagram.ts';
import { decodeDatagram } from '../wire/datagram.ts';
import type { ControlPacket } from '../wire/packets.ts';
import { answerOf, groupMessageOf } from './answers.ts';
import { ClientTable } from './clientTable.ts';
import { eventOf } from './obstacles.ts';
import type { Peer } from './peers.ts';
import { Peers } from './peers.ts';
import { Registration } from './registration.ts';

export interface ClientEndpointOptions {
  readonly name: string;
  readonly server: Address;
  readonly runtime: Runtime;
  /** There is something to `flush` at the end of this turn. */
  onDue(): void;
  /** `group` is the group the user is in when this is shown, or null. */
  onNotice(notice: ClientNotice, group: string | null): void;
  /** The machine took a step: the prompt may have changed. */
  onStep?(): void;
  /** All is over; nothing will be sent any more once what is due now has been flushed. */
  onEnd(status: 0 | 1): void;
}

/** What a send function does with a datagram. */
export type Send = (bytes: Uint8Array, to: Address) => void;

/** The longest message of the server's is a list of all names. */
const MAX_SERVER_MESSAGE_BYTES = MAX_NAMES * (MAX_NAME_BYTES + 2);

export class ClientEndpoint {
  private readonly options: ClientEndpointOptions;
  private readonly machine: ActorRefFrom<typeof client>;
  private readonly table = new ClientTable();
  private readonly tag: number;
  private readonly peers: Peers;
  private readonly serverKey: string;
  private readonly duePeers = new Set<Peer>();
  private readonly doubted = new Set<string>();
  private readonly heardOfGroups = new Set<string>();
  private registration: Registration;
  private server: Courier;
  private commands: Command[] = [];
  private underway = 0;
  private settledCallbacks: (() => void)[] = [];

  constructor(options: ClientEndpointOptions) {
    const { runtime, name, server } = options;
    this.options = options;
    this.serverKey = addressKey(server);
    this.tag = runtime.randomIdentity();
    this.peers = new Peers(this.tag, runtime, (peer) => this.dueTo(peer));
    this.registration = this.newRegistration(new RoundTrip());
    // Until the server issues a session nothing is posted on this link.
    this.server = this.newServerCourier(runtime.randomIdentity(), this.registration.link.roundTrip);
    this.machine = createActor(client, {
      ...actorOptions(runtime, `client:${name}`),
      input: { name },
    });
    this.listen();
  }

  /** Begins to register. */
  start(): void {
    this.machine.start();
  }

  /** The group that the user is in, or null. */
  get group(): string | null {
    return this.machine.getSnapshot().context.group;
  }

  get isActive(): boolean {
    return this.machine.getSnapshot().status === 'active';
  }

  listings(): Listing[] {
    return this.table.listings();
  }

  /** Groups that this client has heard of, for completion. */
  groups(): string[] {
    return [...this.heardOfGroups];
  }

  /** Carries out a command when those before it no longer keep the user waiting. */
  command(command: Command): void {
    this.commands.push(command);
    this.pump();
  }

  /** Deregisters without waiting for anything else. */
  leave(): void {
    this.commands = [];
    this.tell({ type: 'leave' });
  }

  /** Calls back once when every command is carried out and every message acked or failed. */
  whenSettled(callback: () => void): void {
    this.settledCallbacks.push(callback);
    this.checkSettled();
  }

  /** Takes a datagram from anywhere. Whatever is not for us leaves no trace. */
  receive(bytes: Uint8Array, from: Address): void {
    if (!this.isActive) return;
    const datagram = decodeDatagram(bytes);
    if (datagram === null) return;
    const { session } = datagram.header;
    if (addressKey(from) !== this.serverKey) this.receiveFromPeer(datagram, from);
    else if (session === this.registration.link.session) this.receiveAnswer(datagram);
    else if (session === this.server.link.session) this.receiveFromServer(datagram);
    else this.receiveFromPeer(datagram, from);
  }

  /** Sends what is due. To be called at the end of each turn in which `onDue` was called. */
  flush(send: Send): void {
    const { server } = this.options;
    const { version } = this.table;
    for (const bytes of this.registration.link.flush(version)) send(bytes, server);
    for (const bytes of this.server.link.flush(version)) send(bytes, server);
    for (const peer of this.duePeers) {
      for (const bytes of peer.courier.link.flush(version)) send(bytes, peer.address);
    }
    this.duePeers.clear();
  }

  private listen(): void {
    const { machine } = this;
    machine.on('register', ({ cookie }) => this.register(cookie));
    machine.on('request', ({ request }) => this.request(request));
    machine.on('sendPrivate', ({ to, text }) => this.sendPrivate(to, text));
    machine.on('requestTable', () =>
      this.server.link.control({ kind: 'REQUEST_TABLE', since: this.table.version }),
    );
    machine.on('keepalive', () => this.server.link.control({ kind: 'KEEPALIVE' }));
    machine.on('awaitSettled', () => this.reportSettled());
    machine.on('abandonMessages', () => this.peers.abandonAll());
    machine.on('show', ({ notice, group }) => this.options.onNotice(notice, group));
    machine.on('showTable', () =>
      this.options.onNotice({ kind: 'table', listings: this.listings() }, this.group),
    );
    machine.on('end', ({ status }) => this.end(status));
    machine.subscribe(() => {
      this.options.onStep?.();
      this.pump();
    });
  }

  private tell(event: ClientEvent): void {
    if (this.isActive) this.machine.send(event);
  }

  // Commands

  private pump(): void {
    while (this.isActive && !this.machine.getSnapshot().hasTag('busy')) {
      const command = this.commands.shift();
      if (!command) break;
      this.machine.send(eventOf(command, this.options.name, this.table));
    }
    this.checkSettled();
  }

  private checkSettled(): void {
    if (this.settledCallbacks.length === 0) return;
    const isBusy = this.isActive && this.machine.getSnapshot().hasTag('busy');
    if (this.commands.length > 0 || this.underway > 0 || isBusy) return;
    const callbacks = this.settledCallbacks;
    this.settledCallbacks = [];
    for (const callback of callbacks) callback();
  }

  /** Something that the user asked for is done. */
  private finished(): void {
    this.underway--;
    this.reportSettled();
    this.checkSettled();
  }

  private reportSettled(): void {
    if (this.underway === 0) this.tell({ type: 'settled' });
  }

  // To the server

  private register(cookie: Uint8Array): void {
    const { name } = this.options;
    if (cookie.length === 0) {
      this.registration.stop();
      this.registration = this.newRegistration(this.registration.link.roundTrip);
    }
    const resume = this.machine.getSnapshot().matches('online') ? this.server.link.session : 0;
    this.registration.ask({ kind: 'REGISTER', name, tag: this.tag, resume, cookie });
  }

  private request(request: ClientRequest): void {
    if ('group' in request) this.heardOfGroups.add(request.group);
    this.underway++;
    this.server.post({
      message: request,
      until: 'answered',
      rounds: REQUEST_ROUNDS,
      onSettled: (outcome) => {
        this.finished();
        if (outcome === 'timedOut') this.tell({ type: 'server.silent' });
        if (outcome === 'abandoned' && this.isActive) this.interrupted();
      },
    });
  }

  /** The server that we had asked is not there any more. */
  private interrupted(): void {
    this.options.onNotice({ kind: 'notDone', reason: { kind: 'interrupted' } }, this.group);
  }

  /** Asks the server to find out whether a peer is still there. One question a peer at a time. */
  private doubt({ name, tag }: Peer): void {
    if (this.doubted.has(name)) return;
    this.doubted.add(name);
    this.server.post({
      message: { kind: 'SUSPECT', name, tag },
      until: 'answered',
      rounds: REQUEST_ROUNDS,
      onSettled: (outcome) => {
        this.doubted.delete(name);
        if (outcome === 'timedOut') this.tell({ type: 'server.silent' });
      },
    });
  }

  // From the server

  private receiveAnswer(datagram: Datagram): void {
    for (const packet of this.registration.receive(datagram)) {
      if (packet.kind === 'CHALLENGE') {
        this.tell({ type: 'server.challenged', cookie: packet.cookie });
      } else if (packet.kind === 'REGISTERED') {
        this.registered(packet.session);
      } else if (packet.kind === 'REFUSED') {
        this.endRegistration();
        this.tell({ type: 'server.refused', refusal: packet.refusal });
      } else if (packet.kind === 'WAIT') {
        this.registration.stop();
        this.tell({ type: 'server.wait' });
      }
    }
  }

  private registered(session: number): void {
    const { roundTrip } = this.registration.link;
    this.endRegistration();
    const isResumed = session === this.server.link.session;
    if (!isResumed) {
      const former = this.server;
      this.server = this.newServerCourier(session, roundTrip);
      this.table.clear();
      former.abandon();
    }
    this.tell({ type: 'server.registered', isResumed });
  }

  /** Whatever else comes in answer to this registration is late. */
  private endRegistration(): void {
    this.registration.stop();
    this.registration = this.newRegistration(this.registration.link.roundTrip);
  }

  private receiveFromServer(datagram: Datagram): void {
    // A server that does not know us cannot count our datagrams: its RESET has no number.
    if (isReset(datagram)) {
      this.tell({ type: 'server.reset' });
      return;
    }
    const { messages, controls, acked } = this.server.link.receive(datagram);
    if (acked) this.server.acked();
    for (const packet of controls) this.takeControl(packet);
    for (const arrival of messages) this.takeFromServer(arrival);
    if (datagram.header.tableVersion > this.table.version) this.tell({ type: 'table.behind' });
  }

  private takeControl(packet: ControlPacket): void {
    if (packet.kind === 'RESET') this.tell({ type: 'server.reset' });
    if (packet.kind !== 'UPDATED_TABLE') return;
    const changed = this.table.apply(packet);
    if (changed === null) {
      this.tell({ type: 'table.behind' });
      return;
    }
    for (const entry of changed) this.peers.update(entry);
    if (this.table.version < packet.latest) this.tell({ type: 'table.page' });
    else this.tell({ type: 'table.complete', isNews: this.table.takeNews() });
  }

  private takeFromServer({ code, body }: Arrival): void {
    const message = decodeMessage(code, body);
    if (message === null) return;
    if (message.kind === 'GROUP_MESSAGE') {
      this.tell(groupMessageOf(message));
    } else if ('re' in message) {
      const request = this.server.answered(message.re);
      const event = request && answerOf(message, request);
      if (event) this.tell(event);
      if (message.kind === 'GROUPS') for (const name of message.names) this.heardOfGroups.add(name);
    }
  }

  // To and from peers

  private sendPrivate(to: string, text: string): void {
    const entry = this.table.get(to);
    if (!entry) return;
    const peer = this.peers.of(entry);
    this.underway++;
    peer.courier.post({
      message: { kind: 'PRIVATE', text },
      until: 'acked',
      rounds: DELIVERY_ROUNDS,
      onOverdue: () => this.doubt(peer),
      onSettled: (outcome) => {
        if (outcome === 'acked') this.tell({ type: 'private.acked', by: to });
        else this.failed(to);
        this.finished();
      },
    });
  }

  private failed(to: string): void {
    // A machine that is just leaving takes no more events, but its user is still to be told.
    if (this.machine.getSnapshot().matches('online')) this.tell({ type: 'private.failed', to });
    else this.options.onNotice({ kind: 'notDelivered', to }, this.group);
  }

  private receiveFromPeer(datagram: Datagram, from: Address): void {
    const entry = this.table.at(from);
    if (!entry) {
      this.tell({ type: 'table.stranger' });
      return;
    }
    const { courier } = this.peers.of(entry);
    const { messages, acked } = courier.link.receive(datagram);
    if (acked) courier.acked();
    for (const { code, body } of messages) {
      const message = decodeMessage(code, body);
      if (message?.kind !== 'PRIVATE') continue;
      this.tell({ type: 'private.arrived', message: { from: entry.name, text: message.text } });
    }
  }

  // Links

  private newRegistration(roundTrip: RoundTrip): Registration {
    return new Registration({
      runtime: this.options.runtime,
      roundTrip,
      onDue: this.options.onDue,
      onTimedOut: () => this.tell({ type: 'server.silent' }),
    });
  }

  private newServerCourier(session: number, roundTrip: RoundTrip): Courier {
    const { runtime, onDue } = this.options;
    const link = new Link({
      session,
      nowMs: () => runtime.clock.nowMs(),
      maxMessageBytes: MAX_SERVER_MESSAGE_BYTES,
      onDue,
      roundTrip,
    });
    return new Courier(link, runtime, 'server');
  }

  private dueTo(peer: Peer): void {
    this.duePeers.add(peer);
    this.options.onDue();
  }

  /** The machine has come to its end: nothing of it may live on. */
  private end(status: 0 | 1): void {
    this.registration.stop();
    this.server.abandon();
    this.peers.abandonAll();
    this.options.onEnd(status);
  }
}

/**
 * A client without IO: datagrams and commands go in, datagrams and notices come out. It owns the
 * machines, routes each packet to the one that waits for it, and decides nothing that takes time.
 */
import type { AckOutcome } from '../../../machines/ackWait.ts';
import type { ClientRequest } from '../../../machines/clientProtocol.ts';
import type { Command, Listing, Message, Reason } from '../../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { isSameAddress } from '../address.ts';
import { inTurns } from '../runtime.ts';
import type { Datagram } from '../wire/datagram.ts';
import { decodeDatagram } from '../wire/datagram.ts';
import type { ControlPacket } from '../wire/packets.ts';
import { eventsOf } from './answers.ts';
import type { EffectHandlers } from './clientMachines.ts';
import { ClientMachines } from './clientMachines.ts';
import { ClientTable } from './clientTable.ts';
import { CommandQueue } from './commandQueue.ts';
import type { ClientEndpointOptions, Send } from './driver.ts';
import { KnownGroups } from './knownGroups.ts';
import { Lists } from './lists.ts';
import { PeerConversations } from './peers/peerConversations.ts';
import type { Peer } from './peers/peers.ts';
import { whyUndelivered } from './peers/undelivered.ts';
import { Readership } from './readership.ts';
import { ServerConversation } from './serverConversation.ts';
import { takePage } from './tablePages.ts';
import { Turns } from './turns.ts';
import { whyUnanswered } from './unanswered.ts';

export class ClientEndpoint {
  private readonly options: ClientEndpointOptions;
  private readonly machines: ClientMachines;
  readonly readership: Readership;
  private readonly table: ClientTable;
  private readonly server: ServerConversation;
  private readonly peers: PeerConversations;
  private readonly knownGroups = new KnownGroups();
  private readonly lists = new Lists((request) => this.request(request));
  private readonly commands: CommandQueue;
  /** Messages and requests of the user's that are neither done nor given up. */
  private underway = 0;
  private readonly settledCallbacks: (() => void)[] = [];
  private readonly turns: Turns;

  constructor(options: ClientEndpointOptions) {
    const { name } = options;
    const runtime = inTurns(options.runtime, (happen) => this.turns.run(happen));
    const tag = runtime.randomIdentity();
    this.options = options;
    this.turns = new Turns({
      clock: runtime.clock,
      onPaused: () => this.peers.wake(),
      // Not before: now the machine says truly whether it is busy.
      onEnding: () => {
        this.peers.endTurn();
        this.commands.pump();
      },
      onOver: () => {
        options.onStep?.();
        this.checkSettled();
      },
    });
    this.readership = new Readership(name, options.runtime, () =>
      this.turns.run(() => {
        this.readServer();
        this.peers.wake();
      }),
    );
    this.table = new ClientTable(() => runtime.clock.nowMs());
    this.peers = new PeerConversations({
      tag,
      runtime,
      onDue: options.onDue,
      onEvent: (event) => this.machines.tell(event),
      onSettled: (count) => this.done(count),
      onFailed: (peer, outcome) => this.failed(peer, outcome),
      isTaking: () => this.readership.isTaking,
      isKeeping: () => this.buffered.length > 0,
      onSuspect: (peer, judged) => this.server.request({ kind: 'SUSPECT', ...peer }, judged),
    });
    this.server = new ServerConversation({
      name,
      tag,
      runtime,
      onDue: options.onDue,
      onEvent: (event) => this.machines.tell(event),
      onNewSession: () => this.forgetServer(),
    });
    this.machines = new ClientMachines({
      name,
      server: options.server,
      stays: options.stays ?? false,
      runtime,
      effects: this.effects(),
    });
    this.commands = new CommandQueue(this.machines, name, this.table);
  }

  /** Begins to register. */
  start(): void {
    this.turns.run(() => this.machines.start());
  }

  /** The group that the user is in, or null. */
  get group(): string | null {
    return this.machines.group;
  }

  /** Commands that have not been carried out yet. */
  get waiting(): number {
    return this.commands.length;
  }

  get isActive(): boolean {
    return this.machines.isActive;
  }

  /** Whether anything that the user asked for is still under way. */
  get isSettled(): boolean {
    const isBusy = this.machines.isBusy || this.commands.length > 0;
    return !this.isActive || (!isBusy && this.underway === 0);
  }

  /** Messages and requests, the user's or not, that are neither done nor given up. */
  get outstanding(): number {
    return this.server.outstanding + this.peers.outstanding;
  }

  /** Private messages that wait until the user leaves the group. */
  get buffered(): readonly Message[] {
    return this.machines.buffered;
  }

  /** The client table, as a user sees it. */
  listings(): Listing[] {
    return this.table.listings();
  }

  /** Groups that there are, as far as this client has heard. */
  groups(): string[] {
    return this.knownGroups.names();
  }

  /** Carries out a command when those before it no longer keep the user waiting. */
  command(command: Command): void {
    this.turns.run(() => this.commands.push(command));
  }

  /** Deregisters without waiting for anything else. */
  leave(): void {
    const { isAway } = this.machines;
    const count = this.commands.clear();
    this.turns.run(() => {
      if (isAway && count > 0) this.notDone({ kind: 'neverReached', count });
      this.machines.tell({ type: 'leave' });
    });
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
    if (datagram === null) {
      this.options.runtime.note?.('junk');
      return;
    }
    this.turns.run(() => {
      const isServers =
        isSameAddress(from, this.options.server) && this.receiveFromServer(datagram);
      if (!isServers) this.receiveFromPeer(datagram, from);
    });
  }

  /** Sends what is due. To be called at the end of each turn in which `onDue` was called. */
  flush(send: Send): void {
    const { version } = this.table;
    for (const bytes of this.server.flush(version)) send(bytes, this.options.server);
    this.peers.flush(version, send);
  }

  /** Stops every machine and timer without a word to anybody, as the end of a process would. */
  stop(): void {
    this.machines.stop();
    this.letGo();
    this.checkSettled();
  }

  /** What becomes of the effects of the machines. */
  private effects(): EffectHandlers {
    const { server, peers, options, table } = this;
    return {
      register: ({ cookie, resume }) => server.register(cookie, resume),
      request: ({ request }) => this.request(request),
      restore: ({ request }) => server.request(request, () => {}),
      sendPrivate: ({ to, text }) => this.sendPrivate(to, text),
      requestTable: () => {
        options.runtime.note?.('tablePulled');
        server.control({ kind: 'REQUEST_TABLE', since: table.version });
      },
      keepalive: () => server.control({ kind: 'KEEPALIVE' }),
      awaitSettled: () => this.done(0),
      abandonRequests: () => server.abandonRequests(),
      abandonMessages: () => peers.abandon(),
      show: ({ notices, group }) => {
        for (const notice of notices) options.onNotice(notice, group);
      },
      showTable: ({ isAll }) =>
        options.onNotice({ kind: 'table', ...table.overview(isAll) }, this.group),
      end: ({ status }) => {
        this.letGo();
        options.onEnd(status);
      },
    };
  }

  /** Nothing more is exchanged with anybody. */
  private letGo(): void {
    this.server.stop();
    this.peers.stop();
    this.readership.stop();
  }

  private checkSettled(): void {
    if (this.settledCallbacks.length === 0 || !this.isSettled) return;
    for (const callback of this.settledCallbacks.splice(0)) callback();
  }

  /** So many of the things that the user asked for are done. */
  private done(count: number): void {
    this.underway -= count;
    if (this.machines.isSettling && this.underway === 0) this.machines.tell({ type: 'settled' });
  }

  private request(request: ClientRequest): void {
    this.underway++;
    this.server.request(request, (outcome) => {
      this.done(1);
      if (outcome === 'acked' || !this.isActive || request.kind === 'DEREGISTER') return;
      const isUnanswered = outcome === 'unanswered' || this.machines.isAway;
      this.notDone(isUnanswered ? whyUnanswered(request) : { kind: 'interrupted' });
      // A text of the group's keeps nobody waiting.
      if (outcome === 'unanswered' && request.kind !== 'SEND_GROUP') {
        this.machines.tell({ type: 'server.unanswered' });
      }
    });
  }

  private notDone(reason: Reason): void {
    this.options.onNotice({ kind: 'notDone', reason }, this.group);
  }

  private sendPrivate(to: string, text: string): void {
    const entry = this.table.get(to);
    if (entry) this.underway++;
    if (entry) this.peers.post(entry, text);
  }

  private failed(peer: Peer, outcome: AckOutcome): void {
    const { name: to } = peer;
    const why = whyUndelivered(peer, outcome, this.table.get(to));
    // A client that has ended takes no more events, but its user is still to be told.
    if (this.isActive) this.machines.tell({ type: 'private.failed', to, why });
    else this.options.onNotice({ kind: 'notDelivered', to, why }, this.group);
  }

  private receiveFromPeer(datagram: Datagram, from: Address): void {
    const entry = this.table.at(from);
    // Whoever has the address of a peer that left is not that peer.
    if (entry?.status !== 'online') this.machines.tell({ type: 'table.stranger' });
    else this.peers.receive(datagram, entry);
  }

  /** @returns false if the datagram is not part of a conversation with the server */
  private receiveFromServer(datagram: Datagram): boolean {
    // What is acked is done when the answers that came with the ack have been read.
    this.underway++;
    const delivery = this.server.receive(datagram);
    for (const packet of delivery?.controls ?? []) this.takeControl(packet);
    if (delivery) this.readServer();
    this.done(1);
    if (!delivery?.isFresh) return delivery !== null;
    if (datagram.header.tableVersion > this.table.version)
      this.machines.tell({ type: 'table.behind' });
    if (this.machines.isUnheard) this.machines.tell({ type: 'server.heard' });
    return true;
  }

  private readServer(): void {
    const { server, lists } = this;
    for (const event of eventsOf(server.takeAll(this.readership.isTaking), server, lists)) {
      this.knownGroups.learn(event);
      this.machines.tell(event);
    }
  }

  private takeControl(packet: ControlPacket): void {
    if (packet.kind === 'RESET') this.machines.tell({ type: 'server.reset' });
    if (packet.kind !== 'UPDATED_TABLE') return;
    const { table, options } = this;
    const event = takePage(packet, table, options, (entry) => this.peers.update(entry));
    this.machines.tell(event);
  }

  /** Another server, or one that has forgotten us. */
  private forgetServer(): void {
    this.knownGroups.clear();
    const { version } = this.table;
    // Pages may wait for one that never came: they are of that server, too.
    this.table.clear();
    if (version === 0) return;
    this.options.runtime.tableChanged?.({ version: 0, changed: [], isReset: true });
  }
}

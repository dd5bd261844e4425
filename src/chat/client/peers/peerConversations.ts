import type { AckOutcome } from '../../../../machines/ackWait.ts';
import type { PeerEvent } from '../../../../machines/clientProtocol.ts';
import { DELIVERY_PATIENCE } from '../../../../machines/timers.ts';
import type { Message } from '../../../../machines/vocabulary.ts';
import type { Address } from '../../address.ts';
import type { Runtime } from '../../runtime.ts';
import { decodeMessage } from '../../wire/codec.ts';
import type { Datagram } from '../../wire/datagram.ts';
import type { TableEntry } from '../../wire/packets.ts';
import type { Peer } from './peers.ts';
import { Peers } from './peers.ts';

export interface PeerConversationsOptions {
  readonly tag: number;
  readonly runtime: Runtime;
  onDue(): void;
  onEvent(event: PeerEvent): void;
  /** So many of the messages that were posted have come to their end. */
  onSettled(count: number): void;
  /** A message to this peer has failed. */
  onFailed(peer: Peer, outcome: AckOutcome): void;
  /** Whether messages are taken: somebody reads them. */
  isTaking(): boolean;
  /** Whether messages that arrived are kept until the user leaves the group. */
  isKeeping(): boolean;
  /** A peer has not acked in time; `judged` is to be called when the server has answered about it. */
  onSuspect(peer: { readonly name: string; readonly tag: number }, judged: () => void): void;
}

/** Our side of the conversations with other clients: private messages, straight to each. */
export class PeerConversations {
  private readonly options: PeerConversationsOptions;
  private readonly peers: Peers;
  private readonly duePeers = new Set<Peer>();
  private wokeAtMs = Number.NEGATIVE_INFINITY;
  /** Whose messages were not taken, because nobody read them. */
  private readonly unread = new Set<Peer>();
  /** Whose messages wait until the user leaves the group. */
  private readonly keptFrom = new Set<Peer>();
  /** Messages that were acked in this turn: how many by whom. */
  private readonly acked = new Map<string, number>();

  constructor(options: PeerConversationsOptions) {
    this.options = options;
    this.peers = new Peers(options.tag, options.runtime, {
      onDue: (peer) => {
        this.duePeers.add(peer);
        options.onDue();
      },
      onSuspect: ({ name, tag }, judged) => options.onSuspect({ name, tag }, judged),
    });
  }

  /** Messages that are neither acked nor given up. */
  get outstanding(): number {
    return this.peers.outstanding;
  }

  /** Puts a private message on its way to the process that a row of the table speaks of. */
  post(entry: TableEntry, text: string): void {
    const { onFailed, onSettled, runtime } = this.options;
    const peer = this.peers.of(entry);
    const { name, tag: id, address } = peer;
    runtime.note?.('posted', { id, address, name });
    peer.belief.wrote();
    peer.courier.post({
      message: { kind: 'PRIVATE', text },
      until: 'acked',
      patience: DELIVERY_PATIENCE,
      onOverdue: () => peer.belief.overdue(),
      onSettled: (outcome) => {
        if (outcome === 'acked') this.acked.set(name, (this.acked.get(name) ?? 0) + 1);
        else {
          onFailed(peer, outcome);
          onSettled(1);
        }
      },
    });
  }

  /**
   * Takes a datagram from where a row of the table says that its process is. Messages that the user
   * does not see yet use up the credit of their sender, and nobody else's.
   */
  receive(datagram: Datagram, entry: TableEntry): void {
    const peer = this.peers.of(entry);
    if (peer.courier.receive(datagram).isFresh) peer.belief.heard();
    this.readFrom(peer);
  }

  /**
   * Nobody read for a while, or this process stood still: before a message is taken, its sender is
   * asked whether it still stands for it. It may have told its user that nothing was delivered.
   */
  wake(): void {
    this.wokeAtMs = this.options.runtime.clock.nowMs();
    for (const peer of [...this.unread]) this.readFrom(peer);
  }

  private readFrom(peer: Peer): void {
    const { options } = this;
    const { name: from, courier } = peer;
    const { link } = courier;
    if (!options.isTaking() || !link.knowsFloorSince(this.wokeAtMs)) {
      this.unread.add(peer);
      return;
    }
    this.unread.delete(peer);
    const messages: Message[] = [];
    let firstId = 0;
    for (const { code, id, body } of link.takeAll()) {
      const message = decodeMessage(code, body);
      if (message?.kind !== 'PRIVATE') continue;
      firstId ||= id;
      messages.push({ from, text: message.text });
    }
    if (messages.length === 0) return;
    options.onEvent({ type: 'private.arrived', messages });
    if (!options.isKeeping() || this.keptFrom.has(peer)) return;
    this.keptFrom.add(peer);
    link.holdCredit(firstId);
  }

  /** A turn ends. One event, however many messages were acked: a busy conversation costs less. */
  endTurn(): void {
    if (this.keptFrom.size > 0 && !this.options.isKeeping()) this.giveCredit();
    for (const [by, count] of this.acked) {
      this.options.onEvent({ type: 'private.acked', by, count });
      this.options.onSettled(count);
    }
    this.acked.clear();
  }

  /** Sends what is due to whom. */
  flush(tableVersion: number, send: (bytes: Uint8Array, to: Address) => void): void {
    for (const { courier, address } of this.duePeers) {
      for (const bytes of courier.flush(tableVersion)) send(bytes, address);
    }
    this.duePeers.clear();
  }

  /** A row of the table changed: what was on the way to a peer that is gone has failed. */
  update(entry: TableEntry): void {
    this.peers.update(entry);
  }

  /** What is on the way to anybody has failed. */
  abandon(): void {
    this.peers.abandon();
  }

  /** Nothing more is exchanged with anybody. */
  stop(): void {
    this.peers.stop();
  }

  /** What was kept has been shown. */
  private giveCredit(): void {
    for (const { courier } of this.keptFrom) courier.link.holdCredit(null);
    this.keptFrom.clear();
  }
}

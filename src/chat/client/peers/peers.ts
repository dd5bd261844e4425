import type { Address } from '../../address.ts';
import { MAX_MESSAGE_BYTES } from '../../limits.ts';
import { Courier } from '../../link/courier.ts';
import { Link } from '../../link/link.ts';
import type { Runtime } from '../../runtime.ts';
import type { TableEntry } from '../../wire/packets.ts';
import { Belief } from './belief.ts';

/** Identities have 48 bits. */
const IDENTITY_SPACE = 2 ** 48;

/** Another client process, and our link to it. */
export interface Peer {
  readonly name: string;
  readonly tag: number;
  address: Address;
  readonly courier: Courier;
  readonly belief: Belief;
}

/** Who wants to know what becomes of them. */
export interface PeersListener {
  /** There is something to flush to this one. */
  onDue(peer: Peer): void;
  /** The server is to be asked about it; `judged` is to be called when it has answered. */
  onSuspect(peer: Peer, judged: () => void): void;
}

/**
 * The peers that we have exchanged anything with. A peer is a process, known by its name and tag: it
 * keeps its link when its address changes, and a process restarted under the name is another peer.
 */
export class Peers {
  private readonly peers = new Map<string, Peer>();
  private readonly ownTag: number;
  private readonly runtime: Runtime;
  private readonly listener: PeersListener;

  constructor(ownTag: number, runtime: Runtime, listener: PeersListener) {
    this.ownTag = ownTag;
    this.runtime = runtime;
    this.listener = listener;
  }

  /** The peer that a row of the table speaks of. */
  of(entry: TableEntry): Peer {
    const known = this.peers.get(entry.name);
    if (known?.tag === entry.tag) return known;
    known?.belief.end('replaced');
    known?.courier.close();
    const peer = this.meet(entry);
    this.peers.set(entry.name, peer);
    return peer;
  }

  /** A row of the table changed: what was on the way to a peer that is gone has failed. */
  update(entry: TableEntry): void {
    const peer = this.peers.get(entry.name);
    if (!peer) return;
    peer.address = { ip: entry.ip, port: entry.port };
    if (entry.tag !== peer.tag) peer.belief.end('replaced');
    else if (entry.status !== 'online') peer.belief.end('gone');
  }

  /** Messages on the way to anybody. */
  get outstanding(): number {
    let count = 0;
    for (const { courier } of this.peers.values()) count += courier.outstanding;
    return count;
  }

  /** What is on the way to anybody has failed. */
  abandon(): void {
    for (const peer of this.peers.values()) peer.courier.abandon();
  }

  /** Nothing more is exchanged with anybody. */
  stop(): void {
    for (const { belief, courier } of this.peers.values()) {
      courier.close();
      belief.stop();
    }
  }

  private meet(entry: TableEntry): Peer {
    const link = new Link({
      runtime: this.runtime,
      label: entry.name,
      // Both ends can compute it, and only those who have the table can.
      session: (this.ownTag + entry.tag) % IDENTITY_SPACE,
      ...(entry.tag === this.ownTag ? {} : { end: entry.tag > this.ownTag ? 0 : 1 }),
      maxMessageBytes: MAX_MESSAGE_BYTES,
      onDue: () => this.listener.onDue(peer),
    });
    const peer: Peer = {
      name: entry.name,
      tag: entry.tag,
      address: { ip: entry.ip, port: entry.port },
      courier: new Courier(link, this.runtime, entry.name),
      belief: new Belief({
        name: entry.name,
        runtime: this.runtime,
        onSuspect: (judged) => this.listener.onSuspect(peer, judged),
        onGone: () => peer.courier.close(),
      }),
    };
    return peer;
  }
}

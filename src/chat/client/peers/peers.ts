import type { Address } from '../../address.ts';
import { MAX_MESSAGE_BYTES } from '../../limits.ts';
import { Courier } from '../../link/courier.ts';
import { Link } from '../../link/link.ts';
import type { Runtime } from '../../runtime.ts';
import type { TableEntry } from '../../wire/packets.ts';

/** Identities have 48 bits. */
const IDENTITY_SPACE = 2 ** 48;

/** Another client process, and our link to it. */
export interface Peer {
  readonly name: string;
  readonly tag: number;
  address: Address;
  readonly courier: Courier;
}

/**
 * The peers that we have exchanged anything with. A peer is a process, known by its name and tag: it
 * keeps its link when its address changes, and a process restarted under the name is another peer.
 */
export class Peers {
  private readonly peers = new Map<string, Peer>();
  private readonly ownTag: number;
  private readonly runtime: Runtime;
  private readonly onDue: (peer: Peer) => void;

  constructor(ownTag: number, runtime: Runtime, onDue: (peer: Peer) => void) {
    this.ownTag = ownTag;
    this.runtime = runtime;
    this.onDue = onDue;
  }

  /** The peer that a row of the table speaks of. */
  of(entry: TableEntry): Peer {
    const known = this.peers.get(entry.name);
    if (known?.tag === entry.tag) return known;
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
    if (entry.status !== 'online' || entry.tag !== peer.tag) peer.courier.close();
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
    for (const peer of this.peers.values()) peer.courier.close();
  }

  private meet(entry: TableEntry): Peer {
    const link = new Link({
      runtime: this.runtime,
      label: entry.name,
      // Both ends can compute it, and only those who have the table can.
      session: (this.ownTag + entry.tag) % IDENTITY_SPACE,
      ...(entry.tag === this.ownTag ? {} : { end: entry.tag > this.ownTag ? 0 : 1 }),
      maxMessageBytes: MAX_MESSAGE_BYTES,
      onDue: () => this.onDue(peer),
    });
    const peer: Peer = {
      name: entry.name,
      tag: entry.tag,
      address: { ip: entry.ip, port: entry.port },
      courier: new Courier(link, this.runtime, entry.name),
    };
    return peer;
  }
}

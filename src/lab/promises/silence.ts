import { ACK_TIMEOUT_MS } from '../../../machines/timers.ts';
import type { ServerEndpoint } from '../../chat/server/serverEndpoint.ts';
import { decodeDatagram } from '../../chat/wire/datagram.ts';
import type { Node } from '../world/node.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Beat } from './beat.ts';

/** Six rounds of silence, of which the first may have begun anywhere in the round. */
const SILENCE_MS = 5 * ACK_TIMEOUT_MS;
/** Datagrams that are looked at, lest one that was tampered with hides the one before it. */
const LOOKS = 8;

interface Heard {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** What clients hear of the server that is there: whoever hears it does not give it up. */
export class Silence {
  private readonly beat: Beat;
  /** By which server a datagram was sent, and in which conversation. */
  private readonly origins = new WeakMap<
    Uint8Array,
    { readonly server: ServerEndpoint; readonly conversation: number }
  >();
  private readonly arrived = new WeakSet<Uint8Array>();
  private readonly heard = new WeakMap<Node, Heard[]>();
  /** The registrations and sessions that each process knows of: what is of others says nothing. */
  private readonly known = new WeakMap<Node, Set<number>>();

  constructor(beat: Beat) {
    this.beat = beat;
  }

  clientSent(node: Node, session: number): void {
    const known = this.known.get(node);
    if (known) known.add(conversationOf(session));
    else this.known.set(node, new Set([conversationOf(session)]));
  }

  serverSent(bytes: Uint8Array, session: number): void {
    const { server } = this.beat.world;
    this.origins.set(bytes, { server, conversation: conversationOf(session) });
  }

  /** A datagram from the server's address reaches a client, forged or not. */
  delivered(node: Node, bytes: Uint8Array): void {
    const { world, nowMs } = this.beat;
    const origin = this.origins.get(bytes);
    if (origin?.server !== world.server || this.arrived.has(bytes)) return;
    if (!this.known.get(node)?.has(origin.conversation)) return;
    this.arrived.add(bytes);
    const heard = this.heard.get(node) ?? [];
    this.heard.set(node, heard);
    if (heard.push({ bytes, atMs: nowMs }) > LOOKS) heard.shift();
  }

  /** When a client last heard the server that is there; -Infinity if never. */
  heardAtMs(node: Node): number {
    const readable = this.heard.get(node)?.findLast(({ bytes }) => decodeDatagram(bytes));
    return readable?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  /** A client gives the server up. */
  gaveUp({ name, node }: SimulatedClient): void {
    const silentMs = this.beat.nowMs - this.heardAtMs(node);
    if (silentMs >= SILENCE_MS) return;
    const agoMs = Math.round(silentMs);
    this.beat.fail(
      'whoIsHeardIsThere',
      `${name} gave up a server that it heard ${agoMs} ms before`,
    );
  }
}

/** The two ends write numbers that differ in the last bit. */
function conversationOf(session: number): number {
  return Math.floor(session / 2);
}

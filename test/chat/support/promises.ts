/**
 * The protocol's promises, as somebody can check them who sees every event and every datagram and
 * has no say in what happens. What must hold at every moment is checked at that moment; what must
 * hold when all is said is in `reckoning`.
 */
import type { ActorRefLike, InspectionEvent } from 'xstate';
import type { Message } from '../../../machines/vocabulary.ts';
import { addressKey } from '../../../src/chat/address.ts';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import { codeOf, decodeControl, isStreamCode } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Transit } from '../../../src/lab/world/transit.ts';

/** Things that should happen in some run, or the runs prove little. */
export const RARITIES = [
  'retransmission',
  'duplicateAck',
  'suspicion',
  'falseSuspicionCleared',
  'loss',
  'removal',
  'tableRepair',
  'buffering',
  'resumption',
] as const;
export type Rarity = (typeof RARITIES)[number] | 'serverSilence';

const ACK = codeOf('ACK');

/** What reached one client process. */
export interface Process {
  readonly name: string;
  /** Private messages in the order in which they arrived, whether shown or buffered. */
  readonly arrived: Message[];
}

/** The machines of a client to which what is told here is an event. */
const CLIENT_CHARTS: ReadonlySet<string> = new Set(['client', 'lobby', 'membership', 'tableSync']);

/** Sees everything; remembers what the promises are about. */
export class Witness {
  /** Promises that were broken, in words. */
  readonly broken: string[] = [];
  readonly counts = new Map<Rarity, number>();
  /** In the order in which they started. */
  readonly processes: Process[] = [];
  /** Names of the clients that the server held for dead. */
  readonly lost: string[] = [];
  /** The newest process of each name. */
  private readonly byName = new Map<string, Process>();
  private readonly sessions = new Map<ActorRefLike, string>();
  private readonly acked = new Map<string, number>();
  private readonly sentFrames = new Set<string>();
  private readonly sentAcks = new Map<string, number>();

  inspect(event: InspectionEvent): void {
    const id = 'id' in event.actorRef ? String(event.actorRef.id) : '';
    const [kind = '', name = ''] = id.split(':');
    if (CLIENT_CHARTS.has(kind) && event.type === '@xstate.event') {
      this.clientEvent(this.processOf(kind, name, event.event), kind, event.event);
    } else if (kind === 'session' && event.type === '@xstate.snapshot') {
      this.sessionState(event.actorRef, name, stateOf(event.snapshot));
    }
  }

  /** A datagram leaves. */
  datagram({ bytes, from, to }: Transit): void {
    if (bytes.length > MAX_DATAGRAM_BYTES) this.broken.push(`a datagram of ${bytes.length} bytes`);
    const datagram = decodeDatagram(bytes);
    if (datagram === null) {
      this.broken.push('a datagram that cannot be read');
      return;
    }
    const way = `${addressKey(from)} > ${addressKey(to)} ${datagram.header.session}`;
    for (const { code, id, body } of datagram.frames) {
      if (isStreamCode(code)) this.streamFrame(`${way} ${id}`);
      else if (code === ACK) this.ack(way, body);
    }
  }

  private streamFrame(frame: string): void {
    if (this.sentFrames.has(frame)) this.count('retransmission');
    this.sentFrames.add(frame);
  }

  private ack(way: string, body: Uint8Array): void {
    const packet = decodeControl(ACK, body);
    if (packet?.kind !== 'ACK') return;
    const { next } = packet;
    if (next > 1 && this.sentAcks.get(way) === next) this.count('duplicateAck');
    this.sentAcks.set(way, next);
  }

  /** A machine `client` that begins is a new process. */
  private processOf(chart: string, name: string, event: ClientEventLike): Process {
    const known = this.byName.get(name);
    const isNew = event.type === 'xstate.init' && chart === 'client';
    if (known && !isNew) return known;
    const process: Process = { name, arrived: [] };
    this.byName.set(name, process);
    this.processes.push(process);
    return process;
  }

  private clientEvent(process: Process, chart: string, event: ClientEventLike): void {
    const { name, arrived } = process;
    if (event.type === 'private.arrived' && event.messages) {
      arrived.push(...event.messages);
      if (chart === 'membership') this.count('buffering');
    }
    if (event.type === 'table.behind') this.count('tableRepair');
    if (event.type === 'server.silent') this.count('serverSilence');
    if (event.type === 'server.registered' && event.isResumed) this.count('resumption');
    if (event.type !== 'private.acked') return;
    const by = event.by ?? '';
    const way = `${name} > ${by}`;
    const acked = (this.acked.get(way) ?? 0) + (event.count ?? 0);
    this.acked.set(way, acked);
    if (acked > this.arrivals(name, by)) this.broken.push(`a false "received": ${way}`);
  }

  /** Private messages of one that reached another, whichever of its processes. */
  arrivals(from: string, to: string): number {
    let count = 0;
    for (const { name, arrived } of this.processes) {
      if (name === to) count += arrived.filter((message) => message.from === from).length;
    }
    return count;
  }

  private sessionState(actor: ActorRefLike, name: string, state: string): void {
    const before = this.sessions.get(actor) ?? 'online';
    if (state === before) return;
    this.sessions.set(actor, state);
    if (state === 'suspect') this.count('suspicion');
    if (before === 'suspect' && state === 'online') this.count('falseSuspicionCleared');
    if (state !== 'lost') return;
    this.count('loss');
    this.lost.push(name);
  }

  count(rarity: Rarity): void {
    this.counts.set(rarity, (this.counts.get(rarity) ?? 0) + 1);
  }
}

interface ClientEventLike {
  readonly type: string;
  readonly messages?: readonly Message[];
  readonly count?: number;
  readonly by?: string;
  readonly isResumed?: boolean;
}

/** The top state of a session: the halves of `online` do not matter here. */
function stateOf(snapshot: unknown): string {
  const { value } = snapshot as { readonly value: string | Record<string, unknown> };
  return typeof value === 'string' ? value : (Object.keys(value)[0] ?? '');
}

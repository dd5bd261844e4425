/**
 * The protocol's promises, each as a check with the sentence that it enforces. What must hold at
 * every moment is checked after every step, what must hold when the world has come to rest is
 * checked then. The checks see what users see and what the network carries; they know nothing of
 * how the endpoints do it.
 */

import {
  ACK_TIMEOUT_MS,
  DELIVERY_ROUNDS,
  PROBE_COUNT,
  PROBE_INTERVAL_MS,
} from '../../machines/timers.ts';
import type { ServerNotice } from '../../machines/vocabulary.ts';
import { addressKey } from '../address.ts';
import { MAX_DATAGRAM_BYTES } from '../limits.ts';
import type { Occurrence, Session } from '../runtime.ts';
import type { Violation } from '../trace/trace.ts';
import { decodeDatagram } from '../wire/datagram.ts';
import type { Seen, SimulatedClient } from './simulatedClient.ts';
import type { Node, Transit, World } from './world.ts';
import { SERVER_ADDRESS } from './world.ts';

export const PROMISES = {
  shownOnce: 'A message is shown to its recipient at most once.',
  shownInOrder: 'Private messages of one sender appear in the order sent.',
  oneGroupOrder: 'Group messages appear in one order, the same for every member.',
  neverFalseReceived: '"Message received by x" means that x has it.',
  offlineMeansOffline: 'Nobody who answers is taken offline.',
  removalIsTold: 'A member that is removed from its group learns it.',
  tablesConverge: 'When all is quiet, every client has the same table as the server.',
  nothingIsCut: 'No datagram exceeds 1,200 bytes, and every text arrives as it was sent.',
  hostileBytesAreBoring: 'No datagram makes an endpoint fail, and nobody is flooded for others.',
  namesAreOwned: 'What is shown as from a name was sent by the owner of the name.',
  everyMessageHasOneOutcome: 'Each message is received or reported, exactly once.',
  theWorldComesToRest: 'When faults stop, everything under way ends within the stated bound.',
} as const;

export type PromiseName = keyof typeof PROMISES;

/** Thrown by a check; turned into a `Violation` by whoever runs the world. */
export class BrokenPromise extends Error {
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.name = 'BrokenPromise';
    this.promise = promise;
  }

  /** As it stands in a trace. */
  at(step: number): Violation {
    const { promise, message } = this;
    return { promise, sentence: PROMISES[promise], detail: message, step };
  }
}

/** A text that a user sent, and what became of it. */
interface Sent {
  readonly sender: SimulatedClient;
  /** Position among all texts of this sender process. */
  readonly order: number;
  /** A client's name; null for a group message. */
  readonly to: string | null;
}

/** What became of the private messages of one sender process. */
interface Outcomes {
  /** Commands to send. */
  wanted: number;
  /** Messages that were put on their way. */
  posted: number;
  received: number;
  failed: number;
}

interface Budget {
  receivedBytes: number;
  sentBytes: number;
  isProved: boolean;
}

/** An unproved address gets no more than this many times the bytes that came from it. */
const AMPLIFICATION = 3;
/** Something heard within this time answers the last probe at the latest. */
const PROBE_WINDOW_MS = (PROBE_COUNT - 1) * PROBE_INTERVAL_MS;
/** As long as a message is tried whose recipient answers probes. */
const DELIVERY_MS = (DELIVERY_ROUNDS + 1) * ACK_TIMEOUT_MS;

/**
 * Watches a world. What is found is kept until the step is over, for it is found in the middle of a
 * machine's step, and `check` throws it.
 */
export class Watch {
  /** The longest from the command to send to the ack. */
  worstAckMs = 0;
  /** How often things happened that a run should have seen to prove anything. */
  readonly occurrences = new Map<Occurrence, number>();
  private readonly world: () => World;
  private readonly cutAtMs: () => number;
  private readonly sent = new Map<string, Sent>();
  private readonly orders = new Map<SimulatedClient, number>();
  private readonly lastShown = new Map<string, number>();
  private readonly shown = new Set<string>();
  private readonly groupOrder = new Map<string, number>();
  private readonly outcomes = new Map<SimulatedClient, Outcomes>();
  /** Texts of a sender process that reached a name: shown, not counting those that are kept. */
  private readonly shownOf = new Map<string, number>();
  private readonly receivedOf = new Map<string, number>();
  /** When the messages on each way were sent whose acks are not in yet. */
  private readonly sentAtMs = new Map<string, number[]>();
  /** When a datagram of a session last reached the server from an address. */
  private readonly heardAtMs = new Map<string, number>();
  private readonly arrived = new WeakSet<Uint8Array>();
  private broken: BrokenPromise | null = null;
  private readonly budgets = new Map<string, Budget>();

  /** @param cutAtMs when a link was last cut, or still is */
  constructor(world: () => World, cutAtMs: () => number) {
    this.world = world;
    this.cutAtMs = cutAtMs;
  }

  /** A user sends a text to a name, or to its group if `to` is null. Texts must be unique. */
  sends(sender: SimulatedClient, to: string | null, text: string): void {
    const order = (this.orders.get(sender) ?? 0) + 1;
    this.orders.set(sender, order);
    this.sent.set(text, { sender, order, to });
    if (to === null) return;
    this.outcomesOf(sender).wanted++;
    const way = `${sender.id} > ${to}`;
    this.sentAtMs.set(way, [...(this.sentAtMs.get(way) ?? []), this.nowMs]);
  }

  /** @throws BrokenPromise if one was broken since the last time */
  check(): void {
    const { broken } = this;
    this.broken = null;
    if (broken) throw broken;
  }

  private fail(promise: PromiseName, detail: string): void {
    this.broken ??= new BrokenPromise(promise, detail);
  }

  // What the world reports

  seen(client: SimulatedClient, { notice }: Seen): void {
    switch (notice.kind) {
      case 'privateMessage':
        this.privateShown(client, notice.message.from, notice.message.text);
        break;
      case 'groupMessage':
        this.groupShown(client, notice.message.from, notice.message.text);
        break;
      case 'received':
        this.outcomesOf(client).received++;
        this.measure(client, notice.by);
        this.checkReceived(client, notice.by);
        break;
      case 'notDelivered':
        this.outcomesOf(client).failed++;
        this.sentAtMs.get(`${client.id} > ${notice.to}`)?.shift();
        break;
    }
  }

  serverNotice(notice: ServerNotice): void {
    if (notice.kind === 'groupMessage') this.groupOrder.set(notice.text, this.groupOrder.size);
  }

  datagram({ bytes, from, to }: Transit): void {
    if (bytes.length > MAX_DATAGRAM_BYTES) {
      this.fail('nothingIsCut', `a datagram of ${bytes.length} bytes`);
    }
    if (addressKey(from) === addressKey(SERVER_ADDRESS))
      this.checkBudget(addressKey(to), bytes.length);
  }

  delivered({ bytes, from, to }: Transit): void {
    if (addressKey(to) !== addressKey(SERVER_ADDRESS)) return;
    this.budgetOf(addressKey(from)).receivedBytes += bytes.length;
    // The second copy of a datagram is a replay, and says nothing.
    if (this.arrived.has(bytes)) return;
    this.arrived.add(bytes);
    const datagram = decodeDatagram(bytes);
    if (!datagram) return;
    this.heardAtMs.set(`${addressKey(from)} ${datagram.header.session}`, this.nowMs);
  }

  occurred(occurrence: Occurrence, node: Node, session?: Session): void {
    this.occurrences.set(occurrence, (this.occurrences.get(occurrence) ?? 0) + 1);
    if (occurrence === 'posted') {
      const sender = this.world().clients.find((client) => client.node === node);
      if (sender) this.outcomesOf(sender).posted++;
    }
    if (occurrence === 'lost' && session) this.checkLost(session);
  }

  private measure(client: SimulatedClient, by: string): void {
    const atMs = this.sentAtMs.get(`${client.id} > ${by}`)?.shift();
    if (atMs !== undefined) this.worstAckMs = Math.max(this.worstAckMs, this.nowMs - atMs);
  }

  // At every moment

  private privateShown(client: SimulatedClient, from: string, text: string): void {
    const sent = this.sentBy(from, client.name, text);
    if (!sent) return;
    this.checkOnce(`${client.name} < ${text}`, client, text);
    // Another process under the sender's name begins anew.
    const stream = `${client.name} < ${sent.sender.id}`;
    if (sent.order <= (this.lastShown.get(stream) ?? 0)) {
      this.fail('shownInOrder', `${client.name} was shown ${text} after a later one`);
    }
    this.lastShown.set(stream, sent.order);
    add(this.shownOf, `${sent.sender.id} > ${client.name}`);
  }

  private groupShown(client: SimulatedClient, from: string, text: string): void {
    this.sentBy(from, null, text);
    this.checkOnce(`${client.id} < ${text}`, client, text);
    const place = this.groupOrder.get(text) ?? -1;
    const stream = `${client.id} in ${client.endpoint.group}`;
    if (place < (this.lastShown.get(stream) ?? 0)) {
      this.fail('oneGroupOrder', `${client.name} was shown ${text} out of order`);
    }
    this.lastShown.set(stream, place);
  }

  /** @param to the name it is shown to; null for a group message, whose group is known later */
  private sentBy(from: string, to: string | null, text: string): Sent | null {
    const sent = this.sent.get(text);
    if (!sent) {
      this.fail('nothingIsCut', `nobody sent ${JSON.stringify(text)}`);
      return null;
    }
    if (sent.sender.name !== from || sent.to !== to) {
      const truth = `${sent.sender.name} sent it to ${sent.to ?? 'a group'}`;
      this.fail('namesAreOwned', `${text} is shown to ${to} as from ${from}: ${truth}`);
    }
    return sent;
  }

  private checkOnce(key: string, client: SimulatedClient, text: string): void {
    if (this.shown.has(key)) {
      this.fail('shownOnce', `${client.name} was shown ${text} twice`);
    }
    this.shown.add(key);
  }

  private checkReceived(client: SimulatedClient, by: string): void {
    const way = `${client.id} > ${by}`;
    const received = add(this.receivedOf, way);
    const shown = this.shownOf.get(way) ?? 0;
    if (received <= shown) return;
    const arrived = shown + this.keptBy(by, client);
    if (received > arrived) {
      const detail = `${client.name} was told of ${received}, ${by} has ${arrived}`;
      this.fail('neverFalseReceived', detail);
    }
  }

  /** Texts of a sender process that the processes of a name keep until they leave their group. */
  private keptBy(name: string, sender: SimulatedClient): number {
    let count = 0;
    for (const client of this.world().clients) {
      if (client.name !== name) continue;
      for (const { text } of client.endpoint.buffered) {
        if (this.sent.get(text)?.sender === sender) count++;
      }
    }
    return count;
  }

  private checkLost({ id, address }: Session): void {
    const heardAtMs = this.heardAtMs.get(`${addressKey(address)} ${id}`);
    if (heardAtMs === undefined || this.nowMs - heardAtMs >= PROBE_WINDOW_MS) return;
    // Over a link that carries one way only a client is heard and yet cannot be served.
    if (this.nowMs - this.cutAtMs() < DELIVERY_MS) return;
    const agoMs = Math.round(this.nowMs - heardAtMs);
    this.fail('offlineMeansOffline', `a session ended that was heard ${agoMs} ms before`);
  }

  private checkBudget(key: string, bytes: number): void {
    const budget = this.budgetOf(key);
    budget.sentBytes += bytes;
    if (budget.isProved || budget.sentBytes <= AMPLIFICATION * budget.receivedBytes) return;
    budget.isProved = this.world()
      .server.entries()
      .some((entry) => addressKey(entry) === key);
    if (budget.isProved) return;
    const detail = `${key} sent ${budget.receivedBytes} bytes and got ${budget.sentBytes}`;
    this.fail('hostileBytesAreBoring', detail);
  }

  // When the world has come to rest

  /** @throws BrokenPromise if something is not as it must be when all is quiet */
  atRest(isUp: (client: SimulatedClient) => boolean): void {
    const live = this.world().clients.filter((client) => client.status === null && isUp(client));
    for (const client of live) {
      this.checkTable(client);
      this.checkGroup(client);
    }
    for (const client of this.world().clients) {
      if (live.includes(client) || client.status !== null) this.checkOutcomes(client);
    }
  }

  private checkTable(client: SimulatedClient): void {
    const rows = (
      listings: readonly { name: string; ip: string; port: number; online: boolean }[],
    ) =>
      listings
        .map(({ name, ip, port, online }) => `${name} ${ip} ${port} ${online}`)
        .sort()
        .join();
    const entries = this.world().server.entries();
    const servers = rows(entries.map((entry) => ({ ...entry, online: entry.status === 'online' })));
    const own = rows(client.endpoint.listings());
    if (own !== servers) {
      throw new BrokenPromise('tablesConverge', `${client.name} has ${own}, the server ${servers}`);
    }
    if (!entries.some(({ name, status }) => name === client.name && status === 'online')) {
      throw new BrokenPromise('offlineMeansOffline', `${client.name} is up and shown offline`);
    }
  }

  private checkGroup(client: SimulatedClient): void {
    const servers = this.world().server.groupOf(client.name);
    if (client.endpoint.group === servers) return;
    const detail = `${client.name} thinks it is in ${client.endpoint.group}, the server: ${servers}`;
    throw new BrokenPromise('removalIsTold', detail);
  }

  private checkOutcomes(client: SimulatedClient): void {
    const { wanted, posted, received, failed } = this.outcomesOf(client);
    if (received + failed >= posted && received + failed <= wanted) return;
    const detail = `${client.name}: ${posted} posted, ${received} received, ${failed} reported`;
    throw new BrokenPromise('everyMessageHasOneOutcome', detail);
  }

  private outcomesOf(client: SimulatedClient): Outcomes {
    const known = this.outcomes.get(client) ?? { wanted: 0, posted: 0, received: 0, failed: 0 };
    this.outcomes.set(client, known);
    return known;
  }

  private budgetOf(key: string): Budget {
    const budget = this.budgets.get(key) ?? { receivedBytes: 0, sentBytes: 0, isProved: false };
    this.budgets.set(key, budget);
    return budget;
  }

  private get nowMs(): number {
    return this.world().clock.nowMs();
  }
}

function add(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

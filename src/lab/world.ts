/**
 * The production endpoints on a simulated network in virtual time. Everything that happens is a
 * timer of one virtual clock, so that a run is a pure function of its inputs.
 */
import type { InspectionEvent } from 'xstate';
import type { ClientNotice, Command, ServerNotice } from '../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';
import { ClientEndpoint } from '../client/clientEndpoint.ts';
import type { Runtime } from '../runtime.ts';
import { ServerEndpoint } from '../server/serverEndpoint.ts';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';
import { VirtualClock } from './virtualClock.ts';

/** A datagram on its way. */
export interface Transit {
  readonly bytes: Uint8Array;
  readonly from: Address;
  readonly to: Address;
}

/** When the copies of a datagram arrive, in milliseconds from now: none is a loss. */
export type Fate = readonly number[];

/** Decides what becomes of each datagram. */
export type Network = (transit: Transit) => Fate;

export interface WorldOptions {
  readonly seed: number;
  readonly network: Network;
  readonly inspect?: (event: InspectionEvent) => void;
}

/** What a client's user saw, and where: `group` is the prompt mark. */
export interface Seen {
  readonly notice: ClientNotice;
  readonly group: string | null;
  readonly atMs: number;
}

interface Node {
  readonly address: Address;
  readonly receive: (bytes: Uint8Array, from: Address) => void;
  readonly flush: (send: (bytes: Uint8Array, to: Address) => void) => void;
  isFlushDue: boolean;
  /** What happened to a paused process meanwhile: it happens when the process goes on. */
  paused: (() => void)[] | null;
}

export const SERVER_ADDRESS: Address = { ip: '10.0.0.1', port: 5000 };

export class SimulatedClient {
  readonly name: string;
  readonly seen: Seen[] = [];
  status: 0 | 1 | null = null;
  readonly endpoint: ClientEndpoint;
  readonly node: Node;

  constructor(name: string, endpoint: ClientEndpoint, node: Node) {
    this.name = name;
    this.endpoint = endpoint;
    this.node = node;
  }

  command(command: Command): void {
    this.endpoint.command(command);
  }

  /** What the user saw, without the times. */
  get notices(): ClientNotice[] {
    return this.seen.map(({ notice }) => notice);
  }

  /** Texts of the private messages shown, by sender. */
  privateTexts(from: string): string[] {
    return this.notices.flatMap((notice) =>
      notice.kind === 'privateMessage' && notice.message.from === from ? [notice.message.text] : [],
    );
  }

  groupTexts(): string[] {
    return this.notices.flatMap((notice) =>
      notice.kind === 'groupMessage' ? [`${notice.message.from}: ${notice.message.text}`] : [],
    );
  }
}

export class World {
  readonly clock = new VirtualClock();
  readonly log: ServerNotice[] = [];
  /** May be replaced at any moment: faults begin, the network heals. */
  network: Network;
  server: ServerEndpoint;
  /** Datagrams and bytes that were sent, lost ones too. */
  sentDatagrams = 0;
  sentBytes = 0;
  private readonly nodes = new Map<string, Node>();
  private readonly random: Random;
  private readonly inspect: ((event: InspectionEvent) => void) | undefined;

  constructor(options: WorldOptions) {
    this.network = options.network;
    this.random = seededRandom(options.seed);
    this.inspect = options.inspect;
    this.server = this.startServer();
  }

  /** Starts a server with no memory of an earlier one. */
  startServer(): ServerEndpoint {
    const secret = this.randomIdentity();
    const endpoint: ServerEndpoint = new ServerEndpoint({
      runtime: this.runtimeOf(() => node),
      keyedHash: (text) => hashOf(`${secret} ${text}`),
      onDue: () => this.scheduleFlush(node),
      onNotice: (notice) => this.log.push(notice),
    });
    const node: Node = this.addNode(SERVER_ADDRESS, endpoint);
    this.server = endpoint;
    return endpoint;
  }

  /** Starts a client process. */
  startClient(name: string, address: Address): SimulatedClient {
    const endpoint: ClientEndpoint = new ClientEndpoint({
      name,
      server: SERVER_ADDRESS,
      runtime: this.runtimeOf(() => node),
      onDue: () => this.scheduleFlush(node),
      onNotice: (notice, group) => {
        client.seen.push({ notice, group, atMs: this.clock.nowMs() });
      },
      onEnd: (status) => {
        client.status = status;
      },
    });
    const node: Node = this.addNode(address, endpoint);
    const client: SimulatedClient = new SimulatedClient(name, endpoint, node);
    endpoint.start();
    return client;
  }

  /** The process is gone without a word: kill -9. */
  kill(address: Address): void {
    this.nodes.delete(addressKey(address));
  }

  /** The process stands still: SIGSTOP. */
  pause(address: Address): void {
    const node = this.nodes.get(addressKey(address));
    if (node) node.paused ??= [];
  }

  /** The process goes on: timers that are over fire first, then what has arrived is read. */
  resume(address: Address): void {
    const node = this.nodes.get(addressKey(address));
    const happened = node?.paused;
    if (!node || !happened) return;
    node.paused = null;
    for (const happen of happened) happen();
  }

  /** Something reaches a node from anywhere, forged or not. */
  inject({ bytes, from, to }: Transit): void {
    this.deliver(bytes, from, to);
  }

  advance(durationMs: number): void {
    this.clock.advance(durationMs);
  }

  /**
   * Lets time pass until something is true.
   *
   * @returns whether it came true within the limit
   */
  advanceUntil(isTrue: () => boolean, limitMs: number): boolean {
    const endMs = this.clock.nowMs() + limitMs;
    while (!isTrue()) {
      const next = this.clock.nextMs;
      if (next === null || next > endMs) return false;
      this.clock.step();
    }
    return true;
  }

  private addNode(address: Address, endpoint: Pick<Node, 'receive' | 'flush'>): Node {
    const node: Node = {
      address,
      receive: (bytes, from) => endpoint.receive(bytes, from),
      flush: (send) => endpoint.flush(send),
      isFlushDue: false,
      paused: null,
    };
    this.nodes.set(addressKey(address), node);
    return node;
  }

  private runtimeOf(node: () => Node): Runtime {
    const { clock } = this;
    return {
      clock: {
        nowMs: () => clock.nowMs(),
        setTimeout: (callback, delayMs) =>
          clock.setTimeout(() => this.happen(node(), callback), delayMs),
        clearTimeout: (handle) => clock.clearTimeout(handle),
      },
      randomIdentity: () => this.randomIdentity(),
      ...(this.inspect ? { inspect: this.inspect } : {}),
    };
  }

  private randomIdentity(): number {
    return 1 + Math.floor(this.random() * (2 ** 48 - 1));
  }

  /** The end of the turn: after everything else that happens at this moment in this node. */
  private scheduleFlush(node: Node): void {
    if (node.isFlushDue) return;
    node.isFlushDue = true;
    this.clock.setTimeout(() => this.happen(node, () => this.flush(node)), 0);
  }

  private flush(node: Node): void {
    node.isFlushDue = false;
    node.flush((bytes, to) => {
      this.sentDatagrams++;
      this.sentBytes += bytes.length;
      for (const delayMs of this.network({ bytes, from: node.address, to })) {
        this.clock.setTimeout(() => this.deliver(bytes, node.address, to), delayMs);
      }
    });
  }

  private deliver(bytes: Uint8Array, from: Address, to: Address): void {
    const node = this.nodes.get(addressKey(to));
    if (node) this.happen(node, () => node.receive(bytes, from));
  }

  private happen(node: Node, event: () => void): void {
    if (this.nodes.get(addressKey(node.address)) !== node) return;
    if (node.paused) node.paused.push(event);
    else event();
  }
}

/** FNV-1a: enough where nobody attacks. */
function hashOf(text: string): Uint8Array {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Uint8Array.from([hash >>> 24, hash >>> 16, hash >>> 8, hash]);
}

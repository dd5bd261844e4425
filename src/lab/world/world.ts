/**
 * The production endpoints on a simulated network in virtual time. Everything that happens is a
 * timer of one virtual clock, so that a run is a pure function of its inputs.
 */
import type { InspectionEvent } from 'xstate';
import type { ServerNotice } from '../../../machines/vocabulary.ts';
import type { Address } from '../../chat/address.ts';
import { addressKey } from '../../chat/address.ts';
import { ClientEndpoint } from '../../chat/client/clientEndpoint.ts';
import type { Occurrence, Runtime, Session } from '../../chat/runtime.ts';
import { inspectedBy } from '../../chat/runtime.ts';
import { ServerEndpoint } from '../../chat/server/serverEndpoint.ts';
import type { Recorder } from '../../trace/recorder.ts';
import type { Cause } from '../../trace/trace.ts';
import type { Endpoint, Node } from './node.ts';
import { SERVER_ADDRESS } from './node.ts';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';
import { hashOf, SimulatedClient } from './simulatedClient.ts';
import type { Copy, Network, Transit } from './transit.ts';
import { VirtualClock } from './virtualClock.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly network: Network;
  /** Clients stay when the server does not answer. */
  readonly stays?: boolean;
  /** Writes down every step. */
  readonly recorder?: (clock: VirtualClock) => Recorder;
  readonly inspect?: (event: InspectionEvent) => void;
  /** What the endpoints take for every round trip, if they are not to measure it. */
  readonly roundTripMs?: number;
  /** What an endpoint notices, and in which process; `session` is the one concerned, if any. */
  onOccurrence?(occurrence: Occurrence, node: Node, session?: Session): void;
  /** A copy of a datagram is on its way. */
  onLaunched?(copy: Copy): void;
  /** A process sets a timer. */
  onTimer?(node: Node, timer: unknown): void;
  /** A datagram reaches a process that is up. */
  onDelivered?(transit: Transit, node: Node): void;
  onServerNotice?(notice: ServerNotice): void;
  /** After each step. */
  onStep?(node: string, cause: Cause): void;
}

const TIMER: Cause = { kind: 'timer' };
const FLUSH: Cause = { kind: 'flush' };
const AT_FIRST = { isUp: true, isFlushDue: false, paused: null, isDeaf: false };

export class World {
  readonly clock = new VirtualClock();
  readonly log: ServerNotice[] = [];
  readonly clients: SimulatedClient[] = [];
  /** May be replaced at any moment: faults begin, the network heals. */
  network: Network;
  server: ServerEndpoint;
  /** Datagrams and bytes that were sent, lost ones too. */
  sentDatagrams = 0;
  sentBytes = 0;
  /** Copies of datagrams on their way. */
  inFlight = 0;
  private clientsStarted = 0;
  private readonly options: WorldOptions;
  private readonly nodes = new Map<string, Node>();
  private readonly random: Random;
  private readonly recorder: Recorder | null;

  constructor(options: WorldOptions) {
    this.options = options;
    this.network = options.network;
    this.random = seededRandom(options.seed);
    this.recorder = options.recorder?.(this.clock) ?? null;
    this.server = this.startServer();
  }

  /** Starts a server process that has no memory of an earlier one. */
  startServer(): ServerEndpoint {
    const secret = this.randomIdentity();
    const endpoint: ServerEndpoint = new ServerEndpoint({
      runtime: this.runtimeOf(() => node),
      keyedHash: (text) => hashOf(`${secret} ${text}`),
      onDue: () => this.scheduleFlush(node),
      onNotice: (notice) => {
        this.recorder?.notice(notice);
        this.log.push(notice);
        this.options.onServerNotice?.(notice);
      },
    });
    const node = this.addNode('server', SERVER_ADDRESS, endpoint);
    this.server = endpoint;
    return endpoint;
  }

  /** Starts a client process. */
  startClient(
    name: string,
    address: Address,
    stays = this.options.stays ?? false,
  ): SimulatedClient {
    const endpoint: ClientEndpoint = new ClientEndpoint({
      name,
      server: SERVER_ADDRESS,
      stays,
      runtime: this.runtimeOf(() => node),
      onDue: () => this.scheduleFlush(node),
      onNotice: (notice, group) => {
        this.recorder?.notice({ ...notice, prompt: group });
        client.saw({ notice, group, atMs: this.clock.nowMs() });
      },
      onEnd: (status) => {
        client.status = status;
      },
    });
    const node = this.addNode(name, address, endpoint);
    const id = `${name}/${this.clientsStarted++}`;
    const client: SimulatedClient = new SimulatedClient(
      { id, stays },
      endpoint,
      node,
      (cause, happen) => this.happen(node, cause, happen),
    );
    this.clients.push(client);
    const cause: Cause = { kind: 'start', address: addressKey(address) };
    this.happen(node, cause, () => endpoint.start());
    return client;
  }

  /** The process is gone without a word: kill -9. */
  kill(address: Address): void {
    const node = this.nodes.get(addressKey(address));
    if (!node) return;
    this.fault(node, 'kill');
    node.isUp = false;
    this.nodes.delete(addressKey(address));
  }

  /** The process stands still: SIGSTOP. */
  pause(address: Address): void {
    const node = this.nodes.get(addressKey(address));
    if (!node || node.paused) return;
    this.fault(node, 'pause');
    node.paused = [];
  }

  /** The machine is switched off, and will go on with its memory: what arrives is lost. */
  suspend(address: Address): void {
    const node = this.nodes.get(addressKey(address));
    if (!node || node.paused) return;
    this.fault(node, 'suspend');
    node.paused = [];
    node.isDeaf = true;
  }

  /** The process goes on: timers that are over fire first, then what has arrived is read. */
  resume(address: Address): void {
    const node = this.nodes.get(addressKey(address));
    const happened = node?.paused;
    if (!node || !happened) return;
    node.paused = null;
    node.isDeaf = false;
    this.fault(node, 'resume');
    for (const happen of happened) happen();
  }

  /** The process has another address from now on: a new lease, another NAT mapping. */
  rebind(address: Address, to: Address): void {
    const node = this.nodes.get(addressKey(address));
    if (!node || this.nodes.has(addressKey(to))) return;
    this.nodes.delete(addressKey(address));
    node.address = to;
    this.nodes.set(addressKey(to), node);
    this.fault(node, `rebind to ${addressKey(to)}`);
  }

  /** The process that runs at this address, paused or not. */
  nodeAt(address: Address): Node | undefined {
    return this.nodes.get(addressKey(address));
  }

  /**
   * Something reaches a node from anywhere, forged or not.
   *
   * @param id under which a trace knows the datagram
   */
  inject(transit: Transit, id = 0): void {
    this.deliver(transit, id);
  }

  /** A copy of a datagram is on its way; it arrives after so many milliseconds. */
  launch(transit: Transit, delayMs: number, id: number): void {
    this.inFlight++;
    const timer = this.clock.setTimeout(() => {
      this.inFlight--;
      this.deliver(transit, id);
    }, delayMs);
    this.options.onLaunched?.({ id, transit, timer });
  }

  /** A copy that is on its way is lost. */
  lose({ timer }: Copy): void {
    this.inFlight--;
    this.clock.clearTimeout(timer);
  }

  /** Whatever happens to no process that runs, or from outside, and is a step all the same. */
  note(name: string, cause: Cause, happen: () => void = () => {}): void {
    this.record(name, cause, happen);
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

  private addNode(name: string, address: Address, endpoint: Endpoint): Node {
    const key = addressKey(address);
    const before = this.nodes.get(key);
    if (before) before.isUp = false;
    const node: Node = { ...AT_FIRST, name, address, endpoint };
    this.nodes.set(key, node);
    return node;
  }

  private runtimeOf(node: () => Node): Runtime {
    const { clock, recorder } = this;
    const inspect = inspectedBy(recorder?.inspect, this.options.inspect);
    return {
      clock: {
        nowMs: () => clock.nowMs(),
        setTimeout: (callback, delayMs) => {
          // A process that stands still may clear a timer after its time, before it fires.
          const fire = () => {
            if (!clock.isCleared(timer)) callback();
          };
          const timer = clock.setTimeout(() => this.happen(node(), TIMER, fire), delayMs);
          this.options.onTimer?.(node(), timer);
          return timer;
        },
        clearTimeout: (handle) => clock.clearTimeout(handle),
      },
      randomIdentity: () => this.randomIdentity(),
      ...(this.options.roundTripMs === undefined ? {} : { roundTripMs: this.options.roundTripMs }),
      note: (occurrence, about) => this.options.onOccurrence?.(occurrence, node(), about),
      ...(inspect ? { inspect } : {}),
      ...(recorder ? { tableChanged: recorder.tableChanged } : {}),
    };
  }

  private randomIdentity(): number {
    return 1 + Math.floor(this.random() * (2 ** 48 - 1));
  }

  /** The end of the turn: after everything else that happens at this moment in this node. */
  private scheduleFlush(node: Node): void {
    if (node.isFlushDue) return;
    node.isFlushDue = true;
    const flush = () => this.flush(node);
    this.clock.setTimeout(() => this.happen(node, FLUSH, flush), 0);
  }

  private flush(node: Node): void {
    node.isFlushDue = false;
    node.endpoint.flush((bytes, to) => {
      this.sentDatagrams++;
      this.sentBytes += bytes.length;
      const transit: Transit = { bytes, from: node.address, to };
      const fate = this.network(transit);
      const id = this.recorder?.sent(bytes, to, fate) ?? 0;
      for (const delayMs of fate) this.launch(transit, delayMs, id);
    });
  }

  private deliver(transit: Transit, id: number): void {
    const { bytes, from, to } = transit;
    const node = this.nodes.get(addressKey(to));
    if (!node || node.isDeaf) return;
    const cause: Cause = this.recorder?.arrival(bytes, from, id) ?? {
      kind: 'datagram',
      datagram: id,
      from: addressKey(from),
    };
    this.happen(node, cause, () => {
      this.options.onDelivered?.(transit, node);
      node.endpoint.receive(bytes, from);
    });
  }

  private fault(node: Node, fault: string): void {
    this.note(node.name, { kind: 'fault', fault });
  }

  /** The one way in which anything happens to a process. */
  private happen(node: Node, cause: Cause, event: () => void): void {
    if (!node.isUp) return;
    if (node.paused) node.paused.push(() => this.happen(node, cause, event));
    else this.record(node.name, cause, event);
  }

  private record(name: string, cause: Cause, event: () => void): void {
    if (this.recorder) this.recorder.step(name, cause, event);
    else event();
    this.options.onStep?.(name, cause);
  }
}

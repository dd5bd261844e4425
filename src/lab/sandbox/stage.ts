import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { ClientEvent } from '../../../machines/clientProtocol.ts';
import type { Address } from '../../chat/address.ts';
import { addressKey } from '../../chat/address.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { Cause, TraceStep } from '../../trace/trace.ts';
import { Watch } from '../promises/watch.ts';
import type { Conditions } from '../world/conditions.ts';
import { byChance, LabNetwork } from '../world/conditions.ts';
import type { Node } from '../world/node.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import type { Random } from '../world/random.ts';
import { Stream, seededRandom } from '../world/random.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import { World } from '../world/world.ts';
import { Flights } from './flights.ts';
import type { Deed } from './log.ts';
import { NETWORK, SERVER } from './log.ts';
import { MachineTimers } from './timers.ts';
import { faultWords } from './words.ts';

export type NodeState = 'up' | 'paused' | 'suspended' | 'killed' | 'ended';

/** Two nodes that are cut off from each other; null stands for everybody else. */
export type Cut = readonly [node: string, from: string | null];

type DatagramDeed = Extract<Deed, { datagram: number }>;
export type CutDeed = Extract<Deed, { do: 'cut' | 'mend' }>;
/** What happens to a process from outside. */
type ProcessDeed = Extract<Deed, { do: 'kill' | 'pause' | 'suspend' | 'resume' }>;

export interface StageOptions {
  readonly seed: number;
  readonly conditions: Conditions;
  onStep(step: TraceStep): void;
  /** A step is over, and written. */
  onStepOver(): void;
}

const PORT = 6_000;

/** The world of a sandbox, and everything that can be done to it. */
export class SandboxStage {
  readonly world: World;
  readonly network: LabNetwork;
  readonly watch: Watch;
  readonly recorder: Recorder;
  readonly flights = new Flights(() => this.world.clock);
  readonly timers = new MachineTimers(() => this.world.clock);
  /** The last process of each client. */
  readonly cast = new Map<string, SimulatedClient>();
  cuts: readonly Cut[] = [];
  /** Processes that go on and have not done yet all that waited for them. */
  private readonly catchingUp = new Set<Node>();
  private readonly chance: Random;

  constructor({ seed, conditions, onStep, onStepOver }: StageOptions) {
    const nowMs = () => this.world.clock.nowMs();
    this.recorder = new Recorder(nowMs, onStep);
    this.watch = new Watch(() => this.world);
    this.chance = seededRandom(seed, Stream.decisions);
    const decide = byChance(conditions, this.chance);
    this.network = new LabNetwork(conditions, decide, seededRandom(seed, Stream.network), nowMs);
    this.world = new World({
      seed,
      network: (transit) => {
        this.watch.datagram(transit);
        return this.network.carry(transit);
      },
      recorder: () => this.recorder,
      inspect: (event) => {
        this.timers.inspect(event);
        this.overhear(event);
      },
      onTimer: (node, timer) => this.timers.timerSet(node, timer),
      onLaunched: (copy) => this.flights.launched(copy),
      onOccurrence: (occurrence, node, session) => this.watch.occurred(occurrence, node, session),
      onDelivered: (transit, node) => this.watch.delivered(transit, node),
      onServerNotice: (notice) => this.watch.serverNotice(notice),
      onStep: () => {
        // The trace has it; a long play must not grow.
        this.world.log.length = 0;
        onStepOver();
      },
    });
  }

  stateOf(name: string): NodeState | null {
    const client = this.cast.get(name);
    if (client && client.status !== null) return 'ended';
    if (!client && name !== SERVER) return null;
    const node = this.world.nodeAt(client?.address ?? SERVER_ADDRESS);
    if (!node || (client && node !== client.node)) return 'killed';
    if (!node.paused || this.catchingUp.has(node)) return 'up';
    return node.isDeaf ? 'suspended' : 'paused';
  }

  /** Whose address it is, whether the process is there or not. */
  nameAt(address: Address): string {
    const key = addressKey(address);
    if (key === addressKey(SERVER_ADDRESS)) return SERVER;
    for (const [name, client] of this.cast) if (addressKey(client.address) === key) return name;
    return key;
  }

  /** Does what nothing stands in the way of. It is one step of the trace, or none. */
  perform(deed: Deed): void {
    switch (deed.do) {
      case 'start':
        this.start(deed.node);
        return;
      case 'command':
        this.cast.get(deed.client)?.command(deed.command);
        return;
      case 'interrupt':
        this.cast.get(deed.client)?.leave();
        return;
      case 'kill':
      case 'pause':
      case 'suspend':
      case 'resume':
        this.performOnProcess(deed);
        return;
      case 'cut':
      case 'mend':
        this.cutOrMend(deed);
        this.note(deed.node, deed);
        return;
      case 'conditions':
        this.network.conditions = deed.conditions;
        this.network.decide = byChance(deed.conditions, this.chance);
        this.note(NETWORK, deed);
        return;
      case 'fire':
        this.fire(deed);
        return;
      default:
        this.tamper(deed);
    }
  }

  private start(name: string): void {
    const { world } = this;
    if (name === SERVER) {
      const cause: Cause = { kind: 'start', address: addressKey(SERVER_ADDRESS) };
      world.note(SERVER, cause, () => world.startServer());
      return;
    }
    const ip = `10.0.1.${this.cast.size + 1}`;
    const address = this.cast.get(name)?.address ?? { ip, port: PORT };
    const client: SimulatedClient = world.startClient(name, address);
    client.onSeen = (seen) => {
      client.seen.length = 0;
      this.watch.seen(client, seen);
    };
    this.cast.set(name, client);
  }

  /** A client carries out a command, now: what stands in its way was found out just before. */
  private overhear(inspected: InspectionEvent): void {
    if (inspected.type !== '@xstate.event') return;
    const event = inspected.event as ClientEvent;
    if (event.type !== 'command.send' && event.type !== 'command.send_group') return;
    const { id } = inspected.actorRef as AnyActorRef;
    // Outside a group nobody writes to one, nor inside one to somebody.
    const place = event.type === 'command.send' ? 'lobby:' : 'membership:';
    const client = id.startsWith(place) ? this.cast.get(id.slice(place.length)) : undefined;
    if (!client || event.obstacle !== null) return;
    this.watch.sends(client, event.type === 'command.send' ? event.to : null, event.text);
  }

  private performOnProcess({ do: what, node: name }: ProcessDeed): void {
    const { world, watch } = this;
    const address = this.cast.get(name)?.address ?? SERVER_ADDRESS;
    const node = world.nodeAt(address);
    if (!node) return;
    if (what === 'kill') {
      world.kill(address);
      return;
    }
    watch.paused();
    if (what === 'resume') this.resume(node);
    else if (this.catchingUp.delete(node)) {
      node.isDeaf = what === 'suspend';
      this.world.note(name, { kind: 'fault', fault: what });
    } else world[what](address);
  }

  /**
   * The process goes on. What happened to it meanwhile happens now, one thing after the other, each
   * a step of its own; what happens before it has caught up waits behind.
   */
  private resume(node: Node): void {
    node.isDeaf = false;
    this.catchingUp.add(node);
    this.world.note(node.name, { kind: 'fault', fault: 'resume' });
    this.world.clock.setTimeout(() => this.catchUp(node), 0);
  }

  private catchUp(node: Node): void {
    const { paused } = node;
    if (!paused || !this.catchingUp.has(node)) return;
    node.paused = null;
    const happen = paused.shift();
    if (!happen) {
      this.catchingUp.delete(node);
      return;
    }
    try {
      happen();
    } finally {
      node.paused = paused;
      this.world.clock.setTimeout(() => this.catchUp(node), 0);
    }
  }

  private cutOrMend({ do: what, node, from }: CutDeed): void {
    const { network } = this;
    const [ip, other] = [this.ipOf(node), from === null ? '*' : this.ipOf(from)];
    if (what === 'cut') {
      this.cuts = [...this.cuts, [node, from]];
      network.cut(ip, other);
      network.cut(other, ip);
    } else {
      this.cuts = this.cuts.filter((cut) => !isSameCut(cut, [node, from]));
      network.rejoin(ip, other);
      network.rejoin(other, ip);
    }
  }

  private fire(deed: Extract<Deed, { do: 'fire' }>): void {
    const delay = this.timers.find(deed.timer);
    if (!delay) return;
    this.watch.hurried();
    this.world.clock.reset(delay.timer, 0);
    const fault = `the delay ${delay.delay} of ${delay.machine} ends now`;
    this.world.note(delay.node.name, { kind: 'fault', fault });
  }

  private tamper(deed: DatagramDeed): void {
    const { world, flights } = this;
    const flight = flights.find(deed.datagram);
    if (!flight) return;
    const { id, transit, copies } = flight;
    switch (deed.do) {
      case 'drop':
        for (const copy of copies) world.lose(copy);
        break;
      case 'deliver':
        world.clock.reset(copies[0]?.timer, 0);
        break;
      case 'delay':
        for (const [i, dueInMs] of flights.fateOf(flight).entries()) {
          world.clock.reset(copies[i]?.timer, dueInMs + deed.ms);
        }
        break;
      case 'duplicate':
        world.launch(transit, deed.ms, id);
        break;
    }
    const left = flights.find(id);
    const fate = left ? flights.fateOf(left) : [];
    world.note(NETWORK, { kind: 'fault', fault: faultWords(deed), datagram: id, fate });
  }

  private note(node: string, deed: Parameters<typeof faultWords>[0]): void {
    this.world.note(node, { kind: 'fault', fault: faultWords(deed) });
  }

  private ipOf(name: string): string {
    return (this.cast.get(name)?.address ?? SERVER_ADDRESS).ip;
  }
}

/** Whether two cuts are of the same link. */
export function isSameCut([a, b]: Cut, [c, d]: Cut): boolean {
  return (a === c && b === d) || (a === d && b === c);
}

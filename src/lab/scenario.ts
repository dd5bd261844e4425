/**
 * A story that happens in a simulated world: who does what, and what the network does to each
 * datagram. It is data, and a run is a pure function of it, so that whatever breaks can be written
 * down, shrunk and replayed.
 */
import type { Occurrence } from '../runtime.ts';
import { Recorder } from '../trace/recorder.ts';
import type { TraceStep, Violation } from '../trace/trace.ts';
import type { Conditions, Decision } from './conditions.ts';
import { byChance, byList, LabNetwork, PERFECT } from './conditions.ts';
import { Digest } from './digest.ts';
import { BrokenPromise, Watch } from './promises.ts';
import { seededRandom } from './random.ts';
import type { SimulatedClient } from './simulatedClient.ts';
import { Stagehand } from './stagehand.ts';
import { World } from './world.ts';

/** Something that a user or the world does. `client` and `to` are indices, taken modulo. */
export type Action =
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'send';
      readonly client: number;
      readonly to: number;
      /** Characters beyond the few that make the text unique. */
      readonly padding: number;
    }
  | { readonly do: 'say'; readonly client: number; readonly padding: number }
  | { readonly do: 'create' | 'join'; readonly client: number; readonly group: number }
  | {
      readonly do: 'leaveGroup' | 'listGroups' | 'listMembers' | 'dereg';
      readonly client: number;
    }
  /** Ctrl-C. */
  | { readonly do: 'interrupt'; readonly client: number }
  | { readonly do: 'kill' | 'pause' | 'resume' | 'rebind'; readonly client: number }
  /** The same name at the same address again, as a new process; kills the old one if need be. */
  | { readonly do: 'restart'; readonly client: number }
  /** Nothing passes from, to, or between a client and everybody else. */
  | { readonly do: 'cut'; readonly client: number; readonly way: 'from' | 'to' | 'both' }
  /** Nothing passes from one client to another; both reach the server. */
  | { readonly do: 'cutPair'; readonly client: number; readonly to: number }
  | {
      readonly do: 'clog';
      readonly client: number;
      readonly to: number;
      readonly ms: number;
    }
  | { readonly do: 'mend' }
  | { readonly do: 'pauseServer' | 'resumeServer' | 'restartServer' };

export interface Scenario {
  /** Identities, delays and whatever chance decides. */
  readonly seed: number;
  readonly clients: number;
  readonly conditions: Conditions;
  readonly actions: readonly Action[];
  /** One for each datagram in the order of sending, then all arrive; null leaves it to chance. */
  readonly decisions: readonly Decision[] | null;
}

/** What a run has shown. */
export interface Report {
  /** Null if every promise was kept. */
  readonly violation: Violation | null;
  /** Stands for everything that happened, to the bit. */
  readonly hash: string;
  readonly steps: number;
  readonly virtualMs: number;
  readonly datagrams: number;
  readonly bytes: number;
  readonly messages: number;
  readonly shown: number;
  readonly occurrences: ReadonlyMap<Occurrence, number>;
  /** The longest that a private message took from the command to its ack. */
  readonly worstAckMs: number;
  /** What was decided for each datagram while there were faults. */
  readonly decisions: readonly Decision[];
}

export interface RunOptions {
  /** Gets every step of the trace. Without it nothing is inspected, and the run is faster. */
  onStep?(step: TraceStep): void;
}

/** When faults have stopped, everything must have come to rest within this time. */
export const REST_BOUND_MS = 40_000;
/** Rest must last: longer than the time in which a dead client is discovered. */
const QUIET_MS = 15_000;

/** Runs a scenario: the story, then a healed network, then the reckoning. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): Report {
  return new Run(scenario, options).report();
}

class Run {
  private readonly scenario: Scenario;
  private readonly world: World;
  private readonly watch: Watch;
  private readonly network: LabNetwork;
  private readonly stagehand: Stagehand;
  private readonly digest = new Digest();
  private readonly decisions: Decision[] = [];
  private steps = 0;
  private shown = 0;

  constructor(scenario: Scenario, { onStep }: RunOptions) {
    const { seed, conditions, decisions } = scenario;
    const random = seededRandom(seed + 1);
    const decide = decisions ? byList(decisions) : byChance(conditions, random);
    this.scenario = scenario;
    this.watch = new Watch(
      () => this.world,
      () => this.network.cutAtMs,
    );
    this.network = new LabNetwork(
      conditions,
      (transit) => {
        const decision = decide(transit);
        this.decisions.push(decision);
        return decision;
      },
      random,
      () => this.world.clock.nowMs(),
    );
    this.world = new World({
      seed,
      network: (transit) => {
        this.watch.datagram(transit);
        this.digest.bytes(transit.bytes);
        return this.network.carry(transit);
      },
      ...(onStep ? { recorder: (clock) => new Recorder(() => clock.nowMs(), onStep) } : {}),
      onOccurrence: (occurrence, node, session) => this.watch.occurred(occurrence, node, session),
      onDelivered: (transit) => this.watch.delivered(transit),
      onServerNotice: (notice) => {
        this.digest.text(JSON.stringify(notice));
        this.watch.serverNotice(notice);
      },
      onStep: (node, cause) => {
        this.steps++;
        this.digest.text(`${this.world.clock.nowMs()} ${node} ${cause.kind}`);
        this.watch.check();
      },
    });
    this.stagehand = new Stagehand({
      world: this.world,
      network: this.network,
      watch: this.watch,
      onSeen: (client, seen) => {
        this.shown++;
        this.digest.text(`${client.id} ${JSON.stringify(seen)}`);
        this.watch.seen(client, seen);
      },
    });
  }

  report(): Report {
    const violation = this.play();
    const { world, watch } = this;
    return {
      violation,
      hash: this.digest.hex(),
      steps: this.steps,
      virtualMs: world.clock.nowMs(),
      datagrams: world.sentDatagrams,
      bytes: world.sentBytes,
      messages: this.stagehand.messages,
      shown: this.shown,
      occurrences: watch.occurrences,
      worstAckMs: watch.worstAckMs,
      decisions: this.decisions,
    };
  }

  private play(): Violation | null {
    try {
      this.stagehand.enter(this.scenario.clients);
      for (const action of this.scenario.actions) this.stagehand.perform(action);
      this.heal();
      this.comeToRest();
      return null;
    } catch (error) {
      if (error instanceof BrokenPromise) return error.at(this.steps);
      // A check or an endpoint that fails is a finding like any other, with its trace.
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return new BrokenPromise('hostileBytesAreBoring', detail).at(this.steps);
    }
  }

  private heal(): void {
    this.network.heal();
    this.stagehand.resumeAll();
  }

  private comeToRest(): void {
    const { world, stagehand } = this;
    const isSettled = (client: SimulatedClient) => client.endpoint.isSettled;
    const hasEnded = () => stagehand.running().every(isSettled);
    if (!world.advanceUntil(hasEnded, REST_BOUND_MS)) {
      const { name } = stagehand.running().find((client) => !isSettled(client)) ?? { name: '?' };
      throw new BrokenPromise('theWorldComesToRest', `${name} still waits for something`);
    }
    world.advance(QUIET_MS);
    this.watch.atRest((client) => stagehand.running().includes(client));
  }
}

/** A scenario in which nothing goes wrong and nothing happens: to be spread into others. */
export const QUIET: Scenario = {
  seed: 1,
  clients: 3,
  conditions: PERFECT,
  actions: [],
  decisions: null,
};

import { Recorder } from '../../trace/recorder.ts';
import type { TraceStep, Violation } from '../../trace/trace.ts';
import type { Sighting } from '../promises/beat.ts';
import { BrokenPromise, violationOf } from '../promises/promises.ts';
import { REST_BOUND_MS } from '../promises/rest.ts';
import { Watch } from '../promises/watch.ts';
import type { Decision } from '../world/conditions.ts';
import { byChance, byList, LabNetwork } from '../world/conditions.ts';
import { Digest } from '../world/digest.ts';
import { Stream, seededRandom } from '../world/random.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import { World } from '../world/world.ts';
import { Adversary } from './adversary.ts';
import { DecisionLog } from './decisionLog.ts';
import type { Action, Scenario } from './scenario.ts';
import { Stagehand } from './stagehand.ts';
import { toEnd } from './toEnd.ts';

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
  /** Texts that users sent, and how often one was shown. */
  readonly messages: number;
  readonly shown: number;
  readonly occurrences: ReadonlyMap<Sighting, number>;
  /** The longest that a private message took from the command to its ack. */
  readonly worstAckMs: number;
  /** What was decided for each datagram while there were faults. */
  readonly decisions: readonly Decision[];
}

export interface RunOptions {
  /** Gets every step of the trace. Without it nothing is inspected, and the run is faster. */
  onStep?(step: TraceStep): void;
}

/** Rest must last: longer than it takes to discover a dead client, or to give up a last answer. */
const QUIET_MS = 16_000;

/** What users do, and what is undone: nothing of it loses a datagram. */
const QUIET_ACTIONS: ReadonlySet<Action['do']> = new Set([
  'wait',
  'send',
  'say',
  'create',
  'join',
  'leaveGroup',
  'listGroups',
  'listMembers',
  'narrow',
  'mend',
  'resume',
  'resumeServer',
  'readAgain',
  'dereg',
  'interrupt',
  'return',
]);

/** Runs a scenario: the story, then a healed network, then the reckoning. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): Report {
  return toEnd(playScenario(scenario, options));
}

/** The same, pausing after each action for whoever has other things to do; yields the steps so far. */
export function playScenario(
  scenario: Scenario,
  options: RunOptions = {},
): Generator<number, Report> {
  return new Run(scenario, options).play();
}

class Run {
  private readonly scenario: Scenario;
  private readonly world: World;
  private readonly watch: Watch;
  private readonly network: LabNetwork;
  private readonly adversary: Adversary;
  private readonly stagehand: Stagehand;
  private readonly digest = new Digest();
  private readonly decisions = new DecisionLog();
  private steps = 0;
  private shown = 0;
  /** What a check failed with that was called from a machine, which would throw it too late. */
  private failure: unknown = null;

  constructor(scenario: Scenario, { onStep }: RunOptions) {
    const { seed, conditions, decisions } = scenario;
    const random = seededRandom(seed, Stream.network);
    // Apart from the delays, so that the same decisions from a list give the same run.
    const chance = seededRandom(seed, Stream.decisions);
    const decide = decisions ? byList(decisions) : byChance(conditions, chance);
    this.scenario = scenario;
    this.watch = new Watch(() => this.world);
    this.network = new LabNetwork(
      conditions,
      (transit) => {
        const decision = decide(transit);
        this.decisions.add(decision);
        return decision;
      },
      random,
      () => this.world.clock.nowMs(),
    );
    this.network.onTailDrop = () => this.watch.count('queueOverflowed');
    this.world = new World({
      seed,
      network: (transit) => {
        this.watch.datagram(transit);
        this.digest.bytes(transit.bytes);
        this.adversary.overhear(transit);
        return this.network.carry(transit);
      },
      ...(onStep ? { recorder: (clock) => new Recorder(() => clock.nowMs(), onStep) } : {}),
      onOccurrence: (occurrence, node, session) => {
        this.guard(() => this.watch.occurred(occurrence, node, session));
      },
      onDelivered: (transit, node) => this.watch.delivered(transit, node),
      onServerNotice: (notice) => {
        this.guard(() => {
          this.digest.text(JSON.stringify(notice));
          this.watch.serverNotice(notice);
        });
      },
      onStep: (node, cause) => {
        this.steps++;
        this.digest.text(`${this.world.clock.nowMs()} ${node} ${cause.kind}`);
        if (this.failure !== null) throw this.failure;
        this.watch.check();
      },
    });
    this.adversary = new Adversary(this.world, this.watch);
    this.stagehand = new Stagehand({
      world: this.world,
      network: this.network,
      watch: this.watch,
      adversary: this.adversary,
      onSeen: (client, seen) => {
        const { kind } = seen.notice;
        if (kind === 'privateMessage' || kind === 'groupMessage') this.shown++;
        this.guard(() => {
          this.digest.text(`${client.id} ${JSON.stringify(seen)}`);
          this.watch.seen(client, seen);
        });
      },
    });
  }

  *play(): Generator<number, Report> {
    const violation = yield* this.violation();
    const { world, watch, decisions } = this;
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
      get decisions() {
        return decisions.list();
      },
    };
  }

  private *violation(): Generator<number, Violation | null> {
    try {
      this.stagehand.enter(this.scenario);
      for (const action of this.scenario.actions) {
        this.stagehand.perform(action);
        this.forget();
        yield this.steps;
      }
      this.heal();
      this.comeToRest();
      return null;
    } catch (error) {
      return violationOf(error, this.steps);
    }
  }

  private guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.failure ??= error;
    }
  }

  /** The watch has seen it; a long run must not grow. */
  private forget(): void {
    const { world } = this;
    world.log.length = 0;
    for (const { seen } of world.clients) seen.length = 0;
    this.watch.forget();
  }

  private heal(): void {
    const isQuiet = this.scenario.actions.every((action) => QUIET_ACTIONS.has(action.do));
    this.watch.healed(isQuiet && this.network.areQueuesAlone);
    this.network.heal();
    this.stagehand.resumeAll();
  }

  private comeToRest(): void {
    const { world, stagehand } = this;
    const isSettled = (client: SimulatedClient) => client.endpoint.isSettled;
    const hasEnded = () => world.server.outstanding === 0 && stagehand.running().every(isSettled);
    if (!world.advanceUntil(hasEnded, REST_BOUND_MS)) {
      const busy = stagehand.running().find((client) => !isSettled(client));
      const name = busy?.name ?? 'the server';
      throw new BrokenPromise('theWorldComesToRest', `${name} still waits for something`);
    }
    world.advance(QUIET_MS);
    this.watch.atRest();
  }
}

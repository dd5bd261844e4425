/**
 * A world to play with: the production endpoints on a network that somebody tampers with while it
 * runs. It knows no IO, and is a pure function of its log: the same deeds at the same moments give
 * the same steps, byte for byte, so that a run can be taken up again at any of its steps.
 *
 * The promises are watched. A broken one is reported once and ends nothing. What is done here can
 * take away what a promise rests on, and then it is not judged: after a machine's delay was cut
 * short, how long something was tried is not judged for 10 s, nor of the messages that were under way
 * then; and of what one user sends to the same recipient twice in the same words only the outcome is
 * judged, not the showing, for nobody can tell the two apart.
 */
import type { TraceStep, Violation } from '../../trace/trace.ts';
import { violationOf } from '../promises/promises.ts';
import { toEnd } from '../scenarios/toEnd.ts';
import type { Conditions } from '../world/conditions.ts';
import { contentsOf } from './flights.ts';
import type { Deed, DeedDone, Moment, SandboxLog } from './log.ts';
import { SERVER } from './log.ts';
import { obstacleTo } from './obstacles.ts';
import type { NodeState } from './stage.ts';
import { SandboxStage } from './stage.ts';

/** Who is told what happens. */
export interface SandboxListener {
  /** Gets each step of the trace as it happens. */
  onStep(step: TraceStep): void;
  /** A promise is broken, or an endpoint throws; called once for each promise. */
  onViolation?(violation: Violation): void;
}

export interface SandboxOptions extends SandboxListener {
  /** Of everything that chance decides. */
  readonly seed: number;
  /** What the network is like at first. */
  readonly conditions: Conditions;
}

/** A datagram on its way. */
export interface FlightView {
  /** As the trace knows it. */
  readonly id: number;
  /** Names of the processes, there or not. */
  readonly from: string;
  readonly to: string;
  readonly sentAtMs: number;
  /** Milliseconds until each copy arrives, the next one first. */
  readonly arrivesInMs: readonly number[];
  /** What it carries: `PRIVATE 3`. */
  readonly contents: string;
}

/** A delay of a machine that is running. */
export interface TimerView {
  readonly id: number;
  readonly node: string;
  readonly machine: string;
  /** As the machine names it. */
  readonly delay: string;
  readonly dueInMs: number;
}

/** A process, or the last one under its name. */
export interface NodeView {
  readonly node: string;
  readonly kind: 'server' | 'client';
  readonly state: NodeState;
  /** The group that its user is in; null for none, and of a server. */
  readonly group: string | null;
  /** Whom it is cut off from; null stands for everybody. */
  readonly cutFrom: readonly (string | null)[];
}

/** Between two yields of a generator: some milliseconds of work. */
const SLICE_TICKS = 256;

export class Sandbox {
  /** Promises that were broken, each the first time. */
  readonly violations: Violation[] = [];
  private readonly options: SandboxOptions;
  private readonly stage: SandboxStage;
  private readonly deeds: DeedDone[] = [];
  private ticks = 0;

  constructor(options: SandboxOptions) {
    const { seed, conditions } = options;
    this.options = options;
    this.stage = new SandboxStage({
      seed,
      conditions,
      onStep: (step) => options.onStep(step),
      onStepOver: () => this.guard(() => this.stage.watch.check()),
    });
    // The world began with a server of which the trace knows nothing; this one is told of.
    this.stage.perform({ do: 'start', node: SERVER });
  }

  /**
   * Does again what a log says, up to its end or exactly to one of its steps.
   *
   * @returns a generator, so that others get their turn in between; yields the steps so far
   * @throws RangeError if it goes otherwise than the log says: it is not of this program
   */
  static *perform(
    log: SandboxLog,
    listener: SandboxListener,
    untilStep = Number.POSITIVE_INFINITY,
  ): Generator<number, Sandbox> {
    const { seed, conditions } = log;
    const sandbox = new Sandbox({
      seed,
      conditions,
      onStep: (step) => listener.onStep(step),
      onViolation: (violation) => listener.onViolation?.(violation),
    });
    for (const { deed, ...moment } of log.deeds) {
      if (moment.step >= untilStep) break;
      yield* sandbox.goTo(moment, untilStep);
      if (!sandbox.do(deed)) throw otherwise(`there it was possible to ${deed.do}`);
    }
    yield* sandbox.goTo(log.end, untilStep);
    return sandbox;
  }

  /** A world of its own that has come to this step in the same way, and goes on from there. */
  fork(step: number, listener: SandboxListener): Sandbox {
    return toEnd(Sandbox.perform(this.log, listener, step));
  }

  /** Everything that this run was made of until now. */
  get log(): SandboxLog {
    const { seed, conditions } = this.options;
    return { seed, conditions, deeds: [...this.deeds], end: this.moment };
  }

  /** Steps until now. */
  get steps(): number {
    return this.stage.recorder.count;
  }

  get nowMs(): number {
    return this.stage.world.clock.nowMs();
  }

  /** When the next thing is due, of which perhaps nobody notices anything; null if nothing is. */
  get nextMs(): number | null {
    return this.stage.world.clock.nextMs;
  }

  /** What the network is like now. */
  get conditions(): Conditions {
    return this.stage.network.conditions;
  }

  // What happens by itself

  /**
   * Lets things happen until there is another step.
   *
   * @returns false if nothing is due any more
   */
  happenNext(): boolean {
    const { steps } = this;
    while (this.tick()) if (this.steps > steps) return true;
    return false;
  }

  /**
   * Lets time pass, and everything happen that is due meanwhile.
   *
   * @returns false if it stopped early, after as many steps as there may be
   */
  pass(durationMs: number, maxSteps = Number.POSITIVE_INFINITY): boolean {
    const endMs = this.nowMs + durationMs;
    const lastStep = this.steps + maxSteps;
    for (let next = this.nextMs; next !== null && next <= endMs; next = this.nextMs) {
      if (this.steps >= lastStep) return false;
      this.tick();
    }
    this.stage.world.clock.advanceTo(endMs);
    return true;
  }

  // What somebody does

  /**
   * Does something, now. It is one step of the trace, or none; what follows from it is yet to
   * happen, some of it at this very moment: `pass(0)`.
   *
   * @returns false if it cannot be done, and was not
   */
  do(deed: Deed): boolean {
    if (this.obstacleTo(deed) !== null) return false;
    this.deeds.push({ ...this.moment, deed });
    this.guard(() => this.stage.perform(deed));
    return true;
  }

  /** Why something cannot be done now, as a sentence; null if it can. Names in it are as they are. */
  obstacleTo(deed: Deed): string | null {
    return obstacleTo(deed, this.stage);
  }

  /**
   * Judges what must be true when all is quiet: to be asked when nothing was tampered with for a
   * minute, on a perfect network. What is not true is reported like any other broken promise.
   */
  checkRest(): void {
    this.guard(() => this.stage.watch.atRest());
  }

  // What there is to see

  /** The datagrams on their way, in the order in which they were sent. */
  flights(): FlightView[] {
    const { flights } = this.stage;
    return flights.list().map((flight) => {
      const { bytes, from, to } = flight.transit;
      return {
        id: flight.id,
        from: this.stage.nameAt(from),
        to: this.stage.nameAt(to),
        sentAtMs: flight.sentAtMs,
        arrivesInMs: flights.fateOf(flight),
        contents: contentsOf(bytes),
      };
    });
  }

  /** The delays of machines that are running, the next one first. */
  timers(): TimerView[] {
    const { timers } = this.stage;
    return timers
      .list()
      .filter(({ node }) => node.isUp)
      .map(({ id, node, machine, delay, dueInMs }) => {
        return { id, node: node.name, machine, delay, dueInMs };
      })
      .sort((a, b) => a.dueInMs - b.dueInMs);
  }

  /** The server, then the clients in the order in which they came. */
  nodes(): NodeView[] {
    const { cast } = this.stage;
    return [
      this.nodeView(SERVER, 'server', null),
      ...[...cast].map(([name, { endpoint }]) => this.nodeView(name, 'client', endpoint.group)),
    ];
  }

  private nodeView(node: string, kind: NodeView['kind'], group: string | null): NodeView {
    const state = this.stage.stateOf(node) ?? 'killed';
    const cutFrom = this.stage.cuts.flatMap(([a, b]) => {
      if (a === node) return [b];
      return b === node ? [a] : [];
    });
    return { node, kind, state, group, cutFrom };
  }

  private get moment(): Moment {
    return { tick: this.ticks, step: this.steps, atMs: this.nowMs };
  }

  /** The next thing happens, whether anybody notices it or not. */
  private tick(): boolean {
    if (this.nextMs === null) return false;
    this.ticks++;
    this.guard(() => this.stage.world.clock.step());
    return true;
  }

  private isDueBy(atMs: number): boolean {
    const { nextMs } = this;
    return nextMs !== null && nextMs <= atMs;
  }

  /** @throws RangeError if it does not lead there */
  private *goTo({ tick, step, atMs }: Moment, untilStep: number): Generator<number, void> {
    while (this.ticks < tick && this.steps < untilStep) {
      if (!this.isDueBy(atMs)) throw otherwise('there something was due');
      this.tick();
      if (this.ticks % SLICE_TICKS === 0) yield this.steps;
    }
    if (this.steps >= untilStep) return;
    if (this.nowMs < atMs && !this.isDueBy(atMs)) this.stage.world.clock.advanceTo(atMs);
    if (this.nowMs !== atMs || this.steps !== step) throw otherwise(`step ${step} was elsewhere`);
  }

  /** A promise that is broken, or whatever else is thrown, is a finding, and the play goes on. */
  private guard(happen: () => void): void {
    try {
      happen();
    } catch (error) {
      const violation = violationOf(error, this.steps);
      if (this.violations.some(({ promise }) => promise === violation.promise)) return;
      this.violations.push(violation);
      this.options.onViolation?.(violation);
    }
  }
}

function otherwise(how: string): RangeError {
  return new RangeError(`the log is of another version of the program: ${how}`);
}

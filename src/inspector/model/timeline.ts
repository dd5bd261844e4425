/**
 * A story that grows step by step, indexed so that any moment of it can be looked at without going
 * through all that happened before. Each view of it has an index of its own in a file beside this
 * one; here they are fed, and bounded together.
 */
import type { TraceStep, Violation } from '../../trace/trace.ts';
import { Search } from './events/search.ts';
import { eventRow } from './events/text.ts';
import type { FlightOptions } from './flights/flights.ts';
import { Flights } from './flights/flights.ts';
import { Gatherings } from './gatherings.ts';
import { Machines } from './machines/machines.ts';
import { Promises } from './promises.ts';
import { Shifting } from './shifting.ts';
import { Tables } from './tables.ts';
import type {
  EventFilter,
  EventRow,
  Flight,
  Gathering,
  Lane,
  MachineChange,
  MachineState,
  PromiseLight,
  TableView,
  TimelineView,
} from './types.ts';

export interface TimelineOptions extends FlightOptions {
  /** Steps that are kept; when more come, the oldest are dropped. Without it all are. */
  readonly capacity?: number;
  /** Whether whoever makes the steps looks after the promises: the lab does. */
  readonly arePromisesChecked?: boolean;
}

/** After one of these a process is not what it was. */
const ENDS: ReadonlySet<string> = new Set(['kill', 'ended', 'stopped reporting']);

export class Timeline implements TimelineView {
  private readonly capacity: number;
  /** A step's place is its position less 1. */
  private readonly steps = new Shifting<TraceStep>();
  /** The times of the steps, none less than the one before. */
  private readonly times = new Shifting<number>();
  private readonly machines = new Machines();
  private readonly flightLog: Flights;
  private readonly gatheringLog = new Gatherings();
  private readonly tables = new Tables();
  private readonly promises: Promises;
  private readonly search = new Search(this);
  private readonly nodes = new Map<string, Lane>();
  private leftOutSteps = 0;
  /** Null where a process has come since they were last asked for. */
  private currentLanes: readonly Lane[] | null = [];

  constructor(options: TimelineOptions = {}) {
    this.capacity = Math.max(1, options.capacity ?? Number.POSITIVE_INFINITY);
    this.flightLog = new Flights(options, (atMs) => this.positionAtMs(atMs));
    this.promises = new Promises(options.arePromisesChecked ?? false);
  }

  get first(): number {
    return this.steps.begin + 1;
  }

  get last(): number {
    return this.steps.end;
  }

  get dropped(): number {
    return this.steps.begin + this.leftOutSteps;
  }

  get lanes(): readonly Lane[] {
    if (this.currentLanes === null) {
      const server = this.nodes.get('server');
      const others = [...this.nodes.values()].filter((lane) => lane !== server);
      this.currentLanes = server ? [server, ...others] : others;
    }
    return this.currentLanes;
  }

  /** @returns the position of the step */
  append(step: TraceStep): number {
    const position = this.steps.push(step) + 1;
    this.times.push(Math.max(step.atMs, this.times.newest ?? step.atMs));
    const { cause } = step;
    // What is done to the network stands in steps of a node that is none.
    if (cause.kind !== 'fault') this.enter(position, step.node);
    const ends = cause.kind === 'start' || (cause.kind === 'fault' && ENDS.has(cause.fault));
    this.machines.append(position, step, ends);
    this.flightLog.append(position, step);
    this.gatheringLog.append(position, step, ends);
    this.tables.append(position, step, ends);
    while (this.steps.size > this.capacity) this.dropOldest();
    return position;
  }

  /** Steps that whoever reported left out. */
  leftOut(steps: number): void {
    this.leftOutSteps += steps;
  }

  /**
   * Nothing more happened until then, in milliseconds of the timeline.
   *
   * @returns whether a datagram is not awaited any more
   */
  passed(nowMs: number): boolean {
    return this.flightLog.passed(nowMs);
  }

  /** A promise was broken, in a step that is here or is the next to come. */
  violated(violation: Violation): void {
    this.promises.breakOne(violation, () => this.positionOf(violation.step));
  }

  step(position: number): TraceStep | undefined {
    return this.steps.at(position - 1);
  }

  positionAtMs(atMs: number): number {
    return this.times.lastWhere((time) => time <= atMs) + 1;
  }

  machinesAt(position: number): readonly MachineState[] {
    return this.machines.at(position);
  }

  machineAt(position: number, node: string, machine: string): MachineState | null {
    return this.machines.stateOf(position, node, machine);
  }

  changeAt(position: number, node: string, machine: string): MachineChange | null {
    return this.machines.changeOf(position, node, machine);
  }

  neighbour(position: number, node: string, machine: string, way: 1 | -1): number | null {
    return this.machines.neighbour(position, node, machine, way);
  }

  tablesAt(position: number): readonly TableView[] {
    return this.tables.at(
      position,
      this.lanes.map(({ node }) => node),
    );
  }

  flights(from: number, to: number): readonly Flight[] {
    return this.flightLog.between(from, to);
  }

  flight(id: number): Flight | null {
    return this.flightLog.get(id);
  }

  gatherings(from: number, to: number): readonly Gathering[] {
    return this.gatheringLog.between(from, to);
  }

  promisesAt(position: number): readonly PromiseLight[] {
    return this.promises.at(position);
  }

  event(position: number): EventRow | null {
    const step = this.step(position);
    return step ? eventRow(position, step, this) : null;
  }

  matching(filter: EventFilter): readonly number[] {
    return this.search.matching(filter);
  }

  /** The process at an address, or the address where that is not known. */
  nameOf(address: string, position: number): string {
    return this.flightLog.ownerAt(address, position) ?? address;
  }

  private enter(position: number, node: string): void {
    if (this.nodes.has(node)) return;
    this.nodes.set(node, { node, since: position });
    this.currentLanes = null;
  }

  private dropOldest(): void {
    const position = this.first;
    const oldest = this.step(position);
    if (!oldest) return;
    this.steps.dropBefore(position);
    this.times.dropBefore(position);
    this.machines.drop(position, oldest);
    this.flightLog.drop(position);
    this.gatheringLog.drop(position);
    this.tables.drop(position, oldest);
  }

  /** Of the step with a number. */
  private positionOf(number: number): number {
    return Math.max(this.first, this.steps.lastWhere(({ step }) => step <= number) + 1);
  }
}

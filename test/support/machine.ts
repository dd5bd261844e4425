/**
 * Runs one machine in virtual time and holds it to account: every effect must be expected, at its
 * time and in its order, and no timer may be left when it is over. Records the transitions that are
 * taken, so that a test file can prove that it took all of them.
 */

import { afterEach, expect, vi } from 'vitest';
import type {
  Actor,
  ActorOptions,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  EmittedFrom,
  EventFromLogic,
  InputFrom,
  InspectionEvent,
  SnapshotFrom,
} from 'xstate';
import { createActor } from 'xstate';
import type { Clock } from '../../src/chat/runtime.ts';
import { VirtualClock } from '../../src/lab/world/virtualClock.ts';

/** An effect, and the milliseconds that had passed since the machine started. */
export type Timed<Effect> = readonly [atMs: number, effect: Effect];

const running = new Set<{ finish(): void }>();
const takenTransitions = new Set<unknown>();
const enteredStates = new Set<unknown>();

// A run that a test leaves behind is finished for it, so that nothing goes unasserted.
afterEach(() => {
  for (const run of [...running]) run.finish();
});

/** One machine, or several that belong together. */
export abstract class Run<Event, Effect> {
  protected readonly clock: Clock;
  private readonly virtual = new VirtualClock();
  private effects: Timed<Effect>[] = [];

  /** @param clock stands in for virtual time; it is then up to the test to let it pass */
  constructor(clock?: Clock) {
    this.clock = clock ?? this.virtual;
    running.add(this);
  }

  abstract get isDone(): boolean;

  protected abstract take(event: Event): void;

  protected abstract stop(): void;

  protected happened(effect: Effect): void {
    this.effects.push([this.clock.nowMs(), effect]);
  }

  get nowMs(): number {
    return this.clock.nowMs();
  }

  send(...events: Event[]): this {
    // To send to a machine that has ended is what some tests are about.
    const warn = this.isDone ? vi.spyOn(console, 'warn').mockImplementation(() => {}) : null;
    for (const event of events) this.take(event);
    warn?.mockRestore();
    return this;
  }

  /** Lets time pass; every timer on the way fires at its own moment. */
  advance(durationMs: number): this {
    this.virtual.advance(durationMs);
    return this;
  }

  /** These are the effects since this was last asked, with their times, and there are no others. */
  expect(...effects: Timed<Effect>[]): this {
    const actual = this.effects;
    this.effects = [];
    expect(actual).toStrictEqual(effects);
    return this;
  }

  /** As `expect`, for effects that all came at the present moment. */
  expectNow(...effects: Effect[]): this {
    return this.expect(...effects.map((effect) => [this.nowMs, effect] as const));
  }

  /** Takes note of what is of no interest to this test. */
  forget(): this {
    this.effects = [];
    return this;
  }

  /** Everything was expected, and a machine that is over leaves no timer behind. */
  finish(): void {
    running.delete(this);
    if (this.isDone) expect(this.virtual.pending, 'timers of a machine that is done').toBe(0);
    this.stop();
    expect(this.virtual.pending, 'timers of a machine that was stopped').toBe(0);
    this.expect();
  }
}

export class MachineRun<Logic extends AnyStateMachine> extends Run<
  EventFromLogic<Logic>,
  EmittedFrom<Logic>
> {
  private readonly actor: Actor<Logic>;

  constructor(logic: Logic, input?: InputFrom<Logic>, clock?: Clock) {
    super(clock);
    const options = { input, clock: this.clock, inspect: record } as ActorOptions<Logic>;
    this.actor = createActor<AnyStateMachine>(logic, options) as Actor<Logic>;
    this.actor.on('*', (effect) => this.happened(effect as EmittedFrom<Logic>));
    this.actor.start();
  }

  get snapshot(): SnapshotFrom<Logic> {
    return this.actor.getSnapshot();
  }

  /** The value of the machine's state, as it is written in `matches`. */
  get state(): unknown {
    return (this.snapshot as AnyMachineSnapshot).value;
  }

  get isDone(): boolean {
    return (this.snapshot as AnyMachineSnapshot).status === 'done';
  }

  protected take(event: EventFromLogic<Logic>): void {
    this.actor.send(event);
  }

  protected stop(): void {
    this.actor.stop();
  }
}

/**
 * What no test of this file has made the machine do so far: transitions not taken and states not
 * entered, as lines that say where to look.
 */
export function untested(machine: AnyStateMachine): string[] {
  return untestedOf(machine.root);
}

function untestedOf(node: AnyStateNode): string[] {
  const lines = enteredStates.has(node) ? [] : [`state ${node.id}`];
  for (const transition of [...node.transitions.values(), node.always ?? []].flat()) {
    if (takenTransitions.has(transition)) continue;
    const targets = transition.target?.map(({ id }) => id).join() ?? 'no target';
    const guard = transition.guard ? ` [${String(transition.guard)}]` : '';
    lines.push(`${node.id} on ${transition.eventType || 'always'}${guard} to ${targets}`);
  }
  return [...lines, ...Object.values(node.states).flatMap(untestedOf)];
}

/** To be given to every actor of a run. */
export function record(event: InspectionEvent): void {
  if (event.type !== '@xstate.microstep' && event.type !== '@xstate.snapshot') return;
  const snapshot = event.snapshot as AnyMachineSnapshot;
  for (const node of snapshot._nodes) enteredStates.add(node);
  if (event.type !== '@xstate.microstep') return;
  for (const transition of event._transitions) {
    takenTransitions.add(transition);
    // A state that is left at once is in no snapshot.
    enteredStates.add(transition.source);
  }
}

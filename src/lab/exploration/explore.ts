/**
 * Exhaustive exploration: a breadth-first search through everything that can happen to the real
 * endpoints within budgets of faults. The endpoints cannot be copied, so a state is reached by
 * repeating the choices that led to it; a world that is still standing saves that.
 */
import type { Violation } from '../../trace/trace.ts';
import type { Sighting } from '../promises/beat.ts';
import { violationOf } from '../promises/promises.ts';
import { Digest } from '../world/digest.ts';
import type { CanonicalState } from './canonical.ts';
import { canonicalState } from './canonical.ts';
import type { Budget, Choice, ChoiceOptions } from './choices.ts';
import { ChoiceWorld, checkChoiceOptions } from './choices.ts';
import type { Naming } from './naming.ts';
import { namingsOf } from './naming.ts';

export interface ExploreOptions extends ChoiceOptions {
  /** Gives up after so many states. */
  readonly maxStates: number;
  /** No path is followed further than this. */
  readonly maxDepth: number;
}

export interface ExplorationReport {
  readonly options: ExploreOptions;
  /** Different states reached, and choices tried. */
  readonly states: number;
  readonly edges: number;
  /** Choices on the longest of the shortest paths. */
  readonly depth: number;
  /** States from which a healed network was seen to come to rest. */
  readonly rests: number;
  /** What was noticed on the way to some state: without it a green exploration proves little. */
  readonly sightings: ReadonlySet<Sighting>;
  /** `exhausted`: there is no other state within the budgets. */
  readonly end: 'exhausted' | 'maxStates' | 'maxDepth' | 'violation' | 'unfinished';
  readonly violation: Violation | null;
  /** The shortest path to the violation. */
  readonly choices: readonly Choice[];
}

/** A state, and how it was first reached. */
interface Reached {
  readonly key: string;
  readonly parent: Reached | null;
  readonly choice: Choice | null;
  readonly depth: number;
  /** What can happen next. */
  readonly next: readonly Choice[];
  world: ChoiceWorld | null;
}

/** Worlds kept standing: each saves the repetition of a path, and takes some 100 KB. */
const MAX_STANDING = 200;

/** Explores until the end, or until `onProgress` returns false. */
export function explore(
  options: ExploreOptions,
  onProgress: (report: ExplorationReport) => boolean = () => true,
): ExplorationReport {
  const exploration = new Exploration(options);
  while (!exploration.advance(250) && onProgress(exploration.report));
  return exploration.report;
}

/** An exploration that can be carried on bit by bit. */
export class Exploration {
  private readonly options: ExploreOptions;
  private readonly namings: readonly Naming[];
  /** States to be looked at that are as deep as each other; those found meanwhile are one deeper. */
  private frontier: Reached[] = [];
  private next = 0;
  private discovered: Reached[] = [];
  private readonly budgets = new Map<string, Budget[]>();
  private readonly rested = new Set<string>();
  private readonly sightings = new Set<Sighting>();
  private states = 0;
  private edges = 0;
  private depth = 0;
  private standing = 0;
  private isCut = false;
  private violation: Violation | null = null;
  private choices: readonly Choice[] = [];

  /** @throws RangeError if the options are impossible */
  constructor(options: ExploreOptions) {
    checkChoiceOptions(options);
    this.options = options;
    this.namings = namingsOf(options);
    try {
      this.attempt(null, null, new ChoiceWorld(options));
    } catch (error) {
      // A promise was broken before there was anything to choose.
      this.violation = violationOf(error, 0);
    }
  }

  get report(): ExplorationReport {
    const { options, states, edges, depth, sightings, violation, choices } = this;
    return {
      options,
      states,
      edges,
      depth,
      rests: this.rested.size,
      sightings,
      end: this.end,
      violation,
      choices,
    };
  }

  private get end(): ExplorationReport['end'] {
    if (this.violation) return 'violation';
    if (this.isFull) return 'maxStates';
    if (this.hasMore) return 'unfinished';
    return this.isCut ? 'maxDepth' : 'exhausted';
  }

  private get isGoingOn(): boolean {
    return !this.violation && !this.isFull && this.hasMore;
  }

  private get isFull(): boolean {
    return this.states >= this.options.maxStates;
  }

  private get hasMore(): boolean {
    return this.next < this.frontier.length || this.discovered.length > 0;
  }

  /**
   * Carries on with so many states.
   *
   * @returns whether it is over
   */
  advance(states: number): boolean {
    for (let i = 0; i < states && this.isGoingOn; i++) {
      const reached = this.frontier[this.next++];
      if (reached) this.expand(reached);
      else {
        this.frontier = this.discovered;
        this.discovered = [];
        this.next = 0;
      }
    }
    return !this.isGoingOn;
  }

  private expand(reached: Reached): void {
    let world: ChoiceWorld | null = reached.world ?? this.repeat(reached);
    if (reached.world) this.standing--;
    reached.world = null;
    for (const choice of reached.next) {
      if (this.violation || this.isFull) return;
      this.edges++;
      if (choice.do === 'lose' && world) this.suppose(reached, choice.datagram, world);
      else this.attempt(reached, choice, world ?? this.repeat(reached));
      if (choice.do !== 'lose') world = null;
    }
  }

  private repeat(reached: Reached): ChoiceWorld {
    const world = new ChoiceWorld(this.options);
    for (const choice of pathTo(reached)) world.choose(choice);
    return world;
  }

  private attempt(parent: Reached | null, choice: Choice | null, world: ChoiceWorld): void {
    try {
      if (choice) world.choose(choice);
    } catch (error) {
      this.fail(error, [...pathTo(parent), ...(choice ? [choice] : [])], world);
      return;
    }
    const reached = this.look(parent, choice, world);
    if (!reached) return;
    if (this.owesRest(reached, world)) this.heal(reached, world);
    else if (this.standing < MAX_STANDING) {
      this.standing++;
      reached.world = world;
    }
  }

  /** A loss makes nothing happen: the world is as good as before. */
  private suppose(parent: Reached, datagram: number, world: ChoiceWorld): void {
    world.supposeLost(datagram, () => {
      const reached = this.look(parent, { do: 'lose', datagram }, world);
      if (reached && this.owesRest(reached, world)) this.heal(reached, this.repeat(reached));
    });
  }

  /** @returns the state that a choice led to; null if it is known */
  private look(parent: Reached | null, choice: Choice | null, world: ChoiceWorld): Reached | null {
    for (const sighting of world.sightings()) this.sightings.add(sighting);
    const { key, datagrams } = this.identify(world);
    if (!this.isNew(key, world.budget)) return null;
    const depth = parent ? parent.depth + 1 : 0;
    this.states++;
    this.depth = Math.max(this.depth, depth);
    const next = world.choices(datagrams);
    const reached: Reached = { key, parent, choice, depth, next, world: null };
    if (depth < this.options.maxDepth) this.discovered.push(reached);
    else this.isCut ||= next.length > 0;
    return reached;
  }

  /** Whatever is on its way can arrive: what then must come to rest is another state. */
  private owesRest({ key }: Reached, world: ChoiceWorld): boolean {
    if (world.onTheWay.size > 0 || this.rested.has(key)) return false;
    this.rested.add(key);
    return true;
  }

  private heal(reached: Reached, world: ChoiceWorld): void {
    const choice: Choice = { do: 'heal' };
    try {
      world.choose(choice);
    } catch (error) {
      this.fail(error, [...pathTo(reached), choice], world);
    }
  }

  private fail(error: unknown, choices: readonly Choice[], { steps }: ChoiceWorld): void {
    this.violation = violationOf(error, steps);
    this.choices = choices;
  }

  /** Among the namings of interchangeable clients the first in order stands for all. */
  private identify(world: ChoiceWorld): { key: string; datagrams: readonly number[] } {
    const states = this.namings.map((naming) => canonicalState(world, naming));
    const [first, ...others] = states as [CanonicalState, ...CanonicalState[]];
    const { text, datagrams } = others.reduce((a, b) => (b.text < a.text ? b : a), first);
    const digest = new Digest();
    digest.text(text);
    return { key: digest.hex(), datagrams };
  }

  /** A state that was reached with more left of every budget can do all that this one can. */
  private isNew(key: string, budget: Budget): boolean {
    const known = this.budgets.get(key) ?? [];
    const covers = (other: Budget) => other.every((left, i) => left >= (budget[i] as number));
    if (known.some(covers)) return false;
    this.budgets.set(key, [...known, budget]);
    return true;
  }
}

function pathTo(reached: Reached | null): Choice[] {
  const choices: Choice[] = [];
  for (let at = reached; at?.choice; at = at.parent) choices.push(at.choice);
  return choices.reverse();
}

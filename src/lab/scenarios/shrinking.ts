/**
 * Makes a failing scenario small. Chance is replaced by the list of what was decided, and then
 * whatever can be taken away is taken away, as long as the same promise is broken.
 *
 * @see Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, TSE 2002
 */
import type { Violation } from '../../trace/trace.ts';
import type { Decision } from '../world/conditions.ts';
import { PERFECT } from '../world/conditions.ts';
import type { Report } from './run.ts';
import { runScenario } from './run.ts';
import type { Action, Scenario } from './scenario.ts';

export interface ShrinkingOptions {
  /** Steps that all attempts together may take: a bound that is the same on every machine. */
  readonly budgetSteps?: number;
  /** Runs a scenario; tests put a bug in here. */
  readonly run?: (scenario: Scenario) => Report;
}

/** A smaller scenario that breaks the same promise, and how it does. */
export interface Shrunk {
  readonly scenario: Scenario;
  readonly violation: Violation;
  /** Runs that it took. */
  readonly attempts: number;
}

const BUDGET_STEPS = 1_000_000;
/** Datagrams that one action has sent, at most, when decisions are pulled. */
const MAX_PULL = 8;
/** Waits and sizes are cut down to one of these, or else halved. */
const ROUND_LENGTHS = [0, 100, 1_000];

/**
 * Shrinks a scenario. It pauses after each attempt, and yields the smallest so far.
 *
 * @returns the smallest; the scenario itself if it does not break the promise again
 */
export function* shrinking(
  scenario: Scenario,
  { violation, decisions }: Report & { readonly violation: Violation },
  options: ShrinkingOptions = {},
): Generator<Shrunk, Shrunk> {
  const search = new Search({ scenario, violation, attempts: 0 }, options);
  const isRepeatable = yield* search.attempt({ ...scenario, decisions: untilLastFault(decisions) });
  if (!isRepeatable) return search.best;
  for (let size = Number.POSITIVE_INFINITY; search.size < size && !search.isOver; ) {
    size = search.size;
    yield* search.dropActions();
    yield* search.deliver();
    yield* search.pull();
    yield* search.calm();
    yield* search.dropClients();
    yield* search.stayOnly();
    yield* search.shorten();
  }
  return search.best;
}

class Search {
  best: Shrunk;
  private readonly run: (scenario: Scenario) => Report;
  private budgetSteps: number;
  private attempts = 0;

  constructor(start: Shrunk, { budgetSteps = BUDGET_STEPS, run = runScenario }: ShrinkingOptions) {
    this.best = start;
    this.run = run;
    this.budgetSteps = budgetSteps;
  }

  get isOver(): boolean {
    return this.budgetSteps <= 0;
  }

  /** What there is to read for a person; each part counts more than the length of all of them. */
  get size(): number {
    const { actions, decisions } = this.best.scenario;
    const parts = actions.length + faultsOf(decisions).length;
    return actions.reduce((sum, action) => sum + lengthOf(action), parts * 1e9);
  }

  /** @returns whether this scenario breaks the promise too, and is the best from now on */
  *attempt(scenario: Scenario): Generator<Shrunk, boolean> {
    if (this.isOver) return false;
    const { violation, steps } = this.run(scenario);
    this.budgetSteps -= steps;
    const attempts = ++this.attempts;
    const { promise } = this.best.violation;
    const isBroken = violation?.promise === promise;
    this.best = isBroken ? { scenario, violation, attempts } : { ...this.best, attempts };
    yield this.best;
    return isBroken;
  }

  *dropActions(): Generator<Shrunk, void> {
    yield* this.minimize(
      ({ actions }) => actions.map((_, i) => i),
      (scenario, gone) => ({
        ...scenario,
        actions: scenario.actions.filter((_, i) => !gone.has(i)),
      }),
    );
  }

  /** Datagrams that arrive like all others. Each decision keeps its place, and so its datagram. */
  *deliver(): Generator<Shrunk, void> {
    const spare = (decisions: readonly Decision[], gone: ReadonlySet<number>) =>
      decisions.map((decision, i): Decision => (gone.has(i) ? 'deliver' : decision));
    yield* this.minimize(
      ({ decisions }) => faultsOf(decisions),
      (scenario, gone) => ({
        ...scenario,
        decisions: untilLastFault(spare(scenario.decisions ?? [], gone)),
      }),
    );
  }

  /** Without an action, the datagrams that follow come earlier, and so do the decisions on them. */
  *pull(): Generator<Shrunk, void> {
    const { decisions } = this.best.scenario;
    if (faultsOf(decisions).length === 0) return;
    for (let i = this.best.scenario.actions.length - 1; i >= 0; i--) {
      for (let places = 1; places <= MAX_PULL; places++) {
        const { scenario } = this.best;
        const actions = scenario.actions.filter((_, k) => k !== i);
        const pulled = scenario.decisions?.slice(places) ?? null;
        if (yield* this.attempt({ ...scenario, actions, decisions: pulled })) break;
      }
    }
  }

  /** Delays that tell nothing. */
  *calm(): Generator<Shrunk, void> {
    const { scenario } = this.best;
    if (scenario.conditions === PERFECT) return;
    if (yield* this.attempt({ ...scenario, conditions: PERFECT })) return;
    const { delay, reorderMs, lines } = scenario.conditions;
    if (yield* this.attempt({ ...scenario, conditions: { ...PERFECT, delay, reorderMs } })) return;
    if (!lines) return;
    if (yield* this.attempt({ ...scenario, conditions: { ...PERFECT, lines } })) return;
    for (const [name, line] of Object.entries(lines)) {
      if (yield* this.attempt({ ...scenario, conditions: { ...PERFECT, lines: { [name]: line } } }))
        return;
    }
  }

  /** Nobody on the stage who does not act. */
  *dropClients(): Generator<Shrunk, void> {
    const { scenario } = this.best;
    const { clients } = scenario;
    const cast = [...new Set(scenario.actions.flatMap((action) => castOf(action, clients)))].sort(
      (a, b) => a - b,
    );
    const place = (client: number) => cast.indexOf(client % clients);
    const actions = scenario.actions.map((action) => recast(action, place));
    const stays = cast.flatMap((client, i) => (scenario.stays?.includes(client) ? [i] : []));
    yield* this.attempt({ ...scenario, clients: Math.max(1, cast.length), actions, stays });
  }

  /** Nobody who stays for nothing. */
  *stayOnly(): Generator<Shrunk, void> {
    yield* this.minimize(
      ({ stays = [] }) => stays.map((_, i) => i),
      (scenario, gone) => ({
        ...scenario,
        stays: scenario.stays?.filter((_, i) => !gone.has(i)) ?? [],
      }),
    );
  }

  /** Shorter waits and texts. */
  *shorten(): Generator<Shrunk, void> {
    for (let i = 0; i < this.best.scenario.actions.length; i++) {
      const action = this.best.scenario.actions[i] as Action;
      for (const length of shorterThan(lengthOf(action))) {
        const { scenario } = this.best;
        const actions = scenario.actions.with(i, withLength(action, length));
        if (yield* this.attempt({ ...scenario, actions })) break;
      }
    }
  }

  /** Takes away as many parts as can be, in ever smaller chunks, from the end. */
  private *minimize(
    partsOf: (scenario: Scenario) => readonly number[],
    without: (scenario: Scenario, gone: ReadonlySet<number>) => Scenario,
  ): Generator<Shrunk, void> {
    let chunk = partsOf(this.best.scenario).length;
    for (; chunk >= 1 && !this.isOver; chunk = Math.floor(chunk / 2)) {
      // What comes first is often what the rest depends on.
      for (let end = partsOf(this.best.scenario).length; end > 0; end -= chunk) {
        const { scenario } = this.best;
        const gone = new Set(partsOf(scenario).slice(Math.max(0, end - chunk), end));
        yield* this.attempt(without(scenario, gone));
      }
    }
  }
}

/** Where something is done to a datagram. */
function faultsOf(decisions: readonly Decision[] | null): number[] {
  return decisions?.flatMap((decision, i) => (decision === 'deliver' ? [] : [i])) ?? [];
}

/** What follows is delivered in any case. */
function untilLastFault(decisions: readonly Decision[]): readonly Decision[] {
  return decisions.slice(0, decisions.findLastIndex((decision) => decision !== 'deliver') + 1);
}

/** Fields that hold an index of a client. */
const ROLES = ['client', 'to', 'other'] as const;

function castOf(action: Action, clients: number): number[] {
  return rolesOf(action).map(([, client]) => client % clients);
}

function recast(action: Action, place: (client: number) => number): Action {
  const roles = rolesOf(action).map(([role, client]) => [role, place(client)]);
  return { ...action, ...Object.fromEntries(roles) };
}

function rolesOf(action: Action): [role: string, client: number][] {
  const fields: Readonly<Record<string, unknown>> = action;
  return ROLES.flatMap((role): [string, number][] => {
    const client = fields[role];
    return typeof client === 'number' ? [[role, client]] : [];
  });
}

/** How long it takes, or how long the text is. */
function lengthOf(action: Action): number {
  if ('ms' in action) return action.ms;
  return 'padding' in action ? action.padding : 0;
}

function withLength(action: Action, length: number): Action {
  if ('ms' in action) return { ...action, ms: length };
  return 'padding' in action ? { ...action, padding: length } : action;
}

function shorterThan(length: number): number[] {
  return [...ROUND_LENGTHS, Math.floor(length / 2)].filter((shorter) => shorter < length);
}

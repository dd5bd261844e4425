/**
 * What of a chart is lit: the states that the machine is in and the transitions that it took. The
 * ids are those of the trace and of the drawings, `client.online.mode` and `<state>|<event>|<index>`.
 */
import type { MachineStep, TraceStep } from '../../../../../trace/trace.ts';
import { rankOf } from '../../../../model/machines/charts.ts';
import type { TimelineView } from '../../../../model/types.ts';
import type { MachineName } from '../../../state/shared.ts';

/** States that a machine is in. */
interface ActiveStates {
  /** The innermost ones, one of each region. */
  readonly leaves: readonly string[];
  /** Those that hold them, from the outside in. */
  readonly around: readonly string[];
}

/** How a chart is lit. */
export interface Lighting extends ActiveStates {
  /** Transitions that were taken, in this order. */
  readonly taken: readonly string[];
  /** Innermost states that it was not in before. */
  readonly entered: readonly string[];
  /** States whose mark of the initial state led here: the machine has just started. */
  readonly started: readonly string[];
  /** Whether all that happened in the step at the cursor, or some time before. */
  readonly isNow: boolean;
}

const DARK: Lighting = {
  leaves: [],
  around: [],
  taken: [],
  entered: [],
  started: [],
  isNow: false,
};

/** A trace may nest values as deep as it likes; no machine of ours comes near. */
const MAX_DEPTH = 16;
/** How many steps back a transition is looked for when the last ones were ignored events. */
const MAX_BACK = 16;

/** The states of a value as XState writes it: a name, or an object of names and values. */
export function activeStates(chart: string, value: unknown): ActiveStates {
  const leaves: string[] = [];
  const around: string[] = [];
  visit(chart, value, 0);
  return { leaves, around };

  function visit(state: string, inside: unknown, depth: number): void {
    const children = childrenOf(inside);
    if (children.length === 0 || depth === MAX_DEPTH) {
      if (depth > 0) leaves.push(state);
      return;
    }
    around.push(state);
    for (const [name, child] of children) visit(`${state}.${name}`, child, depth + 1);
  }
}

function childrenOf(value: unknown): [name: string, value: unknown][] {
  if (typeof value === 'string') return [[value, null]];
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** What a machine did at a position, or the last time before. */
export interface Doing {
  readonly position: number;
  /** More than one if it took several events in one step. */
  readonly steps: readonly MachineStep[];
}

export function doingAt(story: TimelineView, position: number, name: MachineName): Doing | null {
  const change = story.changeAt(position, name.node, name.machine);
  if (change === null) return null;
  const steps = stepsOf(story.step(change.position), name);
  return { position: change.position, steps: steps.length > 0 ? steps : [change.step] };
}

function stepsOf(step: TraceStep | undefined, { node, machine }: MachineName): MachineStep[] {
  if (step?.node !== node) return [];
  return step.machines.filter((each) => each.machine === machine);
}

/** How the chart of a machine is lit at a position. */
export function lightingAt(
  story: TimelineView,
  position: number,
  chart: string,
  name: MachineName,
): Lighting {
  const state = story.machineAt(position, name.node, name.machine);
  if (state === null) return DARK;
  const active = activeStates(chart, state.value);
  const doing = lastTelling(story, position, name);
  const steps = doing?.steps ?? [];
  const before = activeStates(chart, steps[0]?.from).leaves;
  const hasStarted = steps.some(({ event }) => event.type === 'xstate.init');
  return {
    ...active,
    taken: [...new Set(steps.flatMap(({ taken }) => taken))],
    entered: active.leaves.filter((leaf) => !before.includes(leaf)),
    started: hasStarted ? active.around : [],
    isNow: doing?.position === position,
  };
}

/** An event that was ignored hides the transition before it only in the step in which it came. */
function lastTelling(story: TimelineView, position: number, name: MachineName): Doing | null {
  let at = position;
  for (let back = 0; back < MAX_BACK; back++) {
    const doing = doingAt(story, at, name);
    if (doing === null || doing.position === position || doing.steps.some(isTelling)) return doing;
    const before = story.neighbour(doing.position, name.node, name.machine, -1);
    if (before === null) return doing;
    at = before;
  }
  return null;
}

function isTelling({ event, taken }: MachineStep): boolean {
  return taken.length > 0 || event.type === 'xstate.init';
}

/**
 * The machine to show after a step: the one that is shown, if it took part; else one that changed
 * its state, rather than one that only counted something. Of several the chart that is about more
 * decides: an ack ends an ackWait first, and what the client makes of it is the news.
 *
 * @returns null if none took part
 */
export function machineToFollow(
  step: TraceStep | undefined,
  shown: MachineName | null,
): MachineName | null {
  if (step === undefined || step.machines.length === 0) return null;
  const { node, machines } = step;
  if (shown?.node === node && machines.some(({ machine }) => machine === shown.machine)) {
    return shown;
  }
  const [best] = [...machines].sort(
    (a, b) => weightOf(b) - weightOf(a) || rankOf(a.machine) - rankOf(b.machine),
  );
  return best === undefined ? null : { node, machine: best.machine };
}

function weightOf({ from, to, taken }: MachineStep): number {
  if (placeOf(from) !== placeOf(to)) return 2;
  return taken.length > 0 ? 1 : 0;
}

function placeOf(value: unknown): string {
  return activeStates('', value).leaves.join();
}

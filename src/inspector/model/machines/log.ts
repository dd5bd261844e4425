/** What is kept of a machine: its steps, and the lives that they belong to. */
import type { MachineStep } from '../../../trace/trace.ts';
import type { Shifting } from '../shifting.ts';
import type { MachineState } from '../types.ts';

/** A machine has taken a step. */
export interface Entry {
  readonly position: number;
  readonly step: MachineStep;
  /** Number of the life that it belongs to, in the order in which lives began. */
  readonly life: number;
  /** Position at which the machine's life ended after this step; null while it goes on. */
  overAt: number | null;
}

/** All that one machine did. An actor's id may come back with another life. */
export interface MachineLog {
  readonly node: string;
  readonly machine: string;
  readonly chart: string;
  readonly entries: Shifting<Entry>;
}

/** A life began or ended. */
export interface Turn {
  readonly position: number;
  readonly log: MachineLog;
  readonly kind: 'began' | 'ended';
}

export function entryAt({ entries }: MachineLog, position: number): Entry | undefined {
  return entries.at(entries.lastWhere((entry) => entry.position <= position));
}

export function stateOf(log: MachineLog, entry: Entry, position: number): MachineState {
  const { node, machine, chart } = log;
  const { step, overAt } = entry;
  return {
    node,
    machine,
    chart,
    value: step.to,
    context: step.context,
    changedAt: entry.position,
    isOver: overAt !== null && overAt <= position,
  };
}

/** Several steps of a machine at one position, as if they were one. */
export function asOne(steps: readonly MachineStep[]): MachineStep {
  const [first] = steps;
  const last = steps[steps.length - 1] as MachineStep;
  if (first === undefined || first === last) return last;
  const telling = steps.find(({ taken }) => taken.length > 0) ?? last;
  return {
    ...last,
    event: telling.event,
    from: first.from,
    taken: steps.flatMap(({ taken }) => taken),
    effects: steps.flatMap(({ effects }) => effects),
  };
}

/** One string for a machine of a node; names may hold anything. */
export function keyOf(node: string, machine: string): string {
  return `${node.length} ${node}${machine}`;
}

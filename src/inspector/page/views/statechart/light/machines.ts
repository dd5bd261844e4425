/** The machines that can be chosen, as a list that stays short however many there are. */

import { rankOf } from '../../../../model/machines/charts.ts';
import type { Lane, MachineState } from '../../../../model/types.ts';
import type { MachineName } from '../../../state/shared.ts';
import { nameWords, stateWords } from './words.ts';

export interface MachineOption extends MachineName {
  /** `ackWait:bob:3`, safe to be shown. */
  readonly name: string;
  /** Its state in words, and what it is about: `PRIVATE 3: overdue`. */
  readonly state: string;
  readonly isOver: boolean;
  /** It took part in the step at the cursor. */
  readonly hasStepped: boolean;
}

export interface MachineGroup {
  /** The process, safe to be shown. */
  readonly node: string;
  readonly options: readonly MachineOption[];
  /** How many more there are that a search would find. */
  readonly hidden: number;
}

/** Options that are shown in all, and at least of each process if it has so many. */
const MAX_OPTIONS = 200;
const MIN_OF_GROUP = 5;

/**
 * Machines by process; in each those that live come first, then by chart.
 *
 * @param stepped machines that took part in the step at the cursor, of one process
 * @param search must occur, without regard to case, in process, name or state
 */
export function machineGroups(
  machines: readonly MachineState[],
  lanes: readonly Lane[],
  stepped: { readonly node: string; readonly machines: ReadonlySet<string> } | null,
  search: string,
): readonly MachineGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const byNode = new Map<string, MachineOption[]>(lanes.map(({ node }) => [node, []]));
  for (const machine of [...machines].sort(inOrder)) {
    const { node } = machine;
    const hasStepped = stepped?.node === node && stepped.machines.has(machine.machine);
    const option = optionOf(machine, hasStepped);
    const text = `${node} ${machine.machine} ${option.state}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const own = byNode.get(node);
    if (own) own.push(option);
    else byNode.set(node, [option]);
  }
  const groups = [...byNode].filter(([, options]) => options.length > 0);
  const share = Math.max(MIN_OF_GROUP, Math.floor(MAX_OPTIONS / Math.max(1, groups.length)));
  // What small groups leave goes to the first large one: the server, which has most machines.
  let left = groups.reduce((sum, [, { length }]) => sum - Math.min(length, share), MAX_OPTIONS);
  return groups.map(([node, options]) => {
    const extra = Math.max(0, Math.min(left, options.length - share));
    left -= extra;
    const shown = options.slice(0, share + extra);
    return { node: nameWords(node), options: shown, hidden: options.length - shown.length };
  });
}

/** Orders by life, then chart; machines of one chart stay as they came. */
function inOrder(a: MachineState, b: MachineState): number {
  return Number(a.isOver) - Number(b.isOver) || rankOf(a.machine) - rankOf(b.machine);
}

function optionOf(state: MachineState, hasStepped: boolean): MachineOption {
  const { node, machine, value, context, isOver } = state;
  const name = nameWords(machine);
  const words = [messageWords(context), stateWords(value)].filter(Boolean).join(': ');
  return { node, machine, name, state: words, isOver, hasStepped };
}

/** An ackWait serves one message after the other: which one it is about. */
function messageWords(context: unknown): string {
  const { message } = (context ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? nameWords(message) : '';
}

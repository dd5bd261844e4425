/** Which states end a machine, for traces that do not say so. */
import type { AnyStateMachine } from 'xstate';
import * as protocol from '../../../../machines/index.ts';
import type { MachineStep } from '../../../trace/trace.ts';
import { outerState } from '../../../trace/words.ts';
import { chartOf } from './charts.ts';

type StateNode = AnyStateMachine['root'];

const MACHINES: ReadonlyMap<string, AnyStateMachine> = new Map(
  Object.values(protocol).map((machine) => [machine.id, machine]),
);

/** Whether the machine took its last step: it has reached a final state, or it was stopped. */
export function isLastStep(step: MachineStep): boolean {
  const { status, event, machine, to } = step;
  if (status !== undefined || event.type === 'xstate.stop') return true;
  const chart = MACHINES.get(chartOf(machine));
  return chart !== undefined && isFinal(chart.root, to);
}

/** Whether a state value says that the node has come to its end. */
function isFinal(node: StateNode, value: unknown): boolean {
  if (node.type === 'parallel') {
    return Object.values(node.states).every((region) => isFinal(region, childValue(value, region)));
  }
  return node.states[outerState(value)]?.type === 'final';
}

function childValue(value: unknown, { key }: StateNode): unknown {
  return (value as Readonly<Record<string, unknown>> | null)?.[key];
}

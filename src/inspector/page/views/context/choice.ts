/** The machines whose context can be looked at. */
import type { TimelineView } from '../../../model/types.ts';
import type { MachineName } from '../../state/shared.ts';
import { doneWords } from './words.ts';

interface MachineChoice extends MachineName {
  /** What it did in the step, in words; empty if it took no part. */
  readonly did: string;
}

interface MachineChoices {
  /** Those of the step. */
  readonly own: readonly MachineChoice[];
  /** Those that live beside them, as many as can be looked through. */
  readonly others: readonly MachineChoice[];
  /** How many more live. */
  readonly hidden: number;
}

const MAX_OTHERS = 100;

export function machineChoices(story: TimelineView, position: number): MachineChoices {
  const step = story.step(position);
  const steps = step?.machines ?? [];
  const names = new Set(steps.map(({ machine }) => machine));
  const own = [...names].map((machine) => ({
    node: step?.node ?? '',
    machine,
    did: steps
      .filter((other) => other.machine === machine)
      .map(doneWords)
      .join('; '),
  }));
  const others = story
    .machinesAt(position)
    .filter(({ node, machine, isOver }) => !isOver && !(node === step?.node && names.has(machine)))
    .map(({ node, machine }) => ({ node, machine, did: '' }));
  return {
    own,
    others: others.slice(0, MAX_OTHERS),
    hidden: Math.max(0, others.length - MAX_OTHERS),
  };
}

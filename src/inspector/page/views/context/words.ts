/** A machine's last step in words. All of it is safe to be shown. */

import { clipSafe } from '../../../../chat/display/clip.ts';
import { stateChange } from '../../../../chat/display/states.ts';
import type { MachineStep } from '../../../../trace/trace.ts';
import type { DiffRow } from '../../../model/diff.ts';

const STATE_CHARACTERS = 200;

/** What the step did to the machine's state: `online.mode: nonGroup.ready → creating`. */
export function doneWords(step: MachineStep): string {
  const { status } = step;
  return status === undefined ? changeWords(step) : `${changeWords(step)}, and is ${told(status)}`;
}

function changeWords({ from, to, taken }: MachineStep): string {
  const change = stateChange(from, to);
  const entered = change === null ? '' : told(change.to);
  if (from === null) return `starts in ${entered}`;
  if (change !== null) return `${told(change.inside)}${told(change.from)} → ${entered}`;
  return taken.length > 0 ? 'stays in its state' : 'ignores the event';
}

function told(text: string): string {
  return clipSafe(text, STATE_CHARACTERS);
}

const SIGNS = { added: '+', removed: '−', changed: '~', same: '=' } as const;

/** The mark before a row, by which kinds are told apart without colour. */
export function signOf(kind: DiffRow['kind']): string {
  return SIGNS[kind];
}

/** `1 added, 2 changed`, or `nothing changed`. */
export function diffSummary(rows: readonly DiffRow[]): string {
  const parts = (['added', 'removed', 'changed'] as const).flatMap((kind) => {
    const count = rows.filter((row) => row.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return parts.length === 0 ? 'nothing changed' : parts.join(', ');
}

/**
 * The stories of the guided tour: what happens in each, and a sentence at each important step.
 * Neither is written down with the numbers of its steps: the story happens anew whenever it is
 * opened, and each sentence looks for the step that it is about.
 */

import type { Sandbox } from '../../lab/sandbox/sandbox.ts';
import type { Conditions } from '../../lab/world/conditions.ts';
import { PERFECT } from '../../lab/world/conditions.ts';
import type { TimelineView } from '../model/types.ts';
import type { StoryRecord } from './director.ts';
import { Director } from './director.ts';
import type { MachineOfNode, Moment } from './moments.ts';
import { isLike } from './moments.ts';

export interface TourStory {
  readonly id: string;
  readonly title: string;
  /** What it shows. */
  readonly sentence: string;
  happen(director: Director): void;
  /** In the order of their steps. */
  readonly sentences: readonly Sentence[];
}

/** Something to be said at the first such step after the one of the sentence before. */
interface Sentence {
  readonly at: Moment;
  readonly text: string;
  /** What to look at: a process, and the id of its machine or the beginning of it. */
  readonly machine?: MachineOfNode;
}

/** A sentence that has found its step. */
export interface Caption {
  readonly position: number;
  readonly text: string;
  readonly machine?: { readonly node: string; readonly machine: string };
}

/** Slow enough to be seen, and never the same twice; nothing is lost by itself. */
const CONDITIONS: Conditions = { ...PERFECT, delay: { kind: 'uniform', minMs: 20, maxMs: 40 } };
const SEED = 1;

/**
 * Lets a story happen.
 *
 * @returns the world in which it happened, as it is at the end
 * @throws Error if it goes otherwise than it should
 */
export function tell({ happen }: TourStory, record: StoryRecord): Sandbox {
  const director = new Director({ seed: SEED, conditions: CONDITIONS, record });
  happen(director);
  return director.sandbox;
}

/**
 * Finds the step of each sentence.
 *
 * @throws Error if there is none for one of them
 */
export function place({ sentences }: TourStory, timeline: TimelineView): Caption[] {
  const placed: Caption[] = [];
  for (const { at, text, machine } of sentences) {
    const position = firstAfter(placed.at(-1)?.position ?? 0, at, timeline);
    if (position === null) throw new Error(`no step is the one of “${text}”`);
    const shown = machine && machineLike(machine, position, timeline);
    placed.push({ position, text, ...(shown ? { machine: shown } : {}) });
  }
  return placed;
}

function firstAfter(before: number, at: Moment, timeline: TimelineView): number | null {
  for (let position = before + 1; position <= timeline.last; position++) {
    const step = timeline.step(position);
    if (step && at({ timeline, position, step })) return position;
  }
  return null;
}

/** Some ids end in a number that only chance knows. */
function machineLike(
  [node, beginning]: MachineOfNode,
  position: number,
  timeline: TimelineView,
): Caption['machine'] {
  const found = timeline
    .machinesAt(position)
    .find((each) => each.node === node && isLike(each.machine, beginning));
  return found && { node, machine: found.machine };
}

/** Stories for the page, as traces. */

import type { Action, Scenario } from '../../../src/lab/scenarios/scenario.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import type { TraceStep, Violation } from '../../../src/trace/trace.ts';
import { type Story, storyOf, traceTextOf } from '../../inspector/support/stories.ts';
import { withMutant } from '../../support/mutants/mutant.ts';
import { MUTANTS } from '../../support/mutants/mutants.ts';

/** A trace, and what stands in it. */
export interface Told {
  readonly text: string;
  readonly steps: readonly TraceStep[];
  readonly violation: Violation | null;
}

const SOME_MS = { do: 'wait', ms: 500 } as const;

/** Three people meet, write to each other and in a group; some datagrams are lost. */
const CONVERSATION: Partial<Scenario> = {
  seed: 7,
  clients: 3,
  conditions: {
    ...PERFECT,
    delay: { kind: 'uniform', minMs: 10, maxMs: 30 },
    lossRate: 0.1,
    duplicateRate: 0.05,
  },
  actions: [
    { do: 'create', client: 0, group: 0 },
    SOME_MS,
    ...[0, 1, 2].map((client): Action => ({ do: 'join', client, group: 0 })),
    SOME_MS,
    { do: 'say', client: 0, padding: 5 },
    { do: 'say', client: 2, padding: 5 },
    SOME_MS,
    { do: 'leaveGroup', client: 1 },
    SOME_MS,
    { do: 'send', client: 1, to: 0, padding: 10 },
    { do: 'send', client: 0, to: 1, padding: 10 },
    { do: 'wait', ms: 2_000 },
  ],
};

/** @param untilMs what happens later is not told */
export function conversation(untilMs = 6_000): Told {
  const { steps, report } = storyOf(CONVERSATION);
  return told({ steps: steps.filter(({ atMs }) => atMs < untilMs), report });
}

/** A client that calls a message received that it has given up: the lab catches it. */
export function brokenPromise(): Told & { readonly violation: Violation } {
  const mutant = MUTANTS.find(({ name }) => name === 'receivedOnTimeout');
  if (!mutant) throw new Error('there is no such mutant');
  const actions: Action[] = [
    SOME_MS,
    { do: 'kill', client: 1 },
    { do: 'send', client: 0, to: 1, padding: 0 },
    { do: 'wait', ms: 10_000 },
  ];
  const { violation, ...rest } = told(
    withMutant(mutant, () => storyOf({ seed: 3, clients: 2, actions })),
  );
  if (violation === null) throw new Error('the mutant was not found');
  return { ...rest, violation };
}

function told(story: Story): Told {
  const { steps, report } = story;
  return { text: traceTextOf(story), steps, violation: report.violation };
}

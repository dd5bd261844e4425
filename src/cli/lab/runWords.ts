/** What `lab run` prints: for people, or one JSON object a line for programs (docs/json.md). */
import { jsonLine } from '../../chat/display/jsonLines.ts';
import type { Report } from '../../lab/scenarios/run.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import type { Shrunk } from '../../lab/scenarios/shrinking.ts';
import { findingLines } from './finding.ts';
import type { Totals } from './summary.ts';
import { number } from './summary.ts';

/** What is run. */
interface RunPlan {
  readonly profile: string;
  readonly clients: number;
  readonly actions: number;
  readonly runs: number;
  readonly firstSeed: number;
  readonly lossRate?: number;
}

/** The lines of each thing that is told. */
export interface RunWords {
  began(plan: RunPlan): readonly string[];
  ran(seed: number, report: Report): readonly string[];
  /** A promise was broken for the first time; `path` is null if its trace could not be written. */
  broke(original: Scenario, shrunk: Shrunk, path: string | null): readonly string[];
  brokeAgain(promise: string, seed: number): readonly string[];
  /** What runs should sometimes see never happened. */
  missed(sightings: readonly string[]): readonly string[];
  /** `interrupted`: how far it had come when somebody ended it, or null. */
  ended(totals: Totals, realMs: number, interrupted: string | null): readonly string[];
}

export const forPeople: RunWords = {
  began: ({ profile, clients, actions, runs, lossRate, firstSeed }) => {
    const loss = lossRate === undefined ? '' : `, ${lossRate * 100} % loss`;
    return [
      `${profile}${loss}: ${number(runs)} runs of ${number(clients)} clients and ` +
        `${number(actions)} actions, seed ${firstSeed}`,
      '',
    ];
  },
  ran: () => [],
  broke: findingLines,
  brokeAgain: (promise, seed) => [`${promise} was broken again, with seed ${seed}`, ''],
  missed: (sightings) => [`Never seen: ${sightings.join(', ')}`],
  ended: (totals, realMs, interrupted) => [
    ...totals.lines(realMs),
    ...(interrupted === null ? [] : [`Interrupted after ${interrupted}.`]),
  ],
};

/** @param now stamps each object */
export function forPrograms(now: () => Date): RunWords {
  const line = (kind: string, fields: object) => [jsonLine(now(), kind, fields)];
  return {
    began: ({ profile, clients, actions, runs, firstSeed, lossRate = null }) =>
      line('began', { profile, clients, steps: actions, runs, seed: firstSeed, loss: lossRate }),
    ran: (seed, { steps, messages, shown, datagrams, virtualMs, hash, violation }) =>
      line('run', {
        ...{ seed, steps, messages, shown, datagrams, virtualMs, hash },
        broken: violation?.promise ?? null,
      }),
    broke: ({ seed }, { violation, scenario }, path) => {
      const { promise, sentence, detail, step } = violation;
      const actions = scenario.actions.length;
      return line('broken', { seed, promise, sentence, detail, step, actions, trace: path });
    },
    // The object of its run says it.
    brokeAgain: () => [],
    missed: (sightings) => line('missed', { sightings }),
    ended: (totals, realMs, interrupted) =>
      line('ended', { ...totals.sums(realMs), interrupted: interrupted !== null }),
  };
}

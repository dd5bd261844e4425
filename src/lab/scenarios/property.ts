/** Checks properties of scenarios, and says what broke in a way that can be replayed. */
import { join } from 'node:path';
import { shellWord } from '../../chat/display/shellWord.ts';
import type { Violation } from '../../trace/trace.ts';
import { TraceFile } from '../../trace/writer.ts';
import { BrokenPromise } from '../promises/promises.ts';
import type { fc } from './fastCheck.ts';
import type { Report } from './run.ts';
import { runScenario } from './run.ts';
import type { Action, Scenario } from './scenario.ts';
import { shrinking } from './shrinking.ts';
import { toEnd } from './toEnd.ts';

export interface PropertyOptions {
  readonly numRuns?: number;
  /** fast-check's `seed` and `path`, to begin where an earlier check ended. */
  readonly seed?: number;
  readonly path?: string;
  /**
   * What the property claims of a run, beside that every promise is kept: at once, and true or false.
   * It fails by throwing as well.
   */
  readonly claim?: (report: Report, scenario: Scenario) => boolean;
  /** Where the trace of a failure goes. */
  readonly folder?: string;
}

/** Thrown if a property does not hold. Its message is all that there is to know. */
export class PropertyFailure extends Error {
  readonly scenario: Scenario;
  readonly violation: Violation;
  /** Random scenarios until the first that failed. */
  readonly runs: number;
  readonly traceFile: string;

  constructor(
    message: string,
    found: Pick<PropertyFailure, 'scenario' | 'violation' | 'runs' | 'traceFile'>,
  ) {
    super(message);
    this.name = 'PropertyFailure';
    this.scenario = found.scenario;
    this.violation = found.violation;
    this.runs = found.runs;
    this.traceFile = found.traceFile;
  }
}

/**
 * Runs many scenarios. In each, every promise must be kept and the claim must hold.
 *
 * @throws PropertyFailure with the smallest scenario that fails, after writing its trace to a file
 * @throws TypeError if the claim says neither true nor false, or says it later
 */
export function checkScenarios(
  fastCheck: typeof fc,
  scenarios: fc.Arbitrary<Scenario>,
  { claim, folder = '.', ...parameters }: PropertyOptions = {},
): void {
  const run = (scenario: Scenario) => withClaim(runScenario(scenario), scenario, claim);
  const holds = fastCheck.property(scenarios, (scenario) => run(scenario).violation === null);
  // Scenarios know better than arrays and numbers how they become smaller.
  const { failed, counterexample, numRuns, seed, counterexamplePath } = fastCheck.check(holds, {
    ...parameters,
    endOnFailure: true,
  });
  if (!failed) return;
  const [found] = counterexample ?? [];
  const report = found && run(found);
  if (!found || !report?.violation) throw new Error('a scenario that failed does not fail again');
  const { scenario, attempts } = toEnd(
    shrinking(found, { ...report, violation: report.violation }, { run }),
  );
  const { violation, traceFile } = record(scenario, claim, folder);
  const message = [
    `Broken promise: ${violation.promise}`,
    `  ${violation.sentence}`,
    `  ${violation.detail}`,
    `Found in run ${numRuns}, and made smaller in ${attempts} more:`,
    ...storyOf(scenario).map((line) => `  ${line}`),
    'Replay it:',
    `  npx statechat lab replay ${shellWord(traceFile)}`,
    'See it:',
    `  npx statechat inspect ${shellWord(traceFile)}`,
    'Check it again:',
    `  { seed: ${seed}, path: '${counterexamplePath}' }`,
  ];
  throw new PropertyFailure(message.join('\n'), { scenario, violation, runs: numRuns, traceFile });
}

/** A scenario in the words of its data: what is done, and to which datagrams. */
export function storyOf({ clients, actions, decisions }: Scenario): string[] {
  const faults = (decisions ?? []).flatMap((decision, i) =>
    decision === 'deliver' ? [] : [`${decision} datagram ${i + 1}`],
  );
  return [`${clients} ${clients === 1 ? 'client' : 'clients'}`, ...actions.map(wordsOf), ...faults];
}

function wordsOf({ do: what, ...details }: Action): string {
  const words = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`);
  return [what, ...words].join(', ');
}

/** The same report, broken if it breaks the claim. */
export function withClaim(
  report: Report,
  scenario: Scenario,
  claim: PropertyOptions['claim'],
): Report {
  const { violation, steps } = report;
  if (violation || !claim) return report;
  const broken = (detail: string) => {
    return { ...report, violation: new BrokenPromise('theClaimHolds', detail).at(steps) };
  };
  let said: unknown;
  try {
    said = claim(report, scenario);
  } catch (error) {
    return broken(String(error));
  }
  if (typeof said !== 'boolean') throw noAnswer(said);
  return said ? report : broken('the claim is false');
}

/** Its type forbids it; not everybody checks types. */
function noAnswer(said: unknown): TypeError {
  const isLater = said instanceof Promise;
  // Nobody else hears how it ends.
  if (isLater) said.catch(() => {});
  const what = isLater ? 'a promise: it may not be async' : typeof said;
  return new TypeError(`a claim must return true or false, at once; this one returned ${what}`);
}

/** Runs it once more and writes down every step. */
function record(
  scenario: Scenario,
  claim: PropertyOptions['claim'],
  folder: string,
): { readonly violation: Violation; readonly traceFile: string } {
  const { hash } = runScenario(scenario);
  const traceFile = join(folder, `statechat-${hash}.trace.jsonl`);
  const file = new TraceFile(traceFile, { source: 'lab', scenario });
  try {
    const report = runScenario(scenario, { onStep: (step) => file.write(step) });
    const { violation, steps } = withClaim(report, scenario, claim);
    if (!violation) throw new Error('the scenario fails in some runs only: is the claim pure?');
    file.write({ end: true, steps, hash, violation });
    return { violation, traceFile };
  } finally {
    file.close();
  }
}

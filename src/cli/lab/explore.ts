/** `statechat lab explore`: everything that can happen to a few clients. */
import { join } from 'node:path';
import { safeText } from '../../chat/display/safeText.ts';
import { EXPLORATION_NAMES } from '../../lab/exploration/explorationNames.ts';
import { EXPLORATIONS } from '../../lab/exploration/explorations.ts';
import type { ExplorationReport, ExploreOptions } from '../../lab/exploration/explore.ts';
import { Exploration } from '../../lab/exploration/explore.ts';
import { traceOf } from '../../lab/exploration/retrace.ts';
import type { Violation } from '../../trace/trace.ts';
import { TraceFileError, writeTraceFile } from '../../trace/writer.ts';
import { parseWhole } from '../arguments.ts';
import type { Environment } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { UsageError } from '../usageError.ts';
import { replayLines, violationLines } from './finding.ts';
import { checkFolder, parseChoice } from './options.ts';
import { breathe, ProgressLine } from './progress.ts';
import { number } from './summary.ts';

export interface LabExploreFlags {
  readonly clients?: string;
  readonly inFlight?: string;
  readonly losses?: string;
  readonly duplicates?: string;
  readonly waits?: string;
  readonly depth?: string;
  readonly states?: string;
  readonly out: string;
}

const MAX_BUDGET = 1_000;
const MAX_STATES = 1e9;
/** Some 10 ms of work. */
const SLICE_STATES = 10;
const BROKEN_STATUS = 1;
const INTERRUPTED_STATUS = 130;

/** Explores; resolves with the exit status. */
export async function exploreLab(
  what: string,
  flags: LabExploreFlags,
  environment: Environment,
): Promise<number> {
  const name = parseChoice(what, 'what to explore', EXPLORATION_NAMES);
  const exploration = explorationOf({ ...EXPLORATIONS[name], ...optionsOf(flags) });
  const folder = await checkFolder(flags.out, '--out');
  let isInterrupted = false;
  const interruptions = new Interruptions(environment.signals, () => {
    isInterrupted = true;
  });
  try {
    const search = run(exploration, () => isInterrupted, environment);
    const forced = await Promise.race([search, interruptions.forced]);
    if (forced !== undefined) return forced;
  } finally {
    interruptions.close();
  }
  const { report } = exploration;
  print(reportLines(report, isInterrupted), environment);
  if (report.violation !== null) {
    print(violationLines(report.violation), environment);
    writeFinding(join(folder, `statechat-${name}.trace.jsonl`), report, environment);
    return BROKEN_STATUS;
  }
  return isInterrupted ? INTERRUPTED_STATUS : 0;
}

/** @throws UsageError if the options are impossible */
function explorationOf(options: ExploreOptions): Exploration {
  try {
    return new Exploration(options);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function optionsOf(flags: LabExploreFlags): Partial<ExploreOptions> {
  const budgets = [
    ['clients', '--clients', flags.clients, 1, 3],
    ['inFlight', '--in-flight', flags.inFlight, 1, MAX_BUDGET],
    ['losses', '--losses', flags.losses, 0, MAX_BUDGET],
    ['duplicates', '--duplicates', flags.duplicates, 0, MAX_BUDGET],
    ['waits', '--waits', flags.waits, 0, MAX_BUDGET],
    ['maxDepth', '--depth', flags.depth, 1, MAX_STATES],
    ['maxStates', '--states', flags.states, 1, MAX_STATES],
  ] as const;
  return Object.fromEntries(
    budgets.flatMap(([field, option, text, least, most]) =>
      text === undefined ? [] : [[field, parseWhole(text, option, least, most)]],
    ),
  );
}

async function run(
  exploration: Exploration,
  isInterrupted: () => boolean,
  { stderr, variables }: Environment,
): Promise<void> {
  const progress = new ProgressLine(stderr, variables);
  while (!isInterrupted() && !exploration.advance(SLICE_STATES)) {
    progress.show(() => {
      const { states, edges, depth } = exploration.report;
      return `${number(states)} states, ${number(edges)} edges, depth ${depth}`;
    });
    await breathe();
  }
  progress.clear();
}

function reportLines(report: ExplorationReport, isInterrupted: boolean): string[] {
  const rows: [string, string][] = [
    ['states', number(report.states)],
    ['edges', number(report.edges)],
    ['depth', number(report.depth)],
    ['rests', number(report.rests)],
    ['seen', [...report.sightings].join(', ')],
    ['end', isInterrupted ? 'interrupted' : ENDS[report.end]],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

const ENDS: Readonly<Record<ExplorationReport['end'], string>> = {
  exhausted: 'there is no other state within the budgets',
  maxStates: 'as many states as were allowed',
  maxDepth: 'paths as long as were allowed',
  violation: 'a promise was broken',
  unfinished: 'not finished',
};

function writeFinding(
  path: string,
  { options, choices }: ExplorationReport & { violation: Violation | null },
  environment: Environment,
): void {
  try {
    writeTraceFile(path, traceOf(options, choices));
    print(replayLines(path), environment);
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    environment.stderr.write(`statechat: ${safeText(error.message)}\n`);
  }
}

function print(lines: readonly string[], { stdout }: Environment): void {
  stdout.write(lines.map((line) => `${line}\n`).join(''));
}

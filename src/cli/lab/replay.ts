/** `statechat lab replay`: tells the story in a trace, or lets it happen again. */

import { safe, safeText } from '../../chat/words/safeText.ts';
import { parseScenario } from '../../lab/scenarios/parse.ts';
import { runScenario } from '../../lab/scenarios/run.ts';
import { readTrace } from '../../trace/file.ts';
import type { Trace, TraceEnd } from '../../trace/trace.ts';
import { TraceError } from '../../trace/trace.ts';
import type { Environment } from '../environment.ts';
import { UsageError } from '../usageError.ts';
import { violationLines } from './finding.ts';
import { parseWhole } from './options.ts';
import { storyLines } from './story.ts';

export interface LabReplayFlags {
  readonly from?: string;
  readonly until?: string;
  readonly node?: string;
  readonly rerun?: true;
}

const DIFFERENT_STATUS = 1;
const USAGE_STATUS = 2;
/** Lines are written in chunks of this many, each when the one before has left. */
const CHUNK_LINES = 1_000;

/** Tells what is in a trace; resolves with the exit status. */
export async function replayLab(
  path: string,
  flags: LabReplayFlags,
  environment: Environment,
): Promise<number> {
  const fromStep = stepOf(flags.from, '--from') ?? 1;
  const untilStep = stepOf(flags.until, '--until') ?? Number.POSITIVE_INFINITY;
  try {
    const trace = await readTrace(path);
    if (flags.rerun === true) return rerun(path, trace, environment);
    const node = nodeOf(flags.node, trace);
    await print(tell(trace, { fromStep, untilStep, node }), environment);
    return 0;
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    environment.stderr.write(`statechat: ${safeText(error.message)}\n`);
    return USAGE_STATUS;
  }
}

function stepOf(text: string | undefined, option: string): number | null {
  return text === undefined ? null : parseWhole(text, option, 1, Number.MAX_SAFE_INTEGER);
}

function nodeOf(name: string | undefined, { steps }: Trace): string | null {
  if (name === undefined) return null;
  const nodes = [...new Set(steps.map(({ node }) => node))];
  if (nodes.includes(name)) return name;
  throw new UsageError(
    `no process in this trace is called '${name}': there is ${nodes.join(', ')}`,
  );
}

function* tell(trace: Trace, options: Parameters<typeof storyLines>[1]): Generator<string> {
  yield* storyLines(trace, options);
  const { end } = trace;
  const last = trace.steps.at(-1)?.step ?? 0;
  yield '';
  if (last > options.untilStep) {
    yield `Step ${options.untilStep} of ${last}.`;
  } else if (end === null) {
    yield `The process that wrote this was killed after step ${last}.`;
  } else if (end.violation === null) {
    yield `The end after ${end.steps} steps.`;
  } else {
    yield* violationLines(end.violation);
  }
}

/** Runs the scenario of a trace again, and says whether the same happens. */
function rerun(path: string, { header, end }: Trace, { stdout }: Environment): number {
  const scenario = parseScenario(header.scenario);
  if (scenario === null || end === null) {
    throw new TraceError(`${path}: it holds no scenario that can be run again`);
  }
  const report = runScenario(scenario);
  const { steps, hash, violation } = report;
  const differences = [
    difference('steps', end.steps, steps),
    difference('hash', end.hash, hash),
    difference('broken promise', promiseOf(end), violation?.promise ?? 'none'),
  ].filter((line) => line !== null);
  const isSame = differences.length === 0;
  const outcome = isSame
    ? [safe`The same again: ${steps} steps, hash ${hash}.`]
    : ['It went otherwise this time:', ...differences];
  const broken = violation ? violationLines(violation) : ['Every promise was kept.'];
  stdout.write([...outcome, ...broken].map((line) => `${line}\n`).join(''));
  return isSame ? 0 : DIFFERENT_STATUS;
}

function promiseOf({ violation }: TraceEnd): string {
  return violation?.promise ?? 'none';
}

function difference(
  what: string,
  then: string | number | undefined,
  now: string | number,
): string | null {
  return then === now ? null : safe`  ${what}: ${now}, in the trace ${then ?? 'not said'}`;
}

/** Does not run ahead of a slow reader, and stops when there is none. */
async function print(lines: Iterable<string>, { stdout }: Environment): Promise<void> {
  let chunk: string[] = [];
  const flush = () => {
    const text = chunk.join('');
    chunk = [];
    return new Promise<boolean>((resolve) => stdout.write(text, (error) => resolve(!error)));
  };
  for (const line of lines) {
    chunk.push(`${line}\n`);
    if (chunk.length >= CHUNK_LINES && !(await flush())) return;
  }
  await flush();
}

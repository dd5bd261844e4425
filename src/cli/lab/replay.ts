/** `statechat lab replay`: tells the story in a trace, or lets it happen again. */
import type { FileHandle } from 'node:fs/promises';
import { safe, safeText } from '../../chat/display/safeText.ts';
import { parseScenario } from '../../lab/scenarios/parse.ts';
import { runScenario } from '../../lab/scenarios/run.ts';
import type { TraceEnds } from '../../trace/ends.ts';
import { readEnds, withTraceFile } from '../../trace/ends.ts';
import { stepsFrom } from '../../trace/steps.ts';
import type { TraceEnd } from '../../trace/trace.ts';
import { TraceError } from '../../trace/trace.ts';
import { parseWhole } from '../arguments.ts';
import type { Environment } from '../environment.ts';
import { UsageError } from '../usageError.ts';
import { violationLines } from './finding.ts';
import type { StoryOptions } from './story.ts';
import { Story } from './story.ts';

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
  const options = { fromStep, untilStep, node: flags.node ?? null };
  try {
    return await withTraceFile(path, async (file) => {
      const ends = await readEnds(file);
      if (flags.rerun === true) return rerun(ends, environment);
      await print(tell(file, ends, options), environment);
      return 0;
    });
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    environment.stderr.write(`statechat: ${safeText(error.message)}\n`);
    return USAGE_STATUS;
  }
}

function stepOf(text: string | undefined, option: string): number | null {
  return text === undefined ? null : parseWhole(text, option, 1, Number.MAX_SAFE_INTEGER);
}

/** The lines of the steps that are asked for, as many at once as are read at once. */
async function* tell(
  file: FileHandle,
  ends: TraceEnds,
  options: StoryOptions,
): AsyncGenerator<readonly string[]> {
  const story = new Story(options);
  for await (const steps of stepsFrom(file, ends, options.fromStep)) {
    const lines: string[] = [];
    for (const step of steps) {
      if (story.isOver) break;
      lines.push(...story.take(step));
    }
    yield lines;
    if (story.isOver) break;
  }
  if (options.node !== null && !story.nodes.has(options.node)) {
    await checkNode(options.node, file, ends);
  }
  yield [...story.rest(), '', ...closingLines(ends, options.untilStep)];
}

/** @throws UsageError if the process is in no step at all */
async function checkNode(name: string, file: FileHandle, ends: TraceEnds): Promise<void> {
  const nodes = new Set<string>();
  for await (const steps of stepsFrom(file, ends, 1)) for (const { node } of steps) nodes.add(node);
  if (nodes.has(name)) return;
  throw new UsageError(
    `no process in this trace is called '${name}': there is ${[...nodes].join(', ')}`,
  );
}

const NO_END = 'the process that wrote it was killed, or had no more room on the disk';

function closingLines({ lastStep, end }: TraceEnds, untilStep: number): readonly string[] {
  if (lastStep > untilStep) return [`Step ${untilStep} of ${lastStep}.`];
  if (end === null) return [`It ends at step ${lastStep}: ${NO_END}.`];
  return end.violation ? violationLines(end.violation) : [`The end after ${end.steps} steps.`];
}

/** Runs the scenario of a trace again, and says whether the same happens. */
function rerun({ header, end }: TraceEnds, { stdout }: Environment): number {
  const scenario = parseScenario(header.scenario);
  if (scenario === null || end === null) {
    throw new TraceError('it holds no scenario that can be run again');
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
async function print(
  pieces: AsyncIterable<readonly string[]>,
  { stdout }: Environment,
): Promise<void> {
  for await (const lines of pieces) {
    for (let i = 0; i < lines.length; i += CHUNK_LINES) {
      const text = lines.slice(i, i + CHUNK_LINES).join('\n');
      const isTaken = new Promise<boolean>((resolve) => {
        stdout.write(`${text}\n`, (error) => resolve(!error));
      });
      if (!(await isTaken)) return;
    }
  }
}

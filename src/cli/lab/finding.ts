/** A broken promise: its scenario made small, its trace in a file, and the command that tells it. */
import { join } from 'node:path';
import { safe } from '../../chat/display/safeText.ts';
import { shellWord } from '../../chat/display/shellWord.ts';
import { runScenario } from '../../lab/scenarios/run.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import type { Shrunk } from '../../lab/scenarios/shrinking.ts';
import type { Violation } from '../../trace/trace.ts';
import { TraceFile, TraceFileError } from '../../trace/writer.ts';

/** Runs it again and writes every step. `path` is null if that was not possible. */
export function writeFinding(
  shrunk: Shrunk,
  folder: string,
): { readonly path: string | null; readonly error: TraceFileError | null } {
  const path = join(folder, `statechat-${shrunk.scenario.seed}.trace.jsonl`);
  try {
    writeTrace(path, shrunk);
    return { path, error: null };
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    return { path: null, error };
  }
}

/** @throws TraceFileError if the file cannot be written */
function writeTrace(path: string, { scenario, violation }: Shrunk): void {
  const file = new TraceFile(path, { source: 'lab', scenario });
  try {
    const report = runScenario(scenario, { onStep: (step) => file.write(step) });
    const { steps, hash } = report;
    file.write({ end: true, steps, hash, violation: report.violation ?? violation });
  } finally {
    file.close();
  }
}

/** What is told of a broken promise. */
export function findingLines(
  original: Scenario,
  { scenario, violation }: Shrunk,
  path: string | null,
): string[] {
  const { step } = violation;
  const faults = scenario.decisions?.filter((decision) => decision !== 'deliver').length;
  const faultWords = faults === undefined ? '' : ` and ${count(faults, 'datagram')} tampered with`;
  return [
    ...violationLines(violation),
    `  seed ${original.seed}, shrunk from ${count(original.actions.length, 'action')} to ` +
      `${scenario.actions.length}${faultWords}; broken at step ${step}`,
    ...(path === null ? [] : replayLines(path)),
  ];
}

/** A broken promise in its own words. */
export function violationLines({ promise, sentence, detail }: Violation): string[] {
  return [
    safe`Broken promise: ${promise}`,
    safe`  ${sentence}`,
    ...detail.split('\n').map((line) => safe`  ${line}`),
  ];
}

/** How to see it. */
export function replayLines(path: string): string[] {
  const file = shellWord(path);
  return [
    'Replay it:',
    `  statechat lab replay ${file}`,
    'See it:',
    `  statechat inspect ${file}`,
    '',
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

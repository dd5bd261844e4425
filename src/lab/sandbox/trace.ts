import type { TraceHeader, TraceLine, TraceStep } from '../../trace/trace.ts';
import { TRACE_VERSION } from '../../trace/trace.ts';
import type { SandboxLog } from './log.ts';
import { parseSandboxLog } from './log.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * A play as a trace: its log is the scenario, by which it can be taken up again.
 *
 * @param steps all of them, as the sandbox told them
 */
export function* sandboxTrace(
  { log, steps: count, violations }: Sandbox,
  steps: Iterable<TraceStep>,
): Generator<TraceLine> {
  yield { trace: 'statechat', version: TRACE_VERSION, source: 'lab', scenario: log };
  yield* steps;
  yield { end: true, steps: count, violation: violations[0] ?? null };
}

/** The log of the play that a trace was saved from; null if it was not saved from one. */
export function sandboxLogOf({ source, scenario }: TraceHeader): SandboxLog | null {
  return source === 'lab' ? parseSandboxLog(scenario) : null;
}

/** Stories of the lab as steps of a trace, for tests and for looking. */
import type { DrawOptions } from '../../../src/lab/scenarios/draw.ts';
import { drawScenario } from '../../../src/lab/scenarios/draw.ts';
import type { Report } from '../../../src/lab/scenarios/run.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Scenario } from '../../../src/lab/scenarios/scenario.ts';
import { QUIET } from '../../../src/lab/scenarios/scenario.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import type { Trace, TraceStep } from '../../../src/trace/trace.ts';
import { formatLine, TRACE_VERSION } from '../../../src/trace/trace.ts';

/** A story, and how it ended. */
export interface Story {
  readonly steps: readonly TraceStep[];
  readonly report: Report;
}

/** Runs a scenario; what is not said is quiet: three clients, a perfect network. */
export function storyOf(scenario: Partial<Scenario>): Story {
  const steps: TraceStep[] = [];
  const report = runScenario({ ...QUIET, ...scenario }, { onStep: (step) => steps.push(step) });
  return { steps, report };
}

/** A story that chance draws. */
export function drawnStory(options: DrawOptions): Story {
  return storyOf(drawScenario(options));
}

/** The text of a trace file. */
export function traceTextOf({ steps, report }: Story): string {
  const lines = [
    { trace: 'statechat', version: TRACE_VERSION, source: 'lab' } as const,
    ...steps,
    { end: true, steps: steps.length, hash: report.hash, violation: report.violation } as const,
  ];
  return lines.map((line) => `${formatLine(line)}\n`).join('');
}

/** The story as it is read from a file. */
export function traceOf(story: Story): Trace {
  return parseTrace(traceTextOf(story));
}

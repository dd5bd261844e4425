/** The recording of a real process: each step is written as text once, whoever takes it. */
import { Recorder } from './recorder.ts';
import type { TraceStep } from './trace.ts';
import { formatLine } from './trace.ts';

/** Where the steps of a real process go. Nothing in it may hold the process up. */
export interface StepSink {
  /** @param line the step as `formatLine` writes it */
  take(step: TraceStep, line: string): void;
}

/**
 * A recorder whose steps go to all of these.
 *
 * @param startMs when the time of the steps is 0, on the clock of `performance.now()`
 */
export function recordTo(sinks: readonly StepSink[], startMs = performance.now()): Recorder {
  return new Recorder(
    () => performance.now() - startMs,
    (step) => {
      const line = formatLine(step);
      for (const sink of sinks) sink.take(step, line);
    },
  );
}

/** Paths that an exploration found, as traces. */
import type { TraceLine, TraceStep, Violation } from '../../trace/trace.ts';
import { TRACE_VERSION } from '../../trace/trace.ts';
import { violationOf } from '../promises/promises.ts';
import type { Choice, ChoiceOptions } from './choices.ts';
import { ChoiceWorld } from './choices.ts';

/**
 * Repeats a path, with its trace.
 *
 * @param onStep gets the steps when all is over, for only then is the fate of each datagram known
 */
export function retrace(
  options: ChoiceOptions,
  choices: readonly Choice[],
  onStep: (step: TraceStep) => void,
): Violation | null {
  const steps: TraceStep[] = [];
  let violation: Violation | null = null;
  let repeated: ChoiceWorld | null = null;
  try {
    repeated = new ChoiceWorld(options, (step) => steps.push(step));
    for (const choice of choices) repeated.choose(choice);
  } catch (error) {
    violation = violationOf(error, steps.length);
  }
  for (const step of withFates(steps)) onStep(step);
  return violation;
}

/** The whole trace of a path, as a file holds it. */
export function traceOf(options: ChoiceOptions, choices: readonly Choice[]): TraceLine[] {
  const steps: TraceStep[] = [];
  const violation = retrace(options, choices, (step) => steps.push(step));
  return [
    {
      trace: 'statechat',
      version: TRACE_VERSION,
      source: 'lab',
      scenario: { explore: options, choices },
    },
    ...steps,
    { end: true, steps: steps.length, violation },
  ];
}

/** A datagram's fate is what was chosen for it later. */
function withFates(steps: readonly TraceStep[]): TraceStep[] {
  const arrivals = new Map<number, number[]>();
  for (const { cause, atMs } of steps) {
    if (cause.kind !== 'datagram') continue;
    arrivals.set(cause.datagram, [...(arrivals.get(cause.datagram) ?? []), atMs]);
  }
  return steps.map((step) => ({
    ...step,
    sent: step.sent.map((datagram) => ({
      ...datagram,
      fate: (arrivals.get(datagram.id) ?? []).map((atMs) => atMs - step.atMs),
    })),
  }));
}

import type { TimelineOptions } from '../../../src/inspector/model/timeline.ts';
import { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';

/** A story that has happened. */
export function timelineOf(steps: readonly TraceStep[], options: TimelineOptions = {}): Timeline {
  const timeline = new Timeline(options);
  for (const step of steps) timeline.append(step);
  return timeline;
}

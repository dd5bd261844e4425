/** A story as a trace again, as far as it is kept. */
import { firstWhere } from '../../../chat/bisect.ts';
import type {
  TraceDatagram,
  TraceEnd,
  TraceHeader,
  TraceLine,
  TraceStep,
  Violation,
} from '../../../trace/trace.ts';
import { TRACE_VERSION } from '../../../trace/trace.ts';
import type { TimelineView } from '../../model/types.ts';

/** How the trace that a story was read from began and ended. */
export interface StoryEnds {
  readonly header: TraceHeader;
  readonly end: TraceEnd | null;
}

/**
 * The lines of a trace of the story.
 *
 * @param ends of the trace that it was read from; null if it was not read, but happened here
 */
export function* traceLines(timeline: TimelineView, ends: StoryEnds | null): Generator<TraceLine> {
  const { first, last } = timeline;
  yield ends?.header ?? headerOf(timeline);
  for (let position = first; position <= last; position++) {
    const step = timeline.step(position);
    if (step) yield withFates(step, timeline);
  }
  const end = ends ? ends.end : endOf(timeline);
  if (end) yield end;
}

/** Where promises are checked, it was the lab. Of several processes the server's name stands. */
function headerOf(timeline: TimelineView): TraceHeader {
  const source = areChecked(timeline) ? 'lab' : 'server';
  return { trace: 'statechat', version: TRACE_VERSION, source };
}

/** Of processes that may go on there is no end. */
function endOf(timeline: TimelineView): TraceEnd | null {
  if (!areChecked(timeline)) return null;
  const { last } = timeline;
  return {
    end: true,
    steps: timeline.step(last)?.step ?? last,
    violation: knownViolation(timeline),
  };
}

function areChecked(timeline: TimelineView): boolean {
  return timeline.promisesAt(timeline.last).some(({ state }) => state !== 'unchecked');
}

/** The promise that is broken by the end of what is known, if one is. */
export function knownViolation(timeline: TimelineView): Violation | null {
  const broken = timeline.promisesAt(timeline.last).find(({ state }) => state === 'broken');
  return broken?.violation ?? null;
}

/** Position of the step with a number, or of the next one that is kept. */
export function positionOfStep(timeline: TimelineView, number: number): number {
  const { first, last } = timeline;
  return firstWhere(first, last, (position) => (timeline.step(position)?.step ?? 0) >= number);
}

/** Real processes do not know what becomes of what they send; whoever heard them all does. */
function withFates(step: TraceStep, timeline: TimelineView): TraceStep {
  if (step.sent.every(({ fate }) => fate !== null)) return step;
  return { ...step, sent: step.sent.map((datagram) => withFate(datagram, step, timeline)) };
}

function withFate(
  datagram: TraceDatagram,
  { atMs }: TraceStep,
  timeline: TimelineView,
): TraceDatagram {
  const flight = datagram.fate === null ? timeline.flight(datagram.id) : null;
  if (flight?.fate === 'lost') return { ...datagram, fate: [] };
  if (flight?.fate !== 'arrived') return datagram;
  const fate = flight.arrivals.map((position) =>
    Math.max(0, (timeline.step(position)?.atMs ?? atMs) - atMs),
  );
  return { ...datagram, fate };
}

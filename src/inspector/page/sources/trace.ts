/** Traces: from a file, from the inspector's process, from the report that the page is. */
import type { TraceLine } from '../../../trace/trace.ts';
import { formatLine, TraceError } from '../../../trace/trace.ts';
import type { Bytes, ReadTrace } from '../../model/traces/readTrace.ts';
import { readTrace } from '../../model/traces/readTrace.ts';
import type { TimelineView } from '../../model/types.ts';
import type { Caption } from '../../tour/story.ts';
import type { EmbeddedStory } from '../saved/htmlReport.ts';
import type { StoryEnds } from '../saved/traceLines.ts';
import type { Place } from '../state/place.ts';
import { problem } from '../state/shared.ts';
import { beginReading, endReading, offer, readSoFar } from './reading.ts';
import { openStory } from './stories.ts';

/** What a trace is read from. */
export interface TraceBytes {
  readonly bytes: Bytes;
  /** Null if nobody knows. */
  readonly size: number | null;
}

interface Intake {
  readonly title: string;
  readonly captions?: readonly Caption[];
  /** Where it is looked at first. */
  readonly place?: Place;
}

/** Of each story that was read, for writing it again. */
const endsByStory = new WeakMap<TimelineView, StoryEnds>();

/** How the trace began and ended that the story was read from; null if it was not. */
export function endsOf(timeline: TimelineView): StoryEnds | null {
  return endsByStory.get(timeline) ?? null;
}

/**
 * Reads a trace and opens it. If it cannot be read, the story that is open stays, and a message says
 * why; of a trace that is cut off, what there is can be opened from there.
 */
export async function readStory(
  intake: Intake,
  request: (signal: AbortSignal) => Promise<TraceBytes>,
): Promise<void> {
  const { title } = intake;
  const signal = beginReading(title);
  try {
    const { bytes, size } = await request(signal);
    const read = await readTrace(bytes, {
      signal,
      onProgress: (progress) => readSoFar(signal, size && Math.min(1, progress.bytes / size)),
    });
    if (!signal.aborted) finish(intake, read);
  } catch (error) {
    if (!signal.aborted) problem.value = `${title}: ${reasonOf(error)}`;
  } finally {
    endReading(signal);
  }
}

/** Opens the story that a report holds. */
export function openEmbedded(story: EmbeddedStory, place: Place): Promise<void> {
  const { title, captions, lines } = story;
  return readStory({ title, captions, place }, async () => ({ bytes: bytesOf(lines), size: null }));
}

function finish(intake: Intake, read: ReadTrace): void {
  if (read.problem === null) {
    open(intake, read);
    return;
  }
  problem.value = `${intake.title}: ${read.problem.message}`;
  if (read.timeline.last > 0)
    offer.value = { steps: read.timeline.last, open: () => open(intake, read) };
}

function open({ title, captions = [], place }: Intake, { timeline, header, end }: ReadTrace): void {
  endsByStory.set(timeline, { header, end });
  openStory({ kind: captions.length > 0 ? 'tour' : 'trace', title, timeline, captions }, place);
}

/** The lines were parsed with the report; the reader takes them as it takes a file. */
async function* bytesOf(lines: readonly unknown[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const line of lines) yield encoder.encode(`${formatLine(line as TraceLine)}\n`);
}

function reasonOf(error: unknown): string {
  if (error instanceof TraceError) return error.message;
  const { name, message } = error as Error;
  return name === 'NotReadableError' || name === 'NotFoundError'
    ? 'the file cannot be read'
    : message;
}

/** What a page opens by itself: the story that it holds, or the one that it was opened for. */
import { signal } from '@preact/signals';
import type { Opening } from '../../hubLines.ts';
import { parseStory, STORY_ELEMENT } from '../saved/htmlReport.ts';
import { parsePlace } from '../state/place.ts';
import { firstPlace } from '../state/placeLink.ts';
import { problem, source } from '../state/shared.ts';
import { openLive } from './live.ts';
import { reading } from './reading.ts';
import type { TraceBytes } from './trace.ts';
import { openEmbedded, readStory } from './trace.ts';

/** Whether it is not known yet what the page was opened for. */
export const isLooking = signal(true);
/** Whether there is a process that tells of those that run now. */
export const isServedLive = signal(false);

/** Opens what there is to open; where there is nothing, the start screen is shown. */
export async function openAtLoad(): Promise<void> {
  const embedded = document.getElementById(STORY_ELEMENT);
  if (embedded) await openReport(embedded.textContent ?? '');
  else await openServed();
  isLooking.value = false;
}

async function openReport(text: string): Promise<void> {
  const story = parseStory(text);
  if (story === null) {
    problem.value = 'The story in this report cannot be read: the file is damaged.';
    return;
  }
  await openEmbedded(story, hasPlace() ? firstPlace : parsePlace(story.hash));
}

async function openServed(): Promise<void> {
  const opening = await fetchOpening();
  if (opening === null) return;
  const { trace, isLive } = opening;
  isServedLive.value = isLive;
  // Somebody who did not wait for the answer has begun something else.
  if (source.peek() !== null || reading.peek() !== null) return;
  if (trace !== null) await readStory({ title: trace, place: firstPlace }, fetchTrace);
  else if (isLive) openLive(firstPlace);
}

function hasPlace(): boolean {
  return firstPlace.position !== null || firstPlace.machine !== null;
}

async function fetchOpening(): Promise<Opening | null> {
  try {
    const response = await fetch('opening');
    if (response.ok) return (await response.json()) as Opening;
    problem.value = refusalOf(response.status);
  } catch {
    problem.value =
      'The inspector’s process cannot be reached. A file, play and the tour work without it.';
  }
  return null;
}

function refusalOf(status: number): string {
  return status === 403 || status === 404
    ? 'This address is not, or no longer, that of an inspector: open the one that it printed when it started.'
    : `The inspector’s process answered with an error (${status}).`;
}

async function fetchTrace(signal: AbortSignal): Promise<TraceBytes> {
  const response = await fetch('trace', { signal }).catch(() => {
    throw new Error('the inspector’s process cannot be reached');
  });
  if (!response.ok || response.body === null) throw new Error(refusalOf(response.status));
  const length = Number(response.headers.get('content-length'));
  return { bytes: response.body, size: length > 0 ? length : null };
}

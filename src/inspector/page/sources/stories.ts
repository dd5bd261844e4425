/** Which story is open. */
import { batch, computed, signal } from '@preact/signals';
import { safeText } from '../../../chat/display/safeText.ts';
import type { TimelineView } from '../../model/types.ts';
import { knownViolation, positionOfStep } from '../saved/traceLines.ts';
import { columnTab } from '../state/layout.ts';
import { NOWHERE, type Place } from '../state/place.ts';
import { player } from '../state/player.ts';
import type { Source } from '../state/shared.ts';
import { revision, selectedFlight, selectedMachine, source, timeline } from '../state/shared.ts';
import { dismissProblem } from './reading.ts';

/** Grows with each story that is opened: views begin afresh with it. */
export const storyNumber = signal(0);

/** Whether there is anything to look at: running processes may not have reported yet. */
export const hasBegun = computed(() => {
  revision.value;
  return source.value !== null && (source.value.kind !== 'live' || source.value.timeline.last > 0);
});

/** Where the story breaks a promise, as far as it is known; null if it breaks none. */
export const brokenAt = computed(() => {
  revision.value;
  return timeline.value ? breakOf(timeline.value) : null;
});

/** Opens a story in the place of the one before, at a place in it. */
export function openStory(next: Source, place: Place = NOWHERE): void {
  const before = source.peek();
  batch(() => {
    source.value = next;
    storyNumber.value++;
    revision.value++;
    selectedMachine.value = place.machine;
    selectedFlight.value = null;
    dismissProblem();
    columnTab.value = next.kind === 'play' ? 'play' : 'spaceTime';
  });
  // With the same way to close it, it is a newer account of the same.
  if (before?.close !== next.close) before?.close?.();
  document.title = `${safeText(next.title)} – statechat inspector`;
  const isFollowed = place.position === null && (next.kind === 'live' || next.kind === 'play');
  player.send(
    isFollowed ? { type: 'toEnd' } : { type: 'goTo', position: place.position ?? landingOf(next) },
  );
}

/** Where a story is first looked at: what it is about, or its first step. */
function landingOf({ timeline: story, captions }: Source): number {
  return breakOf(story) ?? captions?.[0]?.position ?? story.first;
}

function breakOf(story: TimelineView): number | null {
  const violation = knownViolation(story);
  return violation && positionOfStep(story, violation.step);
}

/** Keeps the address of the page at the step that is shown, and goes where an address leads. */
import { effect, untracked } from '@preact/signals';
import type { Place } from './place.ts';
import { formatPlace, parsePlace } from './place.ts';
import { player, playerState } from './player.ts';
import { cursor, revision, selectedMachine, source, timeline } from './shared.ts';

/** Browsers stop taking new addresses when they come faster than a few in a second. */
const WRITE_INTERVAL_MS = 400;

let pendingWrite: ReturnType<typeof setTimeout> | null = null;

/** Where the address led when the page was loaded. */
export const firstPlace: Place = parsePlace(location.hash);

/** Starts with the first story that is open: until then the address leads somewhere. */
export function startPlaceLink(): void {
  effect(() => {
    if (source.value === null) return;
    currentHash();
    if (pendingWrite === null) pendingWrite = setTimeout(writeHash, WRITE_INTERVAL_MS);
  });
  // Not where the address is by now: it may just have been written to where the cursor still is.
  window.addEventListener('hashchange', ({ newURL }) =>
    goToPlace(parsePlace(new URL(newURL).hash)),
  );
}

/** What stands behind the address for where the cursor is. The end of a story moves: no step. */
export function currentHash(): string {
  const isFollowing = playerState.value.matches('following');
  return formatPlace({
    position: isFollowing ? null : cursor.value,
    machine: selectedMachine.value,
  });
}

/** Goes to a step as soon as the story has it: a live one is told again when a page is opened. */
export function goToPlaceWhenThere({ position, machine }: Place): void {
  if (position === null) return;
  const opened = source.peek();
  let hasGone = false;
  const stop = effect(() => {
    revision.value;
    if (hasGone || source.value !== opened) return;
    if ((timeline.value?.last ?? 0) < position) return;
    hasGone = true;
    untracked(() => goToPlace({ position, machine }));
    queueMicrotask(() => stop());
  });
}

function goToPlace({ position, machine }: Place): void {
  if (machine !== null) selectedMachine.value = machine;
  if (position !== null) player.send({ type: 'goTo', position });
}

function writeHash(): void {
  pendingWrite = null;
  const hash = untracked(currentHash);
  if (hash === location.hash) return;
  try {
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
  } catch {
    // A browser may refuse it to a file; the page works without.
  }
}

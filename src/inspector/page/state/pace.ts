/**
 * How fast a story is told. It runs in its own time, slower or faster, with one exception: a wait
 * that would take longer than a second to watch is shortened to a second.
 */

/** What is asked of a timeline here. */
export interface Told {
  readonly last: number;
  step(position: number): { readonly atMs: number } | undefined;
}

/** How many milliseconds of the story pass in one of the watcher's. */
export const SPEEDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;
export const NORMAL_SPEED = 1;

/** Nobody waits longer than this for the next step, in milliseconds of the watcher's time. */
export const LONGEST_WAIT_MS = 1_000;

/** Where the telling stands: after a step, and this far on the way to the next one. */
export interface Playhead {
  readonly position: number;
  /** Milliseconds of the story, of those that the way to the next step is given. */
  readonly waitedMs: number;
}

/** The next speed up or down; the same at either end. */
export function neighbourSpeed(speed: number, way: 1 | -1): number {
  const faster = SPEEDS.filter((candidate) => candidate > speed);
  const slower = SPEEDS.filter((candidate) => candidate < speed);
  return (way === 1 ? faster[0] : slower.at(-1)) ?? speed;
}

/** Goes on for some of the watcher's time; stops at the end of the story. */
export function advance(
  story: Told,
  { position, waitedMs }: Playhead,
  elapsedMs: number,
  speed: number,
): Playhead {
  let reached = position;
  let restMs = waitedMs + elapsedMs * speed;
  while (reached < story.last) {
    const wayMs = Math.min(gapMs(story, reached), LONGEST_WAIT_MS * speed);
    if (restMs < wayMs) return { position: reached, waitedMs: restMs };
    restMs -= wayMs;
    reached++;
  }
  return { position: reached, waitedMs: 0 };
}

/** The wait after a position, in milliseconds of the story, if it is told shorter than it was. */
export function shortenedGapMs(story: Told, position: number, speed: number): number | null {
  if (position < 1 || position >= story.last) return null;
  const waitMs = gapMs(story, position);
  return waitMs > LONGEST_WAIT_MS * speed ? waitMs : null;
}

/** Nothing is waited for before the first step, nor where a step is missing. */
function gapMs(story: Told, position: number): number {
  const before = story.step(position);
  const after = story.step(position + 1);
  return before && after ? Math.max(0, after.atMs - before.atMs) : 0;
}

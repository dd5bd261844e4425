/** The keyboard of the space-time diagram. */
import type { SpaceTimeIndex } from './layout/storyIndex.ts';

const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
  ['PageDown', 20],
  ['PageUp', -20],
]);

/** Where a key takes the cursor, or null if it is not ours. Steps with nothing to see are passed. */
export function positionAfterKey(
  key: string,
  position: number,
  index: Pick<SpaceTimeIndex, 'heightOf' | 'oldest' | 'newest'>,
): number | null {
  const steps = STEPS.get(key);
  if (steps === undefined) return null;
  const way = Math.sign(steps);
  let reached = position;
  let left = Math.abs(steps);
  for (
    let next = position + way;
    left > 0 && next >= index.oldest && next <= index.newest;
    next += way
  ) {
    if (index.heightOf(next) === 0) continue;
    reached = next;
    left--;
  }
  return reached;
}

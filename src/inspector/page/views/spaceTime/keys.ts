/** The keyboard of the space-time diagram. */
import type { SpaceTimeIndex } from './layout/storyIndex.ts';

const PAGE_STEPS = 20;

/** Where a key takes the cursor, or null if it is not ours. Steps with nothing to see are passed. */
export function positionAfterKey(
  key: string,
  position: number,
  index: Pick<SpaceTimeIndex, 'heightOf' | 'oldest' | 'newest'>,
): number | null {
  switch (key) {
    case 'ArrowDown':
      return walk(position, 1, 1, index);
    case 'ArrowUp':
      return walk(position, -1, 1, index);
    case 'PageDown':
      return walk(position, 1, PAGE_STEPS, index);
    case 'PageUp':
      return walk(position, -1, PAGE_STEPS, index);
    default:
      return null;
  }
}

function walk(
  position: number,
  way: 1 | -1,
  steps: number,
  index: Pick<SpaceTimeIndex, 'heightOf' | 'oldest' | 'newest'>,
): number {
  const { oldest, newest } = index;
  let reached = position;
  let left = steps;
  for (let next = position + way; left > 0 && next >= oldest && next <= newest; next += way) {
    if (index.heightOf(next) === 0) continue;
    reached = next;
    left--;
  }
  return reached;
}

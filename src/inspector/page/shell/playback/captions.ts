import type { Caption } from '../../../tour/story.ts';

interface CaptionsAround {
  /** The last one that the cursor has reached. */
  readonly current: Caption | null;
  readonly previous: Caption | null;
  readonly next: Caption | null;
}

/** The captions at a position and beside it; they are in the order of their positions. */
export function captionsAround(captions: readonly Caption[], position: number): CaptionsAround {
  const reached = captions.filter((caption) => caption.position <= position).length;
  const at = (place: number) => (place < 0 ? null : (captions[place] ?? null));
  return { current: at(reached - 1), previous: at(reached - 2), next: at(reached) };
}

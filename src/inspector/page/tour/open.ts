/** The bundled stories. */

import { openStory } from '../sources/stories.ts';
import { problem } from '../state/shared.ts';
import type { TourStop } from './tour.ts';

/** Opens a stop of the tour. */
export function openTour(stop: TourStop): void {
  try {
    openStory(stop.open());
  } catch (error) {
    problem.value = `${stop.title} cannot be opened: ${(error as Error).message}`;
  }
}

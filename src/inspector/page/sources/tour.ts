/** The bundled stories. */
import { problem } from '../state.ts';
import type { TourStop } from '../tour/index.ts';
import { openStory } from './stories.ts';

/** Opens a stop of the tour. */
export function openTour(stop: TourStop): void {
  try {
    openStory(stop.open());
  } catch (error) {
    problem.value = `${stop.title} cannot be opened: ${(error as Error).message}`;
  }
}

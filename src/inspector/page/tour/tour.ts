/**
 * The guided tour: stories with a sentence at each important step. They are not files: each happens
 * when it is opened, in the lab's world, and so it shows what this version of the program does.
 */
import { STORIES } from '../../tour/stories.ts';
import type { TourStory } from '../../tour/story.ts';
import { place, tell } from '../../tour/story.ts';
import { fork } from '../play/createPlay.ts';
import { PlayRecord, PlaySource } from '../play/playSource.ts';
import { openStory } from '../sources/stories.ts';
import type { Source } from '../state/shared.ts';
import { problem } from '../state/shared.ts';

export interface TourStop {
  readonly id: string;
  readonly title: string;
  /** What it shows. */
  readonly sentence: string;
  open(): Source;
}

export const TOUR: readonly TourStop[] = STORIES.map((story) => {
  const { id, title, sentence } = story;
  return { id, title, sentence, open: () => open(story) };
});

/** Opens a stop of the tour. */
export function openTour(stop: TourStop): void {
  try {
    openStory(stop.open());
  } catch (error) {
    problem.value = `${stop.title} cannot be opened: ${(error as Error).message}`;
  }
}

/** @throws Error if the story goes otherwise than it should */
function open(story: TourStory): Source {
  const { title } = story;
  const record = new PlayRecord();
  const sandbox = tell(story, record);
  const { timeline } = record;
  timeline.passed(sandbox.nowMs);
  const told = new PlaySource({ name: title, title, record, sandbox });
  return {
    kind: 'tour',
    title,
    timeline,
    captions: place(story, timeline),
    playFrom: (position) => fork(told, position),
  };
}

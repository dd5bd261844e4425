import { atOnce } from './atOnce.ts';
import { eviction } from './eviction.ts';
import { falseSuspicion } from './falseSuspicion.ts';
import { lostAck } from './lostAck.ts';
import { partition } from './partition.ts';
import type { TourStory } from './story.ts';

/** From the simplest to the one that needs most of what was told before. */
export const STORIES: readonly TourStory[] = [lostAck, falseSuspicion, eviction, atOnce, partition];

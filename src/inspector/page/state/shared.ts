/** What all views share: the story, the cursor in it, and what is selected. */
import { computed, signal } from '@preact/signals';
import type { TimelineView } from '../../model/types.ts';
import type { Caption } from '../../tour/story.ts';

/** Where a story comes from. */
export interface Source {
  readonly kind: 'trace' | 'live' | 'play' | 'tour';
  readonly title: string;
  readonly timeline: TimelineView;
  readonly captions?: readonly Caption[];
  /** Lets the next thing happen at the end of the timeline; false if nothing is due. Play only. */
  happenNext?(): boolean;
  /** Lets time pass at the end of the timeline. Play only. */
  pass?(durationMs: number): void;
  /** Begins a play that is the same up to a position. Tour only. */
  playFrom?(position: number): void;
  /** What it holds is given up. */
  close?(): void;
}

export interface MachineName {
  readonly node: string;
  readonly machine: string;
}

/** Whether two names mean the same machine. */
export function isSameMachine(a: MachineName | null, b: MachineName | null): boolean {
  return a?.node === b?.node && a?.machine === b?.machine;
}

export const source = signal<Source | null>(null);
/** Grows whenever the timeline of the source does; views that show its end read it. */
export const revision = signal(0);
/** The position that every view shows. */
export const cursor = signal(0);
/** The machine whose chart and context are shown. */
export const selectedMachine = signal<MachineName | null>(null);
/** The datagram that was clicked. */
export const selectedFlight = signal<number | null>(null);
/** One clear line for the user, such as why a file cannot be read. */
export const problem = signal<string | null>(null);

export const timeline = computed(() => source.value?.timeline ?? null);

/** Puts the cursor somewhere, as near as the timeline goes. */
export function seek(position: number): void {
  const story = timeline.value;
  if (story === null) return;
  const oldest = story.first === 1 ? 0 : story.first;
  cursor.value = Math.min(story.last, Math.max(oldest, Math.round(position)));
}

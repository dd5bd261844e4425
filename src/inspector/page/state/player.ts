/** The playback at work: on the story that is open, with the frames of the browser. */
import { effect, signal, untracked } from '@preact/signals';
import type { SnapshotFrom } from 'xstate';
import { createActor } from 'xstate';
import type { Deck, Story } from './playback.ts';
import { needsTime, playback } from './playback.ts';
import { cursor, revision, seek, selectedMachine, source, timeline } from './shared.ts';

/** The page moves where the story is. */
const deck: Deck = {
  story,
  show: (position) => seek(position),
};

export const player = createActor(playback, { input: { deck } });
export const playerState = signal<SnapshotFrom<typeof playback>>(player.getSnapshot());

/** The story that is open, as the playback sees it. */
function story(): Story | null {
  const current = source.peek();
  if (current === null) return null;
  const { timeline: told, kind } = current;
  return {
    told,
    start: startOf(told.first),
    isGrowing: kind === 'live' || kind === 'play',
    ...(current.happenNext ? { happenNext: () => current.happenNext?.() ?? false } : {}),
    ...(current.pass ? { pass: (durationMs) => current.pass?.(durationMs) } : {}),
  };
}

/** Before the first step, or at the oldest that is kept. */
export function startOf(first: number): number {
  return first === 1 ? 0 : first;
}

/** Starts the playback and keeps it told of what others do. */
export function startPlayer(): void {
  player.subscribe((snapshot) => {
    playerState.value = snapshot;
    if (needsTime(snapshot)) runFrames();
  });
  player.start();
  effect(() => {
    const position = cursor.value;
    untracked(() => player.send({ type: 'moved', position }));
  });
  effect(() => {
    revision.value;
    untracked(() => {
      player.send({ type: 'grew' });
      // What the cursor stood on may not be kept any more.
      seek(cursor.value);
    });
  });
}

/** To the selected machine's next or previous step. */
export function goToNeighbour(way: 1 | -1): void {
  const machine = selectedMachine.value;
  if (machine === null) return;
  const position = timeline.value?.neighbour(cursor.value, machine.node, machine.machine, way);
  if (typeof position === 'number') player.send({ type: 'goTo', position });
}

/** When the frame before was drawn; null while no frames are asked for. */
let frameMs: number | null = null;

/** Ticks while the playback needs them, and not a frame longer. */
function runFrames(): void {
  if (frameMs !== null) return;
  frameMs = performance.now();
  requestAnimationFrame(frame);
}

function frame(nowMs: number): void {
  const elapsedMs = Math.max(0, nowMs - (frameMs ?? nowMs));
  frameMs = needsTime(player.getSnapshot()) ? nowMs : null;
  if (frameMs === null) return;
  requestAnimationFrame(frame);
  player.send({ type: 'tick', elapsedMs });
}

/**
 * Moves the cursor through a story.
 *
 *     paused ──play──▶ playing ──(the end of a story that grows)──▶ following
 *        ▲                │                                            │
 *        └── pause, step ─┴─ (the end) ──────── pause, step, moved ────┘
 *
 * `playing` tells what has happened, at the speed that was chosen. `following` stays at the newest
 * step of a story that grows, and lets time pass there where the story's time is ours: play mode.
 * Whoever moves the cursor, playback too, is answered by `moved`: the telling goes on from
 * there, and the end is not followed any more.
 *
 * The machine has no clock: while {@link needsTime}, whoever drives it sends a `tick` for each frame
 * that is drawn.
 */
import type { SnapshotFrom } from 'xstate';
import { and, assertEvent, assign, setup } from 'xstate';
import type { Playhead, Told } from './pace.ts';
import { advance, NORMAL_SPEED, neighbourSpeed } from './pace.ts';

/** What the playback drives. */
export interface Deck {
  story(): Story | null;
  /** Puts the cursor there, or as near as the story goes; sends `moved` if it was elsewhere. */
  show(position: number): void;
}

/** A story, as far as it matters to its telling. */
export interface Story {
  readonly told: Told;
  /** The position before everything that is kept. */
  readonly start: number;
  /** More may come. */
  readonly isGrowing: boolean;
  /** Lets the next thing happen at the end. */
  happenNext?(): boolean;
  /** Lets time pass at the end. */
  pass?(durationMs: number): void;
}

export type PlaybackEvent =
  | { readonly type: 'toggle' }
  | { readonly type: 'step'; readonly way: 1 | -1 }
  | { readonly type: 'toStart' }
  | { readonly type: 'toEnd' }
  | { readonly type: 'setSpeed'; readonly speed: number }
  /** To the next speed up or down. */
  | { readonly type: 'changeSpeed'; readonly way: 1 | -1 }
  /** To stand there: another story was opened, or somebody asked for a step. */
  | { readonly type: 'goTo'; readonly position: number }
  | { readonly type: 'moved'; readonly position: number }
  /** The story has new steps. */
  | { readonly type: 'grew' }
  /** Time of the watcher's has passed. */
  | { readonly type: 'tick'; readonly elapsedMs: number };

interface PlaybackContext {
  readonly deck: Deck;
  readonly head: Playhead;
  readonly speed: number;
}

/**
 * A tab that was hidden, or a slow frame, makes the telling late; it doesn't jump.
 * Milliseconds of the watcher's time.
 */
const LONGEST_TICK_MS = 250;

const lastOf = ({ deck }: PlaybackContext): number => deck.story()?.told.last ?? 0;
const startOf = ({ deck }: PlaybackContext): number => deck.story()?.start ?? 0;

export const playback = setup({
  types: {
    input: {} as { readonly deck: Deck },
    context: {} as PlaybackContext,
    events: {} as PlaybackEvent,
  },
  guards: {
    isAtEnd: ({ context }) => context.head.position >= lastOf(context),
    isGrowing: ({ context }) => context.deck.story()?.isGrowing ?? false,
    isElsewhere: ({ context, event }) => {
      assertEvent(event, 'moved');
      return event.position !== lastOf(context);
    },
  },
  actions: {
    show: ({ context }) => context.deck.show(context.head.position),
    showAsked: ({ context, event }) => {
      assertEvent(event, 'goTo');
      context.deck.show(event.position);
    },
    showEnd: ({ context }) => context.deck.show(lastOf(context)),
    putAtStart: assign({ head: ({ context }) => headAt(startOf(context)) }),
    putThere: assign(({ context: { head }, event }) => {
      assertEvent(event, 'moved');
      return head.position === event.position ? {} : { head: headAt(event.position) };
    }),
    goOn: assign(({ context: { deck, head, speed }, event }) => {
      assertEvent(event, 'tick');
      const told = deck.story()?.told;
      const elapsedMs = Math.min(event.elapsedMs, LONGEST_TICK_MS);
      return told ? { head: advance(told, head, elapsedMs, speed) } : {};
    }),
    step: ({ context, event }) => {
      assertEvent(event, 'step');
      const { deck, head } = context;
      if (event.way === 1 && head.position >= lastOf(context)) deck.story()?.happenNext?.();
      deck.show(head.position + event.way);
    },
    pass: ({ context: { deck, speed }, event }) => {
      assertEvent(event, 'tick');
      deck.story()?.pass?.(Math.min(event.elapsedMs, LONGEST_TICK_MS) * speed);
    },
    setSpeed: assign(({ event }) => {
      assertEvent(event, 'setSpeed');
      return { speed: event.speed };
    }),
    changeSpeed: assign(({ context, event }) => {
      assertEvent(event, 'changeSpeed');
      return { speed: neighbourSpeed(context.speed, event.way) };
    }),
  },
}).createMachine({
  id: 'playback',
  context: ({ input }) => ({ deck: input.deck, head: headAt(0), speed: NORMAL_SPEED }),
  initial: 'paused',
  on: {
    step: { target: '.paused', actions: 'step' },
    toStart: { target: '.paused', actions: ['putAtStart', 'show'] },
    toEnd: [
      { guard: 'isGrowing', target: '.following' },
      { target: '.paused', actions: 'showEnd' },
    ],
    setSpeed: { actions: 'setSpeed' },
    changeSpeed: { actions: 'changeSpeed' },
    goTo: { target: '.paused', actions: 'showAsked' },
    moved: { actions: 'putThere' },
  },
  states: {
    paused: {
      on: {
        toggle: [
          { guard: and(['isAtEnd', 'isGrowing']), target: 'following' },
          { guard: 'isAtEnd', target: 'playing', actions: ['putAtStart', 'show'] },
          { target: 'playing' },
        ],
      },
    },
    playing: {
      always: [
        { guard: and(['isAtEnd', 'isGrowing']), target: 'following' },
        { guard: 'isAtEnd', target: 'paused' },
      ],
      on: {
        toggle: 'paused',
        toStart: { actions: ['putAtStart', 'show'] },
        tick: { actions: ['goOn', 'show'] },
      },
    },
    following: {
      entry: 'showEnd',
      on: {
        toggle: 'paused',
        grew: { actions: 'showEnd' },
        tick: { actions: 'pass' },
        moved: [
          { guard: 'isElsewhere', target: 'paused', actions: 'putThere' },
          { actions: 'putThere' },
        ],
      },
    },
  },
});

/** Whether a `tick` would change anything. */
export function needsTime(snapshot: SnapshotFrom<typeof playback>): boolean {
  if (snapshot.matches('following')) return snapshot.context.deck.story()?.pass !== undefined;
  return snapshot.matches('playing');
}

function headAt(position: number): Playhead {
  return { position, waitedMs: 0 };
}

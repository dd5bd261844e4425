/**
 * Moves the cursor through a story.
 *
 *     paused ──play──▶ playing ──(the end of a story that grows)──▶ following
 *        ▲                │                                            │
 *        └── pause, step ─┴─ (the end) ──────── pause, step, moved ────┘
 *
 * `playing` tells what has happened, at the speed that was chosen. `following` stays at the newest
 * step of a story that grows, and lets time pass there where the story's time is ours: play mode.
 * Whoever moves the cursor, the transport too, is answered by `moved`: the telling goes on from
 * there, and the end is not followed any more.
 *
 * The machine has no clock: while {@link needsTime}, whoever drives it sends a `tick` for each frame
 * that is drawn.
 */
import type { SnapshotFrom } from 'xstate';
import { and, assign, setup } from 'xstate';
import type { Playhead, Told } from './pace.ts';
import { advance, NORMAL_SPEED, neighbourSpeed } from './pace.ts';

/** What the transport drives. */
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

export type TransportEvent =
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

interface TransportContext {
  readonly deck: Deck;
  readonly head: Playhead;
  readonly speed: number;
}

/**
 * A tab that was hidden, or a slow frame, makes the telling late; it doesn't jump.
 * Milliseconds of the watcher's time.
 */
const LONGEST_TICK_MS = 250;

const lastOf = ({ deck }: TransportContext): number => deck.story()?.told.last ?? 0;
const startOf = ({ deck }: TransportContext): number => deck.story()?.start ?? 0;

export const transport = setup({
  types: {
    input: {} as { readonly deck: Deck },
    context: {} as TransportContext,
    events: {} as TransportEvent,
  },
  guards: {
    isAtEnd: ({ context }) => context.head.position >= lastOf(context),
    isGrowing: ({ context }) => context.deck.story()?.isGrowing ?? false,
    isElsewhere: ({ context }, { position }: { position: number }) => position !== lastOf(context),
  },
  actions: {
    show: ({ context }) => context.deck.show(context.head.position),
    showAt: ({ context }, { position }: { position: number }) => context.deck.show(position),
    showEnd: ({ context }) => context.deck.show(lastOf(context)),
    putAtStart: assign({ head: ({ context }) => headAt(startOf(context)) }),
    putAt: assign({
      head: ({ context: { head } }, { position }: { position: number }) =>
        head.position === position ? head : headAt(position),
    }),
    goOn: assign({
      head: ({ context: { deck, head, speed } }, { elapsedMs }: { elapsedMs: number }) => {
        const told = deck.story()?.told;
        return told ? advance(told, head, Math.min(elapsedMs, LONGEST_TICK_MS), speed) : head;
      },
    }),
    step: ({ context }, { way }: { way: 1 | -1 }) => {
      const { deck, head } = context;
      if (way === 1 && head.position >= lastOf(context)) deck.story()?.happenNext?.();
      deck.show(head.position + way);
    },
    pass: ({ context: { deck, speed } }, { elapsedMs }: { elapsedMs: number }) =>
      deck.story()?.pass?.(Math.min(elapsedMs, LONGEST_TICK_MS) * speed),
    setSpeed: assign({ speed: (_, { speed }: { speed: number }) => speed }),
    changeSpeed: assign({
      speed: ({ context }, { way }: { way: 1 | -1 }) => neighbourSpeed(context.speed, way),
    }),
  },
}).createMachine({
  id: 'transport',
  context: ({ input }) => ({ deck: input.deck, head: headAt(0), speed: NORMAL_SPEED }),
  initial: 'paused',
  on: {
    step: {
      target: '.paused',
      actions: { type: 'step', params: ({ event }) => ({ way: event.way }) },
    },
    toStart: { target: '.paused', actions: ['putAtStart', 'show'] },
    toEnd: [
      { guard: 'isGrowing', target: '.following' },
      { target: '.paused', actions: 'showEnd' },
    ],
    setSpeed: { actions: { type: 'setSpeed', params: ({ event }) => ({ speed: event.speed }) } },
    changeSpeed: { actions: { type: 'changeSpeed', params: ({ event }) => ({ way: event.way }) } },
    goTo: {
      target: '.paused',
      actions: { type: 'showAt', params: ({ event }) => ({ position: event.position }) },
    },
    moved: { actions: { type: 'putAt', params: ({ event }) => ({ position: event.position }) } },
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
        tick: {
          actions: [
            { type: 'goOn', params: ({ event }) => ({ elapsedMs: event.elapsedMs }) },
            'show',
          ],
        },
      },
    },
    following: {
      entry: 'showEnd',
      on: {
        toggle: 'paused',
        grew: { actions: 'showEnd' },
        tick: {
          actions: { type: 'pass', params: ({ event }) => ({ elapsedMs: event.elapsedMs }) },
        },
        moved: [
          {
            guard: { type: 'isElsewhere', params: ({ event }) => ({ position: event.position }) },
            target: 'paused',
            actions: { type: 'putAt', params: ({ event }) => ({ position: event.position }) },
          },
          { actions: { type: 'putAt', params: ({ event }) => ({ position: event.position }) } },
        ],
      },
    },
  },
});

/** Whether a `tick` would change anything. */
export function needsTime(snapshot: SnapshotFrom<typeof transport>): boolean {
  if (snapshot.matches('following')) return snapshot.context.deck.story()?.pass !== undefined;
  return snapshot.matches('playing');
}

function headAt(position: number): Playhead {
  return { position, waitedMs: 0 };
}

/**
 * Whether it is known in which row of the terminal the prompt begins.
 *
 *     known ──(narrowed)──▶ asking ──(answered, or no answer in a moment)──▶ known
 *
 * A terminal that became narrower than what stands left of the cursor either has wrapped the row
 * anew, so that the prompt begins above the cursor's row, or has cut it off, so that a message
 * stands there. Terminals differ, and the program hears of the new size after the fact: the only
 * one who knows is the terminal. It is asked where its cursor is, and nothing is drawn until it has
 * answered. Who is resized by hand is resized many times: only the answer to the last question
 * counts.
 */
import { assign, emit, setup } from 'xstate';
import { CURSOR_ANSWER_MS } from './terminalTimers.ts';

export type PromptPlaceEvent =
  /** The terminal is narrower than what is drawn left of the cursor. */
  | { readonly type: 'narrowed' }
  /** The terminal has said where its cursor is. */
  | { readonly type: 'answered' };

export type PromptPlaceEffect =
  | { readonly type: 'ask' }
  /** Draw, with the last answer or without. */
  | { readonly type: 'draw' };

interface PromptPlaceContext {
  /** Questions without an answer. */
  readonly open: number;
}

export const promptPlace = setup({
  types: {
    context: {} as PromptPlaceContext,
    events: {} as PromptPlaceEvent,
    emitted: {} as PromptPlaceEffect,
  },
  actions: {
    ask: emit({ type: 'ask' }),
    draw: emit({ type: 'draw' }),
    countQuestion: assign({ open: ({ context }) => context.open + 1 }),
    countAnswer: assign({ open: ({ context }) => context.open - 1 }),
    forgetQuestions: assign({ open: 0 }),
  },
  guards: {
    hasMoreOpen: ({ context }) => context.open > 1,
  },
  delays: {
    cursorAnswer: CURSOR_ANSWER_MS,
  },
}).createMachine({
  id: 'promptPlace',
  context: { open: 0 },
  initial: 'known',
  states: {
    known: {
      entry: 'forgetQuestions',
      on: { narrowed: 'asking' },
    },
    asking: {
      entry: ['ask', 'countQuestion'],
      on: {
        narrowed: { target: 'asking', reenter: true },
        answered: [
          { guard: 'hasMoreOpen', actions: 'countAnswer' },
          { target: 'known', actions: 'draw' },
        ],
      },
      after: { cursorAnswer: { target: 'known', actions: 'draw' } },
    },
  },
});

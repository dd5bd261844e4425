/**
 * When the members of a group are told who entered or left it.
 *
 *     settled ──(changed)──▶ resting ──(changed)──▶ holding
 *        ▲         tell      │    ▲                    │
 *        └────(rested)───────┘    └──(rested, awaited)─┘
 *                                          tell
 *
 * The first change is told at once; what changes in the rest that follows is told in one go when it
 * is over. It is told earlier if it is `awaited`: a member speaks whose entering the others do not
 * know of. So a thousand who enter at once cost each member a line or two, not a thousand.
 */
import { emit, setup } from 'xstate';
import { GROUP_NEWS_REST_MS } from './timers.ts';

export type GroupNewsEvent =
  /** Somebody entered or left. */
  | { readonly type: 'changed' }
  /** What comes next for the members would not be understood without the news. */
  | { readonly type: 'awaited' };

/** Tell each member what changed since this was last told. */
export type GroupNewsEffect = { readonly type: 'tell' };

export const groupNews = setup({
  types: {
    events: {} as GroupNewsEvent,
    emitted: {} as GroupNewsEffect,
  },
  actions: {
    tell: emit({ type: 'tell' }),
  },
  delays: {
    rest: GROUP_NEWS_REST_MS,
  },
}).createMachine({
  id: 'groupNews',
  initial: 'settled',
  states: {
    settled: {
      on: { changed: { target: 'resting', actions: 'tell' } },
    },
    resting: {
      on: { changed: 'holding' },
      after: { rest: 'settled' },
    },
    holding: {
      on: { awaited: { target: 'resting', actions: 'tell' } },
      after: { rest: { target: 'resting', actions: 'tell' } },
    },
  },
});

/**
 * How a client comes to the address of its server: a host is looked up, and asked where it has several
 * addresses.
 *
 *     searching ──(found)──────────────────────▶ found
 *         │  └────(failed)──▶ lost                 ▲
 *         ▼ (failed, and the client stays)         │
 *       away { resting ⇄ searching } ───(found)────┘
 *
 * A client that stays says once that there is no server, and tries on: a machine that was just woken
 * has no name server yet. What is looked up, and how, its owner knows (`src/cli/chat/reachServer.ts`).
 */
import { emit, setup } from 'xstate';
import { STAY_REST_MS } from './timers.ts';

export type FinderEvent =
  /** A server answers, or there is one address only, at which the registration will ask. */
  | { readonly type: 'found' }
  /** The host has no address, or none of several answers. */
  | { readonly type: 'failed' };

export type FinderEffect =
  /** Look the host up, and ask its addresses. */
  | { readonly type: 'search' }
  /** Say why there is no server, and that it goes on. */
  | { readonly type: 'tellAway' };

interface FinderContext {
  readonly stays: boolean;
}

export const finder = setup({
  types: {
    context: {} as FinderContext,
    input: {} as FinderContext,
    events: {} as FinderEvent,
    emitted: {} as FinderEffect,
  },
  actions: {
    search: emit({ type: 'search' }),
    tellAway: emit({ type: 'tellAway' }),
  },
  guards: {
    isStaying: ({ context }) => context.stays,
  },
  delays: {
    stayRest: STAY_REST_MS,
  },
}).createMachine({
  id: 'finder',
  context: ({ input }) => ({ stays: input.stays }),
  initial: 'searching',
  states: {
    searching: {
      entry: 'search',
      on: { found: 'found', failed: [{ guard: 'isStaying', target: 'away' }, 'lost'] },
    },
    away: {
      entry: 'tellAway',
      initial: 'resting',
      on: { found: 'found' },
      states: {
        resting: { after: { stayRest: 'searching' } },
        searching: { entry: 'search', on: { failed: 'resting' } },
      },
    },
    found: { type: 'final' },
    lost: { type: 'final' },
  },
});

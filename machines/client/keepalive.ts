/**
 * The sign of life of a client that is online.
 *
 *     resting ──(2 s)──▶ asking (every 500 ms) ──(server heard)──▶ resting
 *
 * `asking` has the tag `unheard`: only there is `server.heard` news. A client that stays finds out
 * here that its server is gone though nobody asks it anything.
 */
import { assign, emit, setup } from 'xstate';
import { ACK_TIMEOUT_MS, KEEPALIVE_INTERVAL_MS, KEEPALIVE_ROUNDS } from '../timers.ts';

export interface KeepaliveInput {
  /** Keepalives in vain mean that the server is gone; otherwise only requests find that out. */
  readonly misses: boolean;
}

export type KeepaliveEvent =
  /** A datagram of our session arrived. */
  { readonly type: 'server.heard' };

export type KeepaliveEffect =
  | { readonly type: 'keepalive' }
  /** So many of them brought nothing. */
  | { readonly type: 'missed' };

interface KeepaliveContext extends KeepaliveInput {
  /** Keepalives since the server was last heard, where that means anything. */
  readonly unheard: number;
}

export const keepalive = setup({
  types: {
    input: {} as KeepaliveInput,
    context: {} as KeepaliveContext,
    events: {} as KeepaliveEvent,
    emitted: {} as KeepaliveEffect,
    tags: {} as 'unheard',
  },
  actions: {
    keepalive: emit({ type: 'keepalive' }),
    count: assign({ unheard: ({ context }) => (context.misses ? context.unheard + 1 : 0) }),
    countAnew: assign({ unheard: 0 }),
    reportMissed: emit({ type: 'missed' }),
  },
  guards: {
    isServerGone: ({ context }) => context.misses && context.unheard >= KEEPALIVE_ROUNDS,
  },
  delays: {
    keepaliveInterval: KEEPALIVE_INTERVAL_MS,
    keepaliveRetry: ACK_TIMEOUT_MS,
  },
}).createMachine({
  id: 'keepalive',
  context: ({ input }) => ({ misses: input.misses, unheard: 0 }),
  initial: 'resting',
  states: {
    resting: { entry: 'countAnew', after: { keepaliveInterval: 'asking' } },
    asking: {
      tags: 'unheard',
      entry: ['keepalive', 'count'],
      on: { 'server.heard': 'resting' },
      after: {
        keepaliveRetry: [
          { guard: 'isServerGone', target: 'missing' },
          { target: 'asking', reenter: true },
        ],
      },
    },
    missing: { type: 'final', entry: 'reportMissed' },
  },
});

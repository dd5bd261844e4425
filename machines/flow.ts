/**
 * How a client keeps up with what its server has for it.
 *
 *     flowing ──(a round without an ack)──▶ lagging ──(the last round is over)──▶ stuck
 *        ▲                                     │
 *        └───────────(acked meanwhile)─────────┘
 *
 * One machine for all that is owed to one client, answers and group messages alike, because they are
 * in one stream. A round that brought nothing is `overdue`: the server doubts whether the client is
 * there, if it has not heard it meanwhile. Nothing is heard of the acks in between: when a round is
 * over the owner says whether it was one, or how much longer it is because something was acked, or not
 * owed yet.
 */
import { assertEvent, assign, emit, setup } from 'xstate';
import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from './timers.ts';

export type FlowEvent =
  /** The round is longer: something was acked meanwhile, or is owed for less than a round. */
  | { readonly type: 'goOn'; readonly waitMs: number }
  /** Nothing was acked in a whole round. */
  | { readonly type: 'unacked' };

export type FlowEffect =
  /** A round may be over: was anything acked? */
  | { readonly type: 'roundOver' }
  | { readonly type: 'overdue' }
  /** Nothing was acked in all rounds. */
  | { readonly type: 'stuck' };

interface FlowContext {
  readonly waitMs: number;
  /** Rounds in a row in which nothing was acked. */
  readonly rounds: number;
}

export const flow = setup({
  types: {
    context: {} as FlowContext,
    events: {} as FlowEvent,
    emitted: {} as FlowEffect,
  },
  actions: {
    reportRound: emit({ type: 'roundOver' }),
    reportOverdue: emit({ type: 'overdue' }),
    reportStuck: emit({ type: 'stuck' }),
    countRound: assign({
      rounds: ({ context }) => context.rounds + 1,
      waitMs: ACK_TIMEOUT_MS,
    }),
    beginAgain: assign(({ event }) => {
      assertEvent(event, 'goOn');
      return { rounds: 0, waitMs: event.waitMs };
    }),
  },
  guards: {
    hasMoreRounds: ({ context }) => context.rounds + 1 < DELIVERY_ROUNDS,
  },
  delays: {
    round: ({ context }) => context.waitMs,
  },
}).createMachine({
  id: 'flow',
  context: { rounds: 0, waitMs: ACK_TIMEOUT_MS },
  initial: 'flowing',
  states: {
    flowing: {
      initial: 'waiting',
      on: {
        goOn: { target: '.waiting', actions: 'beginAgain' },
        unacked: { target: 'lagging', actions: ['reportOverdue', 'countRound'] },
      },
      states: {
        waiting: { after: { round: 'asking' } },
        asking: { entry: 'reportRound' },
      },
    },
    lagging: {
      initial: 'waiting',
      on: {
        goOn: { target: 'flowing', actions: 'beginAgain' },
        unacked: [
          { guard: 'hasMoreRounds', target: '.waiting', actions: ['reportOverdue', 'countRound'] },
          { target: 'stuck' },
        ],
      },
      states: {
        waiting: { after: { round: 'asking' } },
        asking: { entry: 'reportRound' },
      },
    },
    stuck: { type: 'final', entry: 'reportStuck' },
  },
});

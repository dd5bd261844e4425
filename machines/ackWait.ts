/**
 * Waits for the ack of one message.
 *
 * The message is sent at once and again whenever the wait that its schedule holds is over. The
 * schedule is data (see `scheduleOf`), so that one machine serves private messages, requests and
 * responses alike: its rounds are 500 ms long, and its waits back off inside a round.
 *
 *     waiting ──(round over)──▶ retrying ──(last round over)──▶ timedOut
 *        └──────────── acked ────────┴─▶ acked
 *
 * A round that ends without an ack is `overdue`: whoever owns the message may put the recipient's
 * liveness in doubt. What an ack is, an ACK frame or the answer to a request, is the owner's to say.
 */
import { assign, emit, setup } from 'xstate';
import type { Schedule, SchedulePosition } from './timers.ts';
import { hasMoreRounds, isWithinRound, scheduledWait } from './timers.ts';

export interface AckWaitInput {
  readonly schedule: Schedule;
}

export type AckWaitEvent =
  /** The message has arrived. */
  | { readonly type: 'ack' }
  /** The recipient is gone, or nobody needs the message any more. */
  | { readonly type: 'abandon' };

export type AckWaitEffect =
  /** Send a copy now. */
  | { readonly type: 'transmit' }
  /** A round of 500 ms passed without an ack. */
  | { readonly type: 'overdue' }
  | { readonly type: 'settled'; readonly outcome: AckOutcome };

export type AckOutcome = 'acked' | 'timedOut' | 'abandoned';

type AckWaitContext = SchedulePosition;

export const ackWait = setup({
  types: {
    input: {} as AckWaitInput,
    context: {} as AckWaitContext,
    events: {} as AckWaitEvent,
    emitted: {} as AckWaitEffect,
  },
  actions: {
    transmit: emit({ type: 'transmit' }),
    reportOverdue: emit({ type: 'overdue' }),
    settleAcked: emit({ type: 'settled', outcome: 'acked' }),
    settleTimedOut: emit({ type: 'settled', outcome: 'timedOut' }),
    settleAbandoned: emit({ type: 'settled', outcome: 'abandoned' }),
    nextStep: assign({ step: ({ context }) => context.step + 1 }),
    nextRound: assign({ round: ({ context }) => context.round + 1, step: 0 }),
  },
  guards: {
    isWithinRound: ({ context }) => isWithinRound(context),
    hasMoreRounds: ({ context }) => hasMoreRounds(context),
  },
  delays: {
    scheduledWait: ({ context }) => scheduledWait(context),
  },
}).createMachine({
  id: 'ackWait',
  context: ({ input }) => ({ schedule: input.schedule, round: 0, step: 0 }),
  initial: 'waiting',
  on: { ack: '.acked', abandon: '.abandoned' },
  states: {
    waiting: {
      entry: 'transmit',
      after: {
        scheduledWait: [
          { guard: 'isWithinRound', target: 'waiting', reenter: true, actions: 'nextStep' },
          { guard: 'hasMoreRounds', target: 'retrying', actions: ['reportOverdue', 'nextRound'] },
          { target: 'timedOut', actions: 'reportOverdue' },
        ],
      },
    },
    retrying: {
      entry: 'transmit',
      after: {
        scheduledWait: [
          { guard: 'isWithinRound', target: 'retrying', reenter: true, actions: 'nextStep' },
          {
            guard: 'hasMoreRounds',
            target: 'retrying',
            reenter: true,
            actions: ['reportOverdue', 'nextRound'],
          },
          { target: 'timedOut', actions: 'reportOverdue' },
        ],
      },
    },
    acked: { type: 'final', entry: 'settleAcked' },
    timedOut: { type: 'final', entry: 'settleTimedOut' },
    abandoned: { type: 'final', entry: 'settleAbandoned' },
  },
});

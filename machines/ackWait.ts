/**
 * Waits for the ack of one message, and when that is over for the ack of another.
 *
 * The message is sent at once and again whenever the wait that its schedule holds is over. The
 * schedule is data (see `scheduleOf`), so that one machine serves private messages, requests and
 * responses alike: its rounds are 500 ms long, and its waits back off inside a round.
 *
 *     waiting ──(round over)──▶ retrying ──(last round over)──▶ timedOut
 *        ├─────────── ack ──────────┴─▶ acked
 *        └───────── abandon ────────┴─▶ abandoned
 *
 * A round that ends without an ack is `overdue`: whoever owns the message may put the recipient's
 * liveness in doubt. What an ack is, an ACK frame or the answer to a request, is the owner's to say.
 *
 * No outcome is final: in each of them the machine waits for the next `post`, which leads back to
 * `waiting`. To create an actor costs more than all that it does for one message, so the owner keeps
 * those that are at rest.
 */
import { assertEvent, assign, emit, setup } from 'xstate';
import type { Schedule, SchedulePosition } from './timers.ts';
import { hasMoreRounds, isWithinRound, scheduledWait } from './timers.ts';

/** What is to be sent. */
interface Post {
  /** Names the message to whoever watches the machine: its kind and its place in the stream. */
  readonly message: string;
  readonly schedule: Schedule;
}

/** The first message. */
export type AckWaitInput = Post;

export type AckWaitEvent =
  /** The next message; only where none is under way. */
  | ({ readonly type: 'post' } & Post)
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

type AckWaitContext = Post & SchedulePosition;

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
    take: assign(({ event }) => {
      assertEvent(event, 'post');
      return begin(event);
    }),
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
  context: ({ input }) => begin(input),
  initial: 'waiting',
  states: {
    waiting: {
      entry: 'transmit',
      on: { ack: 'acked', abandon: 'abandoned' },
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
      on: { ack: 'acked', abandon: 'abandoned' },
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
    acked: {
      entry: 'settleAcked',
      on: { post: { target: 'waiting', actions: 'take' } },
    },
    timedOut: {
      entry: 'settleTimedOut',
      on: { post: { target: 'waiting', actions: 'take' } },
    },
    abandoned: {
      entry: 'settleAbandoned',
      on: { post: { target: 'waiting', actions: 'take' } },
    },
  },
});

function begin({ message, schedule }: Post): AckWaitContext {
  return { message, schedule, round: 0, step: 0 };
}

/**
 * Waits for the ack of one message, or of those that left together, and when that is over for the next.
 *
 *     waiting ──(round over)──▶ overdue ──(last silent round over)──▶ timedOut
 *        │  ▲                      │  │
 *        │  └───── progress ───────┘  └──(last round over, though heard)──▶ unanswered
 *        ├─────────── ack ─────────┴─▶ acked
 *        └───────── abandon ───────┴─▶ abandoned
 *
 * Copies are no concern of this machine: the connection sends what is lost again. It keeps what the
 * user was promised: a round of 500 ms that ends without an ack is `overdue`, and whoever owns the
 * message may put the recipient's liveness in doubt. What an ack is, an ACK frame or the answer to a
 * request, is the owner's to say. A part of a long message that arrived is `progress`: its time begins
 * again. Where silence and the lack of an answer are told apart (a request to the server), `heard`
 * begins the silent rounds again; the owner sends it at most once for each `overdue`.
 *
 * No outcome is final: in each of them the machine waits for the next `post`, which leads back to
 * `waiting`. To create an actor costs more than all that it does for one message, so the owner keeps
 * those that are at rest.
 */
import { assertEvent, assign, emit, setup } from 'xstate';
import type { Patience } from './timers.ts';
import { ACK_TIMEOUT_MS } from './timers.ts';

/** What has left. */
interface Post {
  /** Names the message to whoever watches the machine: its kind and its place in the stream. */
  readonly message: string;
  readonly patience: Patience;
}

/** The first message. */
export type AckWaitInput = Post;

export type AckWaitEvent =
  /** The next message; only where none is under way. */
  | ({ readonly type: 'post' } & Post)
  /** The message has arrived. */
  | { readonly type: 'ack' }
  /** A part of it has. */
  | { readonly type: 'progress' }
  /** The recipient is there, whatever became of the message. */
  | { readonly type: 'heard' }
  /** The recipient is gone, or nobody needs the message any more. */
  | { readonly type: 'abandon' };

export type AckWaitEffect =
  /** A round of 500 ms passed without an ack. */
  { readonly type: 'overdue' } | { readonly type: 'settled'; readonly outcome: AckOutcome };

export type AckOutcome = 'acked' | 'timedOut' | 'unanswered' | 'abandoned';

interface AckWaitContext extends Post {
  /** Rounds that are over, since the message left or made progress. */
  readonly rounds: number;
  /** Those since the recipient was last heard. */
  readonly silentRounds: number;
}

export const ackWait = setup({
  types: {
    input: {} as AckWaitInput,
    context: {} as AckWaitContext,
    events: {} as AckWaitEvent,
    emitted: {} as AckWaitEffect,
  },
  actions: {
    reportOverdue: emit({ type: 'overdue' }),
    settleAcked: emit({ type: 'settled', outcome: 'acked' }),
    settleTimedOut: emit({ type: 'settled', outcome: 'timedOut' }),
    settleUnanswered: emit({ type: 'settled', outcome: 'unanswered' }),
    settleAbandoned: emit({ type: 'settled', outcome: 'abandoned' }),
    take: assign(({ event }) => {
      assertEvent(event, 'post');
      return begin(event);
    }),
    countRound: assign({
      rounds: ({ context }) => context.rounds + 1,
      silentRounds: ({ context }) => context.silentRounds + 1,
    }),
    endSilence: assign({ silentRounds: 0 }),
    beginAgain: assign({ rounds: 0, silentRounds: 0 }),
  },
  guards: {
    isSilentForGood: ({ context: { silentRounds, patience } }) =>
      silentRounds + 1 >= patience.silentRounds,
    hasMoreRounds: ({ context: { rounds, patience } }) => rounds + 1 < patience.rounds,
  },
  delays: {
    round: ACK_TIMEOUT_MS,
  },
}).createMachine({
  id: 'ackWait',
  context: ({ input }) => begin(input),
  initial: 'waiting',
  states: {
    waiting: {
      on: { ack: 'acked', abandon: 'abandoned' },
      after: {
        round: [
          { guard: 'isSilentForGood', target: 'timedOut', actions: 'reportOverdue' },
          { target: 'overdue', actions: ['reportOverdue', 'countRound'] },
        ],
      },
    },
    overdue: {
      on: {
        ack: 'acked',
        abandon: 'abandoned',
        progress: { target: 'waiting', actions: 'beginAgain' },
        heard: { actions: 'endSilence' },
      },
      after: {
        round: [
          { guard: 'isSilentForGood', target: 'timedOut', actions: 'reportOverdue' },
          {
            guard: 'hasMoreRounds',
            target: 'overdue',
            reenter: true,
            actions: ['reportOverdue', 'countRound'],
          },
          { target: 'unanswered', actions: 'reportOverdue' },
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
    unanswered: {
      entry: 'settleUnanswered',
      on: { post: { target: 'waiting', actions: 'take' } },
    },
    abandoned: {
      entry: 'settleAbandoned',
      on: { post: { target: 'waiting', actions: 'take' } },
    },
  },
});

function begin({ message, patience }: Post): AckWaitContext {
  return { message, patience, rounds: 0, silentRounds: 0 };
}

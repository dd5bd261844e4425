/**
 * One group message on its way to the members: one machine that counts acks, not an actor a member.
 *
 *     awaitingAcks ──(all acked or gone)──▶ complete
 *        │  ▲
 *        └──┘ (a wait is over: a copy to those who have not acked)
 *
 * The machine knows how many members are pending; which they are, its owner knows, so that an ack
 * costs the same in a group of any size. A member that is overdue is put in doubt, which the server's
 * session of that member settles: it answers the probe and is tried on, or it is offline and reported
 * here as `gone`. A member that answers probes for 15 s and yet never acks comes out as `unreachable`.
 */
import { assertEvent, assign, emit, setup } from 'xstate';
import type { Schedule, SchedulePosition } from './timers.ts';
import { hasMoreRounds, isWithinRound, scheduledWait } from './timers.ts';

export interface BroadcastInput {
  /** How many it is sent to. */
  readonly members: number;
  readonly schedule: Schedule;
}

export type BroadcastEvent =
  /** So many members that were pending acked in this turn. */
  | { readonly type: 'acks'; readonly count: number }
  /** A pending member left the group or went offline: nothing is owed to it. */
  | { readonly type: 'gone' };

/** What concerns every pending member, and the end. */
export type BroadcastEffect =
  | { readonly type: 'transmit' }
  | { readonly type: 'overdue' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'complete' };

interface BroadcastContext extends SchedulePosition {
  readonly pending: number;
}

export const broadcast = setup({
  types: {
    input: {} as BroadcastInput,
    context: {} as BroadcastContext,
    events: {} as BroadcastEvent,
    emitted: {} as BroadcastEffect,
  },
  actions: {
    transmit: emit({ type: 'transmit' }),
    reportOverdue: emit({ type: 'overdue' }),
    reportUnreachable: emit({ type: 'unreachable' }),
    reportComplete: emit({ type: 'complete' }),
    countAcks: assign(({ context, event }) => {
      assertEvent(event, 'acks');
      return { pending: context.pending - event.count };
    }),
    dropMember: assign({ pending: ({ context }) => context.pending - 1 }),
    nextStep: assign({ step: ({ context }) => context.step + 1 }),
    nextRound: assign({ round: ({ context }) => context.round + 1, step: 0 }),
  },
  guards: {
    isGathered: ({ context }) => context.pending === 0,
    isWithinRound: ({ context }) => isWithinRound(context),
    hasMoreRounds: ({ context }) => hasMoreRounds(context),
  },
  delays: {
    scheduledWait: ({ context }) => scheduledWait(context),
  },
}).createMachine({
  id: 'broadcast',
  context: ({ input }) => ({
    pending: input.members,
    schedule: input.schedule,
    round: 0,
    step: 0,
  }),
  initial: 'awaitingAcks',
  states: {
    awaitingAcks: {
      entry: 'transmit',
      always: { guard: 'isGathered', target: 'complete' },
      on: {
        acks: { actions: 'countAcks' },
        gone: { actions: 'dropMember' },
      },
      after: {
        scheduledWait: [
          { guard: 'isWithinRound', target: 'awaitingAcks', reenter: true, actions: 'nextStep' },
          {
            guard: 'hasMoreRounds',
            target: 'awaitingAcks',
            reenter: true,
            actions: ['reportOverdue', 'nextRound'],
          },
          { target: 'complete', actions: 'reportUnreachable' },
        ],
      },
    },
    complete: { type: 'final', entry: 'reportComplete' },
  },
});

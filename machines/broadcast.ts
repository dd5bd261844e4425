/**
 * One group message on its way to the members: one machine that counts acks, not an actor a member.
 *
 *     awaitingAcks ──(all acked or gone)──▶ complete
 *        │  ▲
 *        └──┘ (a wait is over: a copy to those who have not acked)
 *
 * A member that is overdue is put in doubt, which the server's session of that member settles: it
 * answers the probe and is tried on, or it is offline and reported here as `gone`. A member that
 * answers probes for 15 s and yet never acks comes out as `unreachable`.
 */
import { assign, emit, setup } from 'xstate';
import type { Schedule, SchedulePosition } from './timers.ts';
import { hasMoreRounds, isWithinRound, scheduledWait } from './timers.ts';

/** Members are known by their session number. */
export type MemberId = number;

export interface BroadcastInput {
  readonly members: readonly MemberId[];
  readonly schedule: Schedule;
}

export type BroadcastEvent =
  /** Acks that arrived in one turn. */
  | { readonly type: 'acks'; readonly members: readonly MemberId[] }
  /** The member left the group or went offline: nothing is owed to it. */
  | { readonly type: 'gone'; readonly member: MemberId };

export type BroadcastEffect =
  | { readonly type: 'transmit'; readonly members: ReadonlySet<MemberId> }
  | { readonly type: 'overdue'; readonly members: ReadonlySet<MemberId> }
  | { readonly type: 'unreachable'; readonly members: ReadonlySet<MemberId> }
  | { readonly type: 'complete' };

interface BroadcastContext extends SchedulePosition {
  readonly pending: ReadonlySet<MemberId>;
}

export const broadcast = setup({
  types: {
    input: {} as BroadcastInput,
    context: {} as BroadcastContext,
    events: {} as BroadcastEvent,
    emitted: {} as BroadcastEffect,
  },
  actions: {
    transmit: emit(({ context }) => ({ type: 'transmit' as const, members: context.pending })),
    reportOverdue: emit(({ context }) => ({ type: 'overdue' as const, members: context.pending })),
    reportUnreachable: emit(({ context }) => ({
      type: 'unreachable' as const,
      members: context.pending,
    })),
    reportComplete: emit({ type: 'complete' }),
    countAcks: assign({
      pending: ({ context, event }) =>
        event.type === 'acks' ? without(context.pending, event.members) : context.pending,
    }),
    dropMember: assign({
      pending: ({ context, event }) =>
        event.type === 'gone' ? without(context.pending, [event.member]) : context.pending,
    }),
    nextStep: assign({ step: ({ context }) => context.step + 1 }),
    nextRound: assign({ round: ({ context }) => context.round + 1, step: 0 }),
  },
  guards: {
    isGathered: ({ context }) => context.pending.size === 0,
    isWithinRound: ({ context }) => isWithinRound(context),
    hasMoreRounds: ({ context }) => hasMoreRounds(context),
  },
  delays: {
    scheduledWait: ({ context }) => scheduledWait(context),
  },
}).createMachine({
  id: 'broadcast',
  context: ({ input }) => ({
    pending: new Set(input.members),
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

function without(
  pending: ReadonlySet<MemberId>,
  members: readonly MemberId[],
): ReadonlySet<MemberId> {
  const rest = new Set(pending);
  for (const member of members) rest.delete(member);
  return rest;
}

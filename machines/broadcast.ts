/**
 * One group message on its way to the members: one machine that counts acks, not an actor a member.
 *
 *     awaitingAcks ──(all acked or gone)──▶ complete
 *
 * The machine knows how many members are pending; which they are, its owner knows, so that an ack
 * costs the same in a group of any size. It has no time of its own: how each member keeps up is for
 * that member's `flow` to say, and one that is removed for it is `gone` here.
 */
import { assertEvent, assign, emit, setup } from 'xstate';

export interface BroadcastInput {
  /** How many it is sent to. */
  readonly members: number;
}

export type BroadcastEvent =
  /** So many members that were pending acked in this turn. */
  | { readonly type: 'acks'; readonly count: number }
  /** A pending member left the group or went offline: nothing is owed to it. */
  | { readonly type: 'gone' };

/** Everybody has it who can. */
export type BroadcastEffect = { readonly type: 'complete' };

interface BroadcastContext {
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
    reportComplete: emit({ type: 'complete' }),
    countAcks: assign(({ context, event }) => {
      assertEvent(event, 'acks');
      return { pending: context.pending - event.count };
    }),
    dropMember: assign({ pending: ({ context }) => context.pending - 1 }),
  },
  guards: {
    isGathered: ({ context }) => context.pending === 0,
  },
}).createMachine({
  id: 'broadcast',
  context: ({ input }) => ({ pending: input.members }),
  initial: 'awaitingAcks',
  states: {
    awaitingAcks: {
      always: { guard: 'isGathered', target: 'complete' },
      on: {
        acks: { actions: 'countAcks' },
        gone: { actions: 'dropMember' },
      },
    },
    complete: { type: 'final', entry: 'reportComplete' },
  },
});

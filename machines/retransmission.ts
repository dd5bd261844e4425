/**
 * The one timer of a connection: when is it time to look whether something was lost.
 *
 *     armed ──(the wait is over)──▶ due ──(nothing heard: a probe leaves)──▶ probing
 *       ▲                            │ ▲                                        │  │
 *       └──(more is on its way)──────┘ └──────────(the wait is over)────────────┘  │
 *       └────────────────────────(something was acked)─────────────────────────────┘
 *                              due ──(nothing is owed)──▶ idle
 *
 * What is lost, and how long the next wait is, its owner computes (RFC 9002 sections 6.1 and 6.2); the
 * waits of `probing` grow with each probe that brings nothing, and end growing early: see
 * `docs/protocol.md`. An ack ends no wait: that nothing is owed any more is found when it is over. The
 * owner lets the machine go when it has been idle for a while.
 */
import { assertEvent, assign, emit, setup } from 'xstate';

interface Wait {
  readonly waitMs: number;
}

export type RetransmissionInput = Wait;

export type RetransmissionEvent =
  /** Something is on its way: look again after so long. */
  | ({ readonly type: 'wait' } & Wait)
  /** Nothing is on its way. */
  | { readonly type: 'rest' }
  /** Nothing was heard for a probe timeout, and a probe leaves. */
  | ({ readonly type: 'probe' } & Wait);

/** Time to look whether something was lost, or whether a probe is needed. */
export type RetransmissionEffect = { readonly type: 'due' };

export const retransmission = setup({
  types: {
    input: {} as RetransmissionInput,
    context: {} as Wait,
    events: {} as RetransmissionEvent,
    emitted: {} as RetransmissionEffect,
  },
  actions: {
    reportDue: emit({ type: 'due' }),
    keepWait: assign({
      waitMs: ({ event }) => {
        assertEvent(event, ['wait', 'probe']);
        return event.waitMs;
      },
    }),
  },
  delays: {
    wait: ({ context }) => context.waitMs,
  },
}).createMachine({
  id: 'retransmission',
  context: ({ input }) => ({ waitMs: input.waitMs }),
  initial: 'armed',
  on: {
    wait: { target: '.armed', reenter: true, actions: 'keepWait' },
    probe: { target: '.probing', reenter: true, actions: 'keepWait' },
  },
  states: {
    armed: { after: { wait: 'due' } },
    due: { entry: 'reportDue', on: { rest: 'idle' } },
    idle: {},
    probing: { after: { wait: 'due' } },
  },
});

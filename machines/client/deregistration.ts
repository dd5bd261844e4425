/**
 * The way out of a session, and how it ended.
 *
 *     settling ─▶ requesting ─▶ deregistered
 *         └───────────┴───────▶ unanswered
 *
 * What was asked for before is done first: messages acked or failed, answers in. `settling` has the
 * tag of that name: only there is `settled` news. Whoever is in a hurry does not wait for it.
 */
import { emit, setup } from 'xstate';
import type { ClientEffect, ClientEvent } from '../clientProtocol.ts';

export interface DeregistrationInput {
  /** Nothing is waited for but the server. */
  readonly isUrgent: boolean;
}

/** How it ended. */
export type DeregistrationOutcome =
  /** We are out, or the server did not know us any more. */
  | { readonly type: 'deregistration.done' }
  /** The server is silent. */
  | { readonly type: 'deregistration.unanswered' };

export type DeregistrationEvent = Extract<
  ClientEvent,
  {
    type:
      | 'settled'
      | 'leave'
      | 'server.deregistered'
      | 'server.registered'
      | 'server.refused'
      | 'server.reset'
      | 'server.silent';
  }
>;

export type DeregistrationEffect =
  | Extract<ClientEffect, { type: 'awaitSettled' | 'request' }>
  /** Whatever the user is in and has under way is over. */
  | { readonly type: 'abandon' }
  | { readonly type: 'concluded'; readonly outcome: DeregistrationOutcome };

export const deregistration = setup({
  types: {
    input: {} as DeregistrationInput,
    context: {} as DeregistrationInput,
    events: {} as DeregistrationEvent,
    emitted: {} as DeregistrationEffect,
    tags: {} as 'settling',
  },
  actions: {
    awaitSettled: emit({ type: 'awaitSettled' }),
    abandon: emit({ type: 'abandon' }),
    request: emit({ type: 'request', request: { kind: 'DEREGISTER' } }),
    concludeDone: emit({ type: 'concluded', outcome: { type: 'deregistration.done' } }),
    concludeUnanswered: emit({
      type: 'concluded',
      outcome: { type: 'deregistration.unanswered' },
    }),
  },
  guards: {
    isUrgent: ({ context }) => context.isUrgent,
    isNewSession: ({ event }) => event.type === 'server.registered' && !event.isResumed,
  },
}).createMachine({
  id: 'deregistration',
  context: ({ input }) => ({ isUrgent: input.isUrgent }),
  initial: 'beginning',
  on: { 'server.silent': '.unanswered', 'server.reset': '.deregistered' },
  states: {
    beginning: { always: [{ guard: 'isUrgent', target: 'requesting' }, { target: 'settling' }] },
    settling: {
      tags: 'settling',
      entry: 'awaitSettled',
      on: { settled: 'requesting', leave: 'requesting' },
    },
    requesting: {
      entry: ['abandon', 'request'],
      on: {
        'server.deregistered': 'deregistered',
        // We left while we registered again: the request has to be made in the new session.
        'server.registered': { guard: 'isNewSession', target: 'requesting', reenter: true },
      },
    },
    deregistered: { type: 'final', entry: 'concludeDone' },
    unanswered: { type: 'final', entry: 'concludeUnanswered' },
  },
});

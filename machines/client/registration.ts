/**
 * One handshake with the server, and what came of it.
 *
 *     asking ─▶ proving ⇄ waiting          registered, refused, silent
 *                  └─▶ withdrawing         withdrawn
 *
 * The client asks, proves with the cookie of a CHALLENGE that it receives at its address, and waits
 * while the server probes the old owner of its name. It ends with the answer, or because there is
 * none, or because the user does not want it any more.
 */
import { assertEvent, assign, emit, setup } from 'xstate';
import type { ServerEvent } from '../clientProtocol.ts';
import { REGISTRATION_WAIT_MS, WITHDRAWAL_WAIT_MS } from '../timers.ts';

export interface RegistrationInput {
  /** To go on in the session that there was, if the server still has it. */
  readonly resume: boolean;
}

/** What came of it. */
export type RegistrationOutcome =
  | Extract<ServerEvent, { type: 'server.registered' | 'server.refused' | 'server.silent' }>
  | { readonly type: 'registration.withdrawn' };

export type RegistrationEvent =
  | Extract<
      ServerEvent,
      {
        type:
          | 'server.challenged'
          | 'server.wait'
          | 'server.registered'
          | 'server.refused'
          | 'server.silent';
      }
    >
  /** The user leaves. */
  | { readonly type: 'withdraw' };

export type RegistrationEffect =
  /** Send REGISTER with this cookie, and again until something answers. */
  | { readonly type: 'register'; readonly cookie: Uint8Array; readonly resume: boolean }
  | { readonly type: 'concluded'; readonly outcome: RegistrationOutcome };

interface RegistrationContext extends RegistrationInput {
  /** What CHALLENGE brought: proves to the server that we receive at our address. */
  readonly cookie: Uint8Array;
}

const NO_COOKIE = new Uint8Array(0);

export const registration = setup({
  types: {
    input: {} as RegistrationInput,
    context: {} as RegistrationContext,
    events: {} as RegistrationEvent,
    emitted: {} as RegistrationEffect,
  },
  actions: {
    register: emit(({ context: { cookie, resume } }) => ({ type: 'register', cookie, resume })),
    keepCookie: assign({
      cookie: ({ event }) => {
        assertEvent(event, 'server.challenged');
        return event.cookie;
      },
    }),
    conclude: emit(({ event }) => {
      assertEvent(event, ['server.registered', 'server.refused']);
      return { type: 'concluded', outcome: event };
    }),
    concludeSilent: emit({ type: 'concluded', outcome: { type: 'server.silent' } }),
    concludeWithdrawn: emit({ type: 'concluded', outcome: { type: 'registration.withdrawn' } }),
  },
  guards: {
    isNewCookie: ({ context, event }) =>
      event.type === 'server.challenged' &&
      event.cookie.some((byte, i) => byte !== context.cookie[i]),
  },
  delays: { registrationWait: REGISTRATION_WAIT_MS, withdrawalWait: WITHDRAWAL_WAIT_MS },
}).createMachine({
  id: 'registration',
  context: ({ input }) => ({ resume: input.resume, cookie: NO_COOKIE }),
  initial: 'asking',
  on: {
    'server.registered': '.registered',
    'server.refused': '.refused',
    'server.silent': '.silent',
  },
  states: {
    asking: {
      entry: 'register',
      on: {
        'server.challenged': { target: 'proving', actions: 'keepCookie' },
        withdraw: 'withdrawn',
      },
    },
    proving: {
      entry: 'register',
      on: {
        'server.challenged': {
          guard: 'isNewCookie',
          target: 'proving',
          reenter: true,
          actions: 'keepCookie',
        },
        'server.wait': 'waiting',
        withdraw: 'withdrawing',
      },
    },
    waiting: {
      on: { withdraw: 'withdrawn' },
      after: { registrationWait: 'proving' },
    },
    // The server may have taken us already, and would show us online for seconds.
    withdrawing: {
      on: {
        'server.challenged': { guard: 'isNewCookie', target: 'withdrawn' },
        'server.wait': 'withdrawn',
        'server.refused': 'withdrawn',
      },
      after: { withdrawalWait: 'silent' },
    },
    registered: { type: 'final', entry: 'conclude' },
    refused: { type: 'final', entry: 'conclude' },
    silent: { type: 'final', entry: 'concludeSilent' },
    withdrawn: { type: 'final', entry: 'concludeWithdrawn' },
  },
});

/**
 * The modes of a client, from its registration to its end.
 *
 *     registering ─▶ online ─▶ deregistering ─▶ offline
 *          │  │      ▲   │           │
 *          │  └▶ away┘◀──┤           │
 *          ▼             ▼           ▼
 *       refused        exited (the server does not answer)
 *
 * What is to be done in them is for others. `registration` and `deregistration` are the way into a
 * session and out of it; while the client is online `tableSync` keeps the client table and `keepalive`
 * gives the sign of life; `lobby` and `membership` are where the user is, outside a group or in one.
 * The endpoint owns them all and gives every event to the one that it concerns.
 *
 * A RESET is answered by another registration, while commands wait. The server may still know the
 * session (our address changed): then everything goes on where it was. Or it was restarted, or held us
 * for dead: then we are a new client, in no group, and the user is told. A client that stays does not
 * end for a silent server: it is `away`, says so, rests, and asks again to be registered until the
 * server answers. Peers need no server: they are written to as ever.
 *
 * Commands wait in the endpoint while the tag is `busy`; `away` lets those pass that need no server.
 */
import { assertEvent, setup } from 'xstate';
import type { DeregistrationOutcome } from './client/deregistration.ts';
import type { RegistrationOutcome } from './client/registration.ts';
import type { ClientEffect, ClientEvent, ModeEvent } from './clientProtocol.ts';
import { STAY_REST_MS } from './timers.ts';
import type { ClientNotice, Whereabouts } from './vocabulary.ts';

export interface ClientInput {
  readonly name: string;
  readonly server: Whereabouts;
  /** A server that does not answer does not end the client. */
  readonly stays?: boolean;
}

export interface ClientContext {
  readonly name: string;
  readonly server: Whereabouts;
  readonly stays: boolean;
}

type ClientModeEvent =
  | RegistrationOutcome
  | DeregistrationOutcome
  | Extract<ClientEvent, { type: 'server.silent' | 'server.reset' | 'leave' }>
  /** The user deregisters: what was asked for before is done first. */
  | { readonly type: 'depart' };

type ClientModeEffect =
  | Extract<ClientEffect, { type: 'abandonRequests' | 'end' }>
  /** Begin a handshake; `resume`: to go on in the session that there was. */
  | { readonly type: 'beginRegistration'; readonly resume: boolean }
  | { readonly type: 'withdraw' }
  | { readonly type: 'beginDeregistration'; readonly isUrgent: boolean }
  /** Begin, and end, what goes on while the client is online. */
  | { readonly type: 'beginSession' }
  | { readonly type: 'endSession' }
  /** Whatever the user is in and has under way is over. */
  | { readonly type: 'abandon' }
  /** To where the user is. */
  | { readonly type: 'tell'; readonly event: ModeEvent }
  /** Behind the prompt mark of where the user is. */
  | { readonly type: 'show'; readonly notices: readonly ClientNotice[] };

interface Args {
  readonly context: ClientContext;
  readonly event: ClientModeEvent;
}

const typed = setup({
  types: {
    input: {} as ClientInput,
    context: {} as ClientContext,
    events: {} as ClientModeEvent,
    emitted: {} as ClientModeEffect,
    tags: {} as 'busy' | 'away',
  },
});

function show(notice: (args: Args) => ClientNotice) {
  return typed.emit((args) => ({ type: 'show', notices: [notice(args)] }));
}

function tell(type: ModeEvent['type']) {
  return typed.emit({ type: 'tell', event: { type } });
}

export const client = typed
  .extend({
    actions: {
      register: typed.emit({ type: 'beginRegistration', resume: false }),
      registerAgain: typed.emit({ type: 'beginRegistration', resume: true }),
      withdraw: typed.emit({ type: 'withdraw' }),
      beginSession: typed.emit({ type: 'beginSession' }),
      endSession: typed.emit({ type: 'endSession' }),
      tellBack: tell('mode.back'),
      tellRenewed: tell('mode.renewed'),
      tellForgotten: tell('mode.forgotten'),
      deregister: typed.emit({ type: 'beginDeregistration', isUrgent: false }),
      deregisterAtOnce: typed.emit({ type: 'beginDeregistration', isUrgent: true }),
      abandon: typed.emit({ type: 'abandon' }),
      abandonRequests: typed.emit({ type: 'abandonRequests' }),
      endWell: typed.emit({ type: 'end', status: 0 }),
      endBadly: typed.emit({ type: 'end', status: 1 }),

      showRegistered: show(() => ({ kind: 'registered' })),
      showRefused: show(({ context, event }) => {
        assertEvent(event, 'server.refused');
        return { kind: 'refused', name: context.name, refusal: event.refusal };
      }),
      showServerSilent: show(({ context: { server } }) => ({
        kind: 'serverNotResponding',
        server,
      })),
      showServerAway: show(({ context: { server } }) => ({ kind: 'serverAway', server })),
      showServerBack: show(({ event }) => {
        assertEvent(event, 'server.registered');
        return { kind: 'serverBack', isNew: !event.isResumed };
      }),
      showOffline: show(() => ({ kind: 'offline' })),
    },
    guards: {
      isResumed: ({ event }) => event.type === 'server.registered' && event.isResumed,
      isFirstSession: ({ event }) => event.type === 'server.registered' && event.isFirst,
      isStaying: ({ context }) => context.stays,
    },
    delays: { stayRest: STAY_REST_MS },
  })
  .createMachine({
    id: 'client',
    context: ({ input: { name, server, stays } }) => ({ name, server, stays: stays ?? false }),
    initial: 'registering',
    on: {
      'server.refused': '.refused',
      'server.silent': [
        {
          guard: 'isStaying',
          target: '.away',
          actions: ['showServerAway', 'abandonRequests'],
        },
        { target: '.exited' },
      ],
    },
    states: {
      registering: {
        tags: 'busy',
        entry: 'register',
        on: {
          'server.registered': { target: 'online', actions: 'showRegistered' },
          leave: 'withdrawing',
        },
      },
      // The server may have taken us already, and would show us online for seconds.
      withdrawing: {
        tags: 'busy',
        entry: 'withdraw',
        on: {
          'server.registered': { target: 'deregistering', actions: 'deregisterAtOnce' },
          'server.silent': 'exited',
          'registration.withdrawn': 'offline',
          leave: 'offline',
        },
      },
      online: {
        entry: 'beginSession',
        exit: 'endSession',
        on: {
          'server.reset': { actions: 'registerAgain' },
          'server.registered': [
            { guard: 'isResumed' },
            {
              guard: 'isStaying',
              target: 'online',
              reenter: true,
              actions: ['showServerBack', 'tellRenewed'],
            },
            { target: 'online', reenter: true, actions: 'tellForgotten' },
          ],
          depart: { target: 'deregistering', actions: 'deregister' },
          leave: { target: 'deregistering', actions: 'deregisterAtOnce' },
        },
      },
      away: {
        tags: ['busy', 'away'],
        on: {
          'server.registered': [
            {
              guard: 'isFirstSession',
              target: 'online',
              actions: ['showRegistered', 'tellRenewed'],
            },
            { target: 'online', actions: ['showServerBack', 'tellBack'] },
          ],
          'server.silent': { target: 'away', reenter: true },
          depart: 'offline',
          leave: 'offline',
        },
        after: { stayRest: { actions: 'registerAgain' } },
      },
      deregistering: {
        tags: 'busy',
        on: {
          'deregistration.done': 'offline',
          'deregistration.unanswered': 'exited',
        },
      },
      offline: {
        type: 'final',
        entry: ['abandon', 'showOffline', 'endWell'],
      },
      refused: {
        type: 'final',
        entry: ['abandon', 'showRefused', 'endBadly'],
      },
      exited: {
        type: 'final',
        entry: ['abandon', 'showServerSilent', 'endBadly'],
      },
    },
  });

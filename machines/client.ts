/**
 * A client, from its registration to its end.
 *
 *     registering ─▶ online { nonGroup ⇄ group } ─▶ deregistering ─▶ offline
 *          │                 │                            │
 *          ▼                 ▼                            │
 *       refused         serverSilent ◀──(no answer)───────┘
 *                            └─▶ exited
 *
 * A client that stays (`away`) does not end for a silent server: from `registering` and `online` it
 * goes there, and comes back to where it was.
 *
 * `online` has four regions: what the user may do (`mode`), whether the server knows our session
 * (`registration`), how the copy of the client table stands (`table`), and the sign of life to the
 * server (`keepalive`). A state that waits for an answer of the server has the tag `busy`: commands
 * that come meanwhile wait their turn in the endpoint. The tags `unheard` and `settling` are on the
 * states in which `server.heard` and `settled` are news; elsewhere the endpoint does not tell them.
 *
 * `resuming` is the answer to a RESET. The server may still know the session (our address changed):
 * then everything goes on where it was. Or it was restarted, or held us for dead: then we are a new
 * client, in no group, and the user is told.
 */
import { away } from './client/away.ts';
import { handshake } from './client/handshake.ts';
import { group, nonGroup, returning } from './client/modes.ts';
import { clientSetup, NO_COOKIE } from './clientActions.ts';

const table = clientSetup.createStateConfig({
  initial: 'fetching',
  states: {
    // The first table: without it no name is known, so that commands wait for it.
    fetching: {
      tags: 'busy',
      initial: 'asking',
      on: {
        'table.page': { target: '.asking', actions: 'resetTableTries' },
        'table.complete': [
          { guard: 'isNews', target: 'synced', actions: 'showTableUpdated' },
          { target: 'synced' },
        ],
      },
      after: { firstTableWait: 'pulling' },
      states: {
        asking: {
          entry: ['requestTable', 'countTableTry'],
          after: { tableRetry: { target: 'asking', reenter: true } },
        },
      },
    },
    pulling: {
      entry: ['requestTable', 'countTableTry'],
      on: {
        'table.page': { target: 'pulling', reenter: true, actions: 'resetTableTries' },
        'table.complete': [
          { guard: 'isNews', target: 'synced', actions: 'showTableUpdated' },
          { target: 'synced' },
        ],
      },
      after: { tableRetry: { target: 'pulling', reenter: true } },
    },
    synced: {
      entry: 'resetTableTries',
      initial: 'resting',
      on: {
        'table.behind': 'pulling',
        'table.page': 'pulling',
        'table.complete': { guard: 'isNews', actions: 'showTableUpdated' },
      },
      states: {
        resting: { after: { tableRest: 'open' } },
        open: { on: { 'table.stranger': '#client.online.table.pulling' } },
      },
    },
  },
});

export const client = clientSetup.createMachine({
  id: 'client',
  context: ({ input }) => ({
    name: input.name,
    server: input.server,
    stays: input.stays ?? false,
    keepalives: 0,
    group: null,
    buffered: [],
    cookie: NO_COOKIE,
    tableTries: 0,
  }),
  initial: 'registering',
  on: {
    'private.arrived': [
      { guard: 'isInGroup', actions: ['showKept', 'buffer'] },
      { actions: 'showPrivate' },
    ],
    'private.acked': { actions: 'showReceived' },
    'private.failed': { actions: 'showNotDelivered' },
    'server.groupMessages': { guard: 'isThisGroup', actions: 'showGroupMessages' },
    'server.groupNews': { guard: 'isThisGroup', actions: 'showGroupNews' },
    'server.groupSent': { actions: 'showBroadcast' },
  },
  states: {
    registering: {
      tags: 'busy',
      initial: 'asking',
      states: {
        ...handshake,
        proving: {
          ...handshake.proving,
          on: { ...handshake.proving.on, leave: 'withdrawing' },
        },
        // The server may have taken us already, and would show us online for seconds.
        withdrawing: {
          on: {
            'server.registered': '#client.deregistering.requesting',
            'server.challenged': { guard: 'isNewCookie', target: '#client.offline' },
            'server.wait': '#client.offline',
            'server.silent': '#client.serverSilent',
            'server.refused': '#client.offline',
          },
          after: { withdrawalWait: '#client.serverSilent' },
        },
      },
      on: {
        'server.registered': { target: 'online', actions: 'showRegistered' },
        'server.refused': 'refused',
        'server.silent': [{ guard: 'isStaying', target: 'away' }, { target: 'serverSilent' }],
        leave: 'offline',
      },
    },
    online: {
      type: 'parallel',
      on: {
        // Answered first by `registration` when the session is ours still.
        'server.registered': [
          {
            guard: 'isStayingInNewSession',
            target: 'online',
            reenter: true,
            actions: 'showServerBack',
          },
          {
            guard: 'isNewSession',
            target: 'online',
            reenter: true,
            actions: ['showRemoved', 'showRegisteredAgain', 'showBuffered'],
          },
        ],
        'server.refused': 'refused',
        'server.silent': [{ guard: 'isStaying', target: 'away' }, { target: 'serverSilent' }],
        leave: 'deregistering.requesting',
      },
      states: {
        mode: {
          initial: 'placing',
          states: {
            // Only a client that stays is in a group when it is registered.
            placing: { always: [{ guard: 'isInGroup', target: 'returning' }, 'nonGroup'] },
            nonGroup,
            group,
            returning,
          },
        },
        registration: {
          initial: 'established',
          states: {
            established: { on: { 'server.reset': 'resuming' } },
            resuming: {
              tags: 'busy',
              initial: 'asking',
              states: handshake,
              on: { 'server.registered': { guard: 'isResumed', target: 'established' } },
            },
          },
        },
        table,
        keepalive: {
          initial: 'idle',
          states: {
            idle: { entry: 'resetKeepalives', after: { keepaliveInterval: 'asking' } },
            asking: {
              tags: 'unheard',
              entry: ['keepalive', 'countKeepalive'],
              on: { 'server.heard': 'idle' },
              after: {
                keepaliveRetry: [
                  { guard: 'isServerGone', actions: 'missServer' },
                  { target: 'asking', reenter: true },
                ],
              },
            },
          },
        },
      },
    },
    away,
    deregistering: {
      tags: 'busy',
      initial: 'settling',
      on: { 'server.silent': 'serverSilent', 'server.reset': 'offline' },
      states: {
        // What was asked for before is done first: messages acked or failed, answers in.
        settling: {
          tags: 'settling',
          entry: 'awaitSettled',
          on: { settled: 'requesting', leave: 'requesting' },
        },
        requesting: {
          entry: ['exitGroup', 'showBuffered', 'abandonMessages', 'requestDeregistration'],
          on: {
            'server.deregistered': '#client.offline',
            // We left while we registered again: the request has to be made in the new session.
            'server.registered': { guard: 'isNewSession', target: 'requesting', reenter: true },
          },
        },
      },
    },
    serverSilent: {
      entry: ['exitGroup', 'showBuffered', 'abandonMessages', 'showServerSilent'],
      always: 'exited',
    },
    refused: {
      type: 'final',
      entry: ['exitGroup', 'showBuffered', 'abandonMessages', 'showRefused', 'endBadly'],
    },
    offline: {
      type: 'final',
      entry: ['exitGroup', 'showBuffered', 'abandonMessages', 'showOffline', 'endWell'],
    },
    exited: { type: 'final', entry: 'endBadly' },
  },
});

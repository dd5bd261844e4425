/**
 * A user who is in no group: what can be typed there, and the answers that it waits for.
 *
 *     ready ⇄ creating, listing, joining ─▶ entered
 *       ▲──▶ apart (the server does not answer)
 *
 * A state that waits for an answer of the server has the tag `busy`: commands that come meanwhile
 * wait their turn in the endpoint. While the server does not answer, those that need it wait too.
 * It ends in a group; there `membership` takes its place.
 */
import { assertEvent, setup } from 'xstate';
import type { ClientEffect, ClientRequest, PlaceEvent } from '../clientProtocol.ts';
import type { ClientNotice } from '../vocabulary.ts';
import type { Where } from './notices.ts';
import {
  broadcastNotice,
  invalidNotice,
  notDeliveredNotice,
  obstacleNotice,
  obstacleOf,
  receivedNotices,
} from './notices.ts';

interface LobbyInput {
  /** The user's. */
  readonly name: string;
}

type LobbyEffect =
  | Extract<ClientEffect, { type: 'show' | 'showTable' | 'request' | 'restore' | 'sendPrivate' }>
  /** The user wants to deregister. */
  | { readonly type: 'depart' }
  | { readonly type: 'entered'; readonly group: string };

const typed = setup({
  types: {
    input: {} as LobbyInput,
    context: {} as LobbyInput,
    events: {} as PlaceEvent,
    emitted: {} as LobbyEffect,
    tags: {} as 'busy',
  },
});

/** Shows notices behind the prompt mark of outside. */
function showAll(notices: (event: PlaceEvent, where: Where) => ClientNotice[]) {
  return typed.emit(({ context: { name }, event }) => ({
    type: 'show',
    notices: notices(event, { name, group: null }),
    group: null,
  }));
}

function show(notice: (event: PlaceEvent, where: Where) => ClientNotice) {
  return showAll((event, where) => [notice(event, where)]);
}

function request(of: (event: PlaceEvent) => ClientRequest) {
  return typed.emit(({ event }) => ({ type: 'request', request: of(event) }));
}

export const lobby = typed
  .extend({
    actions: {
      depart: typed.emit({ type: 'depart' }),
      enter: typed.emit(({ event }) => {
        assertEvent(event, 'server.joined');
        return { type: 'entered', group: event.group };
      }),
      sendPrivate: typed.emit(({ event }) => {
        assertEvent(event, 'command.send');
        return { type: 'sendPrivate', to: event.to, text: event.text };
      }),
      requestCreation: request((event) => {
        assertEvent(event, 'command.create_group');
        return { kind: 'CREATE_GROUP', group: event.group };
      }),
      requestGroups: request(() => ({ kind: 'LIST_GROUPS', from: 0 })),
      requestEntry: request((event) => {
        assertEvent(event, 'command.join_group');
        return { kind: 'JOIN_GROUP', group: event.group };
      }),
      /** What was asked before may have put us into a group. */
      restoreSolitude: typed.emit({ type: 'restore', request: { kind: 'LEAVE_GROUP' } }),

      showRegisteredAgain: show(() => ({ kind: 'registeredAgain' })),
      showPrivate: showAll((event) => {
        assertEvent(event, 'private.arrived');
        return event.messages.map((message) => ({ kind: 'privateMessage', message }));
      }),
      showReceived: showAll(receivedNotices),
      showNotDelivered: show(notDeliveredNotice),
      showBroadcast: show(broadcastNotice),
      showCreation: show((event) => {
        assertEvent(event, 'server.groupCreated');
        const { group, outcome } = event;
        if (outcome === 'tooMany') return { kind: 'notDone', reason: { kind: 'tooManyGroups' } };
        return { kind: outcome === 'created' ? 'groupCreated' : 'groupExists', group };
      }),
      showGroups: show((event) => {
        assertEvent(event, 'server.groups');
        return { kind: 'groups', names: event.names };
      }),
      showEntered: show((event) => {
        assertEvent(event, 'server.joined');
        return { kind: 'entered', group: event.group };
      }),
      showNoSuchGroup: show((event) => {
        assertEvent(event, 'server.joined');
        return { kind: 'noSuchGroup', group: event.group };
      }),
      showInvalid: show(invalidNotice),
      showObstacle: show(obstacleNotice),
      showHelp: show(() => ({ kind: 'help' })),
      showTable: typed.emit(({ event }) => {
        assertEvent(event, 'command.table');
        return { type: 'showTable', isAll: event.isAll };
      }),
    },
    guards: {
      isObstructed: ({ event }) => obstacleOf(event) !== null,
      isPeerOffline: ({ event }) => event.type === 'command.send' && event.isPeerOffline,
      isNameless: ({ event }) => event.type === 'command.dereg' && event.name === null,
      isJoined: ({ event }) => event.type === 'server.joined' && event.outcome === 'joined',
    },
  })
  .createMachine({
    id: 'lobby',
    context: ({ input }) => ({ name: input.name }),
    initial: 'ready',
    on: {
      'private.arrived': { actions: 'showPrivate' },
      'private.acked': { actions: 'showReceived' },
      'private.failed': { actions: 'showNotDelivered' },
      'server.groupSent': { actions: 'showBroadcast' },
      'command.help': { actions: 'showHelp' },
      'command.table': { actions: 'showTable' },
      'command.send': [
        { guard: 'isObstructed', actions: 'showObstacle' },
        { guard: 'isPeerOffline', actions: 'showNotDelivered' },
        { actions: 'sendPrivate' },
      ],
      'command.dereg': [
        { guard: 'isNameless', actions: 'showInvalid' },
        { guard: 'isObstructed', actions: 'showObstacle' },
        { actions: 'depart' },
      ],
      'command.create_group': [
        { guard: 'isObstructed', actions: 'showObstacle' },
        { target: '.creating', actions: 'requestCreation' },
      ],
      'command.list_groups': { target: '.listing', actions: 'requestGroups' },
      'command.join_group': [
        { guard: 'isObstructed', actions: 'showObstacle' },
        { target: '.joining', actions: 'requestEntry' },
      ],
      'command.*': { actions: 'showInvalid' },
      // The answer came after all.
      'server.joined': { guard: 'isJoined', target: '.entered', actions: ['showEntered', 'enter'] },
      'mode.away': '.apart',
      'mode.renewed': '.ready',
      'mode.back': { target: '.ready', actions: 'restoreSolitude' },
      'mode.forgotten': { target: '.ready', actions: 'showRegisteredAgain' },
    },
    states: {
      ready: {},
      creating: {
        tags: 'busy',
        on: {
          'server.unanswered': 'ready',
          'server.groupCreated': { target: 'ready', actions: 'showCreation' },
        },
      },
      listing: {
        tags: 'busy',
        on: {
          'server.unanswered': 'ready',
          'server.groups': { target: 'ready', actions: 'showGroups' },
        },
      },
      joining: {
        tags: 'busy',
        on: {
          'server.unanswered': 'ready',
          'server.joined': [
            { guard: 'isJoined', target: 'entered', actions: ['showEntered', 'enter'] },
            { target: 'ready', actions: 'showNoSuchGroup' },
          ],
        },
      },
      apart: {
        on: {
          'command.dereg': [
            { guard: 'isObstructed', actions: 'showObstacle' },
            { actions: 'depart' },
          ],
        },
      },
      entered: { type: 'final' },
    },
  });

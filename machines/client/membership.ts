/**
 * A user who is in a group, from entering it until that is over.
 *
 *     ready ⇄ listing                 apart ─▶ returning ⇄ founding
 *       └─▶ leaving ─▶ over          ready ◀──────┘
 *
 * Private messages wait here until the user is outside again: that somebody wrote is told, not what.
 * A state that waits for an answer of the server has the tag `busy`. While the server does not answer
 * (`apart`) the user stays a member, and comes back to the group with the server, which is made anew
 * if the server has forgotten it. When it is over `lobby` takes its place.
 */
import { assertEvent, setup } from 'xstate';
import type { ClientEffect, ClientRequest, PlaceEvent } from '../clientProtocol.ts';
import type { ClientNotice, Message } from '../vocabulary.ts';
import {
  broadcastNotice,
  invalidNotice,
  notDeliveredNotice,
  obstacleNotice,
  obstacleOf,
  receivedNotices,
} from './notices.ts';

interface MembershipInput {
  /** The user's. */
  readonly name: string;
  /** Part of the prompt mark of every line. */
  readonly group: string;
}

type MembershipEffect =
  | Extract<ClientEffect, { type: 'show' | 'showTable' | 'request' | 'restore' }>
  /** The user wants to deregister. */
  | { readonly type: 'depart' }
  | { readonly type: 'over' };

interface MembershipContext extends MembershipInput {
  /** Private messages that arrived in the group, to be shown on leaving it. */
  readonly buffered: readonly Message[];
}

const typed = setup({
  types: {
    input: {} as MembershipInput,
    context: {} as MembershipContext,
    events: {} as PlaceEvent,
    emitted: {} as MembershipEffect,
    tags: {} as 'busy',
  },
});

/** Shows notices behind the prompt mark of the group. */
function showAll(notices: (event: PlaceEvent, context: MembershipContext) => ClientNotice[]) {
  return typed.emit(({ context, event }) => ({
    type: 'show',
    notices: notices(event, context),
    group: context.group,
  }));
}

function show(notice: (event: PlaceEvent, context: MembershipContext) => ClientNotice) {
  return showAll((event, context) => [notice(event, context)]);
}

/** Shows a notice behind the prompt mark of outside, where the user is now. */
function showOutside(notice: (group: string) => ClientNotice) {
  return typed.emit(({ context }) => ({
    type: 'show',
    notices: [notice(context.group)],
    group: null,
  }));
}

function request(of: (event: PlaceEvent) => ClientRequest) {
  return typed.emit(({ event }) => ({ type: 'request', request: of(event) }));
}

/** What the client asks for by itself, to be where it was. */
function restore(kind: 'JOIN_GROUP' | 'CREATE_GROUP') {
  return typed.emit(({ context: { group } }) => ({ type: 'restore', request: { kind, group } }));
}

export const membership = typed
  .extend({
    actions: {
      depart: typed.emit({ type: 'depart' }),
      end: typed.emit({ type: 'over' }),
      requestMembers: request(() => ({ kind: 'LIST_MEMBERS', from: 0 })),
      requestLeave: request(() => ({ kind: 'LEAVE_GROUP' })),
      requestBroadcast: request((event) => {
        assertEvent(event, 'command.send_group');
        return { kind: 'SEND_GROUP', text: event.text };
      }),
      restoreEntry: restore('JOIN_GROUP'),
      restoreGroup: restore('CREATE_GROUP'),
      buffer: typed.assign({
        buffered: ({ context, event }) => {
          assertEvent(event, 'private.arrived');
          return [...context.buffered, ...event.messages];
        },
      }),

      /** That somebody wrote, if the user has not been told in this group; not what. */
      showKept: typed.enqueueActions(({ context, event, enqueue }) => {
        assertEvent(event, 'private.arrived');
        const { buffered, group } = context;
        const senders = new Set(event.messages.map(({ from }) => from));
        for (const { from } of buffered) senders.delete(from);
        if (senders.size === 0) return;
        const notices = [...senders].map((from): ClientNotice => ({ kind: 'kept', from }));
        enqueue.emit({ type: 'show', notices, group });
      }),
      showBuffered: typed.enqueueActions(({ context, enqueue }) => {
        if (context.buffered.length === 0) return;
        const notices = context.buffered.map(
          (message): ClientNotice => ({ kind: 'privateMessage', message }),
        );
        enqueue.emit({ type: 'show', notices, group: null });
      }),
      showLeft: showOutside((group) => ({ kind: 'left', group })),
      showRemoved: showOutside((group) => ({ kind: 'removed', group })),
      showRegisteredAgain: showOutside(() => ({ kind: 'registeredAgain' })),

      showEntered: show((_, { group }) => ({ kind: 'entered', group })),
      showGroupMessages: showAll((event) => {
        assertEvent(event, 'server.groupMessages');
        return event.messages.map((message) => ({ kind: 'groupMessage', message }));
      }),
      showGroupNews: show((event) => {
        assertEvent(event, 'server.groupNews');
        return { kind: 'groupNews', entered: event.entered, left: event.left };
      }),
      showBroadcast: show(broadcastNotice),
      showMembers: show((event, { group }) => {
        assertEvent(event, 'server.members');
        return { kind: 'members', group, names: event.names };
      }),
      showReceived: showAll(receivedNotices),
      showNotDelivered: show(notDeliveredNotice),
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
      isThisGroup: ({ context, event }) => 'group' in event && event.group === context.group,
      isJoined: ({ event }) => event.type === 'server.joined' && event.outcome === 'joined',
      isGroupRefused: ({ event }) =>
        event.type === 'server.groupCreated' && event.outcome === 'tooMany',
    },
  })
  .createMachine({
    id: 'membership',
    context: ({ input: { name, group } }) => ({ name, group, buffered: [] }),
    initial: 'ready',
    on: {
      'server.groupMessages': { guard: 'isThisGroup', actions: 'showGroupMessages' },
      'server.groupNews': { guard: 'isThisGroup', actions: 'showGroupNews' },
      'server.groupSent': { actions: 'showBroadcast' },
      'private.arrived': { actions: ['showKept', 'buffer'] },
      'private.acked': { actions: 'showReceived' },
      'private.failed': { actions: 'showNotDelivered' },
      'command.help': { actions: 'showHelp' },
      'command.table': { actions: 'showTable' },
      'command.send_group': [
        { guard: 'isObstructed', actions: 'showObstacle' },
        { actions: 'requestBroadcast' },
      ],
      'command.dereg': [{ guard: 'isObstructed', actions: 'showObstacle' }, { actions: 'depart' }],
      'command.list_members': { target: '.listing', actions: 'requestMembers' },
      'command.leave_group': { target: '.leaving', actions: 'requestLeave' },
      'command.*': { actions: 'showInvalid' },
      'server.removed': { guard: 'isThisGroup', target: '.over', actions: 'showRemoved' },
      // In time or after all.
      'server.left': { target: '.over', actions: 'showLeft' },
      'mode.away': '.apart',
      'mode.back': '.returning',
      'mode.renewed': '.returning',
      'mode.forgotten': {
        target: '.over',
        actions: ['showRemoved', 'showRegisteredAgain'],
      },
      'mode.leaving': '.over',
    },
    states: {
      ready: {},
      listing: {
        tags: 'busy',
        on: {
          'server.unanswered': 'ready',
          'server.members': { target: 'ready', actions: 'showMembers' },
        },
      },
      leaving: {
        tags: 'busy',
        on: { 'server.unanswered': 'ready' },
      },
      apart: {},
      returning: {
        tags: 'busy',
        entry: 'restoreEntry',
        on: {
          'server.removed': {},
          'server.left': {},
          'server.unanswered': { target: 'over', actions: 'showRemoved' },
          'server.joined': [
            { guard: 'isJoined', target: 'ready', actions: 'showEntered' },
            { target: 'founding' },
          ],
        },
      },
      founding: {
        tags: 'busy',
        entry: 'restoreGroup',
        on: {
          'server.removed': {},
          'server.left': {},
          'server.unanswered': { target: 'over', actions: 'showRemoved' },
          'server.groupCreated': [
            { guard: 'isGroupRefused', target: 'over', actions: 'showRemoved' },
            { target: 'returning' },
          ],
        },
      },
      over: { type: 'final', entry: ['showBuffered', 'end'] },
    },
  });

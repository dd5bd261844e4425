/** The named actions, guards and delays of the client machine. */
import { assertEvent, setup } from 'xstate';
import type { ClientEffect, ClientEvent, ClientRequest, TableNews } from './clientProtocol.ts';
import {
  ACK_TIMEOUT_MS,
  FIRST_TABLE_WAIT_MS,
  KEEPALIVE_INTERVAL_MS,
  KEEPALIVE_ROUNDS,
  REGISTRATION_WAIT_MS,
  STAY_REST_MS,
  TABLE_REST_MS,
  TABLE_RETRY_MAX_MS,
  TABLE_RETRY_MS,
  WITHDRAWAL_WAIT_MS,
} from './timers.ts';
import type { ClientNotice, Meaning, Message, Reason, Whereabouts } from './vocabulary.ts';

export interface ClientInput {
  readonly name: string;
  readonly server: Whereabouts;
  /** A server that does not answer does not end the client. */
  readonly stays?: boolean;
}

export interface ClientContext {
  readonly name: string;
  readonly server: Whereabouts;
  /** As it was started: a server that does not answer does not end the client. */
  readonly stays: boolean;
  /** Keepalives since the server was last heard; counted only by a client that stays. */
  readonly keepalives: number;
  /** The group that the user is in: part of the prompt mark of every line. */
  readonly group: string | null;
  /** Private messages that arrived in the group, to be shown on leaving it. */
  readonly buffered: readonly Message[];
  /** What CHALLENGE brought: proves to the server that we receive at our address. */
  readonly cookie: Uint8Array;
  /** Requests for the table since the last page that brought us further. */
  readonly tableTries: number;
}

interface Args {
  readonly context: ClientContext;
  readonly event: ClientEvent;
}

export const NO_COOKIE = new Uint8Array(0);

const typed = setup({
  types: {
    input: {} as ClientInput,
    context: {} as ClientContext,
    events: {} as ClientEvent,
    emitted: {} as ClientEffect,
    tags: {} as 'busy' | 'away' | 'settling' | 'unheard',
  },
});

/** Shows notices behind the prompt mark of where the user is. */
function showAll(notices: (args: Args) => ClientNotice[]) {
  return typed.emit(({ context, event }) => ({
    type: 'show',
    notices: notices({ context, event }),
    group: context.group,
  }));
}

function show(notice: (args: Args) => ClientNotice) {
  return showAll((args) => [notice(args)]);
}

function request(of: (args: Args) => ClientRequest) {
  return typed.emit((args) => ({ type: 'request', request: of(args) }));
}

/** What the client asks for by itself, to be where it was. */
function restore(of: (context: ClientContext) => ClientRequest) {
  return typed.emit(({ context }) => ({ type: 'restore', request: of(context) }));
}

/** Why the command that led here cannot be carried out. */
function obstacleOf(event: ClientEvent): Reason | null {
  return 'obstacle' in event ? event.obstacle : null;
}

/** Who came and who left, if anybody did. */
function presenceOf(news: TableNews | null): ClientNotice[] {
  if (news === null || news.came.count + news.left.count === 0) return [];
  const { isFirst, came, left } = news;
  return [isFirst ? { kind: 'online', who: came } : { kind: 'presence', came, left }];
}

/** What to type instead, where the user is. */
const HOW_TO: Readonly<Record<Meaning, (context: ClientContext) => string>> = {
  leave: ({ name, group }) =>
    group === null
      ? `to leave the chat, type dereg ${name}`
      : 'to leave the chat, type dereg; to leave the group, leave_group',
  message: ({ group }) =>
    group === null
      ? 'to write to somebody, type send <name> <message>; help shows all commands'
      : 'to write to the group, type send_group <message>; help shows all commands',
};

/** Where a command may be typed, for the hint behind `[Invalid command]`. */
function hintOf({ context, event }: Args): string {
  if (event.type === 'command.unknown') {
    const { hint, meant } = event;
    return meant === null ? hint : `${hint}: ${HOW_TO[meant](context)}`;
  }
  if (event.type === 'command.dereg') return `to leave the chat: dereg ${context.name}`;
  const command = event.type.replace('command.', '');
  return context.group === null
    ? `${command} works inside a group: join_group <group> first`
    : `${command} works outside a group: leave_group first`;
}

export const clientSetup = typed.extend({
  actions: {
    register: typed.emit(({ context }) => ({ type: 'register', cookie: context.cookie })),
    keepCookie: typed.assign({
      cookie: ({ context, event }) =>
        event.type === 'server.challenged' ? event.cookie : context.cookie,
    }),
    dropCookie: typed.assign({ cookie: NO_COOKIE }),
    requestTable: typed.emit({ type: 'requestTable' }),
    countTableTry: typed.assign({ tableTries: ({ context }) => context.tableTries + 1 }),
    resetTableTries: typed.assign({ tableTries: 0 }),
    keepalive: typed.emit({ type: 'keepalive' }),
    countKeepalive: typed.assign({
      keepalives: ({ context }) => (context.stays ? context.keepalives + 1 : 0),
    }),
    /** Nobody asked anything, and yet the server is silent. */
    missServer: typed.raise({ type: 'server.silent' }),
    resetKeepalives: typed.assign({ keepalives: 0 }),
    awaitSettled: typed.emit({ type: 'awaitSettled' }),
    abandonMessages: typed.emit({ type: 'abandonMessages' }),
    abandonRequests: typed.emit({ type: 'abandonRequests' }),
    endWell: typed.emit({ type: 'end', status: 0 }),
    endBadly: typed.emit({ type: 'end', status: 1 }),

    sendPrivate: typed.emit(({ event }) => {
      assertEvent(event, 'command.send');
      return { type: 'sendPrivate', to: event.to, text: event.text };
    }),
    requestCreation: request(({ event }) => {
      assertEvent(event, 'command.create_group');
      return { kind: 'CREATE_GROUP', group: event.group };
    }),
    requestGroups: request(() => ({ kind: 'LIST_GROUPS', from: 0 })),
    requestEntry: request(({ event }) => {
      assertEvent(event, 'command.join_group');
      return { kind: 'JOIN_GROUP', group: event.group };
    }),
    requestMembers: request(() => ({ kind: 'LIST_MEMBERS', from: 0 })),
    requestLeave: request(() => ({ kind: 'LEAVE_GROUP' })),
    requestBroadcast: request(({ event }) => {
      assertEvent(event, 'command.send_group');
      return { kind: 'SEND_GROUP', text: event.text };
    }),
    restoreEntry: restore(({ group }) => ({ kind: 'JOIN_GROUP', group: group ?? '' })),
    restoreGroup: restore(({ group }) => ({ kind: 'CREATE_GROUP', group: group ?? '' })),
    restoreSolitude: restore(() => ({ kind: 'LEAVE_GROUP' })),
    requestDeregistration: request(() => ({ kind: 'DEREGISTER' })),

    buffer: typed.assign({
      buffered: ({ context, event }) =>
        event.type === 'private.arrived'
          ? [...context.buffered, ...event.messages]
          : context.buffered,
    }),
    enterGroup: typed.assign({
      group: ({ context, event }) => (event.type === 'server.joined' ? event.group : context.group),
    }),
    exitGroup: typed.assign({ group: null }),

    showRegistered: show(() => ({ kind: 'registered' })),
    showRegisteredAgain: show(() => ({ kind: 'registeredAgain' })),
    showRefused: show(({ context, event }) => {
      assertEvent(event, 'server.refused');
      return { kind: 'refused', name: context.name, refusal: event.refusal };
    }),
    showServerSilent: show(({ context: { server } }) => ({ kind: 'serverNotResponding', server })),
    showServerAway: show(({ context: { server } }) => ({ kind: 'serverAway', server })),
    showServerBack: show(({ event }) => {
      assertEvent(event, 'server.registered');
      return { kind: 'serverBack', isNew: !event.isResumed };
    }),
    showOffline: show(() => ({ kind: 'offline' })),
    showTableUpdated: showAll(({ event }) => {
      assertEvent(event, 'table.complete');
      return [{ kind: 'tableUpdated' }, ...presenceOf(event.news)];
    }),
    showReceived: showAll(({ event }) => {
      assertEvent(event, 'private.acked');
      const { by, count } = event;
      return Array.from({ length: count }, () => ({ kind: 'received', by }));
    }),
    showNotDelivered: show(({ event }) => {
      assertEvent(event, ['private.failed', 'command.send']);
      const why = event.type === 'private.failed' ? event.why : ({ kind: 'offline' } as const);
      return { kind: 'notDelivered', to: event.to, why };
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
    showPrivate: showAll(({ event }) => {
      assertEvent(event, 'private.arrived');
      return event.messages.map((message) => ({ kind: 'privateMessage', message }));
    }),
    showGroupMessages: showAll(({ event }) => {
      assertEvent(event, 'server.groupMessages');
      return event.messages.map((message) => ({ kind: 'groupMessage', message }));
    }),
    showGroupNews: show(({ event }) => {
      assertEvent(event, 'server.groupNews');
      return { kind: 'groupNews', entered: event.entered, left: event.left };
    }),
    showCreation: show(({ event }) => {
      assertEvent(event, 'server.groupCreated');
      const { group, outcome } = event;
      if (outcome === 'tooMany') return { kind: 'notDone', reason: { kind: 'tooManyGroups' } };
      return { kind: outcome === 'created' ? 'groupCreated' : 'groupExists', group };
    }),
    showGroups: show(({ event }) => {
      assertEvent(event, 'server.groups');
      return { kind: 'groups', names: event.names };
    }),
    showEntered: show(({ event }) => {
      assertEvent(event, 'server.joined');
      return { kind: 'entered', group: event.group };
    }),
    showNoSuchGroup: show(({ event }) => {
      assertEvent(event, 'server.joined');
      return { kind: 'noSuchGroup', group: event.group };
    }),
    showBroadcast: show(({ context, event }) => {
      assertEvent(event, 'server.groupSent');
      if (event.outcome === 'sent') return { kind: 'groupSent' };
      return { kind: 'notDone', reason: { kind: 'groupBusy', group: context.group ?? '' } };
    }),
    showMembers: show(({ context, event }) => {
      assertEvent(event, 'server.members');
      return { kind: 'members', group: context.group ?? '', names: event.names };
    }),
    /** Leaves the group first, so that these lines stand behind the mark of outside. */
    showLeft: typed.enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ group: null });
      const notice: ClientNotice = { kind: 'left', group: context.group ?? '' };
      enqueue.emit({ type: 'show', notices: [notice], group: null });
    }),
    showRemoved: typed.enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ group: null });
      if (context.group === null) return;
      const notice: ClientNotice = { kind: 'removed', group: context.group };
      enqueue.emit({ type: 'show', notices: [notice], group: null });
    }),
    showBuffered: typed.enqueueActions(({ context, enqueue }) => {
      if (context.buffered.length === 0) return;
      const notices = context.buffered.map(
        (message): ClientNotice => ({ kind: 'privateMessage', message }),
      );
      enqueue.emit({ type: 'show', notices, group: null });
      enqueue.assign({ buffered: [] });
    }),
    showInvalid: show((args) => ({ kind: 'invalid', hint: hintOf(args) })),
    showObstacle: show(({ event }) => ({
      kind: 'notDone',
      reason: obstacleOf(event) ?? { kind: 'interrupted' },
    })),
    showHelp: show(() => ({ kind: 'help' })),
    showTable: typed.emit(({ event }) => {
      assertEvent(event, 'command.table');
      return { type: 'showTable', isAll: event.isAll };
    }),
  },
  guards: {
    isNewCookie: ({ context, event }) =>
      event.type === 'server.challenged' &&
      event.cookie.some((byte, i) => byte !== context.cookie[i]),
    isResumed: ({ event }) => event.type === 'server.registered' && event.isResumed,
    isNewSession: ({ event }) => event.type === 'server.registered' && !event.isResumed,
    isStaying: ({ context }) => context.stays,
    isStayingInNewSession: ({ context, event }) =>
      context.stays && event.type === 'server.registered' && !event.isResumed,
    isFirstSession: ({ event }) => event.type === 'server.registered' && event.isFirst,
    isServerGone: ({ context }) => context.stays && context.keepalives >= KEEPALIVE_ROUNDS,
    isGroupRefused: ({ event }) =>
      event.type === 'server.groupCreated' && event.outcome === 'tooMany',
    isObstructed: ({ event }) => obstacleOf(event) !== null,
    isPeerOffline: ({ event }) => event.type === 'command.send' && event.isPeerOffline,
    isNameless: ({ event }) => event.type === 'command.dereg' && event.name === null,
    isJoined: ({ event }) => event.type === 'server.joined' && event.outcome === 'joined',
    isInGroup: ({ context }) => context.group !== null,
    isThisGroup: ({ context, event }) => 'group' in event && event.group === context.group,
    isNews: ({ event }) => event.type === 'table.complete' && event.news !== null,
  },
  delays: {
    registrationWait: REGISTRATION_WAIT_MS,
    withdrawalWait: WITHDRAWAL_WAIT_MS,
    stayRest: STAY_REST_MS,
    keepaliveInterval: KEEPALIVE_INTERVAL_MS,
    keepaliveRetry: ACK_TIMEOUT_MS,
    firstTableWait: FIRST_TABLE_WAIT_MS,
    tableRest: TABLE_REST_MS,
    tableRetry: ({ context }) =>
      Math.min(TABLE_RETRY_MS * 2 ** (context.tableTries - 1), TABLE_RETRY_MAX_MS),
  },
});

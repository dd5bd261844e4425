import { client } from '../../../machines/client.ts';
import type { ClientEffect, ClientEvent, ClientRequest } from '../../../machines/clientProtocol.ts';
import type { ClientNotice, Message, Roster } from '../../../machines/vocabulary.ts';
import { MachineRun } from '../../support/machine.ts';

export type ClientRun = MachineRun<typeof client>;

export const COOKIE = Uint8Array.of(1, 2, 3);
export const OTHER_COOKIE = Uint8Array.of(1, 2, 4);
export const SERVER = { ip: '10.0.0.1', port: 5_000 };
export const HELLO: Message = { from: 'bob', text: 'hello' };
export const BYE: Message = { from: 'cem', text: 'bye' };

export const registered = (isResumed: boolean, isFirst = false): ClientEvent => ({
  type: 'server.registered',
  isResumed,
  isFirst,
});
export const challenged = (cookie = COOKIE): ClientEvent => ({ type: 'server.challenged', cookie });
export const reset: ClientEvent = { type: 'server.reset' };
export const silent: ClientEvent = { type: 'server.silent' };
export const refused: ClientEvent = { type: 'server.refused', refusal: 'nameTaken' };
export const leave: ClientEvent = { type: 'leave' };
export const settled: ClientEvent = { type: 'settled' };
export const arrived = (...messages: Message[]): ClientEvent => ({
  type: 'private.arrived',
  messages,
});
export const acked = (count: number): ClientEvent => ({ type: 'private.acked', by: 'bob', count });
export const NOBODY: Roster = { names: [], count: 0 };
/** The table is complete; somebody's address may have changed, and nobody came or left. */
export const complete = (isNews: boolean): ClientEvent => ({
  type: 'table.complete',
  news: isNews ? { isFirst: false, came: NOBODY, left: NOBODY } : null,
});

export const register = (cookie = new Uint8Array(0)): ClientEffect => ({
  type: 'register',
  cookie,
});
export const show = (notice: ClientNotice, group: string | null = null): ClientEffect =>
  showAll([notice], group);
export const showAll = (notices: ClientNotice[], group: string | null): ClientEffect => ({
  type: 'show',
  notices,
  group,
});
/** Private messages are shown, and none of them inside a group. */
export const shown = (...messages: Message[]): ClientEffect => {
  const notices = messages.map((message) => ({ kind: 'privateMessage', message }) as const);
  return showAll(notices, null);
};
/** That these wrote is told inside the group, and not what. */
export const kept = (...names: string[]): ClientEffect =>
  showAll(
    names.map((from) => ({ kind: 'kept', from })),
    'tea',
  );
export const request = (of: ClientRequest): ClientEffect => ({ type: 'request', request: of });
export const requestTable: ClientEffect = { type: 'requestTable' };
export const keepalive: ClientEffect = { type: 'keepalive' };
export const awaitSettled: ClientEffect = { type: 'awaitSettled' };
export const abandonRequests: ClientEffect = { type: 'abandonRequests' };
export const abandonMessages: ClientEffect = { type: 'abandonMessages' };
export const end = (status: 0 | 1): ClientEffect => ({ type: 'end', status });

export const showOffline = show({ kind: 'offline' });
export const showServerSilent = show({ kind: 'serverNotResponding', server: SERVER });
export const showServerAway = show({ kind: 'serverAway', server: SERVER });
export const showRefused = show({ kind: 'refused', name: 'ann', refusal: 'nameTaken' });

const obstacle = null;
const create: ClientEvent = { type: 'command.create_group', group: 'tea', obstacle };
const join: ClientEvent = { type: 'command.join_group', group: 'tea', obstacle };
const joined: ClientEvent = { type: 'server.joined', group: 'tea', outcome: 'joined' };
const dereg: ClientEvent = { type: 'command.dereg', name: null, obstacle };

/** Brings a new client, called ann, into a state. What it did on the way is forgotten. */
export const clientIn = {
  asking: () => newClient(),
  proving: () => newClient(challenged()),
  waiting: () => newClient(challenged(), { type: 'server.wait' }),
  /** Online, outside a group, with a table that is up to date. */
  nonGroup: () => onlineClient(),
  creating: () => onlineClient(create),
  listingGroups: () => onlineClient({ type: 'command.list_groups' }),
  joining: () => onlineClient(join),
  /** In the group "tea". */
  group: () => onlineClient(join, joined),
  listingMembers: () => onlineClient(join, joined, { type: 'command.list_members' }),
  leavingGroup: () => onlineClient(join, joined, { type: 'command.leave_group' }),
  resuming: () => onlineClient(reset),
  resumingInGroup: () => onlineClient(join, joined, reset),
  /** Asked to deregister in the group "tea", with something still under way. */
  settling: () => onlineClient(join, joined, dereg),
  requesting: () => onlineClient(join, joined, dereg, settled),
} satisfies Record<string, () => ClientRun>;

export type Place = keyof typeof clientIn;

/** All the states that a client rests or waits in. */
export const PLACES = Object.keys(clientIn) as Place[];

/** The group that the user believes to be in, which is the mark before every line. */
export const GROUP_OF: Record<Place, string | null> = {
  asking: null,
  proving: null,
  waiting: null,
  nonGroup: null,
  creating: null,
  listingGroups: null,
  joining: null,
  group: 'tea',
  listingMembers: 'tea',
  leavingGroup: 'tea',
  resuming: null,
  resumingInGroup: 'tea',
  settling: 'tea',
  requesting: null,
};

const REGISTERING: Place[] = ['asking', 'proving', 'waiting'];
export const DEREGISTERING: Place[] = ['settling', 'requesting'];
export const ONLINE = PLACES.filter(
  (place) => !REGISTERING.includes(place) && !DEREGISTERING.includes(place),
);

/** Where the user is, and what the client waits for: `nonGroup.ready`, `group.leaving`, … */
export function modeOf(run: ClientRun): string {
  const { value } = run.snapshot;
  if (typeof value === 'string' || !('online' in value)) return JSON.stringify(value);
  return Object.entries(value.online.mode).flat().join('.');
}

function onlineClient(...events: ClientEvent[]): ClientRun {
  return newClient(registered(false), complete(false), ...events);
}

/** A client that stays, brought into a state in the same way. */
export function stayingClient(...events: ClientEvent[]): ClientRun {
  const input = { name: 'ann', server: SERVER, stays: true };
  return new MachineRun(client, input).send(...events).forget();
}

function newClient(...events: ClientEvent[]): ClientRun {
  return new MachineRun(client, { name: 'ann', server: SERVER }).send(...events).forget();
}

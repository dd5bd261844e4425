/** The client machine with the machines it began, and what they do, for its tests. */
import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type {
  ClientEffect,
  ClientEvent,
  ClientRequest,
  CommandEvent,
} from '../../../machines/clientProtocol.ts';
import type { ClientNotice, Command, Message, Roster } from '../../../machines/vocabulary.ts';
import type { EffectHandlers } from '../../../src/chat/client/clientMachines.ts';
import { ClientMachines } from '../../../src/chat/client/clientMachines.ts';
import { Run, record } from '../../support/machine.ts';

/** All the machines of a client, called ann, as its endpoint has them. */
export class ClientRun extends Run<ClientEvent, ClientEffect> {
  private readonly machines: ClientMachines;
  private readonly states = new Map<string, string>();

  constructor(stays = false) {
    super();
    this.machines = new ClientMachines({
      name: 'ann',
      server: SERVER,
      stays,
      runtime: {
        clock: this.clock,
        randomIdentity: () => 0,
        inspect: (event) => {
          record(event);
          this.follow(event);
        },
      },
      effects: new Proxy({} as EffectHandlers, {
        get: () => (effect: ClientEffect) => this.happened(effect),
      }),
    });
    this.machines.start();
  }

  get isDone(): boolean {
    return !this.machines.isActive;
  }

  get isBusy(): boolean {
    return this.machines.isBusy;
  }

  get isAway(): boolean {
    return this.machines.isAway;
  }

  get group(): string | null {
    return this.machines.group;
  }

  /** In which state each of the machines is that are there, in the order of their names. */
  get state(): string {
    return [...this.states.keys()]
      .sort()
      .map((chart) => this.stateOf(chart))
      .join(' ');
  }

  /** `online`, `deregistering.settling`; empty if there is no such machine. */
  stateOf(chart: string): string {
    return this.states.get(chart) ?? '';
  }

  takes(command: CommandEvent): boolean {
    return this.machines.takes(command.type.replace('command.', '') as Command['kind']);
  }

  protected take(event: ClientEvent): void {
    this.machines.tell(event);
  }

  protected stop(): void {
    this.machines.stop();
  }

  private follow(event: InspectionEvent): void {
    if (event.type !== '@xstate.snapshot') return;
    const { id } = event.actorRef as AnyActorRef;
    const chart = id.replace(':ann', '');
    const { value, status } = event.snapshot as AnyMachineSnapshot;
    if (status === 'active' || chart === 'client')
      this.states.set(chart, `${chart}.${flat(value)}`);
    else this.states.delete(chart);
  }
}

/** `fetching.asking` */
function flat(value: unknown): string {
  return typeof value === 'string'
    ? value
    : Object.entries(value as object)
        .flat()
        .map(flat)
        .join('.');
}

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

export const register = (cookie = new Uint8Array(0), resume = false): ClientEffect => ({
  type: 'register',
  cookie,
  resume,
});
/** The same, to go on in the session that there was. */
export const resume = (cookie = new Uint8Array(0)): ClientEffect => register(cookie, true);
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

/** Where the user is, and what is waited for: `lobby.ready`, `membership.leaving`, … */
export function modeOf(run: ClientRun): string {
  if (run.stateOf('client') !== 'client.online') return run.stateOf('deregistration');
  return run.stateOf('membership') || run.stateOf('lobby');
}

function onlineClient(...events: ClientEvent[]): ClientRun {
  return newClient(registered(false), complete(false), ...events);
}

/** A client that stays, brought into a state in the same way. */
export function stayingClient(...events: ClientEvent[]): ClientRun {
  return new ClientRun(true).send(...events).forget();
}

function newClient(...events: ClientEvent[]): ClientRun {
  return new ClientRun().send(...events).forget();
}

/** A chat under observation in virtual time. */
import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { ClientNotice, Command, Message } from '../../../machines/vocabulary.ts';
import type { Address } from '../../../src/chat/address.ts';
import type { Random } from '../../../src/lab/world/random.ts';
import { seededRandom } from '../../../src/lab/world/random.ts';
import type { SimulatedClient } from '../../../src/lab/world/simulatedClient.ts';
import type { Network } from '../../../src/lab/world/transit.ts';
import { World } from '../../../src/lab/world/world.ts';
import { Witness } from './promises.ts';

/** Everything arrives after a millisecond. */
export const healthy: Network = () => [1];

/** Loses each datagram with this probability, each way. */
export function lossy(rate: number, random: Random = seededRandom(7)): Network {
  return () => (random() < rate ? [] : [1 + Math.floor(random() * 3)]);
}

const OF_TABLE: ReadonlySet<ClientNotice['kind']> = new Set(['tableUpdated', 'online', 'presence']);

const FIRST_PORT = 4_001;

/** A world, its witness, and its clients by name. */
export class Chat {
  readonly world: World;
  readonly witness = new Witness();
  /** The names of all machines that have begun and are not over, as a trace tells it. */
  readonly machines = new Map<object, string>();
  /** Every process that was started, in order. */
  readonly started: SimulatedClient[] = [];
  /** May be replaced at any moment. */
  network: Network;

  /** @param stays clients stay when the server does not answer */
  constructor(network: Network = healthy, seed = 1, stays = false) {
    this.network = network;
    this.world = new World({
      seed,
      stays,
      network: (transit) => {
        this.witness.datagram(transit);
        return this.network(transit);
      },
      inspect: (event) => {
        this.witness.inspect(event);
        this.follow(event);
      },
    });
  }

  private follow(event: InspectionEvent): void {
    if (event.type !== '@xstate.snapshot') return;
    const { id } = event.actorRef as AnyActorRef;
    if ((event.snapshot as AnyMachineSnapshot).status === 'active')
      this.machines.set(event.actorRef, id);
    else this.machines.delete(event.actorRef);
  }

  /** Starts a client process on a port of its own, or on this one. */
  start(name: string, port = FIRST_PORT + this.started.length): SimulatedClient {
    const client = this.world.startClient(name, { ip: '10.0.1.1', port });
    this.started.push(client);
    return client;
  }

  /** The latest process of this name. */
  client(name: string): SimulatedClient {
    const client = this.started.findLast((candidate) => candidate.name === name);
    if (!client) throw new RangeError(`nobody is called ${name}`);
    return client;
  }

  address(name: string): Address {
    return this.client(name).node.address;
  }

  tell(name: string, ...commands: Command[]): void {
    for (const command of commands) this.client(name).command(command);
  }

  wait(ms: number): void {
    this.world.advance(ms);
  }

  /** The notices of a kind that the latest process of this name has shown. */
  shown<K extends ClientNotice['kind']>(
    name: string,
    kind: K,
  ): Extract<ClientNotice, { kind: K }>[] {
    return this.client(name).notices.filter(
      (notice): notice is Extract<ClientNotice, { kind: K }> => notice.kind === kind,
    );
  }

  /** Kinds of the notices since a moment, without those of the table: they may come at any moment. */
  kinds(name: string, sinceMs = 0): ClientNotice['kind'][] {
    return this.client(name)
      .seen.filter(({ notice, atMs }) => atMs >= sinceMs && !OF_TABLE.has(notice.kind))
      .map(({ notice }) => notice.kind);
  }

  has({ notices }: SimulatedClient, kind: ClientNotice['kind']): boolean {
    return notices.some((notice) => notice.kind === kind);
  }

  /** Whether there was never another process of this name. */
  isOnly(name: string): boolean {
    return this.started.filter((client) => client.name === name).length === 1;
  }

  privateMessages({ notices }: SimulatedClient): Message[] {
    return notices.flatMap((n) => (n.kind === 'privateMessage' ? [n.message] : []));
  }

  /** Names that this client's table shows online. */
  online(name: string): string[] {
    const listings = this.client(name).endpoint.listings();
    return listings.flatMap((listing) => (listing.online ? [listing.name] : [])).sort();
  }
}

/** A chat in which these have registered and everybody has the table. */
export function chatOf(...names: string[]): Chat {
  const chat = new Chat();
  for (const name of names) chat.start(name);
  chat.wait(1_000);
  return chat;
}

/** A chat in which these have registered and entered the group `g`. */
export function groupOf(...names: string[]): Chat {
  const chat = chatOf(...names);
  for (const name of names) chat.tell(name, create('g'));
  chat.wait(100);
  for (const name of names) chat.tell(name, join('g'));
  chat.wait(500);
  return chat;
}

export const send = (to: string, text: string): Command => ({ kind: 'send', to, text });
export const create = (group: string): Command => ({ kind: 'create_group', group });
export const join = (group: string): Command => ({ kind: 'join_group', group });
export const say = (text: string): Command => ({ kind: 'send_group', text });
export const dereg = (name: string | null): Command => ({ kind: 'dereg', name });
export const leave: Command = { kind: 'leave_group' };
export const listGroups: Command = { kind: 'list_groups' };
export const listMembers: Command = { kind: 'list_members' };

/**
 * The machines of a client: it owns them, gives every event to the one that it concerns, and tells
 * one what another says. Those that have nothing to do are not there.
 */
import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { deregistration } from '../../../machines/client/deregistration.ts';
import { keepalive } from '../../../machines/client/keepalive.ts';
import { lobby } from '../../../machines/client/lobby.ts';
import { membership } from '../../../machines/client/membership.ts';
import { registration } from '../../../machines/client/registration.ts';
import { tableSync } from '../../../machines/client/tableSync.ts';
import { client } from '../../../machines/client.ts';
import type { ClientEffect, ClientEvent, PlaceEvent } from '../../../machines/clientProtocol.ts';
import type { ClientNotice, Command, Message, Whereabouts } from '../../../machines/vocabulary.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';

/** What can be done while the server does not answer: peers are reached without it. */
const WITHOUT_SERVER: ReadonlySet<Command['kind']> = new Set(['send', 'dereg', 'help', 'table']);

export interface ClientMachinesOptions {
  readonly name: string;
  readonly server: Whereabouts;
  readonly stays: boolean;
  readonly runtime: Runtime;
  readonly effects: EffectHandlers;
}

/** What becomes of each effect. */
export type EffectHandlers = {
  readonly [Type in ClientEffect['type']]: (effect: Extract<ClientEffect, { type: Type }>) => void;
};

export class ClientMachines {
  private readonly options: ClientMachinesOptions;
  private readonly client: ActorRefFrom<typeof client>;
  private lobby: ActorRefFrom<typeof lobby> | null = null;
  private membership: ActorRefFrom<typeof membership> | null = null;
  private registration: ActorRefFrom<typeof registration> | null = null;
  private deregistration: ActorRefFrom<typeof deregistration> | null = null;
  private tableSync: ActorRefFrom<typeof tableSync> | null = null;
  private keepalive: ActorRefFrom<typeof keepalive> | null = null;
  private readonly departures: { readonly type: 'depart' }[] = [];

  constructor(options: ClientMachinesOptions) {
    const { name, server, stays } = options;
    this.options = options;
    this.client = createActor(client, {
      ...this.actorOptions('client'),
      input: { name, server, stays },
    });
    this.connectClient();
  }

  start(): void {
    this.client.start();
    this.enterLobby();
  }

  get isActive(): boolean {
    return this.client.getSnapshot().status === 'active';
  }

  /** Whether commands wait, for an answer of the server or for the first table. */
  get isBusy(): boolean {
    return (
      this.client.getSnapshot().hasTag('busy') ||
      this.registration !== null ||
      (this.membership ?? this.lobby)?.getSnapshot().hasTag('busy') === true ||
      this.tableSync?.getSnapshot().hasTag('busy') === true
    );
  }

  /** Whether the server does not answer, and the client stays. */
  get isAway(): boolean {
    return this.client.getSnapshot().hasTag('away');
  }

  /** Whether `settled` is waited for. */
  get isSettling(): boolean {
    return this.deregistration?.getSnapshot().hasTag('settling') === true;
  }

  /** Whether it is news that the server was heard. */
  get isUnheard(): boolean {
    return this.keepalive?.getSnapshot().hasTag('unheard') === true;
  }

  /** The group that the user is in, or null. */
  get group(): string | null {
    return this.membership?.getSnapshot().context.group ?? null;
  }

  /** Private messages that wait until the user leaves the group. */
  get buffered(): readonly Message[] {
    return this.membership?.getSnapshot().context.buffered ?? [];
  }

  /** Whether such a command may be told now. */
  takes(command: Command['kind']): boolean {
    if (!this.isActive) return false;
    return !this.isBusy || (this.isAway && WITHOUT_SERVER.has(command));
  }

  /** Gives an event to the machine that it concerns, if that is there. */
  tell(event: ClientEvent): void {
    if (!this.isActive) return;
    switch (event.type) {
      case 'server.challenged':
      case 'server.wait':
        this.registration?.send(event);
        return;
      case 'server.registered':
      case 'server.refused':
      case 'server.silent':
        (this.registration ?? this.deregistration ?? this.client).send(event);
        return;
      case 'server.reset':
        // Not for a client that registers: it has found out.
        if (!this.registration) (this.deregistration ?? this.client).send(event);
        return;
      case 'leave':
        (this.deregistration ?? this.client).send(event);
        return;
      case 'settled':
      case 'server.deregistered':
        this.deregistration?.send(event);
        return;
      case 'server.joined':
      case 'server.left':
      case 'server.removed':
        // Nobody is put into a group, or out of it, before the client is online or when it leaves.
        if (this.tableSync && !this.deregistration) this.tellPlace(event);
        return;
      case 'server.heard':
        this.keepalive?.send(event);
        return;
      case 'table.behind':
      case 'table.stranger':
      case 'table.page':
      case 'table.complete':
        this.tableSync?.send(event);
        return;
      default:
        this.tellPlace(event);
    }
  }

  /** Stops every machine and timer, without a word. */
  stop(): void {
    this.client.stop();
    this.letGo();
  }

  private connectClient(): void {
    this.client.on('*', (effect) => {
      switch (effect.type) {
        case 'beginRegistration':
          this.beginRegistration(effect.resume);
          return;
        case 'withdraw':
          this.registration?.send({ type: 'withdraw' });
          return;
        case 'beginSession':
          this.beginSession();
          return;
        case 'endSession':
          this.endSession();
          return;
        case 'beginDeregistration':
          this.beginDeregistration(effect.isUrgent);
          return;
        case 'abandon':
          this.abandon();
          return;
        case 'abandonRequests':
          this.endTable();
          this.perform(effect);
          this.tellPlace({ type: 'mode.away' });
          return;
        case 'tell':
          this.tellPlace(effect.event);
          return;
        case 'show':
          this.show(effect.notices);
          return;
        case 'end':
          this.perform(effect);
          this.letGo();
          return;
        default:
          this.perform(effect);
      }
    });
  }

  private beginRegistration(resume: boolean): void {
    const actor = createActor(registration, {
      ...this.actorOptions('registration'),
      input: { resume },
    });
    this.registration = actor;
    actor.on('register', (effect) => this.perform(effect));
    actor.on('concluded', ({ outcome }) => {
      this.registration = null;
      this.client.send(outcome);
    });
    actor.start();
  }

  private beginDeregistration(isUrgent: boolean): void {
    const input = { isUrgent };
    const actor = createActor(deregistration, { ...this.actorOptions('deregistration'), input });
    this.deregistration = actor;
    actor.on('*', (effect) => {
      if (effect.type === 'concluded') {
        this.deregistration = null;
        this.client.send(effect.outcome);
      } else if (effect.type === 'abandon') this.abandon();
      else this.perform(effect);
    });
    actor.start();
  }

  /** Whatever the user is in and has under way is over. */
  private abandon(): void {
    this.endTable();
    this.tellPlace({ type: 'mode.leaving' });
    this.perform({ type: 'abandonMessages' });
  }

  private beginSession(): void {
    this.endTable();
    const table = createActor(tableSync, this.actorOptions('tableSync'));
    this.tableSync = table;
    table.on('requestTable', (effect) => this.perform(effect));
    table.on('show', ({ notices }) => this.show(notices));
    table.start();
    const input = { misses: this.options.stays };
    const sign = createActor(keepalive, { ...this.actorOptions('keepalive'), input });
    this.keepalive = sign;
    sign.on('keepalive', (effect) => this.perform(effect));
    // Nobody asked anything, and yet the server is silent.
    sign.on('missed', () => this.client.send({ type: 'server.silent' }));
    sign.start();
  }

  /** The table is kept for as long as anything is under way: it says who writes from where. */
  private endSession(): void {
    this.registration?.stop();
    this.registration = null;
    this.keepalive?.stop();
    this.keepalive = null;
  }

  private endTable(): void {
    this.tableSync?.stop();
    this.tableSync = null;
  }

  private letGo(): void {
    this.endSession();
    this.endTable();
    this.deregistration?.stop();
    this.deregistration = null;
    this.lobby?.stop();
    this.lobby = null;
    this.membership?.stop();
    this.membership = null;
  }

  private enterLobby(): void {
    const { name } = this.options;
    const place = createActor(lobby, { ...this.actorOptions('lobby'), input: { name } });
    this.lobby = place;
    this.membership = null;
    place.on('*', (effect) => {
      if (effect.type === 'depart') this.departures.push(effect);
      else if (effect.type === 'entered') this.enterGroup(effect.group);
      else this.perform(effect);
    });
    place.start();
  }

  private enterGroup(group: string): void {
    const { name } = this.options;
    const input = { name, group };
    const place = createActor(membership, { ...this.actorOptions('membership'), input });
    this.membership = place;
    this.lobby = null;
    place.on('*', (effect) => {
      if (effect.type === 'depart') this.departures.push(effect);
      else if (effect.type === 'over') this.enterLobby();
      else this.perform(effect);
    });
    place.start();
  }

  private tellPlace(event: PlaceEvent): void {
    (this.membership ?? this.lobby)?.send(event);
    // Not before: the client tells the place what it makes of this, and that must be at rest.
    for (const departure of this.departures.splice(0)) this.client.send(departure);
  }

  /** Shows notices behind the prompt mark of where the user is. */
  private show(notices: readonly ClientNotice[]): void {
    this.perform({ type: 'show', notices, group: this.group });
  }

  private perform(effect: ClientEffect): void {
    const handle = this.options.effects[effect.type] as (effect: ClientEffect) => void;
    handle(effect);
  }

  private actorOptions(chart: string) {
    const { runtime, name } = this.options;
    return actorOptions(runtime, `${chart}:${name}`);
  }
}

/** Random stories that happen in a chat: actions of users, faults, and the fate of datagrams. */
import fc from 'fast-check';
import type { Command } from '../../../machines/vocabulary.ts';
import { addressKey } from '../../../src/chat/address.ts';
import type { SimulatedClient } from '../../../src/lab/world/simulatedClient.ts';
import type { Fate, Network } from '../../../src/lab/world/transit.ts';
import {
  Chat,
  create,
  dereg,
  healthy,
  join,
  leave,
  listGroups,
  listMembers,
  say,
  send,
} from './chat.ts';
import type { Circumstances } from './reckoning.ts';

/** Something that a user asks for. Clients are numbers, taken round. */
type Talk =
  | { readonly do: 'send'; readonly who: number; readonly to: number; readonly long: boolean }
  | { readonly do: 'say'; readonly who: number; readonly long: boolean }
  | { readonly do: 'create' | 'join'; readonly who: number; readonly group: number }
  | { readonly do: 'leave' | 'list' | 'dereg'; readonly who: number };

/** One thing that happens in a story. */
export type Action =
  | Talk
  | { readonly do: 'kill' | 'restart' | 'rebind'; readonly who: number }
  | { readonly do: 'pause'; readonly who: number; readonly ms: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'restartServer' };

/** A story is data, so that a counterexample shrinks to what matters. */
export interface Story {
  readonly clients: number;
  readonly actions: readonly Action[];
  /** What becomes of each datagram, in turn, again and again until the network heals. */
  readonly fates: readonly Fate[];
}

const NAMES = ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay'];
/** A pause that the probes outlast, however many datagrams are lost around it. */
const HARMLESS_PAUSE_MS = 1_000;
/** The faults end before a message that is sent in them could be given up for them alone. */
const FAULTS_MS = 10_000;
/** Everything is settled this long after the network has healed. */
const SETTLING_MS = 30_000;
/** Datagrams that one way may lose in a row: fate alone then never looks like a dead process. */
const LOSSES_IN_A_ROW = 2;

/** Tells a story and reports what it did, for the reckoning. */
export class Teller implements Circumstances {
  readonly chat: Chat;
  readonly excused = new Set<string>();
  readonly killed = new Set<SimulatedClient>();
  readonly moved = new Set<string>();
  readonly commands = new Map<SimulatedClient, number>();
  readonly restarts = new Set<number>();
  healedMs = 0;
  private readonly paused = new Set<string>();
  private readonly names: readonly string[];
  private texts = 0;

  constructor({ clients, actions, fates }: Story) {
    this.names = NAMES.slice(0, clients);
    this.chat = new Chat(fated(fates));
    for (const name of this.names) this.chat.start(name);
    this.chat.wait(800);
    this.command(this.name(0), create('g0'));
    for (const action of actions) {
      this.act(action);
      this.chat.wait(20);
    }
    this.heal();
  }

  /** The timers that nothing at rest accounts for. */
  get strayTimers(): number {
    const { world } = this.chat;
    // Each live client keeps one for its keepalive, and the server one for each of them.
    const due = 2 * this.live.length;
    world.advanceUntil(() => world.clock.pending === due, SETTLING_MS);
    return world.clock.pending - due;
  }

  private get live(): SimulatedClient[] {
    return this.chat.started.filter((client) => this.isLive(client));
  }

  private isLive(client: SimulatedClient): boolean {
    return client.status === null && !this.killed.has(client);
  }

  private heal(): void {
    const { chat } = this;
    for (const name of this.names) chat.world.resume(chat.address(name));
    chat.network = healthy;
    this.healedMs = chat.world.clock.nowMs();
    chat.wait(SETTLING_MS);
    for (const client of this.live) {
      if (client.endpoint.group !== null) this.command(client.name, leave);
    }
    chat.wait(1_000);
    for (const { name, status } of chat.started) if (status !== null) this.excused.add(name);
  }

  private act(action: Action): void {
    const who = 'who' in action ? this.name(action.who) : '';
    switch (action.do) {
      case 'wait':
        if (this.chat.world.clock.nowMs() < FAULTS_MS) this.chat.wait(action.ms);
        break;
      case 'kill':
      case 'restart':
      case 'rebind':
        this.excused.add(who);
        this[action.do](who);
        break;
      case 'pause':
        this.pause(who, action.ms);
        break;
      case 'restartServer':
        this.restartServer();
        break;
      default:
        for (const command of this.commandsOf(action, who)) this.command(who, command);
    }
  }

  private commandsOf(action: Talk, who: string): readonly Command[] {
    switch (action.do) {
      case 'send': {
        const to = this.name(action.to);
        return [send(to, this.text(action.long, `${who}>${to}`))];
      }
      case 'create':
        return [create(`g${action.group}`)];
      case 'join':
        return [join(`g${action.group}`)];
      case 'say':
        return [say(this.text(action.long, who))];
      case 'leave':
        return [leave];
      case 'list':
        return [listGroups, listMembers];
      case 'dereg':
        return [dereg(who)];
    }
  }

  /** A text that says which it is; a long one travels in pieces. */
  private text(isLong: boolean, way: string): string {
    return `${++this.texts}${isLong ? ' long'.repeat(500) : ''} ${way}`;
  }

  private name(who: number): string {
    return this.names[who % this.names.length] ?? '';
  }

  private command(name: string, command: Command): void {
    const client = this.chat.client(name);
    // Neither a process that has ended nor one that stands still reads commands.
    if (!this.isLive(client) || client.node.paused) return;
    this.commands.set(client, (this.commands.get(client) ?? 0) + 1);
    client.command(command);
  }

  private kill(name: string): void {
    this.chat.world.kill(this.chat.address(name));
    this.killed.add(this.chat.client(name));
  }

  private restart(name: string): void {
    const { port } = this.chat.address(name);
    if (this.isLive(this.chat.client(name))) this.kill(name);
    this.chat.start(name, port);
  }

  private rebind(name: string): void {
    this.moved.add(name);
    const { ip, port } = this.chat.address(name);
    this.chat.world.rebind({ ip, port }, { ip, port: port + 1_000 });
  }

  private pause(name: string, ms: number): void {
    const { world } = this.chat;
    // Two pauses may lie so close together that nothing is heard between them.
    if (ms > HARMLESS_PAUSE_MS || this.paused.has(name)) this.excused.add(name);
    this.paused.add(name);
    const address = this.chat.address(name);
    world.pause(address);
    world.clock.setTimeout(() => world.resume(address), ms);
  }

  private restartServer(): void {
    for (const name of this.names) this.excused.add(name);
    this.restarts.add(this.chat.world.log.length);
    this.chat.world.startServer();
  }
}

/** A network that does to each datagram what comes next, but never loses many in a row. */
function fated(fates: readonly Fate[]): Network {
  const losses = new Map<string, number>();
  let next = 0;
  return ({ from, to }) => {
    const fate = fates[next++ % fates.length] ?? [1];
    const way = `${addressKey(from)} > ${addressKey(to)}`;
    const inARow = fate.length === 0 ? (losses.get(way) ?? 0) + 1 : 0;
    losses.set(way, inARow > LOSSES_IN_A_ROW ? 0 : inARow);
    return inARow > LOSSES_IN_A_ROW ? [1] : fate;
  };
}

/** Stories of 3 to 6 clients with 30 % loss, 20 % duplicates, and delays of up to 300 ms. */
export function stories(more: readonly fc.WeightedArbitrary<Action>[] = []): fc.Arbitrary<Story> {
  return fc.record({
    clients: fc.integer({ min: 3, max: 6 }),
    actions: fc.array(actions(more), { maxLength: 60, size: 'max' }),
    fates: fc.array(fateArbitrary, { minLength: 1, maxLength: 150, size: 'max' }),
  });
}

const late = fc.integer({ min: 1, max: 300 });

const fateArbitrary: fc.Arbitrary<Fate> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: fc.constant([1]) },
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.tuple(late, late) },
  { weight: 2, arbitrary: fc.tuple(late) },
);

function actions(more: readonly fc.WeightedArbitrary<Action>[]): fc.Arbitrary<Action> {
  const who = fc.nat(5);
  const group = fc.nat(1);
  const long = fc.boolean();
  const act = <T extends Action>(
    weight: number,
    model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  ) => ({
    weight,
    arbitrary: fc.record(model) as fc.Arbitrary<Action>,
  });
  const is = <D extends Action['do']>(name: D) => fc.constant(name);
  return fc.oneof(
    act(6, { do: is('wait'), ms: fc.integer({ min: 1, max: 1_500 }) }),
    act(12, { do: is('send'), who, to: fc.nat(5), long }),
    act(8, { do: is('say'), who, long }),
    act(8, { do: is('join'), who, group }),
    act(1, { do: is('create'), who, group }),
    act(2, { do: is('leave'), who }),
    act(1, { do: is('list'), who }),
    act(1, { do: is('dereg'), who }),
    act(1, { do: is('kill'), who }),
    act(1, { do: is('restart'), who }),
    act(1, { do: is('rebind'), who }),
    act(1, { do: is('pause'), who, ms: fc.integer({ min: 100, max: HARMLESS_PAUSE_MS }) }),
    act(1, { do: is('pause'), who, ms: fc.integer({ min: 100, max: 6_000 }) }),
    ...more,
  );
}

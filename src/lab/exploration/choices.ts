/**
 * A world in which nothing happens by itself. Each datagram on its way, each deadline and each thing
 * that a user will do waits to be chosen, so that a sequence of choices is a complete description of
 * a run. Datagrams take no time: all time passes between deadlines.
 */
import type { Command } from '../../../machines/vocabulary.ts';
import type { Address } from '../../chat/address.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { TraceStep } from '../../trace/trace.ts';
import type { Sighting } from '../promises/beat.ts';
import { BrokenPromise } from '../promises/promises.ts';
import { REST_BOUND_MS } from '../promises/rest.ts';
import { Watch } from '../promises/watch.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Transit } from '../world/transit.ts';
import { World } from '../world/world.ts';
import { Deadlines } from './deadlines.ts';

/** One thing that happens next. Datagrams are numbered in the order in which they were sent. */
export type Choice =
  | { readonly do: 'deliver' | 'lose'; readonly datagram: number }
  /** A copy arrives; another stays on its way. */
  | { readonly do: 'duplicate'; readonly datagram: number }
  /** Time passes to the next deadline; whatever is due then fires. */
  | { readonly do: 'pass' }
  /** A user does the next thing of the script. */
  | { readonly do: 'command'; readonly client: number }
  /** Faults are over: everything must come to rest. Always the last choice. */
  | { readonly do: 'heal' };

export interface ChoiceOptions {
  readonly clients: number;
  /** Null to begin with the first datagram; else what users do, in peace, before the choices. */
  readonly opening: readonly UserCommand[] | null;
  /** What each client's user will do, in this order, at any moment. Texts must be unique. */
  readonly script: readonly (readonly Command[])[];
  /** With so many datagrams on their way nobody starts anything new. */
  readonly inFlight: number;
  readonly losses: number;
  readonly duplicates: number;
  /** How often time may pass while datagrams are on their way. */
  readonly waits: number;
}

export interface UserCommand {
  readonly client: number;
  readonly command: Command;
}

/** What may still go wrong. */
export type Budget = readonly [losses: number, duplicates: number, waits: number];

const NAMES = ['alice', 'bob', 'carol'];
const MAX_CLIENTS = NAMES.length;
const PORT = 6_000;
/** Peace before the choices: longer than the short timers that a registration sets. */
const OPENING_MS = 500;
/** Rest must last: longer than it takes to discover a dead client. */
const REST_MS = 15_000;

export function nameOf(client: number): string {
  return NAMES[client] ?? `client${client}`;
}

export function addressOf(client: number): Address {
  return { ip: `10.0.1.${client + 1}`, port: PORT };
}

/** @throws RangeError if there is nothing to choose, or texts cannot be told apart */
export function checkChoiceOptions(options: ChoiceOptions): void {
  const { clients, script, inFlight, losses, duplicates, waits } = options;
  if (!Number.isInteger(clients) || clients < 1 || clients > MAX_CLIENTS) {
    throw new RangeError(`an exploration has 1 to ${MAX_CLIENTS} clients, not ${clients}`);
  }
  for (const budget of [losses, duplicates, waits, inFlight - 1]) {
    if (!Number.isInteger(budget) || budget < 0) {
      throw new RangeError('budgets are whole numbers, and at least one datagram is on its way');
    }
  }
  const strangers = (options.opening ?? []).some(
    ({ client }) => !(client in NAMES.slice(0, clients)),
  );
  if (script.length > clients || strangers) {
    throw new RangeError('the script has more users than clients');
  }
  const commands = [...(options.opening ?? []).map(({ command }) => command), ...script.flat()];
  const texts = commands.flatMap((command) => ('text' in command ? [command.text] : []));
  if (new Set(texts).size < texts.length) throw new RangeError('every text must be unique');
}

export class ChoiceWorld {
  readonly world: World;
  readonly clients: readonly SimulatedClient[];
  readonly deadlines = new Deadlines();
  /** By number, in the order in which they were sent. */
  readonly onTheWay = new Map<number, Transit>();
  /** How far each client's script is done. */
  readonly done: number[];
  steps = 0;
  private readonly options: ChoiceOptions;
  private readonly watch: Watch;
  private spent: [losses: number, duplicates: number, waits: number] = [0, 0, 0];

  /** @param onStep gets every step of the trace; without it the deadlines are kept */
  constructor(options: ChoiceOptions, onStep?: (step: TraceStep) => void) {
    const { deadlines, onTheWay } = this;
    this.options = options;
    this.done = Array.from({ length: options.clients }, () => 0);
    this.watch = new Watch(() => this.world);
    this.world = new World({
      seed: 1,
      network: (transit) => {
        this.watch.datagram(transit);
        onTheWay.set(this.world.sentDatagrams, transit);
        return [];
      },
      // How long a round trip was would tell apart what is otherwise the same.
      roundTripMs: 0,
      inspect: deadlines.inspect,
      ...(onStep ? { recorder: (clock) => new Recorder(() => clock.nowMs(), onStep) } : {}),
      onOccurrence: (occurrence, node, session) => this.watch.occurred(occurrence, node, session),
      onDelivered: (transit, node) => this.watch.delivered(transit, node),
      onServerNotice: (notice) => this.watch.serverNotice(notice),
      onStep: () => {
        this.steps++;
        this.watch.check();
      },
    });
    deadlines.nowMs = () => this.world.clock.nowMs();
    this.clients = Array.from({ length: options.clients }, (_, i) => {
      const client: SimulatedClient = this.world.startClient(nameOf(i), addressOf(i));
      client.onSeen = (seen) => this.watch.seen(client, seen);
      return client;
    });
    this.endTurns();
    if (options.opening) this.open(options.opening);
  }

  get budget(): Budget {
    const { losses, duplicates, waits } = this.options;
    const [lost, duplicated, waited] = this.spent;
    return [losses - lost, duplicates - duplicated, waits - waited];
  }

  /** What was noticed until now. */
  sightings(): Iterable<Sighting> {
    return this.watch.occurrences.keys();
  }

  /**
   * What can happen next.
   *
   * @param datagrams those on their way, leaving out copies that are as good as others
   */
  choices(datagrams: Iterable<number>): Choice[] {
    const [losses, duplicates, waits] = this.budget;
    const choices: Choice[] = [];
    // Losses come first: they leave a world as it was.
    for (const datagram of datagrams) if (losses > 0) choices.push({ do: 'lose', datagram });
    for (const datagram of datagrams) {
      choices.push({ do: 'deliver', datagram });
      if (duplicates > 0) choices.push({ do: 'duplicate', datagram });
    }
    if (this.onTheWay.size >= this.options.inFlight) return choices;
    for (const [client, done] of this.done.entries()) {
      const isOver = this.clients[client]?.status !== null;
      const { length } = this.options.script[client] ?? [];
      if (done < length && !isOver) choices.push({ do: 'command', client });
    }
    const canPass = this.onTheWay.size === 0 || waits > 0;
    if (canPass && this.world.clock.nextMs !== null) choices.push({ do: 'pass' });
    return choices;
  }

  /** @throws BrokenPromise, or whatever an endpoint throws */
  choose(choice: Choice): void {
    switch (choice.do) {
      case 'deliver':
        this.deliver(choice.datagram, false);
        break;
      case 'duplicate':
        this.spent[1]++;
        this.deliver(choice.datagram, true);
        break;
      case 'lose':
        this.spent[0]++;
        this.onTheWay.delete(choice.datagram);
        break;
      case 'pass':
        if (this.onTheWay.size > 0) this.spent[2]++;
        this.world.clock.step();
        break;
      case 'command':
        this.command(choice.client);
        break;
      case 'heal':
        this.heal();
        break;
    }
    this.endTurns();
  }

  /** Looks at the state in which a datagram is lost, and takes the loss back. */
  supposeLost(datagram: number, look: () => void): void {
    const onTheWay = [...this.onTheWay];
    this.choose({ do: 'lose', datagram });
    look();
    this.spent[0]--;
    this.onTheWay.clear();
    for (const [number, transit] of onTheWay) this.onTheWay.set(number, transit);
  }

  private deliver(datagram: number, stays: boolean): void {
    const transit = this.onTheWay.get(datagram);
    if (!transit) throw new RangeError(`datagram ${datagram} is not on its way`);
    if (!stays) this.onTheWay.delete(datagram);
    this.world.inject(transit, datagram);
  }

  private command(client: number): void {
    const command = this.options.script[client]?.[this.done[client] ?? 0];
    if (!command) throw new RangeError(`client ${client} has nothing left to do`);
    this.done[client] = (this.done[client] ?? 0) + 1;
    this.perform({ client, command });
  }

  private perform({ client, command }: UserCommand): void {
    const sender = this.clients[client];
    if (!sender) throw new RangeError(`there is no client ${client}`);
    if (command.kind === 'send') this.watch.sends(sender, command.to, command.text);
    if (command.kind === 'send_group') this.watch.sends(sender, null, command.text);
    sender.command(command);
  }

  /** Whatever happens at this moment comes first: an endpoint sends at the end of its turn. */
  private endTurns(): void {
    const { clock } = this.world;
    while (clock.nextMs === clock.nowMs()) clock.step();
  }

  private open(commands: readonly UserCommand[]): void {
    this.rest(OPENING_MS);
    for (const userCommand of commands) {
      this.perform(userCommand);
      this.rest(OPENING_MS);
    }
  }

  /** Peace: everything arrives at once and in order. */
  private rest(durationMs: number, isOver: () => boolean = () => false): void {
    const { clock } = this.world;
    const endMs = clock.nowMs() + durationMs;
    while (!isOver()) {
      this.endTurns();
      const [datagram] = this.onTheWay.keys();
      if (datagram !== undefined) this.deliver(datagram, false);
      else if (clock.nextMs === null || clock.nextMs > endMs) break;
      else clock.step();
    }
  }

  private heal(): void {
    this.watch.healed();
    const isSettled = ({ endpoint }: SimulatedClient) => endpoint.isSettled;
    this.rest(REST_BOUND_MS, () => this.clients.every(isSettled));
    const busy = this.clients.find((client) => !isSettled(client));
    if (busy) {
      throw new BrokenPromise('theWorldComesToRest', `${busy.name} still waits for something`);
    }
    this.rest(REST_MS);
    this.watch.atRest();
  }
}

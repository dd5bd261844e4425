import type { Command } from '../../../machines/vocabulary.ts';
import type { Address } from '../../chat/address.ts';
import type { Watch } from '../promises/watch.ts';
import type { LabNetwork } from '../world/conditions.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import type { Seen, SimulatedClient } from '../world/simulatedClient.ts';
import type { World } from '../world/world.ts';
import type { Adversary } from './adversary.ts';
import type { Action, Scenario } from './scenario.ts';

export interface StagehandOptions {
  readonly world: World;
  readonly network: LabNetwork;
  readonly watch: Watch;
  readonly adversary: Adversary;
  onSeen(client: SimulatedClient, seen: Seen): void;
}

/** Time for everybody to register before the story begins. */
const ENTRANCE_MS = 2_000;
const FIRST_PORT = 6_000;

/** Performs the actions of a scenario on a world. */
export class Stagehand {
  /** Texts that users sent. */
  messages = 0;
  private readonly options: StagehandOptions;
  /** The current process of each name. */
  private readonly cast: SimulatedClient[] = [];
  /** Second processes under a name that somebody has. */
  private impostors: SimulatedClient[] = [];
  private rebinds = 0;
  private moves = 0;
  /** Processes whose names have moved, as long as they take their leave. */
  private former: SimulatedClient[] = [];
  private impostorsStarted = 0;

  constructor(options: StagehandOptions) {
    this.options = options;
  }

  /** Starts that many clients, and gives them time to register. */
  enter({ clients, stays = [] }: Scenario): void {
    for (let i = 0; i < clients; i++) {
      const address = { ip: `10.0.1.${i + 1}`, port: FIRST_PORT };
      this.cast.push(this.start(nameOf(i), address, stays.includes(i)));
    }
    this.options.world.advance(ENTRANCE_MS);
  }

  /** The processes that are up. */
  running(): SimulatedClient[] {
    const everybody = [...this.cast, ...this.former, ...this.impostors];
    return everybody.filter((client) => client.isRunning);
  }

  /** Whoever was paused goes on. */
  resumeAll(): void {
    const { world, watch } = this.options;
    watch.paused();
    for (const client of [...this.cast, ...this.former, ...this.impostors]) {
      world.resume(client.address);
      if (!client.endpoint.readership.isTaking) client.readerIs('reading');
    }
    world.resume(SERVER_ADDRESS);
  }

  perform(action: Action): void {
    const { world, network, watch, adversary } = this.options;
    switch (action.do) {
      case 'wait':
        world.advance(action.ms);
        return;
      case 'mend':
        network.mend();
        return;
      case 'pauseServer':
        world.pause(SERVER_ADDRESS);
        return;
      case 'suspendServer':
        world.suspend(SERVER_ADDRESS);
        return;
      case 'resumeServer':
        world.resume(SERVER_ADDRESS);
        return;
      case 'restartServer':
        world.kill(SERVER_ADDRESS);
        world.startServer();
        watch.count('serverRestarted');
        return;
      case 'replay':
        adversary.replay(action.back, action.from);
        return;
      default:
        this.performBy(this.member(action.client), action);
    }
  }

  private performBy(client: SimulatedClient, action: Extract<Action, { client: number }>): void {
    const { world, network, watch, adversary } = this.options;
    const { address } = client;
    switch (action.do) {
      case 'send': {
        const { name } = this.member(action.to);
        const text = this.compose(client, name, action.padding);
        client.command({ kind: 'send', to: name, text });
        return;
      }
      case 'say': {
        const text = this.compose(client, null, action.padding);
        client.command({ kind: 'send_group', text });
        return;
      }
      case 'interrupt':
        client.leave();
        return;
      case 'kill':
        world.kill(address);
        return;
      case 'pause':
        watch.paused();
        world.pause(address);
        return;
      case 'suspend':
        watch.paused();
        world.suspend(address);
        return;
      case 'resume':
        watch.paused();
        world.resume(address);
        return;
      case 'rebind':
        world.rebind(address, { ip: address.ip, port: FIRST_PORT + ++this.rebinds });
        return;
      case 'restart':
        world.kill(address);
        this.cast[this.cast.indexOf(client)] = this.start(client.name, address, client.stays);
        return;
      case 'move':
        this.move(client);
        return;
      case 'stopReading':
      case 'readAgain':
        if (!client.isRunning) return;
        client.readerIs(action.do === 'stopReading' ? 'behind' : 'reading');
        return;
      case 'return':
        if (!client.isRunning) this.performBy(client, { ...action, do: 'restart' });
        return;
      case 'impostor':
        this.impersonate(client);
        return;
      case 'impostorLeaves':
        this.impostors.find(({ name }) => name === client.name)?.leave();
        return;
      case 'junk':
        adversary.junk(client, action.seed);
        return;
      case 'forge':
        adversary.forge(action.what, client, this.member(action.other));
        return;
      case 'cut':
        if (action.way !== 'to') network.cut(address.ip, '*');
        if (action.way !== 'from') network.cut('*', address.ip);
        return;
      case 'cutPair':
        network.cut(address.ip, this.member(action.to).address.ip);
        return;
      case 'narrow':
        network.narrow(address, action);
        return;
      case 'clog':
        network.clog(address, this.member(action.to).address, world.clock.nowMs() + action.ms);
        return;
      default:
        client.command(commandOf(action, client.name));
    }
  }

  /** The new process asks for the name while the old one gives it back. */
  private move(client: SimulatedClient): void {
    if (client.isRunning) client.leave();
    this.former = [...this.former, client].filter((other) => other.isRunning);
    const ip = `10.0.3.${1 + (this.moves++ % 250)}`;
    if (this.options.world.nodeAt({ ip, port: FIRST_PORT })) return;
    const place = this.cast.indexOf(client);
    this.cast[place] = this.start(client.name, { ip, port: FIRST_PORT }, client.stays);
  }

  /** Another process asks for the name. It gets it if nobody has it. */
  private impersonate(client: SimulatedClient): void {
    const address = { ip: `10.0.2.${1 + (this.impostorsStarted++ % 250)}`, port: FIRST_PORT };
    if (this.options.world.nodeAt(address)) return;
    const impostor = this.start(client.name, address, client.stays);
    this.impostors = this.impostors.filter((other) => other.isRunning);
    if (client.isRunning) this.impostors.push(impostor);
    else this.cast[this.cast.indexOf(client)] = impostor;
  }

  private member(index: number): SimulatedClient {
    return this.cast[index % this.cast.length] as SimulatedClient;
  }

  private start(name: string, address: Address, stays: boolean): SimulatedClient {
    const { world, onSeen } = this.options;
    const client: SimulatedClient = world.startClient(name, address, stays);
    client.onSeen = (seen) => onSeen(client, seen);
    return client;
  }

  private compose(sender: SimulatedClient, to: string | null, padding: number): string {
    const text = `${sender.name} ${++this.messages}${'.'.repeat(padding)}`;
    this.options.watch.sends(sender, to, text);
    return text;
  }
}

function commandOf(action: Extract<Action, { client: number; do: string }>, name: string): Command {
  switch (action.do) {
    case 'create':
      return { kind: 'create_group', group: `g${action.group}` };
    case 'join':
      return { kind: 'join_group', group: `g${action.group}` };
    case 'leaveGroup':
      return { kind: 'leave_group' };
    case 'listGroups':
      return { kind: 'list_groups' };
    case 'dereg':
      return { kind: 'dereg', name };
    default:
      return { kind: 'list_members' };
  }
}

function nameOf(index: number): string {
  const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];
  return names[index] ?? `client${index}`;
}

import type { Command } from '../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import type { LabNetwork } from './conditions.ts';
import type { Watch } from './promises.ts';
import type { Action } from './scenario.ts';
import type { Seen, SimulatedClient } from './simulatedClient.ts';
import type { World } from './world.ts';
import { SERVER_ADDRESS } from './world.ts';

export interface StagehandOptions {
  readonly world: World;
  readonly network: LabNetwork;
  readonly watch: Watch;
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
  private rebinds = 0;

  constructor(options: StagehandOptions) {
    this.options = options;
  }

  /** Starts that many clients, and gives them time to register. */
  enter(clients: number): void {
    for (let i = 0; i < clients; i++) {
      this.cast.push(this.start(nameOf(i), { ip: `10.0.1.${i + 1}`, port: FIRST_PORT }));
    }
    this.options.world.advance(ENTRANCE_MS);
  }

  /** The processes that are up. */
  running(): SimulatedClient[] {
    return this.cast.filter(({ status, address, node }) => {
      return status === null && this.options.world.nodeAt(address) === node;
    });
  }

  /** Whoever was paused goes on. */
  resumeAll(): void {
    const { world } = this.options;
    for (const { address } of this.cast) world.resume(address);
    world.resume(SERVER_ADDRESS);
  }

  perform(action: Action): void {
    const { world, network } = this.options;
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
      case 'resumeServer':
        world.resume(SERVER_ADDRESS);
        return;
      case 'restartServer':
        world.kill(SERVER_ADDRESS);
        world.startServer();
        return;
      default:
        this.performBy(this.member(action.client), action);
    }
  }

  private performBy(client: SimulatedClient, action: Extract<Action, { client: number }>): void {
    const { world, network } = this.options;
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
        world.pause(address);
        return;
      case 'resume':
        world.resume(address);
        return;
      case 'rebind':
        world.rebind(address, { ip: address.ip, port: FIRST_PORT + ++this.rebinds });
        return;
      case 'restart':
        world.kill(address);
        this.cast[this.cast.indexOf(client)] = this.start(client.name, address);
        return;
      case 'cut':
        if (action.way !== 'to') network.cut(address.ip, '*');
        if (action.way !== 'from') network.cut('*', address.ip);
        return;
      case 'cutPair':
        network.cut(address.ip, this.member(action.to).address.ip);
        return;
      case 'clog':
        network.clog(address, this.member(action.to).address, world.clock.nowMs() + action.ms);
        return;
      default:
        client.command(commandOf(action, client.name));
    }
  }

  private member(index: number): SimulatedClient {
    return this.cast[index % this.cast.length] as SimulatedClient;
  }

  private start(name: string, address: Address): SimulatedClient {
    const { world, onSeen } = this.options;
    const client: SimulatedClient = world.startClient(name, address);
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

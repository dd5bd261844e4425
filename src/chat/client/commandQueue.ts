import type { ActorRefFrom } from 'xstate';
import type { client } from '../../../machines/client.ts';
import type { Command } from '../../../machines/vocabulary.ts';
import type { ClientTable } from './clientTable.ts';
import { eventOf } from './obstacles.ts';

/** What can be done while the server does not answer: peers are reached without it. */
const WITHOUT_SERVER: ReadonlySet<Command['kind']> = new Set(['send', 'dereg', 'help', 'table']);

/** Commands wait here until those before them no longer keep the user waiting. */
export class CommandQueue {
  private readonly machine: ActorRefFrom<typeof client>;
  private readonly ownName: string;
  private readonly table: ClientTable;
  private commands: Command[] = [];

  constructor(machine: ActorRefFrom<typeof client>, ownName: string, table: ClientTable) {
    this.machine = machine;
    this.ownName = ownName;
    this.table = table;
  }

  get length(): number {
    return this.commands.length;
  }

  push(command: Command): void {
    this.commands.push(command);
  }

  /** Lets go of all, and says how many they were. */
  clear(): number {
    const { length } = this.commands;
    this.commands = [];
    return length;
  }

  /** Hands the machine what it can take now. */
  pump(): void {
    // Whether the machine is busy is asked last: nearly every turn ends without a command.
    for (let next = this.commands[0]; next && this.canTake(next); next = this.commands[0]) {
      this.commands.shift();
      this.machine.send(eventOf(next, this.ownName, this.table));
    }
  }

  private canTake({ kind }: Command): boolean {
    const snapshot = this.machine.getSnapshot();
    if (snapshot.status !== 'active') return false;
    return !snapshot.hasTag('busy') || (snapshot.hasTag('away') && WITHOUT_SERVER.has(kind));
  }
}

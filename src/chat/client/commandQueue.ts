import type { Command } from '../../../machines/vocabulary.ts';
import type { ClientMachines } from './clientMachines.ts';
import type { ClientTable } from './clientTable.ts';
import { eventOf } from './commandEvents.ts';

/** Commands wait here until those before them no longer keep the user waiting. */
export class CommandQueue {
  private readonly machines: ClientMachines;
  private readonly ownName: string;
  private readonly table: ClientTable;
  private readonly commands: Command[] = [];

  constructor(machines: ClientMachines, ownName: string, table: ClientTable) {
    this.machines = machines;
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
    return this.commands.splice(0).length;
  }

  /** Hands the machines what they can take now. */
  pump(): void {
    const { commands, machines } = this;
    // Whether they can is asked last: nearly every turn ends without a command.
    for (let next = commands[0]; next && this.canTake(next); next = commands[0]) {
      commands.shift();
      machines.tell(eventOf(next, this.ownName, this.table));
    }
  }

  /** A message waits for the row of its recipient, if that may be on its way. */
  private canTake(command: Command): boolean {
    if (command.kind === 'send' && this.table.isAwaiting(command.to)) return false;
    return this.machines.takes(command.kind);
  }
}

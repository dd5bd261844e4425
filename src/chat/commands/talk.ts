import type { Command } from '../../../machines/vocabulary.ts';
import { parseCommand } from './parse.ts';

/** Words that are followed by more: a line that begins with one of them is meant as a command. */
const TAKES_MORE = /^\s*(?:send|send_group|create_group|join_group|dereg)(?:\s|$)/;

/**
 * Reads lines of which most are no commands: plain text goes to the group, or outside of groups to
 * whom one wrote last. What is a command stays one, and so does what only lacks a part.
 */
export class Talk {
  private lastRecipient: string | null = null;

  /** What a line asks for in `group`, or outside of groups; null for a blank one. */
  command(line: string, group: string | null): Command | null {
    const command = parseCommand(line);
    if (command?.kind === 'send') this.lastRecipient = command.to;
    if (command?.kind !== 'unknown' || TAKES_MORE.test(line)) return command;
    if (group !== null) return { kind: 'send_group', text: line };
    if (this.lastRecipient !== null) return { kind: 'send', to: this.lastRecipient, text: line };
    return {
      kind: 'unknown',
      hint: 'plain text goes to whom you wrote last: send <name> <message>',
    };
  }
}

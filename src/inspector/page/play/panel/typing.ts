/** The command line of a client in play: what may be typed next. */
import { commandsIn } from '../../../../chat/commands/commands.ts';

export interface Known {
  /** The group that the user is in, or null. */
  readonly group: string | null;
  /** Names of clients, of groups. */
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

/** Whole lines that begin with what is typed, for a list to choose from. */
export function lineSuggestions(typed: string, { group, names, groups }: Known): string[] {
  const lines = commandsIn(group).flatMap(({ word, usage }) => {
    if (word === 'send') return names.map((name) => `send ${name} `);
    if (word === 'join_group' && groups.length > 0) return groups.map((name) => `${word} ${name}`);
    if (word === 'dereg' && usage.includes('<')) return [];
    return [usage.includes('<') ? `${word} ` : word];
  });
  return lines.filter((line) => line.startsWith(typed) && line !== typed);
}

/** What to try, where nothing is typed. */
export function exampleLine(own: string, { group, names }: Known): string {
  if (group !== null) return 'send_group hello, all';
  const other = names.find((name) => name !== own);
  return other === undefined ? 'help' : `send ${other} hello`;
}

import { commandsIn } from '../../chat/commands/commands.ts';
import { displayWidth, padToWidth } from '../../chat/display/displayWidth.ts';
import { safeText } from '../../chat/display/safeText.ts';
import type { RunningClient } from '../../udp/chat.ts';

/** What tab offers: what to type on, and, when it cannot decide, the words to choose from. */
export interface Completion {
  /** Characters before the cursor that `insert` replaces: who was typed in another case. */
  readonly replaced: number;
  readonly insert: string;
  readonly choices: readonly string[];
}

/** What completion asks a client. */
type Asked = Pick<RunningClient, 'name' | 'group' | 'onlineNames' | 'groups'>;

const NOTHING: Completion = { replaced: 0, insert: '', choices: [] };

/** More choices than that are no choice: a screen is filled, and the rest counted. */
const MAX_CHOICES = 100;

/** Completes the word before the cursor: a command of the mode, who is online, or a group. */
export function complete(before: string, client: Asked): Completion {
  const [, command, word = ''] = /^[ \t]*(?:(\S+)[ \t]+)?(\S*)$/.exec(before) ?? [];
  const words = [...new Set(wordsAfter(command, client))];
  const alike = words.filter((candidate) => isStart(word, candidate)).sort();
  // Of alice and Alice who types the capital means the one.
  const exact = alike.filter((candidate) => candidate.startsWith(word));
  const [first, ...others] = exact.length > 0 ? exact : alike;
  if (first === undefined) return NOTHING;
  if (others.length === 0) return typedOn(word, `${first} `, []);
  const common = others.reduce(commonStart, first);
  return typedOn(word, common, common.length === word.length ? [first, ...others] : []);
}

/**
 * Choices in columns, as wide as the screen allows, read downwards as `ls` does.
 *
 * @param columns that each row may take
 */
export function inColumns(choices: readonly string[], columns: number): string[] {
  const left = choices.length - MAX_CHOICES;
  const cells = choices.slice(0, MAX_CHOICES).map(safeText);
  const inOneRow = cells.join('  ');
  if (left <= 0 && displayWidth(inOneRow) <= columns) return [inOneRow];
  const width = Math.max(...cells.map(displayWidth)) + 2;
  const across = Math.max(1, Math.floor((columns + 2) / width));
  const down = Math.ceil(cells.length / across);
  const rows = Array.from({ length: down }, (_, row) =>
    cells
      .filter((_cell, i) => i % down === row)
      .map((cell) => padToWidth(cell, width))
      .join('')
      .trimEnd(),
  );
  return left > 0 ? [...rows, `[and ${left} more: type another letter]`] : rows;
}

function typedOn(word: string, insert: string, choices: readonly string[]): Completion {
  if (insert.startsWith(word)) return { replaced: 0, insert: insert.slice(word.length), choices };
  return { replaced: word.length, insert, choices };
}

function wordsAfter(command: string | undefined, client: Asked): readonly string[] {
  switch (command) {
    case undefined:
      return commandsIn(client.group).map(({ word }) => word);
    case 'send':
      return client.group === null ? client.onlineNames() : [];
    case 'dereg':
      return client.group === null ? [client.name] : [];
    case 'join_group':
      return client.group === null ? client.groups() : [];
    default:
      return [];
  }
}

/** Whether a word begins like that, case aside. */
function isStart(start: string, word: string): boolean {
  return word.toLowerCase().startsWith(start.toLowerCase());
}

/** The longest start that two words share, case aside; of the first in its own. */
function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length]?.toLowerCase() === b[length]?.toLowerCase()) length++;
  return a.slice(0, length);
}

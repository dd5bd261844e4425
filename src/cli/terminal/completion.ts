import { commandsIn } from '../../chat/words/commands.ts';
import type { RunningClient } from '../../udp/chat.ts';

/** What tab offers: what to type on, and, when it cannot decide, the words to choose from. */
export interface Completion {
  readonly insert: string;
  readonly choices: readonly string[];
}

const NOTHING: Completion = { insert: '', choices: [] };

/** Completes the word before the cursor: a command of the mode, a name or a group. */
export function complete(
  before: string,
  client: Pick<RunningClient, 'group' | 'names' | 'groups'>,
): Completion {
  const [, command, word = ''] = /^[ \t]*(?:(\S+)[ \t]+)?(\S*)$/.exec(before) ?? [];
  const words = wordsAfter(command, client).filter((candidate) => candidate.startsWith(word));
  const [first, ...others] = [...new Set(words)].sort();
  if (first === undefined) return NOTHING;
  if (others.length === 0) return { insert: `${first.slice(word.length)} `, choices: [] };
  const common = others.reduce(commonStart, first);
  const choices = common === word ? [first, ...others] : [];
  return { insert: common.slice(word.length), choices };
}

function wordsAfter(
  command: string | undefined,
  client: Pick<RunningClient, 'group' | 'names' | 'groups'>,
): readonly string[] {
  switch (command) {
    case undefined:
      return commandsIn(client.group).map(({ word }) => word);
    case 'send':
    case 'dereg':
      return client.names();
    case 'join_group':
      return client.groups();
    default:
      return [];
  }
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/** Where a command may be typed: outside a group, inside one, or in both places. */
type Place = 'outside' | 'inside' | 'anywhere';

/** A command as the user knows it: for help, hints and completion. */
export interface CommandEntry {
  readonly word: string;
  readonly usage: string;
  readonly summary: string;
  readonly place: Place;
}

/** Every command, in the order in which help shows them. */
const COMMANDS: readonly CommandEntry[] = [
  entry('send', 'send <name> <message>', 'send a private message', 'outside'),
  entry('create_group', 'create_group <group>', 'create a group', 'outside'),
  entry('list_groups', 'list_groups', 'show the groups', 'outside'),
  entry('join_group', 'join_group <group>', 'enter a group', 'outside'),
  entry('send_group', 'send_group <message>', 'send a message to the group', 'inside'),
  entry('list_members', 'list_members', 'show who is in the group', 'inside'),
  entry('leave_group', 'leave_group', 'leave the group and see what arrived meanwhile', 'inside'),
  entry('dereg', 'dereg <your name>', 'go offline and end', 'outside'),
  entry('dereg', 'dereg', 'go offline and end', 'inside'),
  entry('table', 'table', 'show the client table: who is known, where, online or not', 'anywhere'),
  entry('help', 'help', 'show these commands', 'anywhere'),
];

/** The commands that may be typed where the user is: in a group, or outside (null). */
export function commandsIn(group: string | null): readonly CommandEntry[] {
  const elsewhere: Place = group === null ? 'inside' : 'outside';
  return COMMANDS.filter(({ place }) => place !== elsewhere);
}

/** The command word that was probably meant, if one is near. */
export function nearestWord(typed: string): string | null {
  const furthest = 3;
  if (typed.length > 20) return null;
  let best: string | null = null;
  let bestDistance = Math.min(furthest, typed.length);
  for (const { word } of COMMANDS) {
    const distance = editDistance(typed.toLowerCase(), word);
    if (distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

function entry(word: string, usage: string, summary: string, place: Place): CommandEntry {
  return { word, usage, summary, place };
}

/** Levenshtein distance: insertions, deletions and replacements from one word to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

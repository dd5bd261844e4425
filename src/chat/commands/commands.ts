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
  entry(
    'table',
    'table [all]',
    'show who is online, who left lately or ever, and where',
    'anywhere',
  ),
  entry('help', 'help', 'show these commands', 'anywhere'),
];

/** The commands that may be typed where the user is: in a group, or outside (null). */
export function commandsIn(group: string | null): readonly CommandEntry[] {
  const elsewhere: Place = group === null ? 'inside' : 'outside';
  return COMMANDS.filter(({ place }) => place !== elsewhere);
}

/** What other chats call the commands. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    dereg: 'quit exit q bye logout logoff disconnect',
    send: 'msg message tell whisper pm dm',
    send_group: 'say',
    create_group: 'create',
    join_group: 'join enter',
    leave_group: 'leave part',
    list_groups: 'groups rooms channels',
    list_members: 'members',
    table: 'who users peers online',
    help: 'h ? man commands',
  }).flatMap(([word, names]) => names.split(' ').map((name): [string, string] => [name, word])),
);

/** The command that was probably meant: another chat's word for it, or a near one. */
export function nearestWord(typed: string): string | null {
  if (typed.length > 20) return null;
  const bare = typed.toLowerCase().replace(/^[/:!.]/, '');
  const elsewhere = ELSEWHERE.get(bare);
  if (elsewhere !== undefined) return elsewhere;
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const { word } of COMMANDS) {
    const distance = editDistance(bare, word);
    // One slip in a short word, two or three in a long one: "hello" is not a misspelt "help".
    const furthest = Math.min(Math.ceil(word.length / 4), 3, bare.length - 1);
    if (distance <= furthest && distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

function entry(word: string, usage: string, summary: string, place: Place): CommandEntry {
  return { word, usage, summary, place };
}

/** Insertions, deletions, replacements and exchanges of neighbours from one word to the other. */
function editDistance(from: string, to: string): number {
  let former: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      const exchanged =
        from[i] === to[j - 1] && from[i - 1] === to[j] ? (former[j - 1] ?? 0) + 1 : Infinity;
      next.push(Math.min(replaced, exchanged, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    [former, row] = [row, next];
  }
  return row[to.length] ?? 0;
}

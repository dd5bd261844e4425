import type { Command } from '../../../machines/vocabulary.ts';
import { isName, NAME_RULE } from '../names.ts';
import { nearestWord } from './commands.ts';

/** Characters of a user's word that a hint repeats. */
const QUOTED_CHARACTERS = 40;

/**
 * What a typed line asks for, or null for a blank one. A message is everything after the one blank
 * that ends the word before it, untouched; every other blank between words may be repeated. What
 * was pasted may be several lines, of which only a message can consist: none but the first is ever
 * read as a command.
 */
export function parseCommand(line: string): Command | null {
  const [word, rest] = splitWord(skipBlanks(line));
  if (!isMessage(word) && isSeveralLines(line)) return unknown(severalLinesHint(word));
  switch (word) {
    case '':
      return null;
    case 'send':
      return parseSend(rest);
    case 'send_group':
      return rest === ''
        ? unknown('send_group needs a text: send_group <message>')
        : { kind: 'send_group', text: rest };
    case 'create_group':
    case 'join_group':
      return parseGroup(word, rest);
    case 'dereg':
      return parseDereg(rest);
    case 'list':
      return parseList(rest);
    case 'list_groups':
    case 'list_members':
    case 'leave_group':
    case 'help':
      return isBlank(rest)
        ? { kind: word }
        : unknown(`${word} stands alone: type ${word} and nothing after it`);
    case 'table':
      return parseTable(rest);
    default:
      return noCommand(word);
  }
}

function parseSend(rest: string): Command {
  const [to, text] = splitWord(skipBlanks(rest));
  if (to === '' || text === '') {
    return unknown('send needs a name and a text: send <name> <message>');
  }
  return withName(to, (name) => ({ kind: 'send', to: name, text }));
}

function parseGroup(kind: 'create_group' | 'join_group', rest: string): Command {
  const [group, more] = splitWord(skipBlanks(rest));
  if (group === '') return unknown(`${kind} needs a group's name: ${kind} <group>`);
  if (!isBlank(more)) return unknown(`${kind} takes one name without blanks: ${kind} <group>`);
  return withName(group, (name) => ({ kind, group: name }));
}

function parseDereg(rest: string): Command {
  const [own, more] = splitWord(skipBlanks(rest));
  if (own === '') return { kind: 'dereg', name: null };
  if (!isBlank(more)) return unknown('dereg takes your own name and nothing after it');
  return withName(own, (name) => ({ kind: 'dereg', name }));
}

function parseTable(rest: string): Command {
  const [what, more] = splitWord(skipBlanks(rest));
  if (what === '') return { kind: 'table' };
  if (what === 'all' && isBlank(more)) return { kind: 'table', all: true };
  return unknown('table of what? Type table, or table all to see also who left long ago');
}

/** `list members` and `list groups` are what people type for the words with an underscore. */
function parseList(rest: string): Command {
  const [what, more] = splitWord(skipBlanks(rest));
  if (isBlank(more) && what === 'members') return { kind: 'list_members' };
  if (isBlank(more) && what === 'groups') return { kind: 'list_groups' };
  return unknown('list what? Type list_groups, or list_members in a group');
}

/** Names are compared in one normal form, whichever way the keyboard composes an accent. */
function withName(typed: string, command: (name: string) => Command): Command {
  const name = typed.normalize('NFC');
  return isName(name) ? command(name) : unknown(`"${quoted(name)}" cannot be: ${NAME_RULE}`);
}

function isMessage(word: string): boolean {
  return word === 'send' || word === 'send_group';
}

/** A line end that was copied together with a command is no second line. */
function isSeveralLines(line: string): boolean {
  return line.trim().includes('\n');
}

function severalLinesHint(word: string): string {
  return (
    `"${quoted(word)}" and the lines after it are not a command: ` +
    'to send several lines, begin with send <name> or send_group'
  );
}

/** Another program's word, a slip of the finger, or simply something to say. */
function noCommand(word: string): Command {
  const hint = `"${quoted(word)}" is not a command`;
  const nearest = nearestWord(word);
  return nearest === null || nearest === 'dereg'
    ? { kind: 'unknown', hint, meant: nearest === null ? 'message' : 'leave' }
    : unknown(`${hint}: did you mean ${nearest}?`);
}

function unknown(hint: string): Command {
  return { kind: 'unknown', hint };
}

function quoted(word: string): string {
  const start = [...word.slice(0, 2 * QUOTED_CHARACTERS)].slice(0, QUOTED_CHARACTERS).join('');
  return start.length < word.length ? `${start}…` : word;
}

/** The characters before the first blank or line end, and everything after that one. */
function splitWord(text: string): [word: string, rest: string] {
  const end = text.search(/[ \t\n]/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

function skipBlanks(text: string): string {
  const start = text.search(/[^ \t\n]/);
  return start < 0 ? '' : text.slice(start);
}

function isBlank(text: string): boolean {
  return skipBlanks(text) === '';
}

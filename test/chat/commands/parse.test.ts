import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../../machines/vocabulary.ts';
import { parseCommand } from '../../../src/chat/commands/parse.ts';

const text = fc.string({ unit: 'binary', minLength: 1 });

test('any text is sent as it was typed', () => {
  fc.assert(
    fc.property(text, (message) => {
      expect(parseCommand(`send bob ${message}`)).toEqual({
        kind: 'send',
        to: 'bob',
        text: message,
      });
      expect(parseCommand(`send_group ${message}`)).toEqual({ kind: 'send_group', text: message });
    }),
  );
});

const UNDERSTOOD: readonly [string, Command | null][] = [
  ['', null],
  ['  \t ', null],
  ['send bob hi', { kind: 'send', to: 'bob', text: 'hi' }],
  ['  send   bob  hi  there ', { kind: 'send', to: 'bob', text: ' hi  there ' }],
  ['send bob \u2028:|\x0b', { kind: 'send', to: 'bob', text: '\u2028:|\x0b' }],
  ['send bob  ', { kind: 'send', to: 'bob', text: ' ' }],
  ['send e\u0301va hi', { kind: 'send', to: '\u00e9va', text: 'hi' }],
  ['send_group   hi', { kind: 'send_group', text: '  hi' }],
  ['dereg', { kind: 'dereg', name: null }],
  ['dereg ', { kind: 'dereg', name: null }],
  ['dereg bob ', { kind: 'dereg', name: 'bob' }],
  ['create_group g', { kind: 'create_group', group: 'g' }],
  ['join_group  漢字', { kind: 'join_group', group: '漢字' }],
  ['list_groups', { kind: 'list_groups' }],
  ['list groups', { kind: 'list_groups' }],
  ['list_members ', { kind: 'list_members' }],
  ['list  members', { kind: 'list_members' }],
  ['leave_group', { kind: 'leave_group' }],
  ['help', { kind: 'help' }],
  ['table', { kind: 'table' }],
  ['table all ', { kind: 'table', all: true }],
];

test.each(UNDERSTOOD)('%j is understood', (line, command) => {
  expect(parseCommand(line)).toEqual(command);
});

test.each([
  ['send', 'send needs a name and a text: send <name> <message>'],
  ['send bob', 'send needs a name and a text: send <name> <message>'],
  ['send bob ', 'send needs a name and a text: send <name> <message>'],
  ['send_group', 'send_group needs a text: send_group <message>'],
  ['send_group ', 'send_group needs a text: send_group <message>'],
  ['create_group', "create_group needs a group's name: create_group <group>"],
  ['join_group a b', 'join_group takes one name without blanks: join_group <group>'],
  ['dereg a b', 'dereg takes your own name and nothing after it'],
  ['list', 'list what? Type list_groups, or list_members in a group'],
  ['list members now', 'list what? Type list_groups, or list_members in a group'],
  ['table now', 'table of what? Type table, or table all to see also who left long ago'],
  ['help me', 'help stands alone: type help and nothing after it'],
  ['sned bob hi', '"sned" is not a command: did you mean send?'],
  ['SEND bob hi', '"SEND" is not a command: did you mean send?'],
  ['join-group g', '"join-group" is not a command: did you mean join_group?'],
  ['sedn bob hi', '"sedn" is not a command: did you mean send?'],
  ['/msg bob hi', '"/msg" is not a command: did you mean send?'],
  ['/send bob hi', '"/send" is not a command: did you mean send?'],
  ['join g', '"join" is not a command: did you mean join_group?'],
  ['leave', '"leave" is not a command: did you mean leave_group?'],
  ['list_grops', '"list_grops" is not a command: did you mean list_groups?'],
  ['who', '"who" is not a command: did you mean table?'],
  ['?', '"?" is not a command: did you mean help?'],
])('%j is answered with a hint', (line, hint) => {
  expect(parseCommand(line)).toEqual({ kind: 'unknown', hint });
});

test('a hint repeats the beginning of a long word, and no half of a character', () => {
  const hintFor = (word: string) => (parseCommand(word) as { hint: string }).hint;
  expect(hintFor('x'.repeat(40))).toBe(`"${'x'.repeat(40)}" is not a command`);
  expect(hintFor('x'.repeat(41))).toBe(`"${'x'.repeat(40)}…" is not a command`);
  expect(hintFor('👋'.repeat(41))).toBe(`"${'👋'.repeat(40)}…" is not a command`);
});

test.each<[string, 'leave' | 'message']>([
  ['quit', 'leave'],
  ['exit', 'leave'],
  ['/quit', 'leave'],
  ['QUIT now', 'leave'],
  [':q', 'leave'],
  ['derge ann', 'leave'],
  ['hello', 'message'],
  ['Hello, is anybody there?', 'message'],
  ['hi', 'message'],
  ['/xyzzy', 'message'],
  ['a', 'message'],
])('%j is no command, and what was meant is told', (line, meant) => {
  const [word] = line.split(' ');
  expect(parseCommand(line)).toEqual({
    kind: 'unknown',
    hint: `"${word}" is not a command`,
    meant,
  });
});

test.each(['create_group -g', 'join_group a:b', 'send \x1b hi', `dereg ${'x'.repeat(33)}`])(
  '%j is answered with the rule for names',
  (line) => {
    const command = parseCommand(line);
    expect(command?.kind === 'unknown' && command.hint).toContain('cannot be: a name is 1 to 32');
  },
);

test.each([
  ['send bob hi\ndereg alice', { kind: 'send', to: 'bob', text: 'hi\ndereg alice' }],
  ['send bob\nhi\n', { kind: 'send', to: 'bob', text: 'hi\n' }],
  ['send_group \n\nb', { kind: 'send_group', text: '\n\nb' }],
  ['\nsend_group a', { kind: 'send_group', text: 'a' }],
  ['table\n', { kind: 'table' }],
])('of several lines only a message consists: %j', (entry, command) => {
  expect(parseCommand(entry)).toEqual(command);
});

test.each([
  ...['dereg\nalice', 'dereg\n\nalice', 'how to leave:\n\ndereg\nthat was all', 'a\ntable'],
  ...['join_group\ntea', 'help\nhelp', 'list\nmembers'],
])('no line of several is carried out: %j', (entry) => {
  expect(parseCommand(entry)).toMatchObject({ kind: 'unknown' });
});

test('any line at all is understood or answered with a short hint', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
      const command = parseCommand(line);
      if (command?.kind === 'unknown') expect(command.hint.length).toBeLessThan(220);
    }),
  );
});

const MEGABYTE = 1024 * 1024;

test.each([
  ['a text', `send bob ${'x'.repeat(MEGABYTE)}`, 'send'],
  ['a text of blanks', `send bob ${' '.repeat(MEGABYTE)}`, 'send'],
  ['a word', 'x'.repeat(MEGABYTE), 'unknown'],
  ['a name', `create_group ${'é'.repeat(MEGABYTE)}`, 'unknown'],
  ['blanks before a word', `${' '.repeat(MEGABYTE)}help`, 'help'],
  ['blanks after a word', `help${' '.repeat(MEGABYTE)}x`, 'unknown'],
])('a megabyte of %s is understood', (_what, line, kind) => {
  // Whoever looks more than a few times at each character does not come back.
  expect(parseCommand(line)?.kind).toBe(kind);
});

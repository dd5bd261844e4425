/** The manual page, in the language of man(7). */
import type { CommandOutline } from './outline.ts';
import { allOf } from './outline.ts';

/** The page about a program and all its commands. */
export function manualPage(program: CommandOutline, version: string): string {
  const commands = allOf(program).filter(
    ({ commands: below, path }) => path.length > 0 && !below[0],
  );
  const lines = [
    `.TH STATECHAT 1 "" ${quoted(`statechat ${version}`)} "User Commands"`,
    '.SH NAME',
    `statechat \\- ${text(lowered(program.description))}`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => usagesOf(command).flatMap((usage) => [usage, '.br'])),
    '.SH DESCRIPTION',
    text(program.description),
    ...commands.flatMap(commandLines),
    '.SH SETTINGS',
    text(SETTINGS),
    '.SH EXIT STATUS',
    ...EXITS.flatMap(([status, meaning]) => entry(status, meaning)),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandOutline): string[] {
  const { path, description, options, arguments: words } = command;
  return [
    `.SH ${quoted(path.join(' ').toUpperCase())}`,
    ...usagesOf(command).flatMap((usage) => [usage, '.br']),
    '.PP',
    text(description),
    ...words.flatMap(({ name, details }) => entry(name, details, '\\fI')),
    ...options.flatMap(({ usage, details }) => entry(usage, details)),
  ];
}

/** A command may have several forms, one a line; the first lacks the words that lead to it. */
function usagesOf({ path, usage }: CommandOutline): string[] {
  const [first = '', ...others] = usage.split('\n').map((line) => line.trim());
  return [`statechat ${[...path, first].join(' ')}`, ...others].map(text);
}

function entry(term: string, meaning: string, font = '\\fB'): string[] {
  return ['.TP', `${font}${text(term)}\\fR`, text(meaning)];
}

/** A sentence in the middle of another line. */
function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

/** Text that is no request of man(7), and whose dashes can be copied. */
function text(words: string): string {
  const escaped = words.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return escaped.replace(/^[.']/, '\\&$&');
}

function quoted(words: string): string {
  return `"${text(words).replaceAll('"', '\\(dq')}"`;
}

const SETTINGS =
  'Name, server, --talk, --bell, --time and --color may stand in the environment, as ' +
  'STATECHAT_NAME, STATECHAT_SERVER and so on, or in ~/.config/statechat/config.json. The command ' +
  'line counts most, then the environment, then the file. NO_COLOR and FORCE_COLOR are honoured.';

const EXITS: readonly (readonly [string, string])[] = [
  ['0', 'All went well.'],
  ['1', 'It could not be done, or the server did not answer.'],
  ['2', 'It was asked for in a way that cannot work.'],
  ['130', 'It was ended by ctrl-C.'],
];

/** The scripts, run by the shells themselves; a shell that is not installed is skipped aloud. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { TerminalProgram } from '../../support/terminalProgram.ts';
import { FakeWorld } from '../fakes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'statechat-completion-'));
  writeFileSync(join(folder, 'a trace.jsonl'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Has a shell say what it offers behind these words, the last of which is half typed. */
const SHELLS: Readonly<Record<string, (script: string, words: readonly string[]) => string[]>> = {
  bash: (script, words) => [
    'bash',
    '--norc',
    '-c',
    `source "$1"; shift
     COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _statechat 2>/dev/null
     printf '%s\n' "\${COMPREPLY[@]}"`,
    'bash',
    script,
    ...words,
  ],
  // What completes in zsh can run in its line editor only: here it says what it was given.
  zsh: (script, words) => [
    'zsh',
    '-f',
    '-c',
    `compdef() { : }
     _describe() { local each; for each in "\${(@P)2}"; do print -r -- "\${each%%:*}"; done }
     compadd() { shift; print -rl -- "$@" }
     _files() { print -rl -- *(N) }
     source "$1"; shift
     words=("$@"); CURRENT=$#; PREFIX=\${words[-1]}; _statechat`,
    'zsh',
    script,
    ...words,
  ],
  fish: (script, words) => [
    'fish',
    '--no-config',
    '-c',
    'source $argv[1]; complete -C (string join -- " " $argv[2..-1])',
    script,
    ...words,
  ],
};

/** How somebody sits at one of them who has set nothing, and has it read the script. */
const SITTING: Readonly<
  Record<string, (script: string) => readonly [args: string[], typed: string]>
> = {
  bash: (script) => [['--norc', '--noprofile'], `source ${script}`],
  zsh: (script) => [['-f'], `autoload -Uz compinit; compinit -u -D; source ${script}`],
  fish: (script) => [['--no-config'], `source ${script}`],
};

const CASES: readonly (readonly [typed: string, offered: readonly string[], not: string[]])[] = [
  ['', ['server', 'client', 'demo', 'inspect', 'lab', 'completion'], ['manual', 'run', '--loss']],
  ['cl', ['client'], []],
  ['lab ', ['run', 'replay', 'explore'], ['server']],
  ['lab run --pro', ['--profile'], []],
  ['lab run --profile ', ['calm', 'stormy', 'narrow', 'crowded'], ['--clients', 'run']],
  ['lab explore ', ['registration', 'farewell'], []],
  ['client ann --ti', ['--time'], []],
  ['client ann --no', ['--no-history-file'], ['--no-time', '--no-talk']],
  ['client ann --color ', ['auto', 'always', 'never'], ['--time']],
  ['server --trace ', ['a trace.jsonl'], ['--host']],
  ['lab replay ', ['a trace.jsonl'], []],
  ['completion ', ['bash', 'zsh', 'fish'], []],
  // Somebody may be called like a command.
  ['client server --', ['--talk'], ['--host']],
];

describe.each(Object.entries(SHELLS))('%s', (shell, commandLine) => {
  const isThere = spawnSync(shell, ['--version']).status === 0;
  let script: string;

  beforeAll(async () => {
    const world = new FakeWorld();
    expect(await runProgram(['completion', shell], world)).toBe(0);
    script = join(folder, `statechat.${shell}`);
    writeFileSync(script, world.out);
  });

  test.runIf(isThere).each(CASES)('statechat %s', (typed, offered, not) => {
    const words = ['statechat', ...typed.split(' ')];
    const [file = '', ...args] = commandLine(script, words);
    const output = execFileSync(file, args, { cwd: folder, encoding: 'utf8' });
    const half = words.at(-1) ?? '';
    const offers = output
      .split('\n')
      .map((line) => line.split('\t')[0]?.replaceAll('\\', '') ?? '')
      .filter((word) => word !== '' && word.startsWith(half));
    expect(offers).toEqual(expect.arrayContaining([...offered]));
    for (const word of not) expect(offers).not.toContain(word);
  });

  test.runIf(isThere).each([
    ['client ann --st', 'client ann --stay'],
    ['client --color ne', 'client --color never'],
    ['client --color=ne', 'client --color=never'],
    ['server --trace=a\\ tr', 'server --trace=a\\ trace.jsonl'],
  ])('the tab key makes of %s', async (typed, completed) => {
    const [args, begin] = SITTING[shell]?.(script) ?? [[], ''];
    const home = { HOME: folder, XDG_CONFIG_HOME: folder, ZDOTDIR: folder };
    const program = new TerminalProgram(shell, args, undefined, home);
    onTestFinished(() => program.killNow());
    program.type(`cd ${folder}; ${begin}; echo rea''dy\r`);
    await program.until((rows) => rows.includes('ready'));
    program.type(`statechat ${typed}\t`);
    await program.until((rows) => rows.at(-1)?.includes(`statechat ${completed}`) === true);
  });
});

test('a shell that is not known is refused', async () => {
  const world = new FakeWorld();
  expect(await runProgram(['completion', 'tcsh'], world)).toBe(2);
  expect(world.err).toContain('Allowed choices are bash, zsh, fish');
});

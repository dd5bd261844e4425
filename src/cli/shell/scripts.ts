/** Scripts that have a shell complete what is typed after `statechat`. */
import type { CommandOutline, OptionOutline, Value } from './outline.ts';
import { allOf } from './outline.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

/** The script for a shell. */
export function completionScript(shell: Shell, program: CommandOutline): string {
  return { bash, zsh, fish }[shell](program);
}

/** How a script writes what is found where a value is awaited. */
interface Finders {
  readonly file: string;
  readonly folder: string;
  readonly anything: string;
  choice(words: readonly string[]): string;
}

function bash(program: CommandOutline): string {
  const finders: Finders = {
    file: 'compopt -o filenames 2>/dev/null; _statechat_offer < <(compgen -f -- "$current")',
    folder: 'compopt -o filenames 2>/dev/null; _statechat_offer < <(compgen -d -- "$current")',
    anything: ':',
    choice: (words) => `_statechat_offer < <(compgen -W ${quote(words.join(' '))} -- "$current")`,
  };
  const offers = allOf(program).map((command) => {
    const words = [...command.commands.map(lastWord), ...command.options.flatMap(namesOf)];
    return `    ${quote(pathOf(command))}) words=${quote(words.join(' '))} ;;`;
  });
  return `# Completion of statechat for bash: source it from ~/.bashrc
# Each line is a word: as mapfile does, which the bash of macOS lacks.
_statechat_offer() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done
}
_statechat() {
  local last=$COMP_CWORD at='' words='' i
  # --option=value comes as three words, and --option= as two.
  [[ \${COMP_WORDS[last]} == '=' ]] && ((last++))
  local current=\${COMP_WORDS[last]} before=\${COMP_WORDS[last-1]}
  [[ $before == '=' ]] && before="\${COMP_WORDS[last-2]}="
  COMPREPLY=()
  for ((i = 1; i < last; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${pathPatterns(program)}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at \${before%=}" in
${valueCases(program, finders).join('\n')}
  esac
  [[ $before == *= ]] && return
  case "$at" in
${offers.join('\n')}
  esac
  if [[ $current != -* ]]; then
    case "$at" in
${argumentCases(program, finders).join('\n')}
    esac
  fi
  _statechat_offer < <(compgen -W "$words" -- "$current")
}
complete -F _statechat statechat
`;
}

function zsh(program: CommandOutline): string {
  const finders: Finders = {
    file: '_files',
    folder: '_files -/',
    anything: ':',
    choice: (words) => `compadd -- ${words.map(quote).join(' ')}`,
  };
  const offers = allOf(program).map((command) => {
    const commands = command.commands.map((each) => quote(`${lastWord(each)}:${each.summary}`));
    const options = command.options.flatMap((option) =>
      option.names.map((name) => quote(`${name}:${option.summary}`)),
    );
    return `    ${quote(pathOf(command))}) commands=(${commands.join(' ')}); options=(${options.join(' ')}) ;;`;
  });
  return `#compdef statechat
# Completion of statechat for zsh: put it into a folder of $fpath as _statechat, or source it
_statechat() {
  local at='' before=$words[CURRENT-1] i
  local -a commands options
  if [[ $PREFIX == --*=* ]]; then
    before=\${PREFIX%%=*}=
    compset -P 1 '*='
  fi
  for ((i = 2; i < CURRENT; i++)); do
    case "$at $words[i]" in
      ${pathPatterns(program)}) at="$at $words[i]" ;;
    esac
  done
  case "$at \${before%=}" in
${valueCases(program, finders).join('\n')}
  esac
  [[ $before == *= ]] && return
  case "$at" in
${offers.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe option options
    return
  fi
  (( $#commands )) && _describe command commands
  case "$at" in
${argumentCases(program, finders).join('\n')}
  esac
}
if [[ $funcstack[1] == _statechat ]]; then _statechat "$@"; else compdef _statechat statechat; fi
`;
}

function fish(program: CommandOutline): string {
  const lines = allOf(program).flatMap((command) => {
    const start = `complete -c statechat -n ${quote(`__statechat_at ${quote(pathOf(command))}`)}`;
    return [
      ...command.commands.map((each) => `${start} -a ${lastWord(each)} -d ${quote(each.summary)}`),
      ...command.options.map((option) => `${start} ${fishOption(option)}`),
      ...command.arguments.flatMap(({ value }) => fishArgument(value).map((end) => start + end)),
    ];
  });
  return `# Completion of statechat for fish: put it into ~/.config/fish/completions/statechat.fish
function __statechat_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case ${commandPaths(program).map(quote).join(' ')}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c statechat -f
${lines.join('\n')}
`;
}

function fishOption({ names, summary, value }: OptionOutline): string {
  const flags = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  return [...flags, ...fishValue(value), '-d', quote(summary)].join(' ');
}

function fishValue(value: Value | null): string[] {
  switch (value?.kind) {
    case undefined:
      return [];
    case 'choice':
      return ['-x', '-a', quote(value.words.join(' '))];
    case 'file':
      return ['-r', '-F'];
    case 'folder':
      return ['-x', '-a', quote('(__fish_complete_directories)')];
    default:
      return ['-x'];
  }
}

function fishArgument(value: Value): string[] {
  if (value.kind === 'choice') return [` -a ${quote(value.words.join(' '))}`];
  return value.kind === 'file' ? [' -F'] : [];
}

/** What is found behind an option that awaits a value. */
function valueCases(program: CommandOutline, finders: Finders): string[] {
  return allOf(program).flatMap((command) =>
    command.options.flatMap(({ names, value }) => {
      if (value === null) return [];
      const patterns = names.map((name) => quote(`${pathOf(command)} ${name}`)).join('|');
      return [`    ${patterns}) ${found(value, finders)}; return ;;`];
    }),
  );
}

/** What is found where an argument of a command stands, if that is known. */
function argumentCases(program: CommandOutline, finders: Finders): string[] {
  return allOf(program).flatMap((command) => {
    const value = command.arguments.map((each) => each.value).find(isKnown);
    return value === undefined
      ? []
      : [`    ${quote(pathOf(command))}) ${found(value, finders)}; return ;;`];
  });
}

function isKnown({ kind }: Value): boolean {
  return kind !== 'anything';
}

function found(value: Value, finders: Finders): string {
  return value.kind === 'choice' ? finders.choice(value.words) : finders[value.kind];
}

function pathPatterns(program: CommandOutline): string {
  return commandPaths(program).map(quote).join('|');
}

function commandPaths(program: CommandOutline): string[] {
  return allOf(program).slice(1).map(pathOf);
}

/** ` lab run`: a blank before each word. */
function pathOf({ path }: CommandOutline): string {
  return path.map((word) => ` ${word}`).join('');
}

function lastWord({ path }: CommandOutline): string {
  return path.at(-1) ?? '';
}

function namesOf({ names }: OptionOutline): readonly string[] {
  return names;
}

/** A word of a shell: what stands in it means itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

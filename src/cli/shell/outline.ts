/** What the command line offers, read from the definitions of its commands. */
import type { Argument, Command, Help, Option } from 'commander';

/** What may stand for a value: one of a few words, a path, or anything. */
export type Value =
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'anything' };

export interface OptionOutline {
  /** `-h`, `--help` */
  readonly names: readonly string[];
  /** `-h, --help` or `--loss <share>`, as help shows it. */
  readonly usage: string;
  readonly summary: string;
  /** The same with what holds if it is not given, and the words that it takes. */
  readonly details: string;
  /** Null for one that stands alone, or may. */
  readonly value: Value | null;
}

interface ArgumentOutline {
  readonly name: string;
  readonly details: string;
  readonly value: Value;
}

export interface CommandOutline {
  /** The words that lead to it: none for the program, `lab`, `run`. */
  readonly path: readonly string[];
  readonly usage: string;
  readonly summary: string;
  readonly description: string;
  readonly options: readonly OptionOutline[];
  readonly arguments: readonly ArgumentOutline[];
  readonly commands: readonly CommandOutline[];
}

/** Reads a command and all that are below it. */
export function outlineOf(command: Command, path: readonly string[] = []): CommandOutline {
  const help = command.createHelp();
  const below = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  return {
    path,
    usage: command.usage(),
    summary: command.summary(),
    description: command.description(),
    options: help.visibleOptions(command).map((option) => optionOutline(option, help)),
    arguments: command.registeredArguments.map((argument) => argumentOutline(argument, help)),
    commands: below.map((each) => outlineOf(each, [...path, each.name()])),
  };
}

/** The command and all below it, each before those below. */
export function allOf(command: CommandOutline): CommandOutline[] {
  return [command, ...command.commands.flatMap(allOf)];
}

function optionOutline(option: Option, help: Help): OptionOutline {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    usage: option.flags,
    summary: option.description,
    details: help.optionDescription(option),
    value: option.required ? awaited(option.flags, option.argChoices) : null,
  };
}

function argumentOutline(argument: Argument, help: Help): ArgumentOutline {
  const name = argument.name();
  const details = help.argumentDescription(argument);
  return { name, details, value: awaited(name, argument.argChoices) };
}

function awaited(name: string, words: readonly string[] | undefined): Value {
  if (words !== undefined) return { kind: 'choice', words };
  if (/file>?$/.test(name)) return { kind: 'file' };
  return { kind: /folder>?$/.test(name) ? 'folder' : 'anything' };
}

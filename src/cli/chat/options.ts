/** The options that several of the commands that chat have. */
import { type Command, Option } from 'commander';
import type { Watched } from '../../inspector/inspection.ts';
import type { WatchOptions } from '../../udp/chat.ts';
import { parseLoss } from '../arguments.ts';
import type { Environment, Output } from '../environment.ts';
import type { Where } from '../inspect/option.ts';
import { parseWhere } from '../inspect/option.ts';
import type { ColorWish } from '../settings/color.ts';
import { COLOR_WISHES, parseColor, withColor } from '../settings/color.ts';
import type { Settings } from '../settings/settings.ts';

export interface InspectFlags {
  readonly inspect?: Where;
}

export interface NetworkFlags extends InspectFlags {
  readonly loss?: string;
  readonly trace?: string;
  readonly force?: boolean;
  readonly color?: ColorWish;
  readonly time?: boolean;
  readonly json?: true;
}

export function lossOf({ loss }: NetworkFlags): { lossRate?: number } {
  return loss === undefined ? {} : { lossRate: parseLoss(loss) };
}

/** What the user wishes, from wherever it is known, and the environment as it is wished. */
export async function settle(
  flags: Settings,
  environment: Environment,
): Promise<{ readonly settings: Settings; readonly environment: Environment }> {
  const { settingsOf } = await import('../settings/settings.ts');
  const settings = settingsOf(flags, environment.variables);
  const variables = withColor(environment.variables, settings.color);
  return { settings, environment: { ...environment, variables } };
}

/** Has somebody watch if that is asked for; what that needs is loaded only then. */
export async function watched(
  { trace, force = false, inspect: where }: NetworkFlags,
  who: Watched,
  output: Output,
  environment: Environment,
  run: (watch: WatchOptions) => Promise<number>,
): Promise<number> {
  if (trace === undefined && where === undefined) return run({});
  const { runWatched } = await import('../inspect/watch.ts');
  return runWatched({ who, trace, force, where, output }, environment, run);
}

export const TIME_HELP = 'begin each line with the time of day; --no-time if it is a setting';

const JSON_HELP = 'print one JSON object a line, for programs: see docs/json.md';

/** Adds what a client and a server have in common. */
export function addNetworkOptions(command: Command): Command {
  return command
    .option('--json', JSON_HELP)
    .addOption(colorOption())
    .option('--loss <share>', LOSS_HELP)
    .option('--trace <file>', TRACE_HELP)
    .option('--force', FORCE_HELP)
    .option('--inspect [where]', INSPECT_HELP, parseWhere);
}

/** Where it may stand, scripts that complete it know the words. */
function colorOption(): Option {
  const help = 'colours on terminals, everywhere, or nowhere';
  return new Option('--color <when>', help).choices(COLOR_WISHES).argParser(parseColor);
}

const LOSS_HELP =
  'drop this share of the datagrams, 0 to 0.9, each way, to watch the protocol work';

const FORCE_HELP = 'let --trace replace a file that is there';

const TRACE_HELP = 'write down every step of the machines in this file: see docs/trace.md';

export const INSPECT_HELP =
  'show the machines at work in a browser, with those of every other process that is started ' +
  'with --inspect; =<address> names the page, =stately the inspector of stately.ai';

export const INSPECT_NOTES = `
--inspect prints the address of the page; a client whose output is no terminal
prints it on stderr. Who has the address can see everything that is said.
--inspect=stately hands the states to a page of stately.ai by way of
@statelyai/inspect, the successor of @xstate/inspect: it needs the internet.`;

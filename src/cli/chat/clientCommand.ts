/** The command `client`, its two forms, and its help. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { safeText } from '../../chat/display/safeText.ts';
import type { Watched } from '../../inspector/inspection.ts';
import type { WatchOptions } from '../../udp/chat.ts';
import { parseName, parsePort, parseServerIp } from '../arguments.ts';
import type { ChatLog } from '../dialogue/chatLog.ts';
import type { Environment } from '../environment.ts';
import { userFolder } from '../folders.ts';
import type { ServerTarget } from '../serverTarget.ts';
import { parseServer } from '../serverTarget.ts';
import { UsageError } from '../usageError.ts';
import type { NetworkFlags } from './options.ts';
import { addNetworkOptions, INSPECT_NOTES, lossOf, settle, TIME_HELP, watched } from './options.ts';

/** What follows the word `client`; only the first two may be left to the settings. */
interface Words {
  readonly name: string | undefined;
  readonly server: string | undefined;
  readonly serverPort: string | undefined;
  readonly ownPort: string | undefined;
}

type Word = string | undefined;

interface ClientFlags extends NetworkFlags {
  readonly stay?: true;
  readonly talk?: boolean;
  readonly quiet?: true;
  readonly bell?: boolean;
  readonly log?: string;
  readonly historyFile: boolean;
}

const ANY_FREE_PORT = 0;
const SILENT_STATUS = 1;

/** Adds `client`; `isShort`: all four words must be there, as after `-c`. */
export function addClient(
  program: Command,
  environment: Environment,
  end: (status: number) => void,
  isShort: boolean,
): void {
  const command = program
    .command('client')
    .summary('chat; also: statechat -c <name> <server-ip> <server-port> <client-port>')
    .description(
      'Register with a server and chat. Type help at the prompt to see what can be done.',
    );
  if (!isShort) command.usage(USAGE);
  command
    .argument(isShort ? '<name>' : '[name]', 'what the others call you')
    .argument(isShort ? '<server-ip>' : '[server]', SERVER_HELP)
    .argument(isShort ? '<server-port>' : '[server-port]', 'UDP port of the server')
    .argument(
      isShort ? '<client-port>' : '[client-port]',
      'UDP port of your own, 1024 to 65535; else any that is free',
    )
    .option('--stay', STAY_HELP)
    .option('--talk', TALK_HELP)
    .addOption(new Option('--no-talk').hideHelp())
    .option('--quiet', QUIET_HELP)
    .option('--bell', BELL_HELP)
    .addOption(new Option('--no-bell').hideHelp())
    .option('--time', TIME_HELP)
    .addOption(new Option('--no-time').hideHelp())
    .option('--log <file>', LOG_HELP)
    .option('--no-history-file', HISTORY_HELP);
  addNetworkOptions(command)
    .addHelpText('after', SETTINGS_NOTES)
    .addHelpText('after', INSPECT_NOTES)
    .addHelpText('after', CLIENT_EXAMPLES)
    .action(async (name: Word, server: Word, serverPort: Word, ownPort: Word, flags) => {
      end(await startClient({ name, server, serverPort, ownPort }, flags, environment));
    });
}

async function startClient(words: Words, flags: ClientFlags, world: Environment): Promise<number> {
  const { serverPort, ownPort } = words;
  const { color, time, bell, talk, quiet, json } = flags;
  const given = { name: words.name, server: words.server, color, time, bell, talk };
  const { settings, environment } = await settle(given, world);
  const name = parseName(required(settings.name, 'name'));
  const target = targetOf(settings.server, serverPort, ownPort);
  const port = ownPort === undefined ? ANY_FREE_PORT : parsePort(ownPort, 'the client port');
  const loss = lossOf(flags);
  const stays = flags.stay === true;

  const log = flags.log === undefined ? undefined : await openLog(flags.log, environment);
  const manner = {
    time: settings.time,
    bell: settings.bell,
    talk: settings.talk,
    quiet,
    json,
    log,
    historyPath: flags.historyFile ? historyPath(environment) : null,
  };
  const { isInteractive, reachServer, runClient, tellSilence } = await import('./client.ts');
  try {
    const onAway = (problem: Error | null) => {
      if (problem) environment.stderr.write(`statechat: ${safeText(problem.message)}\n`);
      tellSilence(environment, name, manner, stays);
    };
    const server = await reachServer(target, { stays, onAway, ...loss }, environment);
    if (server === null) {
      tellSilence(environment, name, manner, stays);
      return SILENT_STATUS;
    }
    const run = (watch: WatchOptions) =>
      runClient({ name, server, port, stays, ...loss, ...watch }, environment, manner);
    const who: Watched = { node: name, kind: 'client' };
    // In a pipe, and among objects, the output holds what the chat says, and nothing else.
    const output = isInteractive(environment) && !json ? environment.stdout : environment.stderr;
    return await watched(flags, who, output, environment, run);
  } finally {
    await log?.close();
  }
}

async function openLog(path: string, { stderr }: Environment): Promise<ChatLog> {
  const { ChatLog } = await import('../dialogue/chatLog.ts');
  return ChatLog.open(path, stderr);
}

/** Where what is typed is kept; null for a user without a place for it. */
function historyPath({ variables }: Environment): string | null {
  const folder = userFolder('state', variables);
  return folder === null ? null : join(folder, 'history');
}

/** Four words name an address and two ports; two a server, whose port may be the usual one. */
function targetOf(server: string | undefined, port?: string, ownPort?: string): ServerTarget {
  if (port === undefined) return parseServer(required(server, 'server'));
  if (ownPort === undefined) required(ownPort, 'client-port');
  return {
    ip: parseServerIp(required(server, 'server')),
    port: parsePort(port, 'the server port'),
  };
}

function required(word: string | undefined, what: string): string {
  if (word !== undefined) return word;
  throw new UsageError(`missing required argument '${what}'`);
}

const USAGE = `[options] <name> <server>[:<port>]
       statechat client [options] <name> <server-ip> <server-port> <client-port>`;

const SERVER_HELP =
  'address or host name of the server, with :<port> if it is not 5000; before a <server-port> ' +
  'an IPv4 or IPv6 address, or localhost';

const STAY_HELP =
  'when the server does not answer, say so, keep trying, and be in the group again when it is back';

const TALK_HELP = 'send what is no command to the group, or to whom you wrote last';

const QUIET_HELP = 'show only messages, what you ask for, and what goes wrong';

const BELL_HELP = 'ring, and paint the line, when a message is for you or your name is said';

const HISTORY_HELP = 'forget what was typed when the session ends';

const LOG_HELP = 'write what is shown and typed, with its time, at the end of this file';

const SETTINGS_NOTES = `
Name, server, --talk, --bell, --time and --color may stand in the environment or in
a file, too: see docs/settings.md.`;

const CLIENT_EXAMPLES = `
Examples:
  statechat client alice example.org
  statechat client alice example.org:6000
  statechat client alice [2001:db8::5]:6000
  statechat client alice 127.0.0.1 5000 6001
  statechat client bob localhost 5000 6002 --loss 0.3
  statechat client bob localhost --stay
  statechat client bob localhost --inspect
  statechat -c carol 192.168.0.5 5000 6003
  echo 'send alice hello' | statechat client dave localhost`;

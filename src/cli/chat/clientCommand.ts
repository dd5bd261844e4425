/** The command `client`, its two forms, and its help. */
import type { Command } from 'commander';
import { clientLines } from '../../chat/words/lines.ts';
import { paintFor } from '../../chat/words/paint.ts';
import type { Watched } from '../../inspector/inspection.ts';
import type { WatchOptions } from '../../udp/chat.ts';
import { parseName, parsePort, parseServerIp } from '../arguments.ts';
import type { Environment } from '../environment.ts';
import { parseWhere } from '../inspect/option.ts';
import type { ServerTarget } from '../serverTarget.ts';
import { parseServer } from '../serverTarget.ts';
import { parseColor } from '../settings/color.ts';
import { UsageError } from '../usageError.ts';
import type { NetworkFlags } from './options.ts';
import {
  COLOR_HELP,
  INSPECT_HELP,
  INSPECT_NOTES,
  LOSS_HELP,
  lossOf,
  settle,
  TRACE_HELP,
  watched,
} from './options.ts';

/** What follows the word `client`; only the first two may be left to the settings. */
interface Words {
  readonly name: string | undefined;
  readonly server: string | undefined;
  readonly serverPort: string | undefined;
  readonly ownPort: string | undefined;
}

type Word = string | undefined;

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
    .option('--color <when>', COLOR_HELP, parseColor)
    .option('--loss <share>', LOSS_HELP)
    .option('--trace <file>', TRACE_HELP)
    .option('--inspect [where]', INSPECT_HELP, parseWhere)
    .addHelpText('after', SETTINGS_NOTES)
    .addHelpText('after', INSPECT_NOTES)
    .addHelpText('after', CLIENT_EXAMPLES)
    .action(async (name: Word, server: Word, serverPort: Word, ownPort: Word, flags) => {
      end(await startClient({ name, server, serverPort, ownPort }, flags, environment));
    });
}

async function startClient(words: Words, flags: NetworkFlags, world: Environment): Promise<number> {
  const { serverPort, ownPort } = words;
  const given = { name: words.name, server: words.server, color: flags.color };
  const { settings, environment } = await settle(given, world);
  const name = parseName(required(settings.name, 'name'));
  const target = targetOf(settings.server, serverPort, ownPort);
  const port = ownPort === undefined ? ANY_FREE_PORT : parsePort(ownPort, 'the client port');
  const loss = lossOf(flags);

  const { reachServer } = await import('./reachServer.ts');
  const server = await reachServer(target, loss.lossRate, environment);
  if (server === null) {
    const { stdout, variables } = environment;
    const lines = clientLines({ kind: 'serverNotResponding' }, null, paintFor(stdout, variables));
    stdout.write(lines.map((line) => `${line}\n`).join(''));
    return SILENT_STATUS;
  }
  const { isInteractive, runClient } = await import('./client.ts');
  const run = (watch: WatchOptions) =>
    runClient({ name, server, port, ...loss, ...watch }, environment);
  const who: Watched = { node: name, kind: 'client' };
  // In a pipe the output holds what the chat says, and nothing else.
  const output = isInteractive(environment) ? environment.stdout : environment.stderr;
  return watched(flags, who, output, environment, run);
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

const SETTINGS_NOTES = `
Name, server, colours and time stamps may stand in the environment or in a file,
too: see docs/settings.md.`;

const CLIENT_EXAMPLES = `
Examples:
  statechat client alice example.org
  statechat client alice example.org:6000
  statechat client alice [2001:db8::5]:6000
  statechat client alice 127.0.0.1 5000 6001
  statechat client bob localhost 5000 6002 --loss 0.3
  statechat client bob localhost --inspect
  statechat -c carol 192.168.0.5 5000 6003
  echo 'send alice hello' | statechat client dave localhost`;

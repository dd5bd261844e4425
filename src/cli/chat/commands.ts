/** The commands that chat, and their help. What they need is loaded when they run. */
import { type Command, Option } from 'commander';
import type { Watched } from '../../inspector/inspection.ts';
import type { WatchOptions } from '../../udp/chat.ts';
import { parseHost, parsePort } from '../arguments.ts';
import type { Environment } from '../environment.ts';
import { parseWhere } from '../inspect/option.ts';
import { DEFAULT_PORT } from '../serverTarget.ts';
import { addClient } from './clientCommand.ts';
import type { InspectFlags, NetworkFlags } from './options.ts';
import {
  addNetworkOptions,
  INSPECT_HELP,
  INSPECT_NOTES,
  lossOf,
  settle,
  TIME_HELP,
  watched,
} from './options.ts';

interface ServerFlags extends NetworkFlags {
  readonly host: string;
}

/** Adds `server`, `client` and `demo`; `end` takes the exit status. `isShort`: after `-c`. */
export function addChat(
  program: Command,
  environment: Environment,
  end: (status: number) => void,
  isShort: boolean,
): void {
  addServer(program, environment, end);
  addClient(program, environment, end, isShort);
  addDemo(program, environment, end);
}

function addServer(program: Command, world: Environment, end: (s: number) => void): void {
  const command = program
    .command('server')
    .summary('run a server; also: statechat -s <port>')
    .description('Run a server until ctrl-C.')
    .argument('[port]', 'UDP port to listen on, 1024 to 65535', String(DEFAULT_PORT))
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--time', TIME_HELP)
    .addOption(new Option('--no-time').hideHelp());
  addNetworkOptions(command)
    .addHelpText('after', INSPECT_NOTES)
    .addHelpText('after', SERVER_EXAMPLES)
    .action(async (port: string, flags: ServerFlags) => {
      const options = {
        port: parsePort(port, 'the server port'),
        host: parseHost(flags.host),
        ...lossOf(flags),
      };
      const { color, time, json } = flags;
      const { environment, settings } = await settle({ color, time }, world);
      const { runServer } = await import('./server.ts');
      const run = (watch: WatchOptions) =>
        runServer({ ...options, ...watch }, environment, { json, time: settings.time });
      const who: Watched = { node: 'server', kind: 'server' };
      // Among the objects there is nothing else.
      const output = json ? environment.stderr : environment.stdout;
      end(await watched(flags, who, output, environment, run));
    });
}

function addDemo(program: Command, environment: Environment, end: (s: number) => void): void {
  program
    .command('demo')
    .summary('a conversation on this machine, and then you')
    .description(
      'Start a server and three scripted people who chat over real UDP, with a tenth of the ' +
        'datagrams dropped. On a terminal you join them as a fourth.',
    )
    .option('--inspect [where]', INSPECT_HELP, parseWhere)
    .addHelpText('after', INSPECT_NOTES)
    .addHelpText('after', DEMO_EXAMPLES)
    .action(async (flags: InspectFlags) => {
      const { runDemo } = await import('./demo.ts');
      end(await runDemo(flags.inspect, environment));
    });
}

const DEMO_EXAMPLES = `
Examples:
  statechat demo
  statechat demo --inspect`;

const SERVER_EXAMPLES = `
Examples:
  statechat server
  statechat server 5000
  statechat server 5000 --host ::1
  statechat server 5000 --loss 0.3
  statechat server 5000 --trace server.jsonl
  statechat server 5000 --inspect
  statechat -s 5000`;

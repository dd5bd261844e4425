/** The commands that chat, and their help. What they need is loaded when they run. */
import type { Command } from 'commander';
import type { Watched } from '../../inspector/inspection.ts';
import type { WatchOptions } from '../../udp/chat.ts';
import { parseHost, parseLoss, parseName, parsePort, parseServerIp } from '../arguments.ts';
import type { Environment, Output } from '../environment.ts';
import type { Where } from '../inspect/option.ts';
import { parseWhere } from '../inspect/option.ts';

const DEFAULT_SERVER_PORT = '5000';

interface InspectOptions {
  readonly inspect?: Where;
}

interface NetworkOptions extends InspectOptions {
  readonly loss?: string;
  readonly trace?: string;
}

interface ServerFlags extends NetworkOptions {
  readonly host: string;
}

/** Adds `server`, `client` and `demo`; `end` takes the exit status. */
export function addChat(
  program: Command,
  environment: Environment,
  end: (status: number) => void,
): void {
  addServer(program, environment, end);
  addClient(program, environment, end);
  addDemo(program, environment, end);
}

function addServer(program: Command, environment: Environment, end: (s: number) => void): void {
  program
    .command('server')
    .summary('run a server; also: statechat -s <port>')
    .description('Run a server until ctrl-C.')
    .argument('[port]', 'UDP port to listen on, 1024 to 65535', DEFAULT_SERVER_PORT)
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--loss <share>', LOSS_HELP)
    .option('--trace <file>', TRACE_HELP)
    .option('--inspect [where]', INSPECT_HELP, parseWhere)
    .addHelpText('after', INSPECT_NOTES)
    .addHelpText('after', SERVER_EXAMPLES)
    .action(async (port: string, flags: ServerFlags) => {
      const options = {
        port: parsePort(port, 'the server port'),
        host: parseHost(flags.host),
        ...lossOf(flags),
      };
      const { runServer } = await import('./server.ts');
      const run = (watch: WatchOptions) => runServer({ ...options, ...watch }, environment);
      const who: Watched = { node: 'server', kind: 'server' };
      end(await watched(flags, who, environment.stdout, environment, run));
    });
}

function addClient(program: Command, environment: Environment, end: (s: number) => void): void {
  program
    .command('client')
    .summary('chat; also: statechat -c <name> <server-ip> <server-port> <client-port>')
    .description(
      'Register with a server and chat. Type help at the prompt to see what can be done.',
    )
    .argument('<name>', 'what the others call you')
    .argument('<server-ip>', 'IPv4 or IPv6 address of the server, or localhost')
    .argument('<server-port>', 'UDP port of the server')
    .argument('<client-port>', 'UDP port of your own, 1024 to 65535')
    .option('--loss <share>', LOSS_HELP)
    .option('--trace <file>', TRACE_HELP)
    .option('--inspect [where]', INSPECT_HELP, parseWhere)
    .addHelpText('after', INSPECT_NOTES)
    .addHelpText('after', CLIENT_EXAMPLES)
    .action(async (name: string, ip: string, port: string, own: string, flags: NetworkOptions) => {
      const options = {
        name: parseName(name),
        server: { ip: parseServerIp(ip), port: parsePort(port, 'the server port') },
        port: parsePort(own, 'the client port'),
        ...lossOf(flags),
      };
      const { isInteractive, runClient } = await import('./client.ts');
      const run = (watch: WatchOptions) => runClient({ ...options, ...watch }, environment);
      const who: Watched = { node: options.name, kind: 'client' };
      // In a pipe the output holds what the chat says, and nothing else.
      const output = isInteractive(environment) ? environment.stdout : environment.stderr;
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
    .action(async (flags: InspectOptions) => {
      const { runDemo } = await import('./demo.ts');
      end(await runDemo(flags.inspect, environment));
    });
}

function lossOf({ loss }: NetworkOptions): { lossRate?: number } {
  return loss === undefined ? {} : { lossRate: parseLoss(loss) };
}

/** Has somebody watch if that is asked for; what that needs is loaded only then. */
async function watched(
  { trace, inspect: where }: NetworkOptions,
  who: Watched,
  output: Output,
  environment: Environment,
  run: (watch: WatchOptions) => Promise<number>,
): Promise<number> {
  if (trace === undefined && where === undefined) return run({});
  const { runWatched } = await import('../inspect/watch.ts');
  return runWatched({ who, trace, where, output }, environment, run);
}

const LOSS_HELP =
  'drop this share of the datagrams, 0 to 0.9, each way, to watch the protocol work';

const TRACE_HELP = 'write down every step of the machines in this file: see docs/trace.md';

const INSPECT_HELP =
  'show the machines at work in a browser, with those of every other process that is started ' +
  'with --inspect; =<address> names the page, =stately the inspector of stately.ai';

const INSPECT_NOTES = `
--inspect prints the address of the page; a client whose output is no terminal
prints it on stderr. Who has the address can see everything that is said.
--inspect=stately hands the states to a page of stately.ai by way of
@statelyai/inspect, the successor of @xstate/inspect: it needs the internet.`;

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

const CLIENT_EXAMPLES = `
Examples:
  statechat client alice 127.0.0.1 5000 6001
  statechat client bob localhost 5000 6002 --loss 0.3
  statechat client bob localhost 5000 6002 --inspect
  statechat -c carol 192.168.0.5 5000 6003
  echo 'send alice hello' | statechat client dave localhost 5000 6004`;

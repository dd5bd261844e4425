/** The command line: what can be asked of the program, its help, and its exit statuses. */
import { Command, CommanderError } from 'commander';
import { safeText } from '../chat/words/safeText.ts';
import type { Watched } from '../inspector/inspection.ts';
import type { WatchOptions } from '../udp/chat.ts';
import { parseHost, parseLoss, parseName, parsePort, parseServerIp } from './arguments.ts';
import type { Environment, Output } from './environment.ts';
import { addInspect } from './inspect/command.ts';
import type { Where } from './inspect/option.ts';
import { parseWhere, withInspectValue } from './inspect/option.ts';
import { addLab } from './lab/commands.ts';
import { UsageError } from './usageError.ts';

const DEFAULT_SERVER_PORT = '5000';
const FAILED_STATUS = 1;
const USAGE_STATUS = 2;

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

/**
 * Runs the program with the arguments that follow its name. Resolves with the exit status: 0 when
 * all went well, 1 when it could not be done, 2 when it was asked for in a way that cannot work.
 */
export async function runProgram(
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  let status = 0;
  const program = createProgram(environment, (result) => {
    status = result;
  });
  try {
    await program.parseAsync(withInspectValue(withoutShortForms(args)), { from: 'user' });
    return status;
  } catch (error) {
    return failed(error, program, environment);
  }
}

function createProgram(environment: Environment, end: (status: number) => void): Command {
  const { stdout, stderr, version } = environment;
  const program = new Command('statechat')
    .description('A chat over UDP in which every behaviour that takes time is a statechart.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      // Errors are told in one place: see `failed`.
      outputError: () => {},
    })
    .addHelpText('after', PROGRAM_EXAMPLES);

  addServer(program, environment, end);
  addClient(program, environment, end);
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
      const { runDemo } = await import('./chat/demo.ts');
      end(await runDemo(flags.inspect, environment));
    });
  addInspect(program, environment, end);
  addLab(program, environment, end);
  return program;
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
      const { runServer } = await import('./chat/server.ts');
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
      const { isInteractive, runClient } = await import('./chat/client.ts');
      const run = (watch: WatchOptions) => runClient({ ...options, ...watch }, environment);
      const who: Watched = { node: options.name, kind: 'client' };
      // In a pipe the output holds what the chat says, and nothing else.
      const output = isInteractive(environment) ? environment.stdout : environment.stderr;
      end(await watched(flags, who, output, environment, run));
    });
}

/** `-s` and `-c` in front stand for the commands `server` and `client`. */
function withoutShortForms(args: readonly string[]): string[] {
  const [first, second, ...rest] = args;
  if (first !== '-s' && first !== '-c') return [...args];
  if (args.includes('-s') && args.includes('-c')) {
    throw new UsageError('-s and -c exclude each other: start a server or a client');
  }
  if (first === '-c') return ['client', ...args.slice(1)];
  if (second === undefined) throw new UsageError('-s needs a port: statechat -s <port>');
  return ['server', second, ...rest];
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
  const { runWatched } = await import('./inspect/watch.ts');
  return runWatched({ who, trace, where, output }, environment, run);
}

/** Says in one line what is wrong; what is not the user's doing is thrown on. */
function failed(error: unknown, program: Command, { stderr }: Environment): number {
  const complain = (message: string) => stderr.write(`statechat: ${safeText(message)}\n`);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return USAGE_STATUS;
    complain(`${inOneLine(error.message)}. ${helpPointer(program)}`);
    return USAGE_STATUS;
  }
  if (error instanceof UsageError) {
    complain(`${error.message}. ${helpPointer(program)}`);
    return USAGE_STATUS;
  }
  if (isSystemError(error)) {
    complain(error.message);
    return FAILED_STATUS;
  }
  throw error;
}

function helpPointer(program: Command): string {
  const path = ['statechat'];
  for (let command = program; ; ) {
    const next = command.commands.find((candidate) => candidate.name() === command.args[0]);
    if (next === undefined) return `See: ${path.join(' ')} --help`;
    path.push(next.name());
    command = next;
  }
}

/** Commander begins with `error:` and puts a suggestion in brackets on a line of its own. */
function inOneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\n\((.*)\)$/, '. $1');
}

/** A port in use, an address that is not this machine's: something outside the program. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
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

const PROGRAM_EXAMPLES = `
Short forms:
  statechat -s <port>
  statechat -c <name> <server-ip> <server-port> <client-port>

Examples:
  statechat demo
  statechat server 5000
  statechat client alice 127.0.0.1 5000 6001
  statechat client bob 192.168.0.5 5000 6002 --loss 0.1
  echo 'send alice hello' | statechat client carol localhost 5000 6003`;

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

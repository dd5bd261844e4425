/** The command line: what can be asked of the program, its help, and its exit statuses. */
import { Command, CommanderError } from 'commander';
import { safeText } from '../chat/display/safeText.ts';
import { addChat } from './chat/commands.ts';
import type { Environment } from './environment.ts';
import { addInspect } from './inspect/command.ts';
import { withInspectValue } from './inspect/option.ts';
import { addLab } from './lab/commands.ts';
import { addShell } from './shell/commands.ts';
import { isSystemError } from './systemError.ts';
import { UsageError } from './usageError.ts';

const FAILED_STATUS = 1;
const USAGE_STATUS = 2;

/**
 * Runs the program with the arguments that follow its name. Resolves with the exit status: 0 when
 * all went well, 1 when it could not be done, 2 when it was asked for in a way that cannot work.
 */
export async function runProgram(
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  if (args.length === 0) {
    environment.stdout.write(greeting(environment));
    return 0;
  }
  let status = 0;
  const end = (result: number) => {
    status = result;
  };
  const program = createProgram(environment, end, args[0] === '-c');
  try {
    await program.parseAsync(withInspectValue(withoutShortForms(args)), { from: 'user' });
    return status;
  } catch (error) {
    return failed(error, program, environment);
  }
}

function createProgram(
  environment: Environment,
  end: (status: number) => void,
  isShort: boolean,
): Command {
  const { stdout, stderr } = environment;
  const program = new Command('statechat')
    .description('A chat over UDP in which every behaviour that takes time is a statechart.')
    .usage('<command> [options]')
    .option('-V, --version', 'show the version')
    .on('option:version', () => showVersion(environment))
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

  addChat(program, environment, end, isShort);
  addInspect(program, environment, end);
  addLab(program, environment, end);
  addShell(program, environment, end);
  return program;
}

/** Commander's own way wants to know the version whether or not somebody asks for it. */
function showVersion({ stdout, version }: Environment): never {
  const text = version();
  stdout.write(`${text}\n`);
  throw new CommanderError(0, 'commander.version', text);
}

/** For whoever knows nothing of it yet. */
function greeting({ variables }: Environment): string {
  // What npx has fetched is not on the path.
  const program = variables.npm_command === 'exec' ? 'npx statechat' : 'statechat';
  return `A chat over UDP in which every behaviour that takes time is a statechart.

  ${program} demo                    see it at work, and join in
  ${program} server                  a server: it prints what friends type
  ${program} client alice localhost  chat on this machine; type help

${program} --help shows everything else.
`;
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

const PROGRAM_EXAMPLES = `
Short forms:
  statechat -s <port>
  statechat -c <name> <server-ip> <server-port> <client-port>

Examples:
  statechat demo
  statechat server 5000
  statechat client alice localhost
  statechat client bob 192.168.0.5:5000 --loss 0.1
  statechat client carol 127.0.0.1 5000 6001
  echo 'send alice hello' | statechat client dave localhost`;

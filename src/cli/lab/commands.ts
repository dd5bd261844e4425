/** The commands of the lab, and their help. What they need is loaded when they run. */
import { Argument, type Command, Option } from 'commander';
import { EXPLORATION_NAMES } from '../../lab/exploration/explorationNames.ts';
import { PROFILE_NAMES } from '../../lab/scenarios/profileNames.ts';
import type { Environment } from '../environment.ts';
import type { LabExploreFlags } from './explore.ts';
import type { LabReplayFlags } from './replay.ts';
import type { LabRunFlags } from './run.ts';

/** Adds `lab` and what belongs to it; `end` takes the exit status. */
export function addLab(
  program: Command,
  environment: Environment,
  end: (status: number) => void,
): void {
  const lab = program
    .command('lab')
    .summary('try to break the protocol in a simulated network, and replay what broke')
    .description(
      'The lab runs the real endpoints in a simulated network in virtual time, and checks after ' +
        'every step that the protocol keeps its promises.',
    )
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', LAB_EXAMPLES);
  addRun(lab, environment, end);
  addReplay(lab, environment, end);
  addExplore(lab, environment, end);
}

function addRun(lab: Command, environment: Environment, end: (s: number) => void): void {
  lab
    .command('run')
    .summary('run random scenarios')
    .description(
      'Run random scenarios, each with a seed of its own. When a promise is broken, the scenario ' +
        'is made as small as can be and its trace is written to a file.',
    )
    .addOption(profileOption())
    .option('--clients <n>', 'clients in each scenario, 1 to 64', '8')
    .option('--steps <n>', 'actions of users and of the world in each scenario', '200')
    .option('--runs <n>', 'scenarios to run', '100')
    .option('--seed <n>', 'seed of the first scenario; those that follow count up; else random')
    .option('--loss <share>', 'lose this share of the datagrams, 0 to 1, whatever the profile says')
    .option('--out <folder>', 'folder for the trace of what broke', '.')
    .option('--keep-going', 'go on after a broken promise')
    .option('--sometimes', 'fail, too, if anything that runs should sometimes see never happened')
    .option('--json', 'print one JSON object a line, for programs: see docs/json.md')
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (flags: LabRunFlags) => {
      const { runLab } = await import('./run.ts');
      end(await runLab(flags, environment));
    });
}

function addReplay(lab: Command, environment: Environment, end: (s: number) => void): void {
  lab
    .command('replay')
    .summary('tell the story in a trace')
    .description(
      'Tell what happened in a trace, step by step: one of the lab, or one that a client or a ' +
        'server wrote with --trace.',
    )
    .argument('<file>', 'the trace')
    .option('--from <step>', 'begin at this step')
    .option('--until <step>', 'end after this step')
    .option('--node <name>', 'only what happens in this process')
    .option('--rerun', 'run the scenario of the trace again, and say whether the same happens')
    .addHelpText('after', REPLAY_EXAMPLES)
    .action(async (file: string, flags: LabReplayFlags) => {
      const { replayLab } = await import('./replay.ts');
      end(await replayLab(file, flags, environment));
    });
}

function addExplore(lab: Command, environment: Environment, end: (s: number) => void): void {
  lab
    .command('explore')
    .summary('try everything that can happen to a few clients')
    .description(
      'Search through every order in which datagrams can arrive, get lost or be repeated and ' +
        'timers can fire, within small budgets, and check every promise in every state.',
    )
    .addArgument(explorationArgument())
    .option('--clients <n>', 'clients, 1 to 3')
    .option('--in-flight <n>', 'datagrams on their way at once, before anything new is begun')
    .option('--losses <n>', 'datagrams that may be lost')
    .option('--duplicates <n>', 'datagrams that may arrive twice')
    .option('--waits <n>', 'times that a timer may fire while a datagram is on its way')
    .option('--depth <n>', 'choices on a path, at most')
    .option('--states <n>', 'states, at most')
    .option('--out <folder>', 'folder for the trace of what broke', '.')
    .addHelpText('after', EXPLORE_EXAMPLES)
    .action(async (what: string, flags: LabExploreFlags) => {
      const { exploreLab } = await import('./explore.ts');
      end(await exploreLab(what, flags, environment));
    });
}

/** The words are for help and for completion; the lab itself says what is wrong with others. */
function profileOption(): Option {
  return new Option('--profile <name>', 'what the network and the users do, another mixture each')
    .choices(PROFILE_NAMES)
    .argParser(String)
    .default('stormy');
}

function explorationArgument(): Argument {
  return new Argument('[what]', 'what happens')
    .choices(EXPLORATION_NAMES)
    .argParser(String)
    .default('messages');
}

const LAB_EXAMPLES = `
Examples:
  statechat lab run
  statechat lab run --profile hostile --runs 1000
  statechat lab replay statechat-42.trace.jsonl
  statechat lab explore registration`;

const RUN_EXAMPLES = `
Exit status: 0 when every promise was kept, 1 when one was broken, 130 after ctrl-C.

Examples:
  statechat lab run --profile hostile --clients 4
  statechat lab run --steps 5000 --runs 10 --loss 0.3
  statechat lab run --seed 42 --runs 1`;

const REPLAY_EXAMPLES = `
Exit status: 0 when it was told; with --rerun 1 when something else happens this time.

Examples:
  statechat lab replay statechat-42.trace.jsonl
  statechat lab replay statechat-42.trace.jsonl --until 60 --node alice
  statechat lab replay statechat-42.trace.jsonl --rerun`;

const EXPLORE_EXAMPLES = `
Exit status: 0 when every promise was kept, 1 when one was broken, 130 after ctrl-C.

Examples:
  statechat lab explore registration
  statechat lab explore messages --losses 2
  statechat lab explore crossing --states 1000000`;

/** The command `inspect`, and its help. */
import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import type { InspectFlags } from './action.ts';

/** Adds `inspect`; `end` takes the exit status. */
export function addInspect(
  program: Command,
  environment: Environment,
  end: (status: number) => void,
): void {
  program
    .command('inspect')
    .summary('see traces and running processes in a browser')
    .description(
      'Serve the inspector, a page on this machine that works offline: it shows a trace, the ' +
        'clients and servers that are started with --inspect, or the lab, played in the page.',
    )
    .argument('[trace-file]', 'a trace to begin with, of the lab or written with --trace')
    .option('--port <n>', 'TCP port of the page; else 4900, or a free one if that is in use')
    .addHelpText('after', INSPECT_EXAMPLES)
    .action(async (path: string | undefined, flags: InspectFlags) => {
      const { runInspector } = await import('./action.ts');
      end(await runInspector(path, flags, environment));
    });
}

const INSPECT_EXAMPLES = `
It runs until ctrl-C. Its address holds a token that is new each time: who has
the address can see everything that is said.

Examples:
  statechat inspect
  statechat inspect statechat-42.trace.jsonl
  statechat inspect --port 8080
  statechat client alice 127.0.0.1 5000 6001 --inspect`;

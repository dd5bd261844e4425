/** The commands for the shell and for man, which read the definitions of all the others. */
import { Argument, type Command } from 'commander';
import type { Environment } from '../environment.ts';
import type { Shell } from './scripts.ts';

/** Adds `completion`, and `manual`, which a build asks for; `end` takes the exit status. */
export function addShell(
  program: Command,
  environment: Environment,
  end: (status: number) => void,
): void {
  program
    .command('completion')
    .summary('print a script that completes commands in your shell')
    .description('Print a script that has a shell complete commands, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', COMPLETION_EXAMPLES)
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./scripts.ts');
      const { outlineOf } = await import('./outline.ts');
      environment.stdout.write(completionScript(shell, outlineOf(program)));
      end(0);
    });
  program.command('manual', { hidden: true }).action(async () => {
    const { manualPage } = await import('./manual.ts');
    const { outlineOf } = await import('./outline.ts');
    environment.stdout.write(manualPage(outlineOf(program), environment.version()));
    end(0);
  });
}

const COMPLETION_EXAMPLES = `
Examples:
  statechat completion bash >> ~/.bash_completion
  statechat completion zsh > "\${fpath[1]}/_statechat"
  statechat completion fish > ~/.config/fish/completions/statechat.fish`;

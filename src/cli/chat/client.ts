import type { ClientOptions } from '../../udp/chat.ts';
import type { Manner } from '../dialogue/dialogue.ts';
import { Dialogue } from '../dialogue/dialogue.ts';
import type { Environment, Surroundings } from '../environment.ts';
import { Terminal } from '../terminal/terminal.ts';
import { Pipe } from './pipe.ts';

export { reachServer } from './reachServer.ts';

/** Runs a client at the terminal or in a pipe; resolves with the exit status. */
export async function runClient(
  options: Omit<ClientOptions, 'onNotice' | 'onPrompt'>,
  environment: Environment,
  manner: Manner = {},
): Promise<number> {
  const dialogue = new Dialogue(environment, options.name, manner);
  // Programs want no prompt among the objects.
  const hasPrompt = isInteractive(environment) && !manner.json;
  const screen = hasPrompt
    ? new Terminal(environment, dialogue, manner.historyPath)
    : new Pipe(environment, dialogue);
  return screen.run(() =>
    environment.startClient({
      ...options,
      onNotice: (notice, group) => screen.show(notice, group),
      onPrompt: () => screen.refresh(),
    }),
  );
}

/** Says that no server has answered, as a client says it. */
export function tellSilence(
  surroundings: Surroundings,
  name: string,
  manner: Manner,
  stays: boolean,
): void {
  const dialogue = new Dialogue(surroundings, name, manner);
  const lines = dialogue.lines({ kind: stays ? 'serverAway' : 'serverNotResponding' }, null);
  surroundings.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Whether somebody sits at a terminal. */
export function isInteractive({ stdin, stdout, variables }: Surroundings): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && variables.TERM !== 'dumb';
}

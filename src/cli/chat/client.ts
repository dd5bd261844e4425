import type { ClientOptions } from '../../udp/chat.ts';
import type { Environment, Surroundings } from '../environment.ts';
import { Terminal } from '../terminal/terminal.ts';
import { Pipe } from './pipe.ts';

/** Runs a client at the terminal or in a pipe; resolves with the exit status. */
export async function runClient(
  options: Omit<ClientOptions, 'onNotice' | 'onPrompt'>,
  environment: Environment,
): Promise<number> {
  const screen = isInteractive(environment) ? new Terminal(environment) : new Pipe(environment);
  const client = await environment.startClient({
    ...options,
    onNotice: (notice, group) => screen.show(notice, group),
    onPrompt: () => screen.refresh(),
  });
  return screen.run(client);
}

/** Whether somebody sits at a terminal. */
export function isInteractive({ stdin, stdout, variables }: Surroundings): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && variables.TERM !== 'dumb';
}

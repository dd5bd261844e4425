import type { Surroundings } from './environment.ts';
import { ProcessOutput } from './output/processOutput.ts';
import type { Variables } from './variables.ts';

/** The surroundings of this process. */
export function processSurroundings() {
  const { stdin, env, pid } = process;
  const stdout = new ProcessOutput(process.stdout);
  const stderr = new ProcessOutput(process.stderr);
  const variables: Variables = env;
  const suspend = () => {
    // Windows has no such thing.
    if (process.platform === 'win32') return;
    // The shell may share the terminal's descriptor, and expects it as it was.
    for (const output of [stdout, stderr]) output.setBlocking(true);
    process.kill(pid, 'SIGTSTP');
    for (const output of [stdout, stderr]) output.setBlocking(false);
  };
  const now = () => new Date();
  const signals = process;
  return { stdin, stdout, stderr, variables, signals, now, suspend } satisfies Surroundings;
}

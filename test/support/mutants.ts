/**
 * Deliberate protocol bugs. Each is switched on by patching the production code for as long as a
 * test needs it, and is to be found by the lab: a mutant that survives is a hole in the promises.
 */
import type { ScenarioOptions } from '../../src/lab/arbitraries.ts';
import type { PromiseName } from '../../src/lab/promises.ts';
import { CLIENT_MUTANTS } from './mutantsOfClients.ts';
import { LINK_MUTANTS } from './mutantsOfLinks.ts';
import { SERVER_MUTANTS } from './mutantsOfServers.ts';
import type { Install } from './patch.ts';

export interface Mutant {
  readonly name: string;
  /** What somebody did wrong. */
  readonly bug: string;
  /** Any of them may be the first that is seen to be broken. */
  readonly breaks: readonly PromiseName[];
  readonly install: Install;
  /** The stories that it is looked for in, if not all of them. */
  readonly focus?: ScenarioOptions;
}

/** Runs something with a mutant switched on, and switches it off whatever happens. */
export function withMutant<T>({ install }: Mutant, run: () => T): T {
  const restore = install();
  try {
    return run();
  } finally {
    restore();
  }
}

export const MUTANTS: readonly Mutant[] = [...LINK_MUTANTS, ...CLIENT_MUTANTS, ...SERVER_MUTANTS];

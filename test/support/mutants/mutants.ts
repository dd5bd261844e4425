/**
 * Deliberate protocol bugs. Each is switched on by patching the production code for as long as a
 * test needs it, and is to be found by the lab: a mutant that survives is a hole in the promises.
 */

import type { PromiseName } from '../../../src/lab/promises/promises.ts';
import type { ScenarioOptions } from '../../../src/lab/scenarios/arbitraries.ts';
import { CLIENT_MUTANTS } from './clients.ts';
import { LINK_MUTANTS } from './links.ts';
import type { Install } from './patch.ts';
import { SERVER_MUTANTS } from './servers.ts';

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

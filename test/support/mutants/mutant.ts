import type fc from 'fast-check';
import type { PromiseName } from '../../../src/lab/promises/promises.ts';
import type { ScenarioOptions } from '../../../src/lab/scenarios/arbitraries.ts';
import type { PropertyOptions } from '../../../src/lab/scenarios/property.ts';
import type { Scenario } from '../../../src/lab/scenarios/scenario.ts';
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
  /** Those stories themselves, where they are of one kind. */
  readonly stories?: fc.Arbitrary<Scenario>;
  /** What its stories claim beside that every promise is kept. */
  readonly claim?: PropertyOptions['claim'];
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

import { relative } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';

const { FC_SEED, FC_PATH, FC_RUNS } = process.env;

/** Other cases are drawn, or one alone: what is true only of many of ours need not hold. */
export const isDrawnAnew = [FC_SEED, FC_PATH, FC_RUNS].some((given) => given !== undefined);

/**
 * Checks a property. A counterexample prints the command that replays it alone.
 *
 * @param parameters of fast-check; FC_SEED, FC_PATH and FC_RUNS in the environment override them
 */
export function check<T>(property: fc.IProperty<T>, parameters: fc.Parameters<T> = {}): void {
  const details = fc.check(property, {
    ...parameters,
    ...(FC_RUNS === undefined ? {} : { numRuns: Number(FC_RUNS) }),
    ...(FC_PATH === undefined ? {} : { path: FC_PATH }),
  });
  if (!details.failed) return;
  const report = fc.defaultReportMessage(details) ?? 'the property failed';
  throw new Error(`${report}\n\nReplay it:\n  ${replayOf(details)}`, {
    cause: details.errorInstance,
  });
}

function replayOf(details: Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath'>): string {
  const { seed, counterexamplePath } = details;
  const { testPath = '', currentTestName = '' } = expect.getState();
  const file = relative(process.cwd(), testPath);
  // vitest names suite and test 'a > b', but matches 'a b', and as a pattern.
  const name = currentTestName
    .split(' > ')
    .join(' ')
    .replaceAll(/[^\p{L}\p{N} ]/gu, '.');
  return `FC_SEED=${seed} FC_PATH='${counterexamplePath}' npx vitest run ${file} -t '${name}'`;
}

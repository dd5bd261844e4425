/** What somebody gets whose property fails: a small scenario, a trace, a command. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { scenarioArbitrary } from '../../../src/lab/scenarios/arbitraries.ts';
import type { PropertyOptions } from '../../../src/lab/scenarios/property.ts';
import { checkScenarios, PropertyFailure } from '../../../src/lab/scenarios/property.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Scenario } from '../../../src/lab/scenarios/scenario.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import { ownFolder } from '../../support/folder.ts';
import type { Mutant } from '../../support/mutants/mutant.ts';
import { withMutant } from '../../support/mutants/mutant.ts';
import { MUTANTS } from '../../support/mutants/mutants.ts';

let folder = '';

beforeEach(() => {
  folder = ownFolder();
});

function mutant(name: string): Mutant {
  const known = MUTANTS.find((candidate) => candidate.name === name);
  if (!known) throw new Error(`there is no mutant ${name}`);
  return known;
}

function failureOf(options: PropertyOptions): PropertyFailure {
  try {
    checkScenarios(fc, scenarioArbitrary(fc), { seed: 1, folder, ...options });
  } catch (error) {
    if (error instanceof PropertyFailure) return error;
    throw error;
  }
  throw new Error('the property holds');
}

describe('a property that fails', () => {
  it('says what broke, in which story, and how to replay it', () => {
    const failure = withMutant(mutant('nameForTheTaking'), () => failureOf({}));
    const { message, traceFile } = failure;
    expect(message.split('\n')).toEqual([
      'Broken promise: namesAreOwned',
      '  A name belongs to the process that registered it, where that process is.',
      '  another process got the name alice while its owner lived',
      expect.stringMatching(/^Found in run \d+, and made smaller in \d+ more:$/),
      '  1 client',
      '  impostor, client 0',
      'Replay it:',
      `  npx statechat lab replay ${traceFile}`,
      'See it:',
      `  npx statechat inspect ${traceFile}`,
      'Check it again:',
      expect.stringMatching(/^ {2}\{ seed: 1, path: '[\d:]+' \}$/),
    ]);
    expect(readdirSync(folder).map((file) => join(folder, file))).toEqual([traceFile]);
  });

  it('leaves a trace with the scenario, every step, and the broken promise at its end', () => {
    const { header, steps, end, scenario } = withMutant(mutant('noDedup'), () => {
      const { traceFile, scenario } = failureOf({});
      return { ...parseTrace(readFileSync(traceFile, 'utf8')), scenario };
    });
    expect(header).toMatchObject({ source: 'lab', scenario });
    expect(end?.violation?.promise).toBe('shownOnce');
    expect(steps).toHaveLength(end?.steps ?? 0);
    expect(withMutant(mutant('noDedup'), () => runScenario(scenario).hash)).toBe(end?.hash);
  });

  it('begins with the counterexample when its path is given', () => {
    withMutant(mutant('noDedup'), () => {
      const { message, scenario } = failureOf({});
      const path = /path: '([\d:]+)'/.exec(message)?.[1] ?? '';
      const again = failureOf({ path });
      expect(again.scenario).toEqual(scenario);
      expect(again.runs).toBe(1);
    });
  });

  it('fails by its claim too, false or thrown, and the smallest run shows it', () => {
    const isSilent = failureOf({ claim: ({ messages }) => messages === 0 });
    expect(isSilent.violation).toMatchObject({
      promise: 'theClaimHolds',
      detail: 'the claim is false',
    });
    expect(isSilent.scenario.actions).toHaveLength(1);
    const thrown = failureOf({
      claim: ({ messages }) => {
        if (messages > 0) throw new Error('somebody speaks');
        return true;
      },
    });
    expect(thrown.violation.detail).toBe('Error: somebody speaks');
  });

  it('runs again exactly, for a claim sees the scenario and the report only', () => {
    const seen = new Map<Scenario, string>();
    checkScenarios(fc, scenarioArbitrary(fc, { maxActions: 5 }), {
      numRuns: 10,
      claim: ({ hash }, scenario) => seen.set(scenario, hash).size > 0,
    });
    for (const [scenario, hash] of seen) expect(runScenario(scenario).hash).toBe(hash);
    expect(seen.size).toBe(10);
  });
});

describe('a claim that says neither true nor false', () => {
  const claims: Record<string, PropertyOptions> = {
    // @ts-expect-error a promise is always truthy
    later: { claim: async () => false },
    // @ts-expect-error it would be green whatever it says
    rejected: { claim: () => Promise.reject(new Error('never true')) },
    // @ts-expect-error an assertion must be followed by an answer
    nothing: { claim: () => {} },
    // @ts-expect-error truthy is not true
    count: { claim: ({ messages }) => messages },
  };

  it.each([
    ['later', 'a promise: it may not be async'],
    ['rejected', 'a promise: it may not be async'],
    ['nothing', 'undefined'],
    ['count', 'number'],
  ])('is a type error, and an error when called: %s', (name, what) => {
    const error = new TypeError(
      `a claim must return true or false, at once; this one returned ${what}`,
    );
    const options = { ...claims[name], folder };
    expect(() => checkScenarios(fc, scenarioArbitrary(fc), options)).toThrow(error);
    expect(readdirSync(folder)).toEqual([]);
  });
});

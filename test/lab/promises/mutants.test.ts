/**
 * Proof that the lab bites: each deliberate bug is found by random scenarios within a bounded number
 * of runs, and comes out small. With LAB_TABLE in the environment the table of `docs/lab.md` is
 * printed.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { scenarioArbitrary } from '../../../src/lab/scenarios/arbitraries.ts';
import { withClaim } from '../../../src/lab/scenarios/property.ts';
import type { Report } from '../../../src/lab/scenarios/run.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Scenario } from '../../../src/lab/scenarios/scenario.ts';
import type { Shrunk } from '../../../src/lab/scenarios/shrinking.ts';
import { shrinking } from '../../../src/lab/scenarios/shrinking.ts';
import type { Violation } from '../../../src/trace/trace.ts';
import type { Mutant } from '../../support/mutants/mutant.ts';
import { withMutant } from '../../support/mutants/mutant.ts';
import { MUTANTS } from '../../support/mutants/mutants.ts';

/** The bound. The seed is fixed, or a green run would prove less than the table says. */
const MAX_RUNS = 400;
const SEED = 1;
/** The smallest scenario has at most so many actions and datagrams tampered with. */
const MAX_SIZE = 16;
const SHRINK_STEPS = 60_000;
const PAGE = readFileSync('docs/lab.md', 'utf8');

interface Found extends Shrunk {
  readonly runs: number;
}

/** Looks first where the page says that it was found: one run instead of all that come before it. */
function find(mutant: Mutant): Found | null {
  const run = listedRun(mutant);
  const known = run > 0 ? search(mutant, { path: `${run - 1}`, numRuns: 1 }) : null;
  return known ? { ...known, runs: run } : search(mutant, { numRuns: MAX_RUNS });
}

/** 0 if the table does not list the mutant yet. */
function listedRun({ name }: Mutant): number {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${name}\``));
  return Number(row?.split('|')[3] ?? 0);
}

function search(mutant: Mutant, where: fc.Parameters<[Scenario]>): Found | null {
  const found = { violation: null as Violation | null };
  const run = (scenario: Scenario) => runOf(mutant, scenario);
  const isKept = (scenario: Scenario) => {
    found.violation = run(scenario).violation;
    return found.violation === null;
  };
  const scenarios = mutant.stories ?? scenarioArbitrary(fc, mutant.focus);
  const { counterexample, numRuns } = fc.check(fc.property(scenarios, isKept), {
    seed: SEED,
    endOnFailure: true,
    ...where,
  });
  const [scenario] = counterexample ?? [];
  const { violation } = found;
  if (!scenario || !violation) return null;
  const report = { ...run(scenario), violation };
  const attempts = shrinking(scenario, report, { budgetSteps: SHRINK_STEPS, run });
  for (let next = attempts.next(); ; next = attempts.next()) {
    if (next.done) return { ...next.value, runs: numRuns };
  }
}

function runOf({ claim }: Mutant, scenario: Scenario): Report {
  return withClaim(runScenario(scenario), scenario, claim);
}

function faultsIn({ decisions }: Scenario): number {
  return decisions?.filter((decision) => decision !== 'deliver').length ?? 0;
}

describe('the lab finds', () => {
  const rows: string[] = [];
  const moved: string[] = [];

  it.each(MUTANTS)('$name: $bug', (mutant) => {
    const found = withMutant(mutant, () => find(mutant));
    if (!found) throw new Error(`${mutant.name} survived ${MAX_RUNS} runs`);
    const { runs, scenario, violation } = found;
    const [actions, faults] = [scenario.actions.length, faultsIn(scenario)];
    expect(mutant.breaks).toContain(violation.promise);
    expect(actions + faults).toBeLessThanOrEqual(MAX_SIZE);
    // It is the mutant that is found, not the code.
    expect(runOf(mutant, scenario).violation).toBeNull();
    const bug = `\`${mutant.name}\`: ${mutant.bug}`;
    rows.push(`| ${bug} | \`${violation.promise}\` | ${runs} | ${actions} + ${faults} |`);
    if (runs !== listedRun(mutant)) moved.push(mutant.name);
  });

  it('and is right about the protocol without them', () => {
    const keepsEveryPromise = (scenario: Scenario) => runScenario(scenario).violation === null;
    fc.assert(fc.property(scenarioArbitrary(fc), keepsEveryPromise), { numRuns: 50, seed: SEED });
  });

  afterAll(() => {
    const { LAB_TABLE } = process.env;
    if (LAB_TABLE !== undefined) console.log(rows.join('\n'));
    // Green, and slow: the whole search was needed.
    if (moved.length > 0) console.log(`The table of docs/lab.md is old for ${moved.join(', ')}`);
  });
});

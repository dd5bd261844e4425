/** A failing scenario is made small, and still breaks the same promise. */
import { expect, test } from 'vitest';
import { BrokenPromise } from '../../../src/lab/promises/promises.ts';
import { drawScenario } from '../../../src/lab/scenarios/draw.ts';
import type { Report } from '../../../src/lab/scenarios/run.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Scenario } from '../../../src/lab/scenarios/scenario.ts';
import type { ShrinkingOptions, Shrunk } from '../../../src/lab/scenarios/shrinking.ts';
import { shrinking } from '../../../src/lab/scenarios/shrinking.ts';
import type { Decision } from '../../../src/lab/world/conditions.ts';
import type { Violation } from '../../../src/trace/trace.ts';

/** A long story with something of everything. */
const STORY = drawScenario({ seed: 11, profile: 'stormy', clients: 6, actions: 120 });
/** With a text to somebody who is started again later, and its writer too. */
const BITTEN: Scenario = {
  ...STORY,
  actions: [
    ...STORY.actions.slice(0, 30),
    { do: 'send', client: 600_003, to: 600_005, padding: 77 },
    ...STORY.actions.slice(30),
    { do: 'restart', client: 5 },
    { do: 'restart', client: 3 },
  ],
};

type Failing = Report & { readonly violation: Violation };

/** A report as a run would give it that broke a promise in the first step. */
function broken(report: Report, promise: 'shownOnce' | 'tablesConverge' | null): Report {
  return { ...report, violation: promise && new BrokenPromise(promise, 'patched').at(1) };
}

function shrink(scenario: Scenario, options: ShrinkingOptions & { run: (s: Scenario) => Report }) {
  const attempts = shrinking(scenario, options.run(scenario) as Failing, options);
  const seen: Shrunk[] = [];
  for (let next = attempts.next(); ; next = attempts.next()) {
    if (next.done) return { ...next.value, seen };
    seen.push(next.value);
  }
}

/** One step long, so that nothing is spent on what is not looked at. */
const IDLE: Report = { ...runScenario({ ...STORY, actions: [] }), steps: 1 };

test('only what breaks the promise is left', () => {
  // A bug that bites whoever is killed after a long text was sent to them.
  const run = ({ actions, clients }: Scenario) => {
    const isBroken = actions.some(
      (sent, i) =>
        sent.do === 'send' &&
        sent.padding >= 40 &&
        actions
          .slice(i)
          .some((end) => end.do === 'restart' && end.client % clients === sent.to % clients),
    );
    return broken(IDLE, isBroken ? 'shownOnce' : null);
  };
  const { scenario, violation, attempts } = shrink(BITTEN, { run });
  expect(violation).toMatchObject({ promise: 'shownOnce', step: 1 });
  expect(scenario).toMatchObject({ seed: 11, decisions: [] });
  const [sent] = scenario.actions;
  if (sent?.do !== 'send') expect.unreachable();
  expect(scenario.actions).toEqual([sent, { do: 'restart', client: sent.to }]);
  // Nobody is on the stage who does not act, and half of the padding would not bite.
  expect(scenario.clients).toBe(new Set([sent.client, sent.to]).size);
  expect(sent.padding).toBeGreaterThanOrEqual(40);
  expect(sent.padding).toBeLessThan(80);
  expect(attempts).toBeLessThan(500);
});

test('the datagrams that matter stay lost, each in its place', () => {
  const decisions = Array.from({ length: 300 }, (_, i): Decision => (i % 3 ? 'drop' : 'delay'));
  const report = { ...IDLE, decisions };
  const run = (scenario: Scenario) => {
    const list = scenario.decisions ?? decisions;
    return broken(report, list[100] === 'drop' && list[201] === 'delay' ? 'shownOnce' : null);
  };
  const { scenario } = shrink({ ...STORY, decisions: null }, { run });
  expect(scenario.actions).toEqual([]);
  expect(scenario.decisions).toHaveLength(202);
  expect(scenario.decisions?.flatMap((d, i) => (d === 'deliver' ? [] : [[i, d]]))).toEqual([
    [100, 'drop'],
    [201, 'delay'],
  ]);
});

test('nobody stays for nothing, and who has to stay does, whatever its place becomes', () => {
  const scenario: Scenario = {
    ...STORY,
    clients: 6,
    stays: [0, 2, 5],
    actions: [2, 4, 5].map((client) => ({ do: 'kill', client })),
  };
  // A bug that bites who is the last to be killed and stays.
  const run = ({ actions, stays = [], clients }: Scenario) => {
    const last = actions.at(-1);
    const isBroken = last?.do === 'kill' && stays.includes(last.client % clients);
    return broken(IDLE, isBroken ? 'shownOnce' : null);
  };
  expect(shrink(scenario, { run }).scenario).toMatchObject({
    clients: 1,
    stays: [0],
    actions: [{ do: 'kill', client: 0 }],
  });
});

test('what breaks another promise is another matter', () => {
  const run = ({ actions }: Scenario) =>
    broken(IDLE, actions.length > 50 ? 'shownOnce' : 'tablesConverge');
  expect(shrink(STORY, { run }).scenario.actions).toHaveLength(51);
});

test('what does not happen again is left as it is', () => {
  let runs = 0;
  const run = () => broken(IDLE, runs++ === 0 ? 'shownOnce' : null);
  expect(shrink(STORY, { run })).toMatchObject({ scenario: STORY, attempts: 1 });
});

test('the steps of all attempts are bounded', () => {
  const run = ({ actions }: Scenario) =>
    broken({ ...IDLE, steps: 100 }, actions.length > 0 ? 'shownOnce' : null);
  const { attempts, seen } = shrink(STORY, { run, budgetSteps: 1_000 });
  expect(attempts).toBe(10);
  expect(seen.map((shrunk) => shrunk.attempts)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('decisions written down give the same run as chance', () => {
  const report = runScenario(STORY);
  const again = runScenario({ ...STORY, decisions: report.decisions });
  expect(again.hash).toBe(report.hash);
  expect(report.decisions.length).toBeGreaterThan(100);
  expect(new Set(report.decisions).size).toBe(5);
});

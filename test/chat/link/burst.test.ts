/** Bursts of large messages over a slow link that loses nothing, judged by the lab itself. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Action } from '../../../src/lab/scenarios/scenario.ts';
import { QUIET } from '../../../src/lab/scenarios/scenario.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';

const MESSAGES = 40;
const PADDING = 16_000;

const slowLink = {
  ...PERFECT,
  delay: { kind: 'fixed', ms: 5 },
  bytesPerSecond: 125_000,
} as const;

function times(action: Action): Action[] {
  return Array.from({ length: MESSAGES }, () => action);
}

describe('in a group', () => {
  const joining = [0, 1, 2].map((client): Action => ({ do: 'join', client, group: 0 }));
  const report = runScenario({
    ...QUIET,
    conditions: slowLink,
    actions: [
      { do: 'create', client: 0, group: 0 },
      { do: 'wait', ms: 500 },
      ...joining,
      { do: 'wait', ms: 500 },
      ...times({ do: 'say', client: 0, padding: PADDING }),
      { do: 'wait', ms: 30_000 },
    ],
  });

  test('offlineMeansOffline: no promise is broken, and everything arrives', () => {
    expect(report.violation).toBeNull();
    expect(report.shown).toBe(2 * MESSAGES);
  });
});

describe('between two', () => {
  const report = runScenario({
    ...QUIET,
    conditions: slowLink,
    actions: [
      ...times({ do: 'send', client: 0, to: 1, padding: PADDING }),
      { do: 'wait', ms: 60_000 },
    ],
  });

  test('no promise is broken', () => {
    expect(report.violation).toBeNull();
  });

  test('offlineMeansOffline: everything arrives', () => {
    expect(report.shown).toBe(MESSAGES);
  });

  test('what is sent is at most twice what is useful', () => {
    expect(report.bytes).toBeLessThanOrEqual(2 * MESSAGES * PADDING);
  });
});

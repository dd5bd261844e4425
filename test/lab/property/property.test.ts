/** The promises in random scenarios: drawn as data that shrinks, and by profile from a seed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../src/lab/promises/beat.ts';
import { missingOf } from '../../../src/lab/promises/sightings.ts';
import { scenarioArbitrary } from '../../../src/lab/scenarios/arbitraries.ts';
import { drawScenario } from '../../../src/lab/scenarios/draw.ts';
import { PROFILE_NAMES } from '../../../src/lab/scenarios/profileNames.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Action, Scenario } from '../../../src/lab/scenarios/scenario.ts';
import { QUIET } from '../../../src/lab/scenarios/scenario.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import { check, isDrawnAnew } from '../../support/property.ts';

/** Runs with each sighting, of all properties together. */
class Sightings {
  private readonly counts = new Map<Sighting, number>();

  /** @throws Error if a promise is broken */
  run(scenario: Scenario): void {
    const { violation, occurrences } = runScenario(scenario);
    if (violation) throw new Error(`${violation.promise}: ${violation.detail}`);
    for (const sighting of occurrences.keys()) {
      this.counts.set(sighting, (this.counts.get(sighting) ?? 0) + 1);
    }
  }

  get missing(): readonly Sighting[] {
    return missingOf(this.counts);
  }
}

const sightings = new Sightings();

describe('every promise is kept', () => {
  it('whatever users, processes, links, the network and strangers do', () => {
    check(
      fc.property(scenarioArbitrary(fc), (scenario) => sightings.run(scenario)),
      { numRuns: 300 },
    );
  });

  it('while several texts of many datagrams and a slow network meet', () => {
    const delay = { kind: 'exponential', minMs: 1, meanMs: 20 } as const;
    const conditions = { ...PERFECT, delay, bytesPerSecond: 50_000 };
    const actions = { wait: 3, send: 4, say: 2, leaveGroup: 1, rebind: 1 };
    const scenarios = scenarioArbitrary(fc, { clients: 3, maxFaults: 100, conditions, actions });
    check(
      fc.property(scenarios, (scenario) => sightings.run(scenario)),
      { numRuns: 50 },
    );
  });

  it.each(PROFILE_NAMES)('in sessions of 8 clients with the profile %s', (profile) => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    check(
      fc.property(seeds, (seed) => {
        sightings.run(drawScenario({ seed, profile, clients: 8, actions: 100 }));
      }),
      { numRuns: 15 },
    );
  });

  // More than chance says in any bearable time.
  it('when a member that does not read is owed all that it may be', () => {
    const setting: Action[] = [
      { do: 'create', client: 0, group: 0 },
      { do: 'wait', ms: 100 },
      ...[0, 1].map((client): Action => ({ do: 'join', client, group: 0 })),
      { do: 'wait', ms: 100 },
      { do: 'stopReading', client: 1 },
    ];
    const texts = Array.from({ length: 80 }, (): Action => {
      return { do: 'say', client: 0, padding: 16_000 };
    });
    sightings.run({
      ...QUIET,
      clients: 2,
      actions: [...setting, ...texts, { do: 'wait', ms: 9_000 }],
    });
  });

  it.skipIf(isDrawnAnew)(
    'and in all these runs everything happened that must sometimes happen',
    () => {
      expect(sightings.missing).toEqual([]);
    },
  );
});

it('gives the same run again for what was decided by chance', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const scenario = drawScenario({ seed, profile: 'hostile', clients: 4, actions: 60 });
    const { hash, decisions } = runScenario(scenario);
    expect(runScenario({ ...scenario, decisions }).hash).toBe(hash);
  }
});

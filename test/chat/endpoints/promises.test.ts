/**
 * The promises of the protocol, in random stories on a network that loses, duplicates, delays and
 * reorders. Each story has two phases: faults, then a healed network that must settle in 30 s.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { check, isDrawnAnew } from '../../support/property.ts';
import type { Rarity } from '../support/promises.ts';
import { RARITIES } from '../support/promises.ts';
import { reckoning } from '../support/reckoning.ts';
import type { Action, Story } from '../support/scenario.ts';
import { stories, Teller } from '../support/scenario.ts';

const RUNS = 300;

function tell(story: Story): ReadonlyMap<Rarity, number> {
  const teller = new Teller(story);
  expect(reckoning(teller)).toEqual([]);
  expect(teller.strayTimers).toBe(0);
  const { counts } = teller.chat.witness;
  if (teller.chat.world.log.some(({ kind }) => kind === 'removed')) counts.set('removal', 1);
  return counts;
}

it('keeps every promise, whatever the network and the users do', () => {
  const everSeen = new Set<Rarity>();
  check(
    fc.property(stories(), (story) => {
      const seen = tell(story);
      // No way loses more than two datagrams in a row, so that a server that is there is heard in time,
      // and nothing but silence is held against it.
      expect(seen.has('serverSilence')).toBe(false);
      for (const rarity of seen.keys()) everSeen.add(rarity);
    }),
    { numRuns: RUNS },
  );
  if (isDrawnAnew) return;
  expect([...everSeen]).toEqual(expect.arrayContaining([...RARITIES]));
});

it('keeps every promise but the memory of a restarted server', () => {
  const restart: Action = { do: 'restartServer' };
  const mayRestart = stories([{ weight: 2, arbitrary: fc.constant(restart) }]);
  check(
    fc.property(mayRestart, (story) => {
      tell(story);
    }),
    { numRuns: 100 },
  );
});

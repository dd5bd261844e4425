import type { Conditions } from '../world/conditions.ts';
import { PERFECT } from '../world/conditions.ts';
import type { Random } from '../world/random.ts';

/** How often, of all actions, a scenario does something to the processes and the links. */
export interface Weather {
  readonly conditions: Conditions;
  /** Share of the actions that are faults: crashes, pauses, partitions, new addresses. */
  readonly faultRate: number;
}

/** A quiet LAN: now and then a datagram is lost. */
const CALM: Weather = {
  conditions: {
    ...PERFECT,
    lossRate: 0.01,
    delay: { kind: 'uniform', minMs: 0.2, maxMs: 2 },
  },
  faultRate: 0,
};

/** A crowded radio network. */
const STORMY: Weather = {
  conditions: {
    lossRate: 0.15,
    duplicateRate: 0.05,
    reorderRate: 0.1,
    reorderMs: 200,
    corruptRate: 0.01,
    delay: { kind: 'exponential', minMs: 1, meanMs: 15 },
    bytesPerSecond: 250_000,
  },
  faultRate: 0.05,
};

/** Everything at once. */
const HOSTILE: Weather = {
  conditions: {
    lossRate: 0.3,
    duplicateRate: 0.15,
    reorderRate: 0.2,
    reorderMs: 600,
    corruptRate: 0.05,
    delay: { kind: 'exponential', minMs: 1, meanMs: 30 },
    bytesPerSecond: 100_000,
  },
  faultRate: 0.15,
};

const PROFILES = { calm: CALM, stormy: STORMY, hostile: HOSTILE } as const;

export type ProfileName = keyof typeof PROFILES | 'swarm';

export const PROFILE_NAMES: readonly ProfileName[] = ['calm', 'stormy', 'hostile', 'swarm'];

/**
 * The weather of a profile. `swarm` draws which of the faults there are, and how bad, anew for each
 * run: a mixture with some faults left out reaches states that all of them together hide.
 *
 * @see Groce et al., Swarm Testing, ISSTA 2012
 */
export function weatherOf(profile: ProfileName, random: Random): Weather {
  if (profile !== 'swarm') return PROFILES[profile];
  const maybe = (most: number) => (random() < 0.5 ? 0 : random() * most);
  const { conditions } = HOSTILE;
  return {
    conditions: {
      lossRate: maybe(0.4),
      duplicateRate: maybe(0.3),
      reorderRate: maybe(0.3),
      reorderMs: 50 + random() * 1_000,
      corruptRate: maybe(0.1),
      delay: random() < 0.5 ? conditions.delay : { kind: 'fixed', ms: 1 + random() * 50 },
      bytesPerSecond: random() < 0.7 ? null : 20_000 + random() * 200_000,
    },
    faultRate: maybe(0.3),
  };
}

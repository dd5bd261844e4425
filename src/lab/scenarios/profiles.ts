import type { Conditions } from '../world/conditions.ts';
import { PERFECT } from '../world/conditions.ts';
import type { Line } from '../world/queues.ts';
import type { Random } from '../world/random.ts';
import type { ProfileName } from './profileNames.ts';

/** How often, of all actions, a scenario does something to the processes and the links. */
export interface Weather {
  readonly conditions: Conditions;
  /** Share of the actions that are faults: crashes, pauses, partitions, new addresses. */
  readonly faultRate: number;
  /** Share of what users do that is a burst of large texts. */
  readonly burstRate?: number;
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

const PROFILES: Readonly<Record<ProfileName, (random: Random) => Weather>> = {
  calm: () => CALM,
  stormy: () => STORMY,
  hostile: () => HOSTILE,
  swarm,
  narrow,
  far,
  crowded,
};

/** The weather of a profile; what it leaves to chance is drawn anew for each run. */
export function weatherOf(profile: ProfileName, random: Random): Weather {
  return PROFILES[profile](random);
}

/**
 * Draws which of the faults there are, and how bad: a mixture with some faults left out reaches
 * states that all of them together hide.
 *
 * @see Groce et al., Swarm Testing, ISSTA 2012
 */
function swarm(random: Random): Weather {
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

const NARROWEST_BITS = 64_000;
const WIDEST_BITS = 2_000_000;

/** A telephone line to each machine, as wide each way or asymmetric; nothing is lost but by queues. */
function narrow(random: Random): Weather {
  const down = lineOf(random);
  const up = random() < 0.5 ? down : { ...down, bytesPerSecond: down.bytesPerSecond / 4 };
  // A quarter of the narrowest line would be no line at all.
  const isWideEnough = up.bytesPerSecond * 8 >= NARROWEST_BITS;
  const delay = { kind: 'fixed', ms: 5 + random() * 30 } as const;
  return {
    conditions: { ...PERFECT, delay, lines: { down, up: isWideEnough ? up : down } },
    faultRate: 0,
    burstRate: 0.1,
  };
}

/** Another continent, over a satellite and a bad radio link. */
function far(random: Random): Weather {
  const lossRate = 0.2 + 0.1 * random();
  const delay = { kind: 'uniform', minMs: 300, maxMs: 600 } as const;
  return { conditions: { ...PERFECT, lossRate, delay }, faultRate: 0, burstRate: 0.02 };
}

/** One channel that all share, and some of it is lost. */
function crowded(random: Random): Weather {
  const shared = lineOf(random);
  const lossRate = random() < 0.5 ? 0 : 0.1 * random();
  const delay = { kind: 'uniform', minMs: 2, maxMs: 20 } as const;
  return {
    conditions: { ...PERFECT, lossRate, delay, lines: { shared } },
    faultRate: 0.02,
    burstRate: 0.05,
  };
}

/** From the narrowest to the widest, as many of each magnitude; the queue of a router. */
export function lineOf(random: Random): Line {
  const bits = NARROWEST_BITS * (WIDEST_BITS / NARROWEST_BITS) ** random();
  return { bytesPerSecond: bits / 8, queueBytes: random() < 0.5 ? 65_536 : 32_768 };
}

import type { Random } from '../world/random.ts';
import { Stream, seededRandom } from '../world/random.ts';
import type { Forgery } from './adversary.ts';
import { FORGERIES } from './adversary.ts';
import type { ProfileName } from './profileNames.ts';
import { lineOf, weatherOf } from './profiles.ts';
import type { Action, Scenario } from './scenario.ts';

export interface DrawOptions {
  readonly seed: number;
  readonly profile: ProfileName;
  readonly clients: number;
  /** Actions, waits included. */
  readonly actions: number;
  /** Replaces the profile's share of lost datagrams. */
  readonly lossRate?: number;
}

const GROUPS = 2;
type Choices = readonly (readonly [weight: number, draw: (random: Random) => Action])[];

/** How much more often users talk than do anything else. */
const USER_ACTIONS: Choices = [
  [8, (random) => ({ do: 'wait', ms: waitOf(random) })],
  [
    10,
    (random) => ({ do: 'send', client: pick(random), to: pick(random), padding: sizeOf(random) }),
  ],
  [8, (random) => ({ do: 'say', client: pick(random), padding: sizeOf(random) })],
  [1, (random) => ({ do: 'create', client: pick(random), group: below(random, GROUPS) })],
  [4, (random) => ({ do: 'join', client: pick(random), group: below(random, GROUPS) })],
  [2, (random) => ({ do: 'leaveGroup', client: pick(random) })],
  [0.5, (random) => ({ do: 'listGroups', client: pick(random) })],
  [0.5, (random) => ({ do: 'listMembers', client: pick(random) })],
  [0.2, (random) => ({ do: 'dereg', client: pick(random) })],
  [0.1, (random) => ({ do: 'interrupt', client: pick(random) })],
  // Or a long session would end with nobody there.
  [3, (random) => ({ do: 'return', client: pick(random) })],
];

/** Many texts at once, most of them large: what fills a queue. */
const BURST_TEXTS = 24;
const BURSTS: Choices = [
  [1, (random) => ({ do: 'send', client: pick(random), to: pick(random), padding: 0 })],
  [1, (random) => ({ do: 'say', client: pick(random), padding: 0 })],
];

const FAULTS: Choices = [
  [2, (random) => ({ do: 'kill', client: pick(random) })],
  [3, (random) => ({ do: 'restart', client: pick(random) })],
  [3, (random) => ({ do: 'pause', client: pick(random) })],
  [2, (random) => ({ do: 'rebind', client: pick(random) })],
  [1, (random) => ({ do: 'cut', client: pick(random), way: 'both' })],
  [1, (random) => ({ do: 'cut', client: pick(random), way: 'from' })],
  [1, (random) => ({ do: 'cut', client: pick(random), way: 'to' })],
  [1, (random) => ({ do: 'cutPair', client: pick(random), to: pick(random) })],
  [1, (random) => ({ do: 'clog', client: pick(random), to: pick(random), ms: random() * 2_000 })],
  [0.5, () => ({ do: 'pauseServer' })],
  [0.5, () => ({ do: 'restartServer' })],
  [1, (random) => ({ do: 'impostor', client: pick(random) })],
  [1, (random) => ({ do: 'suspend', client: pick(random) })],
  [1, (random) => ({ do: 'move', client: pick(random) })],
  [1, (random) => ({ do: 'impostorLeaves', client: pick(random) })],
  [1, (random) => ({ do: 'stopReading', client: pick(random) })],
  [1, (random) => ({ do: 'narrow', client: pick(random), ...lineOf(random) })],
  [1, (random) => ({ do: 'junk', client: pick(random), seed: pick(random) })],
  [
    4,
    (random) => ({
      do: 'forge',
      what: forgeryOf(random),
      client: pick(random),
      other: pick(random),
    }),
  ],
  [2, (random) => ({ do: 'replay', back: pick(random), from: 'sender' })],
  [2, (random) => ({ do: 'replay', back: pick(random), from: 'stranger' })],
];

const REPAIRS: Choices = [
  [4, (random) => ({ do: 'resume', client: pick(random) })],
  [3, () => ({ do: 'mend' })],
  [3, () => ({ do: 'resumeServer' })],
  [2, (random) => ({ do: 'readAgain', client: pick(random) })],
];
/** Repairs are more frequent than faults, or soon nobody could do anything. */
const REPAIRS_PER_FAULT = 2;

/** Of the sessions in which things go wrong, and of the clients in them. */
const SHARE_WITH_STAYS = 0.25;
const SHARE_THAT_STAYS = 0.5;

/** Draws a scenario: the same options give the same one. */
export function drawScenario(options: DrawOptions): Scenario {
  const { seed, profile, clients, lossRate } = options;
  const random = seededRandom(seed, Stream.actions);
  const { conditions, faultRate, burstRate = 0 } = weatherOf(profile, random);
  const actions: Action[] = [];
  while (actions.length < options.actions) {
    const chance = random() / faultRate;
    if (chance < 1) actions.push(draw(FAULTS, random));
    else if (chance < 1 + REPAIRS_PER_FAULT) actions.push(draw(REPAIRS, random));
    else if (burstRate > 0 && random() < burstRate) actions.push(...burst(random));
    else actions.push(draw(USER_ACTIONS, random));
  }
  actions.length = options.actions;
  const stays = faultRate > 0 ? drawStays(clients, seededRandom(seed, Stream.stays)) : [];
  return {
    seed,
    clients,
    ...(stays.length > 0 && { stays }),
    conditions: lossRate === undefined ? conditions : { ...conditions, lossRate },
    // Somebody makes the groups, or nobody could join one.
    actions: [...opening(clients), ...actions],
    decisions: null,
  };
}

/** Mostly nobody: who stays does not show what becomes of who ends. */
function drawStays(clients: number, random: Random): number[] {
  if (random() >= SHARE_WITH_STAYS) return [];
  const everybody = Array.from({ length: clients }, (_, client) => client);
  return everybody.filter(() => random() < SHARE_THAT_STAYS);
}

/** One user sends many texts to the same, and is given some time for it. */
function burst(random: Random): Action[] {
  const first = draw(BURSTS, random);
  const texts = Array.from({ length: 1 + below(random, BURST_TEXTS) }, () => {
    return { ...first, padding: below(random, 16_000) };
  });
  return [...texts, { do: 'wait', ms: below(random, 30_000) }];
}

function opening(clients: number): Action[] {
  const groups = Array.from({ length: GROUPS }, (_, group) => group);
  const creations = groups.map((group): Action => ({ do: 'create', client: group, group }));
  const half = Array.from({ length: Math.ceil(clients / 2) }, (_, client) => client);
  const joins = half.map((client): Action => ({ do: 'join', client, group: 0 }));
  return [...creations, { do: 'wait', ms: 1_000 }, ...joins, { do: 'wait', ms: 1_000 }];
}

function draw(choices: Choices, random: Random): Action {
  let rest = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, make] of choices) {
    rest -= weight;
    if (rest < 0) return make(random);
  }
  return { do: 'wait', ms: 0 };
}

function pick(random: Random): number {
  return below(random, 2 ** 16);
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function forgeryOf(random: Random): Forgery {
  return FORGERIES[below(random, FORGERIES.length)] ?? 'RESET';
}

/** Mostly hasty, sometimes long enough for a suspicion or a keepalive. */
function waitOf(random: Random): number {
  return random() < 0.9 ? below(random, 200) : below(random, 8_000);
}

/** Mostly a line, sometimes a text of many datagrams. */
function sizeOf(random: Random): number {
  if (random() < 0.9) return below(random, 80);
  return random() < 0.9 ? below(random, 3_000) : below(random, 16_000);
}

/**
 * Scenarios for fast-check. Everything that is drawn is data that shrinks, never a seed: what users
 * do, what happens to processes and links, and what the network does to which datagram. So whatever
 * breaks ends as a handful of steps. fast-check is a parameter, for the package does not depend on it.
 */
import type { Conditions, Decision } from '../world/conditions.ts';
import { PERFECT } from '../world/conditions.ts';
import type { Forgery } from './adversary.ts';
import { FORGERIES } from './adversary.ts';
import type { fc } from './fastCheck.ts';
import type { Action, Scenario } from './scenario.ts';

type FastCheck = typeof fc;

/** How often each kind of action is drawn, in proportion to the others. */
export type Weights = Readonly<Partial<Record<Action['do'], number>>>;

export interface ScenarioOptions {
  /** At most so many clients, and at least two. */
  readonly clients?: number;
  readonly maxActions?: number;
  /** At most so many datagrams are lost, duplicated, delayed or corrupted. */
  readonly maxFaults?: number;
  /** They are among the first so many. */
  readonly maxDatagrams?: number;
  /** Which kinds of actions there are, and how often: whole numbers. All, if this is left out. */
  readonly actions?: Weights;
  /** Every second text may have up to so many characters; one in ten up to 3,000 if left out. */
  readonly maxPadding?: number;
  /** How long a datagram takes, and what a link carries; the shares of faults are of no account. */
  readonly conditions?: Conditions;
}

type ActionOptions = Pick<ScenarioOptions, 'clients' | 'actions' | 'maxPadding'>;

const GROUPS = 2;
const MAX_PADDING = 3_000;
const LARGE_TEXTS = 1;
const SMALL_TEXTS = 9;

export function scenarioArbitrary(
  fc: FastCheck,
  options: ScenarioOptions = {},
): fc.Arbitrary<Scenario> {
  const { clients = 4, maxActions = 40, maxFaults = 60, maxDatagrams = 400 } = options;
  const least = Math.min(2, clients);
  const story = fc.array(actionArbitrary(fc, options), { maxLength: maxActions, size: 'max' });
  return fc.record({
    actions: fc
      .tuple(openingArbitrary(fc, clients, options.actions), story)
      .map(([opening, rest]) => [...opening, ...rest]),
    decisions: decisionsArbitrary(fc, maxFaults, maxDatagrams),
    clients: fc.integer({ min: least, max: clients }),
    // Identities and the length of delays: what nobody needs to shrink.
    seed: fc.nat(999),
    conditions: fc.constant(options.conditions ?? PERFECT),
    stays: staysArbitrary(fc, clients),
  });
}

/** Mostly nobody: who stays does not show what becomes of who ends. */
function staysArbitrary(fc: FastCheck, clients: number): fc.Arbitrary<number[]> {
  const some = fc.subarray(Array.from({ length: clients }, (_, client) => client));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: some },
  );
}

/** Mostly a group that most clients join, or few stories would have one. */
function openingArbitrary(
  fc: FastCheck,
  clients: number,
  weights: Weights | undefined,
): fc.Arbitrary<Action[]> {
  const opening: readonly Action[] = [
    { do: 'create', client: 0, group: 0 },
    { do: 'wait', ms: 100 },
    ...Array.from({ length: clients }, (_, client): Action => ({ do: 'join', client, group: 0 })),
  ];
  const allowed = opening.filter((action) => !weights || (weights[action.do] ?? 0) > 0);
  const perhaps = allowed.map((action) => fc.option(fc.constant(action), { freq: 3 }));
  return fc.tuple(...perhaps).map((actions) => actions.filter((action) => action !== null));
}

/** What becomes of the datagrams, one after the other. The first that is left out arrives. */
export function decisionsArbitrary(
  fc: FastCheck,
  maxFaults: number,
  maxDatagrams: number,
): fc.Arbitrary<Decision[]> {
  const fault = fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.constant<Decision>('drop') },
    { weight: 2, arbitrary: fc.constant<Decision>('duplicate') },
    { weight: 2, arbitrary: fc.constant<Decision>('delay') },
    { weight: 1, arbitrary: fc.constant<Decision>('corrupt') },
  );
  // Drawn as a list of exceptions, so that taking one away leaves the others where they are.
  const faults = fc.array(fc.tuple(fc.nat(Math.max(0, maxDatagrams - 1)), fault), {
    maxLength: maxFaults,
    size: 'max',
  });
  return faults.map(inPlace);
}

function inPlace(faults: readonly (readonly [number, Decision])[]): Decision[] {
  const last = Math.max(-1, ...faults.map(([place]) => place));
  const decisions: Decision[] = Array.from({ length: last + 1 }, () => 'deliver');
  for (const [place, fault] of faults) decisions[place] = fault;
  return decisions;
}

/** One action of those kinds that the options name. */
export function actionArbitrary(
  fc: FastCheck,
  { clients = 4, actions, maxPadding }: ActionOptions = {},
): fc.Arbitrary<Action> {
  const all = weighted(fc, fc.nat(Math.max(0, clients - 1)), maxPadding);
  const kinds = Object.keys(all) as Action['do'][];
  const choices = kinds.map((kind) => {
    const [weight, arbitrary] = all[kind];
    return { weight: actions ? (actions[kind] ?? 0) : weight, arbitrary };
  });
  return fc.oneof(...choices);
}

type Weighted<K extends Action['do']> = readonly [weight: number, fc.Arbitrary<Action & { do: K }>];

/** Every kind of action, and how often it is drawn. */
function weighted(
  fc: FastCheck,
  client: fc.Arbitrary<number>,
  maxPadding: number | undefined,
): { readonly [K in Action['do']]: Weighted<K> } {
  const group = fc.nat(GROUPS - 1);
  const padding = fc.oneof(
    { weight: maxPadding === undefined ? SMALL_TEXTS : LARGE_TEXTS, arbitrary: fc.nat(20) },
    { weight: LARGE_TEXTS, arbitrary: fc.nat(maxPadding ?? MAX_PADDING) },
  );
  const only = <K extends Action['do']>(kind: K) => fc.constant(kind);
  const byClient = <K extends Action['do']>(kind: K) => fc.record({ do: only(kind), client });
  const alone = <K extends Action['do']>(kind: K) => fc.record({ do: only(kind) });
  const ms = fc.oneof(
    { weight: 10, arbitrary: fc.nat(300) },
    { weight: 3, arbitrary: fc.nat(3_000) },
    { weight: 2, arbitrary: fc.nat(20_000) },
  );
  return {
    wait: [160, fc.record({ do: only('wait'), ms })],
    send: [120, fc.record({ do: only('send'), client, to: client, padding })],
    say: [100, fc.record({ do: only('say'), client, padding })],
    create: [30, fc.record({ do: only('create'), client, group })],
    join: [80, fc.record({ do: only('join'), client, group })],
    leaveGroup: [30, byClient('leaveGroup')],
    listGroups: [5, byClient('listGroups')],
    listMembers: [5, byClient('listMembers')],
    dereg: [5, byClient('dereg')],
    interrupt: [3, byClient('interrupt')],
    kill: [10, byClient('kill')],
    restart: [10, byClient('restart')],
    return: [10, byClient('return')],
    move: [5, byClient('move')],
    stopReading: [5, byClient('stopReading')],
    readAgain: [10, byClient('readAgain')],
    narrow: [
      2,
      fc.record({
        do: only('narrow'),
        client,
        bytesPerSecond: fc.integer({ min: 8_000, max: 250_000 }),
        queueBytes: fc.constantFrom(16_384, 65_536),
      }),
    ],
    pause: [10, byClient('pause')],
    suspend: [3, byClient('suspend')],
    resume: [20, byClient('resume')],
    rebind: [10, byClient('rebind')],
    cut: [10, fc.record({ do: only('cut'), client, way: fc.constantFrom('both', 'from', 'to') })],
    cutPair: [10, fc.record({ do: only('cutPair'), client, to: client })],
    clog: [5, fc.record({ do: only('clog'), client, to: client, ms: fc.nat(2_000) })],
    mend: [20, alone('mend')],
    impostor: [10, byClient('impostor')],
    impostorLeaves: [5, byClient('impostorLeaves')],
    junk: [5, fc.record({ do: only('junk'), client, seed: fc.nat(2 ** 16) })],
    forge: [
      20,
      fc.record({
        do: only('forge'),
        what: fc.constantFrom<Forgery[]>(...FORGERIES),
        client,
        other: client,
      }),
    ],
    replay: [
      20,
      fc.record({
        do: only('replay'),
        back: fc.nat(63),
        from: fc.constantFrom('sender', 'stranger'),
      }),
    ],
    pauseServer: [3, alone('pauseServer')],
    suspendServer: [1, alone('suspendServer')],
    resumeServer: [10, alone('resumeServer')],
    restartServer: [5, alone('restartServer')],
  };
}

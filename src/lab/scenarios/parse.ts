/** Reads a scenario that comes from a file, and so from anybody. */

import type { Conditions, Decision, Delay } from '../world/conditions.ts';
import type { Line, Lines } from '../world/queues.ts';
import type { ReplaySource } from './adversary.ts';
import { FORGERIES } from './adversary.ts';
import type { Action, Scenario } from './scenario.ts';

/** Tells whether a value may stand in a field. */
export type Check = (value: unknown) => boolean;
export type Fields = Readonly<Record<string, Check>>;

const MAX_CLIENTS = 64;
const MAX_PADDING = 1_000_000;
const MAX_WAIT_MS = 1e9;

/**
 * @returns null if the value is not a scenario that can be run
 */
export function parseScenario(value: unknown): Scenario | null {
  return isScenario(value) ? value : null;
}

function isScenario(value: unknown): value is Scenario {
  return has(value, {
    seed: whole(Number.MAX_SAFE_INTEGER),
    clients: (clients) => whole(MAX_CLIENTS)(clients) && clients !== 0,
    stays: optional(listOf(isIndex)),
    conditions: isConditions,
    actions: listOf(isAction),
    decisions: (decisions) => decisions === null || listOf(isDecision)(decisions),
  });
}

const isRate = upTo(1);
const isMs = upTo(MAX_WAIT_MS);
const isIndex = whole(2 ** 32);
const isPadding = whole(MAX_PADDING);
const isDecision = oneOf<Decision>({ deliver: 1, drop: 1, duplicate: 1, delay: 1, corrupt: 1 });
const CONDITIONS: Readonly<Record<keyof Conditions, Check>> = {
  lossRate: isRate,
  duplicateRate: isRate,
  reorderRate: isRate,
  reorderMs: isMs,
  corruptRate: isRate,
  delay: isDelay,
  bytesPerSecond: (rate) => rate === null || isSpeed(rate),
  lines: optional((lines) => has(lines, LINES)),
};
const LINE: Readonly<Record<keyof Line, Check>> = {
  bytesPerSecond: isSpeed,
  queueBytes: upTo(1e12),
};
const isLine = optional((line) => has(line, LINE));
const LINES: Readonly<Record<keyof Lines, Check>> = {
  pair: isLine,
  up: isLine,
  down: isLine,
  shared: isLine,
};
const DELAYS: Readonly<Record<Delay['kind'], Fields>> = {
  fixed: { ms: isMs },
  uniform: { minMs: isMs, maxMs: isMs },
  exponential: { minMs: isMs, meanMs: isMs },
};
const BY_CLIENT: Fields = { client: isIndex };
const ACTIONS: Readonly<Record<Action['do'], Fields>> = {
  wait: { ms: isMs },
  send: { client: isIndex, to: isIndex, padding: isPadding },
  say: { client: isIndex, padding: isPadding },
  create: { client: isIndex, group: isIndex },
  join: { client: isIndex, group: isIndex },
  leaveGroup: BY_CLIENT,
  listGroups: BY_CLIENT,
  listMembers: BY_CLIENT,
  dereg: BY_CLIENT,
  interrupt: BY_CLIENT,
  kill: BY_CLIENT,
  pause: BY_CLIENT,
  suspend: BY_CLIENT,
  resume: BY_CLIENT,
  rebind: BY_CLIENT,
  restart: BY_CLIENT,
  move: BY_CLIENT,
  stopReading: BY_CLIENT,
  readAgain: BY_CLIENT,
  return: BY_CLIENT,
  narrow: { client: isIndex, ...LINE },
  cut: { client: isIndex, way: oneOf<'from' | 'to' | 'both'>({ from: 1, to: 1, both: 1 }) },
  cutPair: { client: isIndex, to: isIndex },
  clog: { client: isIndex, to: isIndex, ms: isMs },
  mend: {},
  impostor: BY_CLIENT,
  impostorLeaves: BY_CLIENT,
  junk: { client: isIndex, seed: whole(Number.MAX_SAFE_INTEGER) },
  forge: {
    what: (what) => FORGERIES.some((forgery) => forgery === what),
    client: isIndex,
    other: isIndex,
  },
  replay: { back: isIndex, from: oneOf<ReplaySource>({ sender: 1, stranger: 1 }) },
  pauseServer: {},
  suspendServer: {},
  resumeServer: {},
  restartServer: {},
};

export function isConditions(value: unknown): value is Conditions {
  return has(value, CONDITIONS);
}

function isDelay(value: unknown): value is Delay {
  return isKind(value, 'kind', DELAYS);
}

function isAction(value: unknown): value is Action {
  return isKind(value, 'do', ACTIONS);
}

/** A union of objects, told apart by one field. */
export function isKind(
  value: unknown,
  field: string,
  kinds: Readonly<Record<string, Fields>>,
): boolean {
  const kind = (value as Record<string, unknown> | null)?.[field];
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return false;
  return has(value, kinds[kind] ?? {});
}

export function has(value: unknown, fields: Fields): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return Object.entries(fields).every(([name, check]) => check(record[name]));
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

export function upTo(most: number): Check {
  return (value) => typeof value === 'number' && value >= 0 && value <= most;
}

function isSpeed(value: unknown): boolean {
  return upTo(1e12)(value) && value !== 0;
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function whole(most: number): Check {
  return (value) => Number.isInteger(value) && upTo(most)(value);
}

/** The words of a union, none of them left out. */
function oneOf<T extends string>(words: Readonly<Record<T, 1>>): Check {
  return (value) => typeof value === 'string' && Object.hasOwn(words, value);
}

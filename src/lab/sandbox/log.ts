/**
 * What is done to a sandbox, as data: the log of its deeds is a complete description of a run. It
 * stands in the header of a trace as its scenario.
 */
import type { Command } from '../../../machines/vocabulary.ts';
import type { Check, Fields } from '../scenarios/parse.ts';
import { has, isConditions, isKind, listOf, upTo, whole } from '../scenarios/parse.ts';
import type { Conditions } from '../world/conditions.ts';

/** The name under which what happens to the network stands in a trace. */
export const NETWORK = 'network';
/** The name of the server's process. */
export const SERVER = 'server';

/** Something that somebody does to the world. Nodes are named as in the trace. */
export type Deed =
  /** A process begins: a new client, a client that is gone, or the server again. */
  | { readonly do: 'start'; readonly node: string }
  | { readonly do: 'command'; readonly client: string; readonly command: Command }
  /** Ctrl-C. */
  | { readonly do: 'interrupt'; readonly client: string }
  | {
      /** `suspend` is a pause in which what arrives is lost. */
      readonly do: 'kill' | 'pause' | 'suspend' | 'resume';
      readonly node: string;
    }
  /** Nothing passes between two nodes, or between a node and everybody if `from` is null. */
  | { readonly do: 'cut' | 'mend'; readonly node: string; readonly from: string | null }
  | { readonly do: 'conditions'; readonly conditions: Conditions }
  /** All copies on their way are lost; the next of them arrives now. */
  | { readonly do: 'drop' | 'deliver'; readonly datagram: number }
  /** All copies on their way arrive later by so much; one more arrives in so much time. */
  | { readonly do: 'delay' | 'duplicate'; readonly datagram: number; readonly ms: number }
  /** A delay of a machine is over before its time. Timers are numbered as they are set. */
  | { readonly do: 'fire'; readonly timer: number };

/** A moment of a run: between what has happened and what will happen next. */
export interface Moment {
  /** Things that have happened by themselves, those that nobody noticed too. */
  readonly tick: number;
  /** Steps of the trace. */
  readonly step: number;
  /** Virtual time. */
  readonly atMs: number;
}

/** A deed, and when it was done. */
export interface DeedDone extends Moment {
  readonly deed: Deed;
}

/** Everything that a run was made of. Between the deeds time passes and things happen. */
export interface SandboxLog {
  readonly seed: number;
  readonly conditions: Conditions;
  readonly deeds: readonly DeedDone[];
  /** How far it came. */
  readonly end: Moment;
}

/** Nobody waits longer for a datagram: what users sent must be remembered until it is shown. */
export const MAX_DELAY_MS = 20_000;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || isText(value);
const isCount = whole(Number.MAX_SAFE_INTEGER);
const isMs = upTo(MAX_DELAY_MS);
const MOMENT: Fields = { tick: isCount, step: isCount, atMs: upTo(1e12) };

const COMMANDS: Readonly<Record<Command['kind'], Fields>> = {
  send: { to: isText, text: isText },
  dereg: { name: isTextOrNull },
  create_group: { group: isText },
  list_groups: {},
  join_group: { group: isText },
  send_group: { text: isText },
  list_members: {},
  leave_group: {},
  help: {},
  table: {},
  unknown: { hint: isText },
};

const OF_NODE: Fields = { node: isText };
const BETWEEN: Fields = { node: isText, from: isTextOrNull };
const DEEDS: Readonly<Record<Deed['do'], Fields>> = {
  start: OF_NODE,
  command: { client: isText, command: (command) => isKind(command, 'kind', COMMANDS) },
  interrupt: { client: isText },
  kill: OF_NODE,
  pause: OF_NODE,
  suspend: OF_NODE,
  resume: OF_NODE,
  cut: BETWEEN,
  mend: BETWEEN,
  conditions: { conditions: isConditions },
  drop: { datagram: isCount },
  deliver: { datagram: isCount },
  delay: { datagram: isCount, ms: isMs },
  duplicate: { datagram: isCount, ms: isMs },
  fire: { timer: isCount },
};

/**
 * Reads a log that comes from a file, and so from anybody.
 *
 * @returns null if the value is not a log; whether its deeds can be done is found out by doing them
 */
export function parseSandboxLog(value: unknown): SandboxLog | null {
  return isSandboxLog(value) ? value : null;
}

function isSandboxLog(value: unknown): value is SandboxLog {
  return has(value, {
    seed: isCount,
    conditions: isConditions,
    deeds: listOf((done) => has(done, { ...MOMENT, deed: (deed) => isKind(deed, 'do', DEEDS) })),
    end: (end) => has(end, MOMENT),
  });
}

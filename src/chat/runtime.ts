import type { InspectionEvent } from 'xstate';
import type { CongestionMode } from '../../machines/congestion.ts';
import type { Address } from './address.ts';
import type { TableEntry } from './wire/packets.ts';

/**
 * Time as an endpoint sees it. The UDP adapter gives it real time, the simulated network virtual
 * time.
 */
export interface Clock {
  /** Milliseconds since any fixed moment; never goes back. */
  nowMs(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Things worth counting, for statistics and for tests that want to know that they happened. */
export type Occurrence =
  /** What a connection carries entered a mode of congestion control. */
  | CongestionMode
  /** A private message was put on its way. */
  | 'posted'
  /** What arrived is not a datagram of ours. */
  | 'junk'
  /** A datagram arrived that had arrived before. */
  | 'replayed'
  /** A frame arrived that had been taken before: its ack was lost. */
  | 'duplicate'
  | 'retransmitted'
  | 'suspected'
  /** A suspicion was false. */
  | 'cleared'
  | 'lost'
  | 'evicted'
  | 'tablePulled'
  /** A page of the table arrived that leaves a gap. */
  | 'tableGap'
  | 'addressChanged'
  | 'reset';

/** The session that an occurrence is about. */
export interface Session {
  readonly id: number;
  readonly address: Address;
  /** Whose it is, where that is known. */
  readonly name?: string;
}

/** What happened to the client table that an endpoint keeps. */
export interface TableChange {
  /** The version that it has now. */
  readonly version: number;
  /** The rows that are new or different. */
  readonly changed: readonly TableEntry[];
  /** The name that was forgotten to make room. */
  readonly forgotten?: string | null;
  /** It was cleared: what another server said is void. */
  readonly isReset?: true;
}

/** What an endpoint gets from outside so that it depends on nothing but its inputs. */
export interface Runtime {
  readonly clock: Clock;
  /** Taken for every round trip instead of what is measured, where time passes at will. */
  readonly roundTripMs?: number;
  /** 48 random bits: sessions, tags, nonces. */
  randomIdentity(): number;
  /** Called for what the endpoint notices, about the session of a client where there is one. */
  note?(occurrence: Occurrence, about?: Session): void;
  /** Called whenever the client table has changed. */
  tableChanged?(change: TableChange): void;
  /** Sees every event and transition of every machine. */
  readonly inspect?: (event: InspectionEvent) => void;
}

/** The options that every actor of an endpoint is created with. */
export function actorOptions(runtime: Runtime, id: string) {
  return {
    id,
    clock: runtime.clock,
    ...(runtime.inspect ? { inspect: runtime.inspect } : {}),
  };
}

/** The same runtime, whose timers fire inside `turn`. */
export function inTurns(runtime: Runtime, turn: (happen: () => void) => void): Runtime {
  const { clock } = runtime;
  return {
    ...runtime,
    clock: {
      nowMs: () => clock.nowMs(),
      setTimeout: (callback, delayMs) => clock.setTimeout(() => turn(callback), delayMs),
      clearTimeout: (handle) => clock.clearTimeout(handle),
    },
  };
}

/** One who sees every event and transition, for two who may want to. */
export function inspectedBy(
  first: Runtime['inspect'],
  second: Runtime['inspect'],
): Runtime['inspect'] {
  if (!first || !second) return first ?? second;
  return (event) => {
    first(event);
    second(event);
  };
}

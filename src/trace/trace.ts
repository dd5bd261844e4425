/**
 * The trace format: JSON Lines, a header, then a line for each step, then an end. Written by the
 * simulated world and by real processes, read by the replay and the inspector; specified in
 * `docs/trace.md`. Reading one never needs the run that made it.
 */

import type { Listing, ReaderState } from '../../machines/vocabulary.ts';

export const TRACE_VERSION = 1;

/** The first line. */
export interface TraceHeader {
  readonly trace: 'statechat';
  readonly version: typeof TRACE_VERSION;
  readonly source: 'lab' | 'client' | 'server';
  /** What a lab run was made of: enough to run it again. */
  readonly scenario?: unknown;
}

/** Why a step happened. */
export type Cause =
  /** `address` is the process's own, as others' `from` says it where its ip is known. */
  | { readonly kind: 'start'; readonly address?: string }
  | { readonly kind: 'command'; readonly command: unknown }
  | {
      readonly kind: 'datagram';
      /** The `id` under which it was sent; 0 if that is not known. */
      readonly datagram: number;
      readonly from: string;
      /** The CRC-32 that it carries: tells which of the datagrams that somebody sent it is. */
      readonly checksum?: number;
    }
  /** Whoever reads what is shown keeps up, or does not. */
  | { readonly kind: 'reader'; readonly state: ReaderState }
  | { readonly kind: 'timer' }
  /** The end of a turn: what is due leaves. */
  | { readonly kind: 'flush' }
  | {
      readonly kind: 'fault';
      readonly fault: string;
      /** The datagram whose fate changes, and milliseconds until each copy left arrives. */
      readonly datagram?: number;
      readonly fate?: readonly number[];
    };

/** What one machine did in a step. */
export interface MachineStep {
  readonly machine: string;
  readonly event: { readonly type: string };
  /** State values before and after, as XState writes them. */
  readonly from: unknown;
  readonly to: unknown;
  /** Ids of the transitions that were taken. */
  readonly taken: readonly string[];
  readonly effects: readonly unknown[];
  readonly context: unknown;
  /** Left out while it is active; `stopped` is one that its owner gave up. */
  readonly status?: 'done' | 'error' | 'stopped';
}

/** What changed in the client table that a process has. */
export interface TraceTable {
  readonly version: number;
  /** The rows that are new or different. */
  readonly rows: readonly Listing[];
  /** Names that were forgotten. */
  readonly gone?: readonly string[];
  /** The table was cleared first: it is another server's now. */
  readonly reset?: true;
}

/** One frame of a datagram that was sent. */
export interface TraceFrame {
  readonly kind: string;
  /** Position in the stream; 0 for control packets. */
  readonly id: number;
  readonly more?: true;
  /** The packet, where the frame holds a whole one. */
  readonly packet?: unknown;
}

/** A datagram that was sent. */
export interface TraceDatagram {
  readonly id: number;
  readonly to: string;
  readonly bytes: number;
  /** The CRC-32 that it carries; missing where it is too short for one. */
  readonly checksum?: number;
  readonly number: number;
  readonly tableVersion: number;
  readonly frames: readonly TraceFrame[];
  /** Milliseconds until each copy arrives; none if it is lost; null where that is not known. */
  readonly fate: readonly number[] | null;
}

export interface TraceStep {
  readonly step: number;
  /** Milliseconds since the trace began. */
  readonly atMs: number;
  readonly node: string;
  readonly cause: Cause;
  readonly machines: readonly MachineStep[];
  /** What the user was shown; a client's have a `prompt`: the group whose mark the line bears. */
  readonly notices: readonly unknown[];
  readonly sent: readonly TraceDatagram[];
  /** Missing where the client table did not change. */
  readonly table?: TraceTable;
}

/** A promise that was broken, and where. */
export interface Violation {
  readonly promise: string;
  /** What the promise says. */
  readonly sentence: string;
  /** How it was broken. */
  readonly detail: string;
  readonly step: number;
}

/** The last line. */
export interface TraceEnd {
  readonly end: true;
  readonly steps: number;
  /** The hash of the run, where it was one of the lab: the same scenario gives the same. */
  readonly hash?: string;
  readonly violation: Violation | null;
}

export type TraceLine = TraceHeader | TraceStep | TraceEnd;

/** A whole trace as it was read. */
export interface Trace {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  /** Missing where the process that wrote it was killed. */
  readonly end: TraceEnd | null;
}

/** A file that is no trace, or not one of this version, or damaged. The message is one line. */
export class TraceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TraceError';
  }
}

/** One line of a trace file, without its line feed. Bytes become hexadecimal, sets arrays. */
export function formatLine(line: TraceLine): string {
  return JSON.stringify(line, plain);
}

/** A Buffer has made itself an object of numbers before `value` is asked for. */
function plain(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const original = this[key];
  if (original instanceof Uint8Array) return hexOf(original);
  return original instanceof Set ? [...original] : value;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

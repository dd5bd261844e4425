/**
 * How the parts of the inspector talk: a process reports to the hub, the hub tells every open page.
 * Both ways a line of JSON each. The steps are those of a trace, see `docs/trace.md`.
 */
import type { TraceStep } from '../trace/trace.ts';

/** A process that reports. */
export interface ReportedSource {
  /** What it calls itself: a client's name, or `server`. Not unique. */
  readonly node: string;
  readonly kind: 'client' | 'server';
  /** The UDP port it is bound to, by which others' datagrams reach it. */
  readonly port: number;
  /** The time of day when its steps' time is 0, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** What a process tells the hub: first `source`, then steps; at the end `end`, if it can. */
export type ReportLine =
  | { readonly kind: 'source'; readonly source: ReportedSource }
  | { readonly kind: 'step'; readonly step: TraceStep }
  /** Steps that were left out because the hub did not take them in time. */
  | { readonly kind: 'dropped'; readonly steps: number }
  | { readonly kind: 'end' };

/**
 * What the hub tells a page: first `hello`, then everything that is kept, then what comes. A `hello`
 * later on begins anew: the page read too slowly, or lost its line for too long. Otherwise a page
 * that lost its line goes on where it was.
 */
export type PageLine =
  /** `dropped`: steps that the hub no longer has. */
  | { readonly kind: 'hello'; readonly dropped: number }
  | { readonly kind: 'source'; readonly id: number; readonly source: ReportedSource }
  | { readonly kind: 'step'; readonly id: number; readonly step: TraceStep }
  | { readonly kind: 'dropped'; readonly id: number; readonly steps: number }
  /** The process has ended, or is gone without a word. */
  | { readonly kind: 'gone'; readonly id: number; readonly how: 'ended' | 'vanished' };

/** What a page asks first: what it was opened for. */
export interface Opening {
  readonly version: string;
  /** Name of the trace file that was asked for on the command line; fetched as `trace`. */
  readonly trace: string | null;
  /** Whether processes report, or may. */
  readonly isLive: boolean;
}

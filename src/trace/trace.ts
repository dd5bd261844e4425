/**
 * The trace format: JSON Lines, a header, then a line for each step, then an end. Written by the
 * simulated world and by real processes, read by the replay and the inspector; specified in
 * `docs/trace.md`. Reading one never needs the run that made it.
 */

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
  | { readonly kind: 'start' }
  | { readonly kind: 'command'; readonly command: unknown }
  /** `datagram` is the `id` under which it was sent; 0 if that is not known. */
  | { readonly kind: 'datagram'; readonly datagram: number; readonly from: string }
  | { readonly kind: 'timer' }
  /** The end of a turn: what is due leaves. */
  | { readonly kind: 'flush' }
  | { readonly kind: 'fault'; readonly fault: string };

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
  /** What the user was shown. */
  readonly notices: readonly unknown[];
  readonly sent: readonly TraceDatagram[];
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
  return JSON.stringify(line, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return hexOf(value);
    return value instanceof Set ? [...value] : value;
  });
}

/**
 * Reads a trace.
 *
 * @throws TraceError if the text is not a complete trace of this version
 */
export function parseTrace(text: string): Trace {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new TraceError('the trace is cut off in the middle of a line');
  const [first, ...rest] = lines;
  const header = headerOf(first);
  const steps: TraceStep[] = [];
  let end: TraceEnd | null = null;
  for (const [i, line] of rest.entries()) {
    const value = parseLine(line, i + 2);
    if (end !== null) throw new TraceError(`line ${i + 2} comes after the end of the trace`);
    if (isEnd(value)) end = value;
    else if (isStep(value)) steps.push(value);
    else throw new TraceError(`line ${i + 2} is neither a step nor the end of a trace`);
  }
  if (end === null && header.source === 'lab') {
    throw new TraceError(`the trace is cut off after step ${steps.length}`);
  }
  return { header, steps, end };
}

function headerOf(line: string | undefined): TraceHeader {
  const value = line === undefined ? null : parseLine(line, 1);
  const header = value as Partial<TraceHeader> | null;
  if (header?.trace !== 'statechat') throw new TraceError('this is not a statechat trace');
  if (header.version !== TRACE_VERSION) {
    throw new TraceError(
      `this trace has version ${String(header.version)}; this program reads ${TRACE_VERSION}`,
    );
  }
  return header as TraceHeader;
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    if (number === 1) throw new TraceError('this is not a statechat trace');
    throw new TraceError(`line ${number} is not JSON`);
  }
}

function isStep(value: unknown): value is TraceStep {
  const step = value as Partial<TraceStep> | null;
  return (
    typeof step?.step === 'number' &&
    typeof step.atMs === 'number' &&
    typeof step.node === 'string' &&
    typeof step.cause?.kind === 'string' &&
    Array.isArray(step.machines) &&
    Array.isArray(step.notices) &&
    Array.isArray(step.sent)
  );
}

function isEnd(value: unknown): value is TraceEnd {
  const end = value as Partial<TraceEnd> | null;
  return end?.end === true && typeof end.steps === 'number' && end.violation !== undefined;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

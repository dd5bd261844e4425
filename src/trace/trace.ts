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
  /** What the user was shown; a client's have a `prompt`: the group whose mark the line bears. */
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
    isNumber(step?.step) &&
    isNumber(step.atMs) &&
    isText(step.node) &&
    isCause(step.cause) &&
    isListOf(step.machines, isMachineStep) &&
    Array.isArray(step.notices) &&
    isListOf(step.sent, isDatagram)
  );
}

function isCause(value: unknown): value is Cause {
  const cause = (value ?? {}) as {
    kind?: unknown;
    datagram?: unknown;
    from?: unknown;
    fault?: unknown;
  };
  if (cause.kind === 'datagram') return isNumber(cause.datagram) && isText(cause.from);
  return cause.kind === 'fault' ? isText(cause.fault) : isText(cause.kind);
}

function isMachineStep(value: unknown): value is MachineStep {
  const step = value as Partial<MachineStep> | null;
  return (
    isText(step?.machine) &&
    isText(step.event?.type) &&
    isListOf(step.taken, isText) &&
    Array.isArray(step.effects)
  );
}

function isDatagram(value: unknown): value is TraceDatagram {
  const datagram = value as Partial<TraceDatagram> | null;
  return (
    isNumber(datagram?.id) &&
    isText(datagram.to) &&
    isNumber(datagram.bytes) &&
    isListOf(datagram.frames, isFrame) &&
    (datagram.fate === null || isListOf(datagram.fate, isNumber))
  );
}

function isFrame(value: unknown): value is TraceFrame {
  const frame = value as Partial<TraceFrame> | null;
  return isText(frame?.kind) && isNumber(frame.id);
}

function isEnd(value: unknown): value is TraceEnd {
  const end = value as Partial<TraceEnd> | null;
  return end?.end === true && isNumber(end.steps) && isViolationOrNull(end.violation);
}

function isViolationOrNull(value: unknown): value is Violation | null {
  if (value === null) return true;
  const { promise, sentence, detail, step } = (value ?? {}) as Partial<Violation>;
  return isText(promise) && isText(sentence) && isText(detail) && isNumber(step);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

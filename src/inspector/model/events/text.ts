/**
 * What a step is about: a line for the list, and everything that a search may find. All of it is
 * text from anybody; whoever draws it makes it safe.
 */
import { clip } from '../../../chat/display/clip.ts';
import type { Cause, TraceDatagram, TraceStep } from '../../../trace/trace.ts';
import { labelOf } from '../flights/record.ts';
import { chartOf } from '../machines/charts.ts';
import type { EventRow, Flight } from '../types.ts';

/** What a title says beyond its step. */
export interface Lookup {
  flight(id: number): Flight | null;
  /** The process at an address, or the address. */
  nameOf(address: string, position: number): string;
}

const MAX_TEXT = 200;
/** No notice or packet is as deep as that, but a file may be. */
const MAX_DEPTH = 6;

export function eventRow(position: number, step: TraceStep, around: Lookup): EventRow {
  return {
    position,
    atMs: step.atMs,
    node: step.node,
    kind: step.cause.kind,
    title: titleOf(position, step, around),
    machines: [...new Set(step.machines.filter(isChanged).map(({ machine }) => machine))],
  };
}

/** Whether anything was sent, shown or changed, or was done to the process. */
export function isEventful({ cause, machines, notices, sent, table }: TraceStep): boolean {
  return (
    sent.length > 0 ||
    notices.length > 0 ||
    table !== undefined ||
    cause.kind === 'fault' ||
    machines.some(({ from, taken }) => from === null || taken.length > 0)
  );
}

/** The charts whose machines took part. */
export function chartsOf({ machines }: TraceStep): string[] {
  return machines.map(({ machine }) => chartOf(machine));
}

/** Whether one of the texts of a step passes a test. */
export function mentions(
  position: number,
  step: TraceStep,
  around: Lookup,
  test: (text: string) => boolean,
): boolean {
  const { node, cause, machines, notices, sent } = step;
  return (
    test(node) ||
    test(cause.kind) ||
    machines.some(({ machine, event, to, effects }) => {
      return test(machine) || test(event.type) || isInState(to, test) || isIn(effects, test, 2);
    }) ||
    sent.some(({ to, frames }) => {
      return test(to) || test(around.nameOf(to, position)) || isIn(frames, test);
    }) ||
    isIn(cause, test) ||
    isIn(notices, test) ||
    test(titleOf(position, step, around))
  );
}

function titleOf(position: number, step: TraceStep, around: Lookup): string {
  const { node, cause } = step;
  switch (cause.kind) {
    case 'start':
      return `${node} starts`;
    case 'command':
      return `${node} types ${commandWords(cause.command)}`;
    case 'datagram':
      return `${node} gets ${arrivalWords(position, cause, around)}`;
    case 'reader':
      return `${node}'s reader ${READER_WORDS[cause.state] ?? '…'}`;
    case 'timer':
      return timerWords(step);
    case 'flush':
      return flushWords(position, step, around);
    case 'fault':
      return faultWords(node, cause.fault);
    default:
      return `${node}: ${(cause as { readonly kind: string }).kind}`;
  }
}

const READER_WORDS: Readonly<Record<string, string>> = {
  reading: 'has caught up',
  behind: 'is behind',
  gone: 'is gone',
};

function arrivalWords(
  position: number,
  { datagram, from }: Extract<Cause, { kind: 'datagram' }>,
  around: Lookup,
): string {
  const flight = datagram > 0 ? around.flight(datagram) : null;
  if (!flight) return `a datagram from ${around.nameOf(from, position)}`;
  return `#${flight.id} from ${flight.from}: ${flight.label}`;
}

function timerWords({ node, machines }: TraceStep): string {
  const fired = machines.find(({ event }) => event.type.startsWith('xstate.after.')) ?? machines[0];
  return fired ? `timer of ${fired.machine}` : `a timer of ${node}`;
}

function flushWords(position: number, step: TraceStep, around: Lookup): string {
  const { node, sent, machines } = step;
  const [first, ...rest] = sent;
  if (first) {
    const more = rest.length > 0 ? ` and ${rest.length} more` : '';
    return `${node} sends ${departureWords(position, first, around)}${more}`;
  }
  const [machine] = machines;
  return machine ? `${machine.machine}: ${machine.event.type}` : `${node} ends its turn`;
}

function departureWords(position: number, sent: TraceDatagram, around: Lookup): string {
  const to = around.nameOf(sent.to, position);
  return `#${sent.id} to ${to}: ${labelOf(sent)}${sent.fate?.length === 0 ? ', lost' : ''}`;
}

function faultWords(node: string, fault: string): string {
  switch (fault) {
    case 'kill':
      return `${node} is killed`;
    case 'pause':
      return `${node} is paused`;
    case 'suspend':
      return `${node} is switched off`;
    case 'resume':
      return `${node} goes on`;
    case 'ended':
      return `${node} has ended`;
    case 'stopped reporting':
      return `${node} has stopped reporting`;
    default: {
      const address = /^rebind to (.+)$/.exec(fault)?.[1];
      return address === undefined ? `${node}: ${fault}` : `${node} has the address ${address} now`;
    }
  }
}

/** As it was typed, nearly. */
function commandWords(command: unknown): string {
  const { kind, ...rest } = (command ?? {}) as Readonly<Record<string, unknown>>;
  const words: string[] = [];
  collect([kind, ...Object.values(rest)], words);
  return clip(words.join(' '), MAX_TEXT);
}

function isChanged({ from, to }: TraceStep['machines'][number]): boolean {
  return from === null || !isSameState(from, to);
}

function isSameState(before: unknown, after: unknown, depth = MAX_DEPTH): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || depth === 0) return false;
  if (before === null || after === null) return false;
  const [was, is] = [Object.entries(before), after as Readonly<Record<string, unknown>>];
  return (
    was.length === Object.keys(is).length &&
    was.every(([name, inner]) => isSameState(inner, is[name], depth - 1))
  );
}

/** The strings and numbers in a value. */
function collect(value: unknown, words: string[], depth = 0): void {
  if (typeof value === 'string') words.push(value);
  else if (typeof value === 'number') words.push(String(value));
  else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
    if (ArrayBuffer.isView(value)) return;
    for (const item of Object.values(value)) collect(item, words, depth + 1);
  }
}

/** Whether a text or a number somewhere in a value passes. */
function isIn(value: unknown, test: (text: string) => boolean, depth = MAX_DEPTH): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value === 'number') return test(String(value));
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if (Array.isArray(value)) return value.some((item) => isIn(item, test, depth - 1));
  if (ArrayBuffer.isView(value)) return false;
  for (const key in value) {
    if (isIn((value as Readonly<Record<string, unknown>>)[key], test, depth - 1)) return true;
  }
  return false;
}

/** Whether the name of an active state passes. */
function isInState(value: unknown, test: (text: string) => boolean, depth = MAX_DEPTH): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  for (const name in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[name];
    if (test(name) || isInState(inner, test, depth - 1)) return true;
  }
  return false;
}

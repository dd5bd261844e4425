/**
 * The words of the space-time diagram. Everything that comes from a story is hostile: it leaves
 * this file harmless and clipped.
 */
import { clipSafe } from '../../../../../chat/display/clip.ts';
import type { MachineStep, TraceStep } from '../../../../../trace/trace.ts';
import { noticeLines, outerState } from '../../../../../trace/words.ts';
import type { Flight, TimelineView } from '../../../../model/types.ts';
import { formatDuration } from '../../../widgets/format.ts';

/** One line beside the mark of a step. */
export interface Saying {
  readonly kind: 'command' | 'notice' | 'belief' | 'fault' | 'end';
  readonly text: string;
}

/** So many lines a step may have; what is more is counted. */
const MAX_SAYINGS = 4;

/** What is written beside a step: what was typed, what was shown, what the server came to believe. */
export function sayingsOf(step: TraceStep): Saying[] {
  const sayings: Saying[] = [];
  if (step.cause.kind === 'command') {
    sayings.push({ kind: 'command', text: commandWords(step.cause.command) });
  }
  if (step.cause.kind === 'fault') {
    const { fault } = step.cause;
    // To end is no fault, though it comes from outside of what the process told.
    sayings.push({ kind: fault === 'ended' ? 'end' : 'fault', text: fault });
  }
  for (const machine of step.machines) {
    const text = beliefWords(machine);
    if (text !== null) sayings.push({ kind: 'belief', text });
  }
  for (const notice of step.notices) {
    sayings.push({ kind: 'notice', text: noticeWords(step.node, notice) });
  }
  if (sayings.length <= MAX_SAYINGS) return sayings;
  const more = sayings.length - MAX_SAYINGS + 1;
  const kept = sayings.slice(0, MAX_SAYINGS - 1);
  return [...kept, { kind: 'notice', text: `… and ${more} more` }];
}

/** How many lines `sayingsOf` has, without making them. */
export function countSayings({ cause, machines, notices }: TraceStep): number {
  let count = notices.length + (cause.kind === 'command' || cause.kind === 'fault' ? 1 : 0);
  for (const machine of machines) if (beliefWords(machine) !== null) count++;
  return Math.min(MAX_SAYINGS, count);
}

/** As one would type it. */
function commandWords(command: unknown): string {
  const { kind, ...rest } = (command ?? {}) as Record<string, unknown>;
  const words = Object.values(rest).filter((value) => typeof value === 'string');
  return [typeof kind === 'string' ? kind : 'a command', ...words].join(' ');
}

/** As the user saw it, without the prompt; of many lines the first. */
function noticeWords(node: string, notice: unknown): string {
  const lines = noticeLines(node, notice);
  if (lines === null) return kindOf(notice);
  const [first = '', ...more] = lines;
  const words = first.replace(/^>>> (\([^)]*\) )?/, '');
  return more.length > 0 ? `${words} …` : words;
}

/** Of another version, or nothing that we know. */
function kindOf(notice: unknown): string {
  const { kind } = (notice ?? {}) as { kind?: unknown };
  return typeof kind === 'string' ? kind : 'something';
}

/** What the server came to believe about a client, if this machine says so. */
function beliefWords({ machine, from, to, taken }: MachineStep): string | null {
  if (from === null || taken.length === 0 || !machine.startsWith('session:')) return null;
  const [before, after] = [outerState(from), outerState(to)];
  if (before === after) return null;
  const name = sessionName(machine);
  if (after === 'suspect') return `suspects ${name}`;
  if (after === 'lost') return `${name} is lost`;
  return before === 'suspect' && after === 'online' ? `${name} is there after all` : null;
}

/** Whose session it is: `session:<name>:<number>`. */
export function sessionName(machine: string): string {
  const end = machine.lastIndexOf(':');
  return machine.slice('session:'.length, end > 'session:'.length ? end : undefined);
}

/** What became of a datagram. */
export function fateWords(flight: Flight, timeline: TimelineView): string {
  const { fate, arrivals, sentAt } = flight;
  if (fate === 'unknown') return 'what became of it is not known';
  if (fate === 'lost') return 'lost';
  const sentMs = timeline.step(sentAt)?.atMs;
  const times = arrivals.map((position) => {
    const atMs = timeline.step(position)?.atMs;
    if (sentMs === undefined || atMs === undefined) return `in step ${position}`;
    return `after ${formatDuration(atMs - sentMs)}`;
  });
  if (times.length === 0) return 'under way';
  const often = times.length === 1 ? '' : `${times.length} times, `;
  return `arrived ${often}${times.join(' and ')}`;
}

/** A datagram in one line. */
export function flightWords(flight: Flight, timeline: TimelineView): string {
  const { from, to, label, datagram, isRetransmission } = flight;
  const what = `${isRetransmission ? 'again: ' : ''}${clipSafe(label, 60)}`;
  const ends = `${clipSafe(from, 32)} → ${clipSafe(to ?? datagram.to, 40)}`;
  return `${ends}  ${what}  (${datagram.bytes} bytes, ${fateWords(flight, timeline)})`;
}

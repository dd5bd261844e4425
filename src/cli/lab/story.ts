/**
 * The story of a trace, line by line. Everything in it comes from a file, and so from anybody: each
 * line goes through `safeText` as a whole, at the end.
 */

import { clipToWidth } from '../../chat/display/clip.ts';
import { displayWidth, padToWidth } from '../../chat/display/displayWidth.ts';
import { safeText } from '../../chat/display/safeText.ts';
import { stateChange } from '../../chat/display/states.ts';
import { remember } from '../../chat/remember.ts';
import type { MachineStep, TraceDatagram, TraceFrame, TraceStep } from '../../trace/trace.ts';
import { noticeLines } from '../../trace/words.ts';

export interface StoryOptions {
  readonly fromStep: number;
  readonly untilStep: number;
  /** Only what happens in this process. */
  readonly node: string | null;
}

const WIDTH = 100;
const NODE_WIDTH = 8;
/** The step number, the time and the node stand before it. */
const MARGIN = 8 + 11 + NODE_WIDTH + 2;
const TEXT_WIDTH = 32;

/**
 * Whose an address is shows when a datagram arrives there: a step is told when so many that follow it
 * are known.
 */
const LOOK_AHEAD_STEPS = 256;
/** Datagrams that may still arrive, and addresses; of more than these the oldest are forgotten. */
const MAX_REMEMBERED = 16_384;

/** Tells steps as they come. What it keeps does not grow with them. */
export class Story {
  /** Nothing that is still to come will be told. */
  isOver = false;
  /** The processes of the steps so far. */
  readonly nodes = new Set<string>();
  private readonly options: StoryOptions;
  private readonly teller = new Teller();
  private readonly waiting: TraceStep[] = [];
  private last = 0;
  /** Steps that the trace does not have, since the last line. */
  private missing = 0;

  constructor(options: StoryOptions) {
    this.options = options;
  }

  /** The lines that can be told when this step is known. */
  *take(step: TraceStep): Generator<string> {
    this.teller.learn(step);
    this.nodes.add(step.node);
    this.waiting.push(step);
    if (this.waiting.length > LOOK_AHEAD_STEPS) yield* this.tellNext();
  }

  /** The lines that are left when there are no more steps. */
  *rest(): Generator<string> {
    while (this.waiting.length > 0 && !this.isOver) yield* this.tellNext();
    if (this.missing > 0) yield gapLine(this.missing);
  }

  private *tellNext(): Generator<string> {
    const { fromStep, untilStep, node } = this.options;
    const step = this.waiting.shift();
    this.isOver ||= !step || step.step > untilStep;
    if (!step || this.isOver) return;
    const gap = step.step - this.last - 1;
    this.last = step.step;
    if (step.step < fromStep) return;
    if (gap > 0) this.missing += gap;
    if (node !== null && node !== step.node) return;
    if (this.missing > 0) yield gapLine(this.missing);
    this.missing = 0;
    for (const line of this.teller.linesOf(step)) yield fit(safeText(line));
  }
}

function gapLine(steps: number): string {
  return `        … ${steps} steps were not written in time …`;
}

class Teller {
  /** Whose address it is. */
  private readonly names = new Map<string, string>();
  private readonly datagrams = new Map<number, TraceDatagram>();
  private readonly senders = new Map<number, string>();

  learn({ node, sent, cause }: TraceStep): void {
    for (const datagram of sent) {
      remember(this.datagrams, datagram.id, datagram, MAX_REMEMBERED);
      remember(this.senders, datagram.id, node, MAX_REMEMBERED);
    }
    if (cause.kind !== 'datagram') return;
    const datagram = this.datagrams.get(cause.datagram);
    const sender = this.senders.get(cause.datagram);
    if (!datagram || sender === undefined) return;
    remember(this.names, datagram.to, node, MAX_REMEMBERED);
    remember(this.names, cause.from, sender, MAX_REMEMBERED);
  }

  linesOf(step: TraceStep): string[] {
    const told = [
      ...this.causeOf(step),
      ...step.machines.map(machineLine),
      // What this version does not know is told as data.
      ...step.notices.flatMap(
        (notice) => noticeLines(step.node, notice) ?? `>>> ${asText(notice)}`,
      ),
      ...step.sent.map((datagram) => this.sentLine(datagram)),
    ];
    return told.map((line, i) => (i === 0 ? headOf(step) : ' '.repeat(MARGIN)) + line);
  }

  /** What happens by itself is told by what it leads to. */
  private causeOf({ cause, machines, notices }: TraceStep): string[] {
    switch (cause.kind) {
      case 'start':
        return ['starts'];
      case 'command':
        return [`types ${commandWords(cause.command)}`];
      case 'datagram': {
        const datagram = this.datagrams.get(cause.datagram);
        const what = datagram ? `#${datagram.id} ${framesOf(datagram)}` : 'a datagram';
        return [`◀── ${this.nameOf(cause.from)}  ${what}`];
      }
      case 'fault':
        return [`✗ ${cause.fault}`];
      case 'reader':
        return [`its reader is ${cause.state}`];
      case 'timer':
        return machines.length + notices.length > 0 ? ['a timer fires'] : [];
      case 'flush':
        return [];
      default:
        return [`because of ${(cause as { kind: string }).kind}`];
    }
  }

  private sentLine(datagram: TraceDatagram): string {
    const { id, to, fate } = datagram;
    const arrow = fate?.length === 0 ? '──╳' : '──▶';
    const line = `${arrow} ${this.nameOf(to)}  #${id} ${framesOf(datagram)}`;
    const end = fateWords(fate);
    const room = WIDTH - MARGIN - displayWidth(end) - 2;
    return end === '' ? line : `${padToWidth(clipToWidth(line, room), room)}  ${end}`;
  }

  private nameOf(address: string): string {
    return this.names.get(address) ?? address;
  }
}

function headOf({ step, atMs, node }: TraceStep): string {
  const seconds = (atMs / 1_000).toFixed(3);
  return `${String(step).padStart(6)}  ${seconds.padStart(9)}  ${padToWidth(node, NODE_WIDTH)}  `;
}

function machineLine({ machine, event, from, to, taken }: MachineStep): string {
  const what = eventWords(event);
  const change = stateChange(from, to);
  if (from === null) return `● ${machine}  starts in ${change?.to ?? ''}`;
  if (change) {
    const { inside, from: left, to: entered } = change;
    return `● ${machine}  ${inside}${left} ─▶ ${entered}  (${what})`;
  }
  return taken.length > 0 ? `● ${machine}  (${what})` : `○ ${machine}  ignores ${what}`;
}

/** XState's name for the end of a delay says where it began, which is told anyway. */
function eventWords(event: MachineStep['event']): string {
  const { type, message } = event as { readonly type: string; readonly message?: unknown };
  // Only `post` has a name there: of a text that arrives the notice tells.
  if (typeof message === 'string') return `${type} ${clipToWidth(message, TEXT_WIDTH)}`;
  return type.replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1');
}

function commandWords(command: unknown): string {
  const { kind, ...rest } = (command ?? {}) as Record<string, unknown>;
  const values = Object.values(rest).filter((value) => value !== null);
  return [kind, ...values].map((value) => clipToWidth(asText(value), TEXT_WIDTH)).join(' ');
}

function framesOf({ frames, bytes }: TraceDatagram): string {
  if (frames.length === 0) return `unreadable, ${bytes} bytes`;
  return frames.map(frameWords).join(', ');
}

/** A string as it is, anything else as data. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested deeper than the stack.
    return '…';
  }
}

function frameWords({ kind, id, packet }: TraceFrame): string {
  const number = id > 0 ? ` ${id}` : '';
  const { text, name, group } = (packet ?? {}) as Record<string, unknown>;
  const [about] = [text, name, group].filter((value) => typeof value === 'string');
  return about === undefined
    ? kind + number
    : `${kind}${number} "${clipToWidth(about, TEXT_WIDTH)}"`;
}

function fateWords(fate: readonly number[] | null): string {
  if (fate === null) return '';
  if (fate.length === 0) return 'lost';
  const times = fate.map((ms) => `${ms.toFixed(1)}`).join(' and ');
  return fate.length === 1 ? `in ${times} ms` : `twice, in ${times} ms`;
}

function fit(line: string): string {
  return clipToWidth(line, WIDTH);
}

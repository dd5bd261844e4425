/** What each user saw and typed, as it stood on the screen. */
import { clip } from '../../../chat/display/clip.ts';
import { promptMark } from '../../../chat/display/lines.ts';
import { safeText } from '../../../chat/display/safeText.ts';
import type { TraceStep } from '../../../trace/trace.ts';
import { noticeLines } from '../../../trace/words.ts';
import { isLastStep } from '../../model/machines/finalStates.ts';

/** A line of a screen; every character in it may be drawn. */
export interface ScreenLine {
  /** Of the step in which it appeared. */
  readonly position: number;
  /** `note`: not of the screen, but about it. */
  readonly kind: 'typed' | 'shown' | 'note';
  readonly text: string;
}

/** A longer line is cut: texts have up to 16 KiB. */
const MAX_CHARACTERS = 600;
/** Lines of a process that are kept. */
const MAX_LINES = 2_000;

/** What is said of a fault. */
const NOTES: ReadonlyMap<string, string> = new Map([
  ['kill', 'killed'],
  ['pause', 'stands still'],
  ['suspend', 'switched off'],
  ['resume', 'goes on'],
]);

export class Screens {
  private readonly lines = new Map<string, ScreenLine[]>();
  private readonly groups = new Map<string, string | null>();
  /** Groups that somebody wanted to create, for completion. */
  readonly groupNames = new Set<string>();

  append(position: number, { node, cause, machines, notices }: TraceStep): void {
    const add = (kind: ScreenLine['kind'], text: string) => this.add(node, position, kind, text);
    if (cause.kind === 'start') {
      add('note', 'started');
      this.groups.delete(node);
    }
    if (cause.kind === 'fault') {
      const note = NOTES.get(cause.fault);
      if (note !== undefined) add('note', note);
    }
    if (cause.kind === 'command') this.typed(add, node, cause.command);
    for (const notice of notices) {
      const lines = noticeLines(node, notice) ?? [safeText(JSON.stringify(notice))];
      for (const line of lines) add('shown', line);
    }
    for (const step of machines) {
      if (step.machine !== `membership:${node}`) continue;
      this.groups.set(node, isLastStep(step) ? null : groupIn(step.context));
    }
  }

  /** The newest lines of a process that were there at a position, so many at the most. */
  at(node: string, position: number, count: number): readonly ScreenLine[] {
    const lines = this.lines.get(node) ?? [];
    let end = lines.length;
    while (end > 0 && (lines[end - 1]?.position ?? 0) > position) end--;
    return lines.slice(Math.max(0, end - count), end);
  }

  private typed(
    add: (kind: ScreenLine['kind'], text: string) => void,
    node: string,
    command: unknown,
  ): void {
    const { kind, group } = (command ?? {}) as {
      readonly kind?: unknown;
      readonly group?: unknown;
    };
    if (kind === 'create_group' && typeof group === 'string') this.groupNames.add(group);
    const mark = promptMark(this.groups.get(node) ?? null);
    add('typed', mark + safeText(typedLine(command)));
  }

  private add(node: string, position: number, kind: ScreenLine['kind'], text: string): void {
    const lines = this.lines.get(node) ?? [];
    this.lines.set(node, lines);
    lines.push({ position, kind, text: clip(text, MAX_CHARACTERS) });
    if (lines.length > 2 * MAX_LINES) lines.splice(0, MAX_LINES);
  }
}

/** A command as somebody types it; what was not understood is not known any more. */
export function typedLine(command: unknown): string {
  const { kind, to, name, group, text } = (command ?? {}) as Readonly<Record<string, unknown>>;
  if (kind === 'leave') return '^C';
  if (kind === 'unknown') return '…';
  const words = [kind, to, name, group, text];
  return words.filter((word) => typeof word === 'string').join(' ');
}

function groupIn(context: unknown): string | null {
  const { group } = (context ?? {}) as { readonly group?: unknown };
  return typeof group === 'string' ? group : null;
}

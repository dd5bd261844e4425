/** What the hub keeps for pages: every line that it told, the oldest dropped to bound the memory. */
import type { PageLine } from '../hubLines.ts';

/** A line for a page. */
export interface LogEntry {
  readonly kind: Exclude<PageLine['kind'], 'hello'>;
  /** The source that it is about. */
  readonly source: number;
  /** Steps that a page misses without this line: itself, or those that it says were left out. */
  readonly steps: number;
  /** The line as it is sent, in JSON. */
  readonly text: string;
}

export interface LogLimits {
  readonly maxSteps: number;
  /** Of all lines together. */
  readonly maxCharacters: number;
}

/**
 * What else than steps is kept: short, but whoever reports nothing else must not fill the memory.
 * Reports are few, and each has two.
 */
const MAX_NOTES = 16_384;

/** Entries are numbered from 1, without end; those from `first` to before `next` are kept. */
export class PageLog {
  first = 1;
  /** Number of the entry that comes next. */
  next = 1;
  /** Steps of which nothing is said any more. */
  dropped = 0;
  private readonly limits: LogLimits;
  private entries: (LogEntry | undefined)[] = [];
  /** Index of the first entry that is kept. */
  private head = 0;
  private steps = 0;
  private characters = 0;
  /** What introduced those sources that still have something to say, where it was dropped. */
  private readonly introductions = new Map<number, string>();

  constructor(limits: LogLimits) {
    this.limits = limits;
  }

  add(entry: LogEntry): void {
    const { maxSteps, maxCharacters } = this.limits;
    this.entries.push(entry);
    this.next++;
    this.characters += entry.text.length;
    if (entry.kind === 'step') this.steps++;
    while (this.steps > maxSteps || this.characters > maxCharacters || this.notes > MAX_NOTES) {
      this.dropFirst();
    }
  }

  at(number: number): LogEntry | undefined {
    return this.entries[this.head + number - this.first];
  }

  /** What a page is told before the first entry that is kept. */
  opening(): string[] {
    const hello: PageLine = { kind: 'hello', dropped: this.dropped };
    return [JSON.stringify(hello), ...this.introductions.values()];
  }

  private get notes(): number {
    return this.next - this.first - this.steps;
  }

  private dropFirst(): void {
    const entry = this.entries[this.head];
    if (entry === undefined) return;
    this.entries[this.head] = undefined;
    this.head++;
    this.first++;
    this.characters -= entry.text.length;
    this.dropped += entry.steps;
    if (entry.kind === 'step') this.steps--;
    if (entry.kind === 'source') this.introductions.set(entry.source, entry.text);
    if (entry.kind === 'gone') this.introductions.delete(entry.source);
    if (this.head > 1_024 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }
}

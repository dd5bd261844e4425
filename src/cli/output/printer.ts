import type { ReaderState } from '../../../machines/vocabulary.ts';
import { leftOutLine as leftOutText } from '../../chat/display/lines.ts';
import type { Output } from '../environment.ts';

export interface PrinterOptions {
  readonly output: Output;
  /** Makes one text of lines, and of what a terminal draws around them. */
  compose?(lines: readonly string[]): string;
  /** The line that stands for so many that were left out. */
  leftOutLine?(count: number): string;
}

/** Lines that belong together, on their way to the reader. */
interface Entry {
  readonly lines: readonly string[];
  readonly characters: number;
  readonly isMessage: boolean;
}

/** Characters of notices that wait; beyond it the oldest are left out. */
const MAX_NOTICES = 1024 * 1024;
/** Characters of messages that wait; beyond it no more should be taken. */
const MAX_MESSAGES = 256 * 1024;
/** Characters that are written at once, as far as lines that belong together allow. */
const MAX_TEXT = 64 * 1024;

/**
 * Prints lines to a reader who may be slow, or may not read at all. What comes in one turn of the
 * event loop is one write, and the next write waits until the one before was taken. Of what waits
 * meanwhile notices may be left out, and are counted; messages may not.
 */
export class Printer {
  private readonly output: Output;
  private readonly compose: (lines: readonly string[]) => string;
  private readonly leftOutLine: (count: number) => string;
  private onReader: (state: ReaderState) => void = () => {};
  private entries: Entry[] = [];
  private noticeCharacters = 0;
  private messageCharacters = 0;
  /** Lines that were left out and are not told of yet. */
  private leftOut = 0;
  private scheduled: NodeJS.Immediate | null = null;
  private writing: 'idle' | 'busy' | 'over' = 'idle';
  private reader: ReaderState = 'reading';
  private isDrawingDue = false;
  private roomCallbacks: (() => void)[] = [];

  constructor({ output, compose = asLines, leftOutLine = leftOutText }: PrinterOptions) {
    this.output = output;
    this.compose = compose;
    this.leftOutLine = leftOutLine;
    output.on('error', () => this.end());
  }

  /** Whether what is printed now is written now. */
  get isIdle(): boolean {
    return this.writing === 'idle';
  }

  /** Tells when the reader is behind: no more messages should be taken; has caught up, or is gone. */
  watch(onReader: (state: ReaderState) => void): void {
    this.onReader = onReader;
    if (this.reader !== 'reading') onReader(this.reader);
  }

  /** Prints lines that may be left out if they are not read. */
  notice(lines: readonly string[]): void {
    this.add(lines, false);
    if (!this.isIdle && this.noticeCharacters > MAX_NOTICES) this.leaveOut();
  }

  /** Prints lines that may not be left out: whoever prints them stops when the reader is behind. */
  message(lines: readonly string[]): void {
    this.add(lines, true);
  }

  /** What `compose` draws around the lines has changed. */
  refresh(): void {
    this.isDrawingDue = true;
    this.schedule();
  }

  /** Writes a text at once; only while it `isIdle`. */
  write(text: string): void {
    if (text === '' || this.writing === 'over') return;
    this.writing = 'busy';
    this.output.write(text, (error) => {
      // What went wrong comes as an event, too.
      if (error || this.writing !== 'busy') return;
      this.writing = 'idle';
      this.checkReader();
      this.flush();
    });
  }

  /** Resolves when there is room for notices: what is printed next is not left out. */
  async room(): Promise<void> {
    if (this.writing === 'over' || this.noticeCharacters <= MAX_NOTICES / 2) return;
    await new Promise<void>((resolve) => this.roomCallbacks.push(resolve));
  }

  /** Writes what there is now, if the last write was taken. */
  flush(): void {
    if (this.scheduled) clearImmediate(this.scheduled);
    this.scheduled = null;
    if (!this.isIdle || (this.entries.length === 0 && !this.isDrawingDue)) return;
    this.write(this.compose(this.take(MAX_TEXT)));
  }

  /** Hands over everything that waits, and then a last text. Nothing more can be printed. */
  close(last = ''): void {
    if (this.scheduled) clearImmediate(this.scheduled);
    if (this.writing === 'over') return;
    this.output.write(this.compose(this.take(Number.POSITIVE_INFINITY)) + last);
    this.writing = 'over';
  }

  private add(lines: readonly string[], isMessage: boolean): void {
    if (this.writing === 'over' || lines.length === 0) return;
    const characters = lines.reduce((sum, line) => sum + line.length, 0);
    this.entries.push({ lines, characters, isMessage });
    if (isMessage) this.messageCharacters += characters;
    else this.noticeCharacters += characters;
    this.checkReader();
    this.schedule();
  }

  private schedule(): void {
    if (this.isIdle) this.scheduled ??= setImmediate(() => this.flush());
  }

  /** Leaves out the oldest half of the notices; the last stays, however long it is. */
  private leaveOut(): void {
    const last = this.entries.length - 1;
    this.entries = this.entries.filter((entry, i) => {
      const isKept = entry.isMessage || i === last;
      if (isKept || this.noticeCharacters <= MAX_NOTICES / 2) return true;
      this.noticeCharacters -= entry.characters;
      this.leftOut += entry.lines.length;
      return false;
    });
  }

  /** Takes the oldest lines out. What was left out is told of in their place. */
  private take(maxCharacters: number): string[] {
    const lines: string[] = [];
    if (this.leftOut > 0) lines.push(this.leftOutLine(this.leftOut));
    this.leftOut = 0;
    this.isDrawingDue = false;
    let count = 0;
    for (let characters = 0; count < this.entries.length && characters < maxCharacters; count++) {
      const entry = this.entries[count] as Entry;
      characters += entry.characters;
      if (entry.isMessage) this.messageCharacters -= entry.characters;
      else this.noticeCharacters -= entry.characters;
      for (const line of entry.lines) lines.push(line);
    }
    this.entries.splice(0, count);
    return lines;
  }

  private checkReader(): void {
    if (this.noticeCharacters <= MAX_NOTICES / 2) this.tellRoom();
    if (this.messageCharacters > MAX_MESSAGES) this.setReader('behind');
    else if (this.messageCharacters <= MAX_MESSAGES / 2) this.setReader('reading');
  }

  private end(): void {
    this.writing = 'over';
    this.entries = [];
    this.tellRoom();
    this.setReader('gone');
  }

  private tellRoom(): void {
    const callbacks = this.roomCallbacks;
    this.roomCallbacks = [];
    for (const callback of callbacks) callback();
  }

  private setReader(state: ReaderState): void {
    if (state === this.reader || this.reader === 'gone') return;
    this.reader = state;
    this.onReader(state);
  }
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

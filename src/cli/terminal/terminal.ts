/**
 * A client at a terminal. Lines that arrive are written above the prompt, and the half-typed line
 * is drawn again below them. Each key, and each turn of the event loop that brought notices,
 * costs one write.
 */
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import { displayWidth } from '../../chat/words/displayWidth.ts';
import { promptMark } from '../../chat/words/lines.ts';
import { type Paint, paintFor } from '../../chat/words/paint.ts';
import { safe, safeText } from '../../chat/words/safeText.ts';
import type { RunningClient } from '../../udp/chat.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import type { Surroundings } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { awaitReader } from '../output/ends.ts';
import { Printer } from '../output/printer.ts';
import { printNotice } from '../output/printNotice.ts';
import { complete, inColumns } from './completion.ts';
import { History } from './history.ts';
import { KeyReader } from './keyReader.ts';
import type { Key } from './keys.ts';
import { LineEditor } from './lineEditor.ts';
import { PromptLine, type ScreenSize } from './promptLine.ts';

const PASTE_MARKS_ON = '\x1b[?2004h';
const PASTE_MARKS_OFF = '\x1b[?2004l';
const CLEAR_SCREEN = '\x1b[H\x1b[2J';

/** A client and what its terminal needs while it runs. */
interface Session {
  readonly client: RunningClient;
  readonly interruptions: Interruptions;
}

/** The prompt of one client. */
export class Terminal {
  private readonly surroundings: Surroundings;
  private readonly dialogue: Dialogue;
  private readonly paint: Paint;
  private readonly editor = new LineEditor(new History());
  private readonly promptLine = new PromptLine();
  private readonly printer: Printer;
  private session: Session | null = null;
  /** The group that the prompt on the screen shows. */
  private drawnGroup: string | null = null;

  constructor(surroundings: Surroundings, dialogue: Dialogue) {
    this.surroundings = surroundings;
    this.dialogue = dialogue;
    const { stdout: output, variables } = surroundings;
    this.paint = paintFor(output, variables);
    this.printer = new Printer({ output, compose: (lines) => this.above(lines) });
  }

  /** Shows a notice above the prompt. */
  show(notice: ClientNotice, group: string | null): void {
    printNotice(this.printer, notice, this.dialogue.lines(notice, group));
  }

  /** Draws the prompt again if the user has entered or left a group. */
  refresh(): void {
    if (this.session?.client.group !== this.drawnGroup) this.printer.refresh();
  }

  /** Prompts for commands until the client has ended; resolves with the exit status. */
  async run(client: RunningClient): Promise<number> {
    const { stdin, stdout, signals } = this.surroundings;
    const interruptions = new Interruptions(signals, () => client.leave());
    const session: Session = { client, interruptions };
    const keyReader = new KeyReader((keys) => this.onKeys(keys, session));
    const onInput = (chunk: Buffer) => keyReader.read(chunk);
    const onHangUp = () => interruptions.ask();
    const onResize = () => this.printer.refresh();
    const onContinue = () => this.continue();

    this.session = session;
    this.printer.watch((state) => client.readerIs(state));
    stdin.on('data', onInput).on('end', onHangUp).on('error', onHangUp);
    stdout.on('resize', onResize).on('error', onHangUp);
    signals.on('SIGCONT', onContinue);
    this.takeTerminal();
    try {
      return await Promise.race([client.ended, interruptions.forced]);
    } finally {
      this.giveBackTerminal();
      signals.off('SIGCONT', onContinue);
      stdout.off('resize', onResize);
      stdin.off('data', onInput).pause();
      keyReader.close();
      if (interruptions.isUrgent) await awaitReader(stdout, interruptions.forced);
      interruptions.close();
    }
  }

  private onKeys(keys: readonly Key[], session: Session): void {
    // What is drawn on a screen that is not read is drawn when it is read again.
    const { isIdle: isRead } = this.printer;
    let output = isRead ? this.promptLine.erase(this.size) : '';
    keys.forEach((key, i) => {
      // Pasted without marks, a tab is text; typed, it is the last of what has come.
      const isPastedTab = key.kind === 'tab' && i < keys.length - 1;
      output += this.onKey(isPastedTab ? { kind: 'text', text: '\t' } : key, session);
    });
    if (isRead) this.printer.write(output + this.draw());
    else this.printer.refresh();
  }

  /** Returns what has to be written before the prompt is drawn again. */
  private onKey(key: Key, { client, interruptions }: Session): string {
    if (interruptions.asked) {
      if (key.kind === 'interrupt') interruptions.interrupt();
      return '';
    }
    switch (key.kind) {
      case 'text':
        this.editor.insert(key.text);
        return '';
      case 'edit':
        this.editor.press(key.key);
        return '';
      case 'enter':
        return this.enter(client);
      case 'tab':
        return this.complete(client);
      case 'endOfInput':
        if (this.editor.isEmpty) interruptions.ask();
        else this.editor.press('delete');
        return '';
      case 'clearScreen':
        return CLEAR_SCREEN;
      case 'suspend':
        // Later: the keys at hand still draw, and nothing may be drawn between stop and go.
        setImmediate(() => this.suspend());
        return '';
      case 'search':
        this.editor.searchBack();
        return '';
      case 'cancel':
        this.editor.cancel();
        return '';
      case 'interrupt':
        if (this.editor.isEmpty && this.editor.searched === null) interruptions.interrupt();
        else this.editor.clear();
        return '';
      case 'cursorAt':
        return '';
    }
  }

  /** Leaves the typed line on the screen and carries it out. */
  private enter(client: RunningClient): string {
    this.editor.press('end');
    const { isIdle: isRead } = this.printer;
    const output = isRead ? this.draw() + this.promptLine.finish(this.size) : '';
    const line = this.editor.submit();
    if (!isRead) this.printer.notice([this.mark(promptMark(client.group)) + safeText(line)]);
    const command = this.dialogue.command(line, client.group);
    if (command !== null) client.command(command);
    return output;
  }

  private complete(client: RunningClient): string {
    const { replaced, insert, choices } = complete(this.editor.before, client);
    this.editor.complete(replaced, insert);
    if (choices.length === 0 || !this.printer.isIdle) return '';
    const mark = promptMark(client.group);
    const rows = inColumns(choices, this.size.columns - displayWidth(mark));
    return rows.map((row) => `${this.mark(mark)}${row}\r\n`).join('');
  }

  /** Lines above the prompt. */
  private above(lines: readonly string[]): string {
    const text = lines.map((line) => `${line}\r\n`).join('');
    return this.promptLine.erase(this.size) + text + this.draw();
  }

  /** The prompt and the half-typed line; nothing while no client runs. */
  private draw(): string {
    if (this.session === null) return '';
    this.drawnGroup = this.session.client.group;
    const { before, after, searched } = this.editor;
    const mark =
      promptMark(this.drawnGroup) + (searched === null ? '' : safe`[search: ${searched}] `);
    return this.promptLine.draw(mark, this.mark(mark), before, after, this.size);
  }

  private takeTerminal(): void {
    const { stdin, stdout } = this.surroundings;
    stdin.setRawMode?.(true);
    this.printer.flush();
    stdout.write(this.promptLine.erase(this.size) + PASTE_MARKS_ON + this.draw());
  }

  /** Leaves the cursor at the beginning of an empty row. */
  private giveBackTerminal(): void {
    const { stdin } = this.surroundings;
    this.session = null;
    this.printer.close(PASTE_MARKS_OFF);
    stdin.setRawMode?.(false);
  }

  private suspend(): void {
    const { stdin, stdout, suspend } = this.surroundings;
    stdout.write(`${this.promptLine.erase(this.size)}${PASTE_MARKS_OFF}`);
    stdin.setRawMode?.(false);
    suspend();
    // A process without a shell does not stop, and nothing will tell it to continue.
    this.continue();
  }

  /** After a stop the terminal is as the shell left it. */
  private continue(): void {
    const { stdin, stdout } = this.surroundings;
    stdin.setRawMode?.(true);
    stdout.write(this.promptLine.erase(this.size) + PASTE_MARKS_ON + this.draw());
  }

  private mark(mark: string): string {
    return this.paint('mark', mark);
  }

  /** Some terminals, and most pipes that pose as one, do not say how large they are. */
  private get size(): ScreenSize {
    const { columns, rows } = this.surroundings.stdout;
    return { columns: columns || 80, rows: rows || 24 };
  }
}

/**
 * A client at a terminal. Lines that arrive are written above the prompt, and the half-typed line
 * is drawn again below them. Each key, and each turn of the event loop that brought notices,
 * costs one write.
 */
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import { displayWidth } from '../../chat/display/displayWidth.ts';
import { promptMark } from '../../chat/display/lines.ts';
import { type Paint, paintFor } from '../../chat/display/paint.ts';
import { safe } from '../../chat/display/safeText.ts';
import type { RunningClient } from '../../udp/chat.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import type { Surroundings } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { awaitReader } from '../output/ends.ts';
import { Printer } from '../output/printer.ts';
import { printNotice } from '../output/printNotice.ts';
import { complete, inColumns } from './completion.ts';
import { History } from './history.ts';
import { HistoryFile } from './historyFile.ts';
import { KeyReader } from './keyReader.ts';
import type { Key } from './keys.ts';
import { LineEditor } from './lineEditor.ts';
import { Prompt } from './prompt.ts';
import { entryText, type ScreenSize, type View } from './promptRow.ts';

const PASTE_MARKS_ON = '\x1b[?2004h';
const PASTE_MARKS_OFF = '\x1b[?2004l';

/** A client and what its terminal needs while it runs. */
interface Conversation {
  readonly client: RunningClient;
  readonly interruptions: Interruptions;
}

/** A key of the user's. */
type TypedKey = Exclude<Key, { kind: 'cursorAt' }>;

/** The prompt of one client. */
export class Terminal {
  private readonly surroundings: Surroundings;
  private readonly dialogue: Dialogue;
  private readonly paint: Paint;
  private readonly history: History;
  private readonly historyFile: HistoryFile | null;
  private readonly editor: LineEditor;
  private readonly prompt: Prompt;
  private readonly printer: Printer;
  private conversation: Conversation | 'starting' | null = null;
  /** The group that the prompt on the screen shows. */
  private drawnGroup: string | null = null;

  /** @param historyPath the file that keeps what is typed for the next session, if one does */
  constructor(surroundings: Surroundings, dialogue: Dialogue, historyPath: string | null = null) {
    this.surroundings = surroundings;
    this.dialogue = dialogue;
    this.historyFile = historyPath === null ? null : new HistoryFile(historyPath);
    this.history = new History((entry) => this.historyFile?.add(entry));
    this.history.precede(this.historyFile?.load() ?? []);
    this.editor = new LineEditor(this.history);
    const { stdout: output, variables } = surroundings;
    this.paint = paintFor(output, variables);
    this.printer = new Printer({ output, compose: (lines) => this.compose(lines) });
    this.prompt = new Prompt({
      size: () => this.size,
      onPlaced: () => this.printer.refresh(),
      // GNU screen, which may run inside, goes to the row above whatever that is.
      wrapsBack: Boolean(variables.TMUX) && !variables.STY,
    });
  }

  /** Shows a notice above the prompt. */
  show(notice: ClientNotice, group: string | null): void {
    printNotice(this.printer, notice, this.dialogue.lines(notice, group));
  }

  /** Draws the prompt again if the user has entered or left a group. */
  refresh(): void {
    if (this.group !== this.drawnGroup) this.printer.refresh();
  }

  /**
   * Prompts for commands until the client has ended; resolves with the exit status. The prompt is there
   * before the client is loaded and started; what is typed meanwhile waits in the terminal.
   */
  async run(start: () => Promise<RunningClient>): Promise<number> {
    const { stdout, signals } = this.surroundings;
    let client: RunningClient | null = null;
    const interruptions = new Interruptions(signals, () => client?.leave());
    const onHangUp = () => interruptions.ask();
    const onResize = () => this.printer.refresh();
    const onContinue = () => this.takeTerminal();

    this.conversation = 'starting';
    stdout.on('resize', onResize).on('error', onHangUp);
    signals.on('SIGCONT', onContinue);
    this.takeTerminal();
    try {
      client = await start();
      if (interruptions.asked) client.leave();
      return await this.converse({ client, interruptions });
    } finally {
      this.giveBackTerminal();
      signals.off('SIGCONT', onContinue);
      stdout.off('resize', onResize);
      if (interruptions.isUrgent) await awaitReader(stdout, interruptions.forced);
      await this.historyFile?.close();
      interruptions.close();
    }
  }

  private async converse(conversation: Conversation): Promise<number> {
    const { stdin } = this.surroundings;
    const { client, interruptions } = conversation;
    const keyReader = new KeyReader((keys) => this.onKeys(keys, conversation));
    const onInput = (chunk: Buffer) => keyReader.read(chunk);
    const onHangUp = () => interruptions.ask();

    this.conversation = conversation;
    this.printer.watch((state) => client.readerIs(state));
    stdin.on('data', onInput).on('end', onHangUp).on('error', onHangUp);
    try {
      return await Promise.race([client.ended, interruptions.forced]);
    } finally {
      stdin.off('data', onInput).pause();
      keyReader.close();
    }
  }

  private onKeys(keys: readonly Key[], conversation: Conversation): void {
    keys.forEach((key, i) => {
      // Pasted without marks, a tab is text; typed, it is the last of what has come.
      const isPastedTab = key.kind === 'tab' && i < keys.length - 1;
      this.onKey(isPastedTab ? { kind: 'text', text: '\t' } : key, conversation);
    });
    // What is drawn on a screen that is not read is drawn when it is read again.
    if (this.printer.isIdle) this.printer.write(this.prompt.text(this.view()));
    else this.printer.refresh();
  }

  private onKey(key: Key, { client, interruptions }: Conversation): void {
    if (key.kind === 'cursorAt') this.prompt.cursorIsAt(key.column);
    else if (!interruptions.asked) this.onTyped(key, client, interruptions);
    else if (key.kind === 'interrupt') interruptions.interrupt();
  }

  private onTyped(key: TypedKey, client: RunningClient, interruptions: Interruptions): void {
    switch (key.kind) {
      case 'text':
        this.editor.insert(key.text);
        break;
      case 'edit':
        this.editor.press(key.key);
        break;
      case 'enter':
        this.enter(client);
        break;
      case 'tab':
        this.complete(client);
        break;
      case 'search':
        this.editor.searchBack();
        break;
      case 'cancel':
        this.editor.cancel();
        break;
      case 'clearScreen':
        if (this.printer.isIdle) this.prompt.clearScreen();
        break;
      case 'endOfInput':
        if (this.editor.isEmpty) interruptions.ask();
        else this.editor.press('delete');
        break;
      case 'interrupt':
        if (this.editor.isBlank) interruptions.interrupt();
        else this.editor.clear();
        break;
      case 'suspend':
        // Later: the keys at hand still draw, and nothing may be drawn between stop and go.
        setImmediate(() => this.suspend());
    }
  }

  /** Leaves the entry on the screen and carries it out. */
  private enter(client: RunningClient): void {
    const entry = this.editor.submit();
    const view = this.viewOf(promptMark(client.group), entry, '');
    if (this.printer.isIdle) this.prompt.leave(view);
    else this.printer.notice([entryText(view, this.size)]);
    const command = this.dialogue.command(entry, client.group);
    if (command !== null) client.command(command);
  }

  private complete(client: RunningClient): void {
    const { replaced, insert, choices } = complete(this.editor.before, client);
    this.editor.complete(replaced, insert);
    if (choices.length === 0 || !this.printer.isIdle) return;
    const mark = promptMark(client.group);
    const rows = inColumns(choices, this.size.columns - displayWidth(mark));
    this.prompt.above(rows.map((row) => this.paint('mark', mark) + row));
  }

  /** Lines, and the prompt below them. */
  private compose(lines: readonly string[]): string {
    this.prompt.above(lines);
    return this.prompt.text(this.view());
  }

  private get group(): string | null {
    const { conversation } = this;
    return conversation === null || conversation === 'starting' ? null : conversation.client.group;
  }

  /** The prompt and the half-typed entry; none before and after a client. */
  private view(): View | null {
    if (this.conversation === null) return null;
    this.drawnGroup = this.group;
    const { before, after, searched } = this.editor;
    const search = searched === null ? '' : safe`[search: ${searched}] `;
    return this.viewOf(promptMark(this.drawnGroup) + search, before, after);
  }

  private viewOf(mark: string, before: string, after: string): View {
    return { mark, paintedMark: this.paint('mark', mark), before, after };
  }

  private takeTerminal(): void {
    const { stdin, stdout } = this.surroundings;
    stdin.setRawMode?.(true);
    this.printer.flush();
    stdout.write(PASTE_MARKS_ON + this.prompt.text(this.view()));
  }

  /** Leaves the cursor at the beginning of an empty row. */
  private giveBackTerminal(): void {
    this.conversation = null;
    this.printer.close(PASTE_MARKS_OFF);
    this.prompt.close();
    this.surroundings.stdin.setRawMode?.(false);
  }

  private suspend(): void {
    const { stdin, stdout, suspend } = this.surroundings;
    stdout.write(this.prompt.text(null) + PASTE_MARKS_OFF);
    stdin.setRawMode?.(false);
    suspend();
    // A process without a shell does not stop, and nothing will tell it to continue.
    this.takeTerminal();
  }

  /** Some terminals, and most pipes that pose as one, do not say how large they are. */
  private get size(): ScreenSize {
    const { columns, rows } = this.surroundings.stdout;
    return { columns: columns || 80, rows: rows || 24 };
  }
}

import { type Actor, createActor } from 'xstate';
import { promptPlace } from '../../../machines/promptPlace.ts';
import { textOf, widthOf } from './cells.ts';
import { entryText, type Row, RowLayout, type ScreenSize, type View } from './promptRow.ts';
import { changedRow, wholeRow } from './rowWriter.ts';

const CLEAR_SCREEN = '\x1b[H\x1b[2J';
const ERASE_BELOW = '\x1b[J';
const ERASE_ROW = '\x1b[2K';
const UP = '\x1b[A';
const WHERE_IS_THE_CURSOR = '\x1b[6n';

/** The row on the screen. */
interface DrawnRow extends Row {
  /** How wide the terminal was said to be then. */
  readonly columns: number;
  /** A narrower terminal has wrapped it or cut it off. */
  readonly isBroken?: true;
}

export interface PromptOptions {
  /** How large the terminal is now. */
  size(): ScreenSize;
  /** What could not be drawn can be drawn now. */
  onPlaced(): void;
  /**
   * Whether a backspace in the first column goes to the end of the row above where the terminal has
   * wrapped that one, and nowhere else: tmux does. Then the way back to where the prompt begins is
   * known without asking, even before the new size is.
   */
  readonly wrapsBack?: boolean;
}

/**
 * The prompt and the half-typed entry, in one row at the bottom of a terminal, and the lines that
 * are written above it. One row, as chats in a terminal have it: what it takes is always known. A
 * terminal wraps longer lines anew when its size changes, before the program hears of it, and a
 * program that counts rows then erases what somebody said. Only what a narrower terminal has made of
 * the row may begin further up, and then the terminal is asked.
 */
export class Prompt {
  private readonly size: () => ScreenSize;
  private readonly wrapsBack: boolean;
  private readonly layout = new RowLayout();
  private readonly place: Actor<typeof promptPlace>;
  private drawn: DrawnRow | null = null;
  /** What is to be written before the row is drawn again. */
  private waiting = '';
  private question = '';
  /** Rows between the cursor and the row in which the prompt begins. */
  private rowsAbove = 0;

  constructor({ size, onPlaced, wrapsBack = false }: PromptOptions) {
    this.size = size;
    this.wrapsBack = wrapsBack;
    this.place = createActor(promptPlace);
    this.place.on('ask', () => {
      this.question = WHERE_IS_THE_CURSOR;
    });
    this.place.on('draw', onPlaced);
    this.place.start();
  }

  /** Has lines stand above the prompt when it is drawn next. */
  above(lines: readonly string[]): void {
    for (const line of lines) this.waiting += `${line}\r\n`;
  }

  /** Clears the screen before the prompt is drawn next. */
  clearScreen(): void {
    this.waiting += CLEAR_SCREEN;
  }

  /** Leaves an entry on the screen for good, whole. */
  leave(view: View): void {
    const size = this.size();
    const row = this.layout.layOut(view, size.columns);
    const { drawn } = this;
    const isAtRest = this.waiting === '' && drawn?.columns === size.columns && !drawn.isBroken;
    if (isAtRest && row.isWhole && textOf(drawn.cells) === textOf(row.cells)) {
      this.waiting = '\r\n';
      this.drawn = null;
    } else {
      this.above([entryText(view, size)]);
    }
  }

  /** What to write so that the terminal shows this, or no prompt at all. */
  text(view: View | null): string {
    const { columns } = this.size();
    if (this.drawn !== null && columns < this.drawn.columns) this.narrow(this.drawn, columns);
    const isKnown = this.place.getSnapshot().matches('known');
    const text = isKnown || view === null ? this.draw(view, columns) : this.question;
    this.question = '';
    return text;
  }

  /** The terminal says in which column its cursor is, counted from 1. */
  cursorIsAt(column: number): void {
    if (this.drawn === null || !this.place.getSnapshot().matches('asking')) return;
    const before = cursorColumn(this.drawn);
    const { columns } = this.size();
    // A row that was cut off leaves the cursor in the last column, one that was wrapped here.
    const wrapped = before % columns;
    const isWrapped = column - 1 === wrapped && wrapped !== columns - 1;
    this.rowsAbove = isWrapped ? Math.floor(before / columns) : 0;
    this.place.send({ type: 'answered' });
  }

  /** No timer is left. */
  close(): void {
    this.place.stop();
  }

  private narrow(drawn: Row, columns: number): void {
    if (this.wrapsBack || cursorColumn(drawn) < columns) return;
    this.drawn = { ...drawn, columns, isBroken: true };
    this.place.send({ type: 'narrowed' });
  }

  private draw(view: View | null, columns: number): string {
    const row = view === null ? null : this.layout.layOut(view, columns);
    const { drawn, waiting } = this;
    const stands = waiting === '' && drawn?.columns === columns && !drawn.isBroken;
    const text =
      stands && row !== null
        ? changedRow(drawn, row)
        : this.erased() + waiting + (row === null ? '' : wholeRow(row));
    this.waiting = '';
    this.rowsAbove = 0;
    this.drawn = row === null ? null : { ...row, columns };
    return text;
  }

  private erased(): string {
    if (this.drawn === null) return '';
    if (this.wrapsBack) {
      // A wide character that does not fit into a row leaves a column of it free.
      const back = '\b'.repeat(2 * cursorColumn(this.drawn));
      return `${ERASE_BELOW}${back}${ERASE_ROW}${ERASE_BELOW}`;
    }
    // Below first, while the cursor is behind the mark: from the very first column of the screen
    // tmux does not erase but moves what is there into the scrollback.
    return `${ERASE_BELOW}${`${ERASE_ROW}${UP}`.repeat(this.rowsAbove)}\r${ERASE_ROW}`;
  }
}

/** The column in which the cursor stands, from 0. */
function cursorColumn({ cells, cursor }: Row): number {
  return widthOf(cells.slice(0, cursor));
}

import { displayWidth } from '../../chat/words/displayWidth.ts';
import { safeText } from '../../chat/words/safeText.ts';
import { graphemes } from './graphemes.ts';

/** The size of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** One character of the line as it is drawn, and the columns that it takes. */
interface Cell {
  readonly drawn: string;
  readonly width: number;
}

/** What is on the screen: the cells on either side of the cursor, drawn when it was this wide. */
interface Drawn {
  readonly head: readonly Cell[];
  readonly tail: readonly Cell[];
  readonly columns: number;
}

/** A line end in an entry of several lines, which is drawn in one. */
const LINE_END = '⏎';

const ELLIPSIS: Cell = { drawn: '…', width: 1 };

/**
 * The prompt and the half-typed line at the bottom of a terminal. It returns what to write to draw
 * or erase them, and remembers what is drawn so that it can be erased. The terminal wraps the line
 * itself: a line that is copied from it is one line.
 */
export class PromptLine {
  #drawn: Drawn | null = null;

  /** Removes the drawn line; the cursor is where it began. */
  erase(size: ScreenSize): string {
    if (this.#drawn === null) return '';
    const { head, columns } = this.#drawn;
    this.#drawn = null;
    // When the size has changed some terminals have wrapped the line anew and some have not. The
    // lower count may leave a row of the old line; the higher may erase what somebody said.
    const rows = [columns, size.columns].map((width) => cursorAfter(head, width).row);
    return `${up(Math.min(...rows))}\r\x1b[J`;
  }

  /**
   * Draws the line at the beginning of an empty row. Of a line that is longer than the screen
   * only what is around the cursor is drawn, so that the cost does not grow with its length.
   */
  draw(mark: string, paintedMark: string, before: string, after: string, size: ScreenSize): string {
    // A wide character that does not fit leaves a column blank: one for each row, to be sure.
    const room = (size.columns - 1) * (size.rows - 1) - displayWidth(mark) - 2;
    const tail = firstCells(after, Math.max(1, Math.floor(room / 2)));
    const head = lastCells(before, Math.max(1, room - widthOf(tail)));
    this.#drawn = { head: [...cells(mark), ...head], tail, columns: size.columns };

    const end = cursorAfter([...this.#drawn.head, ...tail], size.columns);
    const cursor = cursorAfter(this.#drawn.head, size.columns);
    const text = paintedMark + drawn(head) + drawn(tail);
    // A full row leaves the cursor beyond its last column; a blank takes it to the next row.
    const settled = end.column === 0 ? `${text} \r` : text;
    return tail.length === 0
      ? settled
      : `${settled}${up(end.row - cursor.row)}\r${right(cursor.column)}`;
  }

  /** Leaves the drawn line on the screen for good; the cursor is at the beginning of a new row. */
  finish(size: ScreenSize): string {
    if (this.#drawn === null) return '';
    const { head, tail } = this.#drawn;
    const end = cursorAfter([...head, ...tail], size.columns);
    const down = end.row - cursorAfter(head, size.columns).row;
    this.#drawn = null;
    return `${down > 0 ? `\x1b[${down}B` : ''}\r${end.column === 0 ? '' : '\n'}`;
  }
}

/** Where the cursor is after `cells`, when the terminal wraps them. Column 0 is a fresh row. */
function cursorAfter(cells: readonly Cell[], columns: number): { row: number; column: number } {
  let row = 0;
  let column = 0;
  for (const { width } of cells) {
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
  }
  return column === columns ? { row: row + 1, column: 0 } : { row, column };
}

function cells(text: string): Cell[] {
  return graphemes(text).map((character) => {
    const drawn = character === '\n' ? LINE_END : safeText(character);
    return { drawn, width: displayWidth(drawn) };
  });
}

/** As many cells from the end of `text` as fit into `room` columns. */
function lastCells(text: string, room: number): Cell[] {
  const candidates = cells(text.slice(-room));
  let start = candidates.length;
  let width = 0;
  while (start > 0) {
    width += candidates[start - 1]?.width ?? 0;
    if (width > room) break;
    start--;
  }
  if (start === 0 && text.length <= room) return candidates;
  // The first candidate may be half a character.
  return [ELLIPSIS, ...candidates.slice(Math.max(1, start))];
}

/** As many cells from the beginning of `text` as fit into `room` columns. */
function firstCells(text: string, room: number): Cell[] {
  const candidates = cells(text.slice(0, room));
  let end = 0;
  let width = 0;
  while (end < candidates.length) {
    width += candidates[end]?.width ?? 0;
    if (width > room) break;
    end++;
  }
  if (end === candidates.length && text.length <= room) return candidates;
  return [...candidates.slice(0, Math.min(end, candidates.length - 1)), ELLIPSIS];
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

function drawn(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.drawn).join('');
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}

function right(columns: number): string {
  return columns > 0 ? `\x1b[${columns}C` : '';
}

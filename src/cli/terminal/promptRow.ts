import {
  type Cell,
  cellsOf,
  ELLIPSIS,
  firstCells,
  lastCells,
  lengthOf,
  textOf,
  widthOf,
} from './cells.ts';

/** The size of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the prompt shows. */
export interface View {
  readonly mark: string;
  /** The mark with its colours. */
  readonly paintedMark: string;
  readonly before: string;
  readonly after: string;
}

/** One row of a terminal: what is drawn in it, and before which cell the cursor stands. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly cursor: number;
  /** Whether the whole entry is in it. */
  readonly isWhole: boolean;
}

/** Of a long entry as much as this of its beginning stays in view: what it is, and to whom. */
const BEGINNING = /^ *\S+ +\S+(?= )|^ *\S+(?= )/;

/**
 * Fits an entry into one row. Of one that is longer the row shows its beginning and what is around
 * the cursor. What is shown moves only when the cursor would leave it, and then by much, so that
 * most characters change nothing but themselves.
 */
export class RowLayout {
  /** Where in the entry the part around the cursor begins; 0 while all before it is shown. */
  private from = 0;

  /** @param columns of the terminal; the last one is for the cursor alone */
  layOut({ mark, paintedMark, before, after }: View, columns: number): Row {
    const room = Math.max(1, columns - 1);
    const markCell = markIn(mark, paintedMark, Math.floor(room / 2));
    const area = room - markCell.width;
    const whole = this.whole(before, after, area);
    if (whole !== null) {
      this.from = 0;
      return { cells: [markCell, ...whole.cells], cursor: 1 + whole.cursor, isWhole: true };
    }
    const beginning = beginningOf(before, Math.floor(area / 3));
    const space = area - widthOf(beginning);
    const left = this.left(before, after, space, area, beginning);
    const start = this.from > 0 ? [markCell, ...beginning, ...left] : [markCell, ...left];
    const tail = cutAtEnd(after, room - widthOf(start));
    return { cells: [...start, ...tail], cursor: start.length, isWhole: false };
  }

  private whole(
    before: string,
    after: string,
    area: number,
  ): { cells: Cell[]; cursor: number } | null {
    const head = firstCells(before, area);
    if (lengthOf(head) < before.length) return null;
    const tail = firstCells(after, area - widthOf(head));
    if (lengthOf(tail) < after.length) return null;
    return { cells: [...head, ...tail], cursor: head.length };
  }

  /** What is shown left of the cursor. `space` is what the beginning leaves of `area`. */
  private left(
    before: string,
    after: string,
    space: number,
    area: number,
    beginning: readonly Cell[],
  ): readonly Cell[] {
    // The character at the cursor, and a sign that more follows.
    const reserved = after === '' ? 0 : 3;
    if (this.from === 0) {
      const head = firstCells(before, area - reserved);
      if (lengthOf(head) === before.length) return head;
    } else if (this.from > lengthOf(beginning) && this.from < before.length) {
      const text = before.slice(this.from);
      const head = firstCells(text, space - 1 - reserved);
      if (lengthOf(head) === text.length) return [ELLIPSIS, ...head];
    }
    const share = after === '' ? 3 / 4 : 1 / 2;
    const head = lastCells(before, Math.max(1, Math.floor((space - 1) * share)));
    this.from = before.length - lengthOf(head);
    if (this.from > lengthOf(beginning)) return [ELLIPSIS, ...head];
    this.from = 0;
    return lastCells(before, area - reserved);
  }
}

/** The whole entry, as far as the screen holds it: what stays when it was sent. */
export function entryText({ mark, paintedMark, before, after }: View, size: ScreenSize): string {
  const entry = before + after;
  const cells = cellsOf(entry.slice(0, Math.max(1, size.columns * (size.rows - 1) - mark.length)));
  const isCut = entry.length > lengthOf(cells);
  return paintedMark + textOf(isCut ? [...cells.slice(0, -1), ELLIPSIS] : cells);
}

/** A mark is drawn at once; one that leaves no room is cut. */
function markIn(mark: string, paintedMark: string, room: number): Cell {
  const cells = cellsOf(mark);
  const isSure = cells.every((cell) => cell.isSure);
  const width = widthOf(cells);
  if (width <= Math.max(room, 4)) return { drawn: paintedMark, width, isSure, length: 0 };
  const short = [...firstCells(mark, Math.max(1, room - 1)), ELLIPSIS];
  return { drawn: textOf(short), width: widthOf(short), isSure, length: 0 };
}

function beginningOf(before: string, room: number): readonly Cell[] {
  return cellsOf(BEGINNING.exec(before.slice(0, room + 1))?.[0] ?? '');
}

function cutAtEnd(text: string, room: number): readonly Cell[] {
  if (text === '') return [];
  const cells = firstCells(text, room);
  if (lengthOf(cells) === text.length) return cells;
  return [...firstCells(text, Math.max(0, room - 1)), ELLIPSIS];
}

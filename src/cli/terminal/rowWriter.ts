/** What to write to turn one row of a terminal into another. It knows no rows above or below. */
import { type Cell, textOf, widthOf } from './cells.ts';
import type { Row } from './promptRow.ts';

/** Without wrapping: a row stays one row even where the terminal is narrower than it said. */
const WRAP_OFF = '\x1b[?7l';
const WRAP_ON = '\x1b[?7h';
const SAVE_CURSOR = '\x1b7';
const RESTORE_CURSOR = '\x1b8';
const ERASE_TO_END = '\x1b[K';

/** Writes a row where there is none; the cursor stands in the first column. */
export function wholeRow(row: Row): string {
  return inOneRow(fromCell(row, 0, ''));
}

/**
 * Writes what is different, and nothing that is the same: a screen reader says again what is
 * written again. Columns are counted only over characters that every terminal draws as wide; where
 * others stand in between, the row is written anew and the terminal itself puts the cursor behind
 * the character that it belongs to.
 */
export function changedRow(from: Row, to: Row): string {
  const same = commonLength(from.cells, to.cells);
  const isSame = same === from.cells.length && same === to.cells.length;
  if (isSame && from.cursor === to.cursor) return '';
  const start = isSame ? to.cursor : same;
  const canReach = isCounted(from.cells, from.cursor, start);
  const canReturn = to.cursor >= start || isCounted(to.cells, start, to.cursor);
  if (!canReach || !canReturn) return inOneRow(`\r${fromCell(to, 0, ERASE_TO_END)}`);
  const move = moveOver(from.cells, from.cursor, start);
  if (isSame) return move;
  const rest = from.cells.length > same ? ERASE_TO_END : '';
  return inOneRow(move + fromCell(to, start, rest));
}

/** The cells from `start` on, and then the cursor where it belongs. */
function fromCell({ cells, cursor }: Row, start: number, afterwards: string): string {
  if (cursor === cells.length) return textOf(cells.slice(start)) + afterwards;
  if (cursor >= start) {
    const [head, tail] = [cells.slice(start, cursor), cells.slice(cursor)];
    return textOf(head) + SAVE_CURSOR + textOf(tail) + afterwards + RESTORE_CURSOR;
  }
  const written = textOf(cells.slice(start)) + afterwards;
  return `${SAVE_CURSOR}${written}${RESTORE_CURSOR}${moveOver(cells, start, cursor)}`;
}

function inOneRow(text: string): string {
  return `${WRAP_OFF}${text}${WRAP_ON}`;
}

function isCounted(cells: readonly Cell[], one: number, other: number): boolean {
  return cells.slice(Math.min(one, other), Math.max(one, other)).every(({ isSure }) => isSure);
}

function moveOver(cells: readonly Cell[], from: number, to: number): string {
  const columns = widthOf(cells.slice(Math.min(from, to), Math.max(from, to)));
  if (columns === 0) return '';
  if (columns === 1 && to < from) return '\b';
  return `\x1b[${columns}${to < from ? 'D' : 'C'}`;
}

function commonLength(one: readonly Cell[], other: readonly Cell[]): number {
  let length = 0;
  while (length < one.length && one[length]?.drawn === other[length]?.drawn) length++;
  return length;
}

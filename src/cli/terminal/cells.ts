import { displayWidth } from '../../chat/display/displayWidth.ts';
import { safeText } from '../../chat/display/safeText.ts';
import { graphemes } from './graphemes.ts';

/** One character of an entry as it is drawn. */
export interface Cell {
  readonly drawn: string;
  /** Columns that it takes. */
  readonly width: number;
  /** Whether every terminal draws it that wide: they disagree about what is joined to one picture. */
  readonly isSure: boolean;
  /** Code units of the entry that it stands for. */
  readonly length: number;
}

/** A line end in an entry of several lines, which is drawn in one row. */
const LINE_END = '⏎';

/** Single code points, and what is escaped. */
const SURE = /^(?:[\x20-\x7e]*|.)$/u;

/** Where something is left out. */
export const ELLIPSIS: Cell = { drawn: '…', width: 1, isSure: true, length: 0 };

/** Marks that are drawn of a pile on one letter: no script has so many. */
const MAX_MARKS = 16;
const PILE = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');

/** Most characters take at most as many code units; a hostile pile of accents takes thousands. */
const USUAL_LENGTH = 4;
const GREATEST_LENGTH = 64 * 1024;

/** The characters of `text` as they are drawn. */
export function cellsOf(text: string): Cell[] {
  return graphemes(text).map((character) => {
    const drawn = character === '\n' ? LINE_END : safeText(character).replace(PILE, '$1');
    const isSure = SURE.test(drawn);
    return { drawn, width: displayWidth(drawn), isSure, length: character.length };
  });
}

/** As many cells from the end of `text` as fit into `room` columns. */
export function lastCells(text: string, room: number): readonly Cell[] {
  return fitting(room, text.length, (length) => cellsOf(text.slice(-length)).reverse()).reverse();
}

/** As many cells from the beginning of `text` as fit into `room` columns. */
export function firstCells(text: string, room: number): readonly Cell[] {
  return fitting(room, text.length, (length) => cellsOf(text.slice(0, length)));
}

export function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

export function lengthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { length }) => sum + length, 0);
}

export function textOf(cells: readonly Cell[]): string {
  return cells.map(({ drawn }) => drawn).join('');
}

/**
 * The cells that fit. Only as much of the text is looked at as fills the room, lest a character
 * typed into a long entry cost more than one typed into a short one.
 */
function fitting(room: number, textLength: number, look: (length: number) => Cell[]): Cell[] {
  for (let length = USUAL_LENGTH * (room + 8); ; length *= 8) {
    const candidates = look(Math.max(1, length));
    const isAll = length >= textLength || length > GREATEST_LENGTH;
    let count = 0;
    let width = 0;
    for (const cell of candidates) {
      if (width + cell.width > room) return candidates.slice(0, count);
      width += cell.width;
      count++;
    }
    // The last candidate may be half a character.
    if (isAll) return length >= textLength ? candidates : candidates.slice(0, -1);
  }
}

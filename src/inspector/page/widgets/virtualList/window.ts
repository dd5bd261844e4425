/**
 * The arithmetic of a list of which only the visible rows are in the document. All rows are equally
 * high. A list of 700,000 rows of 24 px is as high as browsers can lay out; a timeline keeps less.
 */

/** What the user sees of the rows, without what lies fixed above them. */
export interface Scroll {
  readonly scrollTopPx: number;
  readonly heightPx: number;
}

/** Rows from `start` to before `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The rows to draw.
 *
 * @param overscan rows above and below the visible ones, so that scrolling shows no gap
 */
export function visibleRows(
  { scrollTopPx, heightPx }: Scroll,
  rowHeightPx: number,
  count: number,
  overscan: number,
): RowRange {
  const top = Math.floor(Math.max(0, scrollTopPx) / rowHeightPx);
  const bottom = Math.ceil((Math.max(0, scrollTopPx) + heightPx) / rowHeightPx);
  const end = Math.min(count, bottom + overscan);
  return { start: Math.max(0, Math.min(top - overscan, end)), end };
}

/** Rows that are seen before and after the one that matters, where there is room. */
const CONTEXT_ROWS = 2;

/**
 * Where to scroll so that a row is seen with its neighbours: not at all if it is, as little as
 * possible if it is near, and else so that it stands in the middle.
 */
export function scrollTopShowing(
  row: number,
  { scrollTopPx, heightPx }: Scroll,
  rowHeightPx: number,
  count: number,
): number {
  const room = Math.max(0, (heightPx - rowHeightPx) / 2);
  const around = Math.min(CONTEXT_ROWS * rowHeightPx, room);
  const highest = row * rowHeightPx - around;
  const lowest = (row + 1) * rowHeightPx + around - heightPx;
  // In a list that is lower than a row, the beginning of the row counts.
  const nearest = Math.min(highest, Math.max(lowest, scrollTopPx));
  const isFar = Math.abs(nearest - scrollTopPx) > heightPx;
  const wanted = isFar ? row * rowHeightPx - room : nearest;
  return Math.max(0, Math.min(wanted, count * rowHeightPx - heightPx));
}

/** The row to which a key leads; null if the key is not one that moves, or there are no rows. */
export function rowAfterKey(
  key: string,
  row: number,
  count: number,
  rowsPerPage: number,
): number | null {
  const page = Math.max(1, rowsPerPage);
  const targets = new Map([
    ['ArrowDown', row + 1],
    ['ArrowUp', row - 1],
    ['PageDown', row + page],
    ['PageUp', row - page],
    ['Home', 0],
    ['End', count - 1],
  ]);
  const wanted = targets.get(key);
  if (wanted === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, wanted));
}

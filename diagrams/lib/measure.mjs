/** How large the texts of states and arrows are. All lengths are pixels. */
import { widthOf, wrap } from './text.mjs';

export const FONT = 12;
export const NAME_FONT = 13;
export const TAG_FONT = 10;
export const TAG_GAP = 6;
export const LINE = 16;
export const PAD = 10;
/** Room before a listed transition for the mark of one that leaves and enters its state again. */
export const MARK = 14;
const CONTINUED = 12;
const MAX_ROW = 300;
const NAME_LINE = 26;
/** A state that has others inside and more to list than this lists it in two columns. */
const MAX_LISTED = 6;
const COLUMN_GAP = 28;
/** A final state has a second border inside the first. */
const BORDER = 3;

/** The upper part of a state: its name, its tags, and what is listed in it. */
export function measureState(state) {
  const tags = state.tags.map((text) => ({ text, width: widthOf(text, TAG_FONT, true) + 12 }));
  const tagsWidth = tags.reduce((sum, tag) => sum + tag.width + TAG_GAP, 0);
  const nameWidth = widthOf(state.name, NAME_FONT, true);
  const rows = columnsOf(rowsOf(state.rows), state.children.length > 0);
  const widest = Math.max(nameWidth + tagsWidth, ...rows.map((row) => row.left + row.width));
  const inset = state.type === 'final' ? BORDER : 0;
  const lines = Math.max(0, ...rows.map((row) => row.line + 1));
  const body = lines > 0 ? lines * LINE + PAD : 0;
  return {
    tags,
    rows,
    inset,
    ruleAt: NAME_LINE + inset,
    width: Math.ceil(widest) + 2 * (PAD + inset),
    height: NAME_LINE + body + 2 * inset,
  };
}

/** Gives every row its place. What begins in one column ends there. */
function columnsOf(rows, isNest) {
  const starts = rows.flatMap((row, i) => (row.isStart ? [i] : []));
  const half = starts.find((i) => i >= rows.length / 2);
  const split = isNest && rows.length > MAX_LISTED && half !== undefined ? half : rows.length;
  const second = Math.max(0, ...rows.slice(0, split).map((row) => row.width)) + COLUMN_GAP;
  return rows.map((row, i) =>
    i < split ? { ...row, left: 0, line: i } : { ...row, left: second, line: i - split },
  );
}

function rowsOf(listed) {
  const hasMarks = listed.some((row) => row.isSelf);
  const rows = [];
  let previous = null;
  for (const entry of listed) {
    const isNextCandidate = previous !== null && previous === (entry.eventType ?? null);
    previous = entry.eventType ?? null;
    const words = entry.words ?? [
      ...(isNextCandidate ? [] : entry.trigger),
      ...entry.condition,
      ...entry.effects,
    ];
    const start = (hasMarks ? MARK : 0) + (isNextCandidate ? CONTINUED : 0);
    for (const [i, line] of wrap(words, FONT, MAX_ROW, CONTINUED).entries()) {
      rows.push({
        id: entry.id ?? null,
        isStart: i === 0 && !isNextCandidate,
        hasMark: i === 0 && entry.isSelf === true,
        indent: start + line.indent,
        words: line.words,
        width: start + line.width,
      });
    }
  }
  return rows;
}

/**
 * The text on an arrow, a group of lines for each transition that shares it.
 *
 * @param maxLabel how wide a line may be
 */
export function measureLabel(transitions, maxLabel) {
  const rows = transitions.flatMap(({ id, trigger, condition, effects }) =>
    wrap([...trigger, ...condition, ...effects], FONT, maxLabel, CONTINUED).map((line) => ({
      id,
      ...line,
    })),
  );
  return {
    rows,
    width: Math.ceil(Math.max(...rows.map((row) => row.width))) + 12,
    height: rows.length * LINE + 6,
  };
}

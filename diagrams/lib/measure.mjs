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
const MAX_LABEL = 190;
const NAME_LINE = 26;
/** A final state has a second border inside the first. */
const BORDER = 3;

/** The upper part of a state: its name, its tags, and what is listed in it. */
export function measureState(state) {
  const tags = state.tags.map((text) => ({ text, width: widthOf(text, TAG_FONT, true) + 12 }));
  const tagsWidth = tags.reduce((sum, tag) => sum + tag.width + TAG_GAP, 0);
  const nameWidth = widthOf(state.name, NAME_FONT, true);
  const rows = rowsOf(state.rows);
  const widest = Math.max(nameWidth + tagsWidth, ...rows.map((row) => row.width));
  const inset = state.type === 'final' ? BORDER : 0;
  const body = rows.length > 0 ? rows.length * LINE + PAD : 0;
  return {
    tags,
    rows,
    inset,
    ruleAt: NAME_LINE + inset,
    width: Math.ceil(widest) + 2 * (PAD + inset),
    height: NAME_LINE + body + 2 * inset,
  };
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
        hasMark: i === 0 && entry.isSelf === true,
        indent: start + line.indent,
        words: line.words,
        width: start + line.width,
      });
    }
  }
  return rows;
}

/** The text on an arrow, a group of lines for each transition that shares it. */
export function measureLabel(transitions) {
  const rows = transitions.flatMap(({ id, trigger, condition, effects }) =>
    wrap([...trigger, ...condition, ...effects], FONT, MAX_LABEL, CONTINUED).map((line) => ({
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

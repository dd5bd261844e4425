/**
 * How many columns text takes on a terminal. Counted per code point, as most terminals do: one that
 * joins emoji into a single picture leaves blank columns at worst.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Drawn on top of the character before. */
const ZERO = /[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u1160-\u11ff]/u;

/** East Asian Wide and Fullwidth (UAX #11); a flag is two regional indicators of one column. */
const WIDE = new RegExp(
  '(?![\\u{1f1e6}-\\u{1f1ff}])[\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\u4dbf' +
    '\\u4e00-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f' +
    '\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18cff}\\u{1aff0}-\\u{1b2ff}' +
    '\\u{1f200}-\\u{1f265}\\u{20000}-\\u{3fffd}\\p{Emoji_Presentation}]',
  'u',
);

/** Columns that `text` takes; it holds no control characters (see safeText.ts). */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** `text` followed by blanks up to `width` columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

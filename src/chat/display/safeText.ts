/**
 * Text from the network or the user, made harmless where it is drawn on a terminal. What could
 * move the cursor, start an escape sequence, reorder or hide what stands beside it is drawn as
 * `\u{…}`; everything else, of any script, is left as it is. The text itself is never altered.
 */

/** Most text: nothing to look at more closely. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Invisible or controlling, with the exceptions that real writing needs: joiners and variation
 * selectors (emoji, Persian, Indic, Mongolian), the combining grapheme joiner, inherent Khmer
 * vowels, Hangul fillers inside a syllable, and the Arabic, Syriac and Kaithi number signs, which
 * are `Cf` but visible.
 */
const DECEPTIVE = new RegExp(
  '(?![\\u200c\\u200d\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}\\u180b-\\u180d\\u180f' +
    '\\u034f\\u17b4\\u17b5\\u115f\\u1160' +
    '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}])' +
    '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}' +
    '\\p{Noncharacter_Code_Point}\\p{Default_Ignorable_Code_Point}]',
  'gu',
);

/** `text` as it may be drawn on a terminal, on one line. */
export function safeText(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(DECEPTIVE, escaped);
}

/** What stands before each further line of a message, so that it cannot pass for the program's. */
const FURTHER_LINE = '\n    │ ';

/**
 * `text` as it may be drawn on several lines: its line ends stay line ends, and what follows them
 * is marked. A line end at its very end begins no line.
 */
export function safeLines(text: string): string {
  return text.includes('\n')
    ? text
        .replace(/\r?\n$/, '')
        .split(/\r?\n/)
        .map(safeText)
        .join(FURTHER_LINE)
    : safeText(text);
}

/** JSON that says the same, and may be drawn on a terminal: what deceives is escaped as JSON does. */
export function escapeInJson(json: string): string {
  return PRINTABLE_ASCII.test(json) ? json : json.replace(DECEPTIVE, escapedInJson);
}

/** A template whose values, but not its own words, go through {@link safeText}. */
export function safe(words: TemplateStringsArray, ...values: (string | number)[]): string {
  return words.reduce((line, word, i) => line + safeText(String(values[i - 1])) + word);
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

function escapedInJson(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

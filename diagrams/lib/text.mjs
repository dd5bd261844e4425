/** Text with known widths: a diagram must come out the same on every machine, whatever its fonts. */

// Advance widths of Helvetica, in thousandths of the font size, from U+0020 to U+007E. Arial and
// Liberation Sans share them.
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
  611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
  222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
  611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
  278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
/** Whatever the tables do not know is given a wide place. */
const UNKNOWN = 1000;

export function widthOf(text, size, isBold = false) {
  const widths = isBold ? BOLD : REGULAR;
  let thousandths = 0;
  for (const character of text) {
    thousandths += widths[character.charCodeAt(0) - 0x20] ?? UNKNOWN;
  }
  return (thousandths * size) / 1000;
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Fit for an XML text or attribute; what XML 1.0 cannot hold becomes U+FFFD. */
export function escapeXml(text) {
  return String(text)
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

/** Two decimals are finer than a pixel of any screen and hide what floating point adds. */
export function round(value) {
  const rounded = Math.round(value * 100) / 100;
  return Object.is(rounded, -0) ? 0 : rounded;
}

/**
 * Breaks words into lines. A word is `{ text, kind }`; its kind is for the style sheet.
 *
 * @param indent how far the lines after the first are set in
 */
export function wrap(words, size, maxWidth, indent) {
  const space = widthOf(' ', size);
  const lines = [];
  let line = null;
  for (const word of words) {
    const width = widthOf(word.text, size);
    if (line === null || line.width + space + width > maxWidth) {
      const start = line === null ? 0 : indent;
      line = { indent: start, words: [word], width: start + width };
      lines.push(line);
    } else {
      line.words.push(word);
      line.width += space + width;
    }
  }
  return lines;
}

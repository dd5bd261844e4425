/** What a person calls one character: an emoji family, a letter with its accents. */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** No real character is longer; a hostile pile of accents is taken in pieces. */
const LONGEST = 64;

/** Made when it is first needed: it costs more than the rest of the start. */
let segmenter: Intl.Segmenter | null = null;

/** `text` as a list of the characters that a person sees. */
export function graphemes(text: string): string[] {
  if (PRINTABLE_ASCII.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The first of them, or '' of an empty text. Costs the same however long the text is. */
export function firstGrapheme(text: string): string {
  return graphemes(text.slice(0, LONGEST))[0] ?? '';
}

/** The last of them, or '' of an empty text. Costs the same however long the text is. */
export function lastGrapheme(text: string): string {
  return graphemes(text.slice(-LONGEST)).at(-1) ?? '';
}

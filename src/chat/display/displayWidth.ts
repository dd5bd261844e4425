/** How many columns text takes on a terminal. */
import fastStringWidth from 'fast-string-width';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Columns that `text` takes; it holds no control characters (see safeText.ts). */
export function displayWidth(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : fastStringWidth(text);
}

/** `text` followed by blanks up to `width` columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Texts cut short: `…` stands for the rest, and no character is cut in two. */
import { displayWidth } from './displayWidth.ts';
import { safeText } from './safeText.ts';

/** The beginning of a text, of at most so many UTF-16 code units. */
export function clip(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, cutOf(text, characters))}…`;
}

/** Where a text of at most so many code units ends. */
export function cutOf(text: string, characters: number): number {
  const last = text.charCodeAt(characters - 1);
  const isSplit = text.length > characters && last >= 0xd800 && last <= 0xdbff;
  return Math.min(text.length, isSplit ? characters - 1 : characters);
}

/** As much of a text as fits into so many columns; it holds no control characters. */
export function clipToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let rest = '';
  let used = 1;
  for (const character of text) {
    used += displayWidth(character);
    if (used > columns) break;
    rest += character;
  }
  return `${rest}…`;
}

/** Text from anywhere, on one line, harmless where it is drawn, and no wider than that. */
export function clipSafe(text: string, columns: number): string {
  // What is much longer has more than what stands on top of the character before.
  return clipToWidth(safeText(clip(text, 2 * columns)), columns);
}

/** What a part of a line is, for its colour. */
type Style = 'mark' | 'sender' | 'good' | 'bad' | 'call';

/** Draws `text` in a style. It never alters the words. */
export type Paint = (style: Style, text: string) => string;

const DIM: readonly [string, string] = ['\x1b[2m', '\x1b[22m'];
const BOLD: readonly [string, string] = ['\x1b[1m', '\x1b[22m'];
const GREEN: readonly [string, string] = ['\x1b[32m', '\x1b[39m'];
const RED: readonly [string, string] = ['\x1b[31m', '\x1b[39m'];
const YELLOW: readonly [string, string] = ['\x1b[33m', '\x1b[39m'];
const CODES: Readonly<Record<Style, readonly [string, string]>> = {
  mark: DIM,
  sender: BOLD,
  good: GREEN,
  bad: RED,
  call: YELLOW,
};

/** No colours. */
export const plain: Paint = (_style, text) => text;

/** A few colours, for a terminal. */
export const coloured: Paint = (style, text) => {
  const [on, off] = CODES[style];
  return `${on}${text}${off}`;
};

/** Environment variables that say whether colours are wanted. */
export interface ColorVariables {
  /** Anything but an empty text: no colours (no-color.org). */
  readonly NO_COLOR?: string | undefined;
  /** `0` or `false`: no colours. Anything else: colours, wherever it goes (force-color.org). */
  readonly FORCE_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
}

/** Colours on a terminal that can show them, for a user who has not asked for something else. */
export function paintFor(stream: { isTTY?: boolean }, variables: ColorVariables): Paint {
  return isColoured(stream, variables) ? coloured : plain;
}

function isColoured(
  { isTTY }: { isTTY?: boolean },
  { NO_COLOR, FORCE_COLOR, TERM }: ColorVariables,
): boolean {
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

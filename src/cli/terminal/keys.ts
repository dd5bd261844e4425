/** What the sequences of a terminal mean as keys, in the old encoding and in the newer ones. */

/** A key that edits the line or moves in it. */
export type EditKey =
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  | 'home'
  | 'end'
  | 'up'
  | 'down'
  | 'backspace'
  | 'delete'
  | 'deleteWordLeft'
  | 'deleteWordRight'
  | 'deleteToStart'
  | 'deleteToEnd'
  | 'transpose'
  | 'yank'
  | 'undo';

/** What was typed or pasted. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'edit'; readonly key: EditKey }
  | { readonly kind: 'enter' | 'tab' | 'interrupt' | 'endOfInput' | 'suspend' | 'clearScreen' }
  /** Search the history, or an older line in it; leave the search. */
  | { readonly kind: 'search' | 'cancel' }
  /** Where the terminal says that its cursor stands, from 1: the answer to a question. */
  | { readonly kind: 'cursorAt'; readonly row: number; readonly column: number };

/** Keys that are one control character, or escape (alt) and a character. */
const CHARACTERS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['\r', { kind: 'enter' }],
  ['\n', { kind: 'enter' }],
  ['\t', { kind: 'tab' }],
  ['\x03', { kind: 'interrupt' }],
  ['\x04', { kind: 'endOfInput' }],
  ['\x07', { kind: 'cancel' }],
  ['\x0c', { kind: 'clearScreen' }],
  ['\x12', { kind: 'search' }],
  ['\x1a', { kind: 'suspend' }],
  ...edits('left', '\x02'),
  ...edits('right', '\x06'),
  ...edits('wordLeft', '\x1bb'),
  ...edits('wordRight', '\x1bf'),
  ...edits('home', '\x01'),
  ...edits('end', '\x05'),
  ...edits('up', '\x10'),
  ...edits('down', '\x0e'),
  ...edits('backspace', '\x7f', '\x08'),
  ...edits('deleteWordLeft', '\x17', '\x1b\x7f', '\x1b\x08'),
  ...edits('deleteWordRight', '\x1bd'),
  ...edits('deleteToStart', '\x15'),
  ...edits('deleteToEnd', '\x0b'),
  ...edits('transpose', '\x14'),
  ...edits('yank', '\x19'),
  ...edits('undo', '\x1f'),
]);

/** Keys by the last letter of their sequence, or by its number before `~` or `u`. */
const NAMED: ReadonlyMap<string, EditKey> = new Map<string, EditKey>([
  ...named('up', 'A', '57419'),
  ...named('down', 'B', '57420'),
  ...named('right', 'C', '57418'),
  ...named('left', 'D', '57417'),
  ...named('home', 'H', '1', '7', '57423'),
  ...named('end', 'F', '4', '8', '57424'),
  ...named('delete', '3', '57426'),
]);

/** What ctrl or alt makes of a key. */
const BY_WORD: Partial<Record<EditKey, EditKey>> = {
  left: 'wordLeft',
  right: 'wordRight',
  delete: 'deleteWordRight',
};

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
/** Caps lock and num lock: lights, not keys. */
const LOCKS = 64 + 128;
const RELEASED = '3';

/** The key that a control character is, or alt with a character (`\x1b` in front). */
export function characterKey(characters: string): Key | null {
  return CHARACTERS.get(characters) ?? null;
}

/** The key that `ESC O …` is: arrows and the keypad of an application, which begin with SS3. */
export function applicationKey(sequence: string): Key | null {
  const last = sequence.slice(-1);
  if (last === 'M') return { kind: 'enter' };
  // The keypad: `j` stands for `*`, `p` to `y` for the digits.
  if (/[j-y]/.test(last)) return text(String.fromCharCode(last.charCodeAt(0) - 0x40));
  return namedKey(last, 0);
}

/**
 * The key that a control sequence is: CSI with modifiers (`1;5D`, `3~`), xterm's modifyOtherKeys
 * (`27;5;99~`) and kitty's keyboard protocol (`99;5u`, with event type, alternates and text).
 * What a terminal reports by itself is no key.
 */
export function controlSequenceKey(sequence: string): Key | null {
  const [, parameters = '', last = ''] = /^\x1b\[([\d;:]*)([A-Za-z~])$/.exec(sequence) ?? [];
  const fields = parameters.split(';');
  const [first = '', second = '', third = ''] = fields;
  const [modifiers = '', event] = second.split(':');
  const held = (Number(modifiers || 1) - 1) & ~LOCKS;
  if (event === RELEASED) return null;
  if (last === 'R') return cursorAt(first, second);
  if (last === 'u') return characterWith(first, held, third);
  if (last !== '~') return namedKey(last, held);
  if (first === '27' && fields.length === 3) return characterWith(third, held, '');
  return namedKey(first, held);
}

function namedKey(name: string, held: number): Key | null {
  const key = NAMED.get(name);
  if (key === undefined || (held & ~(SHIFT | ALT | CTRL)) !== 0) return null;
  const isByWord = (held & (ALT | CTRL)) !== 0;
  return edit(isByWord ? (BY_WORD[key] ?? key) : key);
}

/** A character by its code point, `code:shifted:base`, and the text that it makes, if it is told. */
function characterWith(codes: string, held: number, associated: string): Key | null {
  const [code = 0, shifted = 0, base = 0] = codes.split(':').map(Number);
  if (NAMED.has(String(code)) && code > 255) return namedKey(String(code), held);
  // The keypad of kitty's protocol.
  if (code === 57414) return { kind: 'enter' };
  if (code >= 57399 && code <= 57408) return text(String(code - 57399));
  if (!isCharacter(code)) return null;
  const character = String.fromCodePoint(code);
  switch (held & ~SHIFT) {
    case 0:
      return plainCharacter(character, (held & SHIFT) !== 0, shifted, associated);
    case CTRL:
      return controlled(code < 128 || !isCharacter(base) ? character : String.fromCodePoint(base));
    case ALT:
      return characterKey(`\x1b${character}`);
    default:
      return null;
  }
}

function plainCharacter(
  character: string,
  isShifted: boolean,
  shifted: number,
  associated: string,
): Key | null {
  const codes = associated === '' ? [] : associated.split(':').map(Number);
  if (codes.length > 0 && codes.every(isPrintable)) return text(String.fromCodePoint(...codes));
  if (!isPrintable(character.codePointAt(0) ?? 0)) {
    return isShifted && character === '\t' ? null : characterKey(character);
  }
  if (!isShifted) return text(character);
  return text(isPrintable(shifted) ? String.fromCodePoint(shifted) : character.toUpperCase());
}

/** What ctrl makes of a character. */
function controlled(character: string): Key | null {
  if (character === '\x7f' || character === '\x08') return edit('deleteWordLeft');
  if (character === '\r') return { kind: 'enter' };
  if (character === '/' || character === '-') return edit('undo');
  const upper = character.toUpperCase();
  return upper >= '@' && upper <= '_'
    ? characterKey(String.fromCharCode(upper.charCodeAt(0) - 0x40))
    : null;
}

function cursorAt(row: string, column: string): Key | null {
  const answer: Key = { kind: 'cursorAt', row: Number(row), column: Number(column) };
  return /^\d{1,5}$/.test(row) && /^\d{1,5}$/.test(column) ? answer : null;
}

function isCharacter(code: number): boolean {
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff && !isPrivate && !isSurrogate;
}

function isPrintable(code: number): boolean {
  return isCharacter(code) && code >= 0x20 && !(code >= 0x7f && code <= 0x9f);
}

function text(characters: string): Key {
  return { kind: 'text', text: characters };
}

function edit(key: EditKey): Key {
  return { kind: 'edit', key };
}

function edits(key: EditKey, ...sequences: string[]): [string, Key][] {
  return sequences.map((sequence) => [sequence, edit(key)]);
}

function named(key: EditKey, ...names: string[]): [string, EditKey][] {
  return names.map((name) => [name, key]);
}

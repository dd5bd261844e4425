import { MAX_NAME_BYTES, MAX_NAME_CHARACTERS } from './limits.ts';

/**
 * Letters, marks and digits of any script, and `.`, `_`, `-` after the first character; nothing
 * that is drawn as nothing, as the Hangul fillers are.
 */
const NAME_PATTERN = /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;
/** What nearly every name is: of these letters each is one character, one byte and normal. */
const PLAIN_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const encoder = new TextEncoder();

/**
 * Whether a client or a group may be called this. A name has no blanks, controls, brackets or
 * invisible characters, so that it can neither break a line nor look like another part of it.
 */
export function isName(name: string): boolean {
  if (PLAIN_PATTERN.test(name)) return true;
  return (
    NAME_PATTERN.test(name) &&
    name === name.normalize('NFC') &&
    [...name].length <= MAX_NAME_CHARACTERS &&
    encoder.encode(name).length <= MAX_NAME_BYTES
  );
}

/** What to tell a user whose name was not accepted. */
export const NAME_RULE =
  'a name is 1 to 32 letters and digits of any script, and ". _ -" after the first';

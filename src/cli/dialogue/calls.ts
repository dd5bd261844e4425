import type { ClientNotice } from '../../../machines/vocabulary.ts';

/** Whether somebody else wants this user: by a private message, or by the user's name in a group. */
export function isCall(notice: ClientNotice, name: string): boolean {
  if (notice.kind === 'kept') return notice.from !== name;
  if (notice.kind !== 'privateMessage' && notice.kind !== 'groupMessage') return false;
  const { from, text } = notice.message;
  if (from === name) return false;
  return notice.kind === 'privateMessage' || says(text, name);
}

/** Whether a text has the name as a word of its own, in capitals or not. */
function says(text: string, name: string): boolean {
  // Of what means something in a pattern a name has only this.
  const literal = name.replaceAll('.', '\\.');
  const word = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${literal}(?![\\p{L}\\p{M}\\p{N}_])`, 'iu');
  return word.test(text.normalize('NFC'));
}

import { firstGrapheme, lastGrapheme } from './graphemes.ts';
import type { EditKey } from './keys.ts';

/** Lines that up-arrow can bring back. */
const HISTORY_LINES = 500;

/**
 * The line that is being typed, as the text on either side of the cursor, and the lines typed
 * before it. It knows nothing of screens. `node:readline` has such an editor too, but measures the
 * whole line at every character: a pasted megabyte would take it an hour.
 */
export class LineEditor {
  #before = '';
  #after = '';
  /** The lines typed so far, and at the end a place for the one being typed. */
  #history: string[] = [''];
  #shown = 0;

  /** The text left of the cursor. */
  get before(): string {
    return this.#before;
  }

  /** The text right of the cursor. */
  get after(): string {
    return this.#after;
  }

  /** Puts `text` where the cursor is. */
  insert(text: string): void {
    this.#before += text;
  }

  /** Ends the line: returns it and begins an empty one. */
  submit(): string {
    const line = this.#before + this.#after;
    this.#history.pop();
    if (line !== '' && line !== this.#history.at(-1)) this.#history.push(line);
    if (this.#history.length > HISTORY_LINES) this.#history.shift();
    this.#shown = this.#history.push('') - 1;
    this.#before = '';
    this.#after = '';
    return line;
  }

  /** Does what an editing key does. */
  press(key: EditKey): void {
    if (key === 'up') this.#recall(this.#shown - 1);
    else if (key === 'down') this.#recall(this.#shown + 1);
    else [this.#before, this.#after] = edited(key, this.#before, this.#after);
  }

  /** Shows another line of the history. What was half typed waits at the end of it. */
  #recall(index: number): void {
    const line = this.#history[index];
    if (line === undefined) return;
    if (this.#shown === this.#history.length - 1) {
      this.#history[this.#shown] = this.#before + this.#after;
    }
    this.#shown = index;
    this.#before = line;
    this.#after = '';
  }
}

/** The text on either side of the cursor after a key that stays in the line. */
function edited(
  key: Exclude<EditKey, 'up' | 'down'>,
  before: string,
  after: string,
): readonly [before: string, after: string] {
  const split = (position: number): [string, string] => {
    const line = before + after;
    return [line.slice(0, position), line.slice(position)];
  };
  switch (key) {
    case 'left':
      return split(before.length - lastGrapheme(before).length);
    case 'right':
      return split(before.length + firstGrapheme(after).length);
    case 'wordLeft':
      return split(wordStart(before));
    case 'wordRight':
      return split(before.length + wordEnd(after));
    case 'home':
      return ['', before + after];
    case 'end':
      return [before + after, ''];
    case 'backspace':
      return [before.slice(0, before.length - lastGrapheme(before).length), after];
    case 'delete':
      return [before, after.slice(firstGrapheme(after).length)];
    case 'deleteWordLeft':
      return [before.slice(0, wordStart(before)), after];
    case 'deleteWordRight':
      return [before, after.slice(wordEnd(after))];
    case 'deleteToStart':
      return ['', after];
    case 'deleteToEnd':
      return [before, ''];
  }
}

/** Where the last word of `text` begins. */
function wordStart(text: string): number {
  return text.trimEnd().lastIndexOf(' ') + 1;
}

/** Where the first word of `text` ends. */
function wordEnd(text: string): number {
  const blanks = text.length - text.trimStart().length;
  const end = text.indexOf(' ', blanks);
  return end < 0 ? text.length : end;
}

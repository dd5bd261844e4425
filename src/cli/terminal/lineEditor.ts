import { firstGrapheme, lastGrapheme } from './graphemes.ts';
import type { History } from './history.ts';
import { HistorySearch } from './historySearch.ts';
import type { EditKey } from './keys.ts';

/** How often, and over how many characters in all, editing can be undone. */
const MAX_UNDO_STEPS = 100;
const MAX_UNDO_CHARACTERS = 1024 * 1024;

/** The text on either side of the cursor. */
interface Halves {
  readonly before: string;
  readonly after: string;
}

const EMPTY: Halves = { before: '', after: '' };

/** What the last key did, where more of the same belongs together. */
type Streak = 'typing' | 'killing' | null;

/**
 * The entry that is being typed, as the text on either side of the cursor. It knows nothing of
 * screens. `node:readline` has such an editor too, but measures the whole line at every character:
 * a pasted megabyte would take it an hour.
 */
export class LineEditor {
  private halves = EMPTY;
  private readonly history: History;
  private search: HistorySearch | null = null;
  private undoable: Halves[] = [];
  /** What ctrl-K and its kin took out last; ctrl-Y puts it in. */
  private killed = '';
  private streak: Streak = null;

  constructor(history: History) {
    this.history = history;
  }

  /** The text left of the cursor. */
  get before(): string {
    return this.search?.match ?? this.halves.before;
  }

  /** The text right of the cursor. */
  get after(): string {
    return this.search === null ? this.halves.after : '';
  }

  /** What the history is searched for, or null. */
  get searched(): string | null {
    return this.search?.query ?? null;
  }

  get isEmpty(): boolean {
    return this.before === '' && this.after === '';
  }

  /** Nothing is typed, and nothing searched for. */
  get isBlank(): boolean {
    return this.isEmpty && this.search === null;
  }

  /** Puts `text` where the cursor is, or after what is searched for. */
  insert(text: string): void {
    if (this.search !== null) {
      this.search.extend(text);
      return;
    }
    const { before, after } = this.halves;
    this.change({ before: before + text, after }, 'typing');
  }

  /** Replaces as many characters before the cursor. */
  complete(replaced: number, text: string): void {
    this.endSearch();
    const { before, after } = this.halves;
    this.change({ before: before.slice(0, before.length - replaced) + text, after }, null);
  }

  /** Ends the entry: returns it and begins an empty one. */
  submit(): string {
    this.endSearch();
    const entry = this.halves.before + this.halves.after;
    this.history.add(entry);
    this.begin(EMPTY);
    return entry;
  }

  /** Empties the entry; undo brings it back. Leaves a search instead, if there is one. */
  clear(): void {
    if (this.search !== null) this.search = null;
    else this.change(EMPTY, null);
  }

  /** Begins to search the history, or goes on to an older entry. */
  searchBack(): void {
    if (this.search === null) this.search = new HistorySearch(this.history);
    else this.search.older();
    this.streak = null;
  }

  /** Leaves a search and comes back to what was typed before it. */
  cancel(): void {
    this.search = null;
  }

  /** Does what an editing key does. */
  press(key: EditKey): void {
    if (this.search !== null && key === 'backspace') {
      this.search.shorten();
      return;
    }
    this.endSearch();
    if (key === 'up' || key === 'down') this.recall(key);
    else if (key === 'undo') this.undo();
    else if (key === 'yank') this.change(yanked(this.halves, this.killed), null);
    else this.edit(key);
  }

  private edit(key: Exclude<EditKey, 'up' | 'down' | 'undo' | 'yank'>): void {
    const { before, after } = this.halves;
    const halves = edited(key, before, after);
    const isMove = halves.before + halves.after === before + after;
    if (isMove) {
      this.halves = halves;
      this.streak = null;
      return;
    }
    if (isKill(key)) this.keep(before, after, halves);
    this.change(halves, isKill(key) ? 'killing' : null);
  }

  /** Remembers what was taken out; what is taken out next to it joins it. */
  private keep(before: string, after: string, left: Halves): void {
    const fromLeft = before.slice(left.before.length);
    const fromRight = after.slice(0, after.length - left.after.length);
    const joined = this.streak === 'killing' ? this.killed : '';
    this.killed = fromLeft + joined + fromRight;
  }

  private change(halves: Halves, streak: Streak): void {
    const isSame = streak === 'typing' && this.streak === 'typing';
    this.streak = streak;
    if (halves.before === this.halves.before && halves.after === this.halves.after) return;
    if (!isSame) this.remember();
    this.halves = halves;
  }

  private remember(): void {
    this.undoable.push(this.halves);
    const size = (sum: number, { before, after }: Halves) => sum + before.length + after.length;
    while (
      this.undoable.length > MAX_UNDO_STEPS ||
      (this.undoable.length > 1 && this.undoable.reduce(size, 0) > MAX_UNDO_CHARACTERS)
    ) {
      this.undoable.shift();
    }
  }

  private undo(): void {
    this.halves = this.undoable.pop() ?? this.halves;
    this.streak = null;
  }

  /** Shows another entry of the history. What was half typed waits at the end of it. */
  private recall(key: 'up' | 'down'): void {
    const current = this.halves.before + this.halves.after;
    const entry = key === 'up' ? this.history.older(current) : this.history.newer();
    if (entry !== null) this.begin({ before: entry, after: '' });
  }

  /** What was found is the entry now. */
  private endSearch(): void {
    const match = this.search?.match;
    this.search = null;
    if (match !== undefined && match !== null) this.change({ before: match, after: '' }, null);
  }

  private begin(halves: Halves): void {
    this.halves = halves;
    this.undoable = [];
    this.streak = null;
  }
}

function isKill(key: EditKey): boolean {
  return (
    key === 'deleteWordLeft' ||
    key === 'deleteWordRight' ||
    key === 'deleteToStart' ||
    key === 'deleteToEnd'
  );
}

function yanked({ before, after }: Halves, killed: string): Halves {
  return { before: before + killed, after };
}

/** The text on either side of the cursor after a key that stays in the line. */
function edited(
  key: Exclude<EditKey, 'up' | 'down' | 'undo' | 'yank'>,
  before: string,
  after: string,
): Halves {
  const split = (position: number): Halves => {
    const line = before + after;
    return { before: line.slice(0, position), after: line.slice(position) };
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
      return { before: '', after: before + after };
    case 'end':
      return { before: before + after, after: '' };
    case 'backspace':
      return { before: before.slice(0, before.length - lastGrapheme(before).length), after };
    case 'delete':
      return { before, after: after.slice(firstGrapheme(after).length) };
    case 'deleteWordLeft':
      return { before: before.slice(0, wordStart(before)), after };
    case 'deleteWordRight':
      return { before, after: after.slice(wordEnd(after)) };
    case 'deleteToStart':
      return { before: '', after };
    case 'deleteToEnd':
      return { before, after: '' };
    case 'transpose':
      return transposed(before, after);
  }
}

/** The character before the cursor changes places with the one at it; at the end, the last two. */
function transposed(before: string, after: string): Halves {
  const right = firstGrapheme(after) || lastGrapheme(before);
  const until = after === '' ? before.slice(0, before.length - right.length) : before;
  const left = lastGrapheme(until);
  if (left === '' || right === '') return { before, after };
  const rest = after === '' ? '' : after.slice(right.length);
  return { before: until.slice(0, until.length - left.length) + right + left, after: rest };
}

/** Where the last word of `text` begins. */
function wordStart(text: string): number {
  let start = text.trimEnd().length;
  while (start > 0 && !/\s/.test(text.charAt(start - 1))) start--;
  return start;
}

/** Where the first word of `text` ends. */
function wordEnd(text: string): number {
  return /^\s*\S*/.exec(text)?.[0].length ?? 0;
}

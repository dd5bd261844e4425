/**
 * Data as a tree of text, row by row. The data is whatever a trace holds, so every part has a bound:
 * only what is open is walked, long lists and texts come in pieces, and there is a most of rows.
 */
import { clip, clipSafe, cutOf } from '../../../../chat/display/clip.ts';
import { safeText } from '../../../../chat/display/safeText.ts';

/** Children that are shown at once of a list or an object. */
export const CHILDREN_PER_PIECE = 100;
/** Characters that are shown at first of a text. */
const TEXT_PIECE = 400;
/** Characters that are added each time when more of a text is asked for. */
const MORE_TEXT_PIECE = 8_000;
/** Rows of one tree. */
export const MAX_ROWS = 2_000;
const PREVIEW_KEYS = 5;
const PREVIEW_CHARACTERS = 24;
const KEY_CHARACTERS = 100;

/** What the user opened and closed. */
export interface TreeState {
  /** Paths that are not as they were at first. */
  readonly toggled: ReadonlySet<string>;
  /** How many more pieces of a path are wanted. */
  readonly pieces: ReadonlyMap<string, number>;
}

export const UNTOUCHED: TreeState = { toggled: new Set(), pieces: new Map() };

export interface TreeRow {
  /** A JSON pointer; of a row that leads to more, that of the whole of which it is a part. */
  readonly path: string;
  readonly depth: number;
  /** `more` brings the next piece; `end` says that there are too many rows. */
  readonly kind: 'branch' | 'leaf' | 'more' | 'end';
  readonly isOpen: boolean;
  readonly label: string;
  /** The value, or for a branch a foretaste of it. Safe to be shown. */
  readonly text: string;
  readonly type: ValueType;
}

type ValueType = 'text' | 'number' | 'word' | 'data' | 'note';

/**
 * The rows of a value. What is in it stands at depth 0; the value itself has no row.
 *
 * @param openDepth branches above this depth are open at first
 */
export function treeRows(value: unknown, openDepth: number, state: TreeState): TreeRow[] {
  const walk = new Walk(openDepth, state);
  if (isBranch(value)) walk.children(value, '', 0);
  else walk.value('', '', value, 0);
  return walk.rows;
}

/** The state after a branch was opened or closed, or the next piece was asked for. */
export function afterUse(state: TreeState, { path, kind }: TreeRow): TreeState {
  if (kind === 'more') {
    const pieces = new Map(state.pieces).set(path, (state.pieces.get(path) ?? 0) + 1);
    return { ...state, pieces };
  }
  if (kind !== 'branch') return state;
  const toggled = new Set(state.toggled);
  if (!toggled.delete(path)) toggled.add(path);
  return { ...state, toggled };
}

/**
 * A value in a few words, on one line. Safe to be shown.
 *
 * @param characters of a text that is the value itself
 */
export function preview(value: unknown, characters = PREVIEW_CHARACTERS): string {
  if (!isBranch(value)) return safeText(literal(value, characters));
  const size = sizeOf(value);
  const inner = entriesOf(value, PREVIEW_KEYS).map(([key, child]) => {
    const word = isBranch(child) ? folded(child) : literal(child, PREVIEW_CHARACTERS);
    return isList(value) ? word : `${clip(key, PREVIEW_CHARACTERS)}: ${word}`;
  });
  const rest = size > PREVIEW_KEYS ? [`… ${size} in all`] : [];
  return safeText(brackets(value, [...inner, ...rest].join(', ')));
}

class Walk {
  readonly rows: TreeRow[] = [];
  private readonly openDepth: number;
  private readonly state: TreeState;

  constructor(openDepth: number, state: TreeState) {
    this.openDepth = openDepth;
    this.state = state;
  }

  children(branch: object, path: string, depth: number): void {
    const size = sizeOf(branch);
    const shown = CHILDREN_PER_PIECE * (1 + this.piecesOf(path));
    for (const [key, child] of entriesOf(branch, shown)) {
      this.value(`${path}/${escapeKey(key)}`, key, child, depth);
      if (this.isFull) return;
    }
    if (size > shown) this.more(path, depth, `${size - shown} more`);
  }

  value(path: string, key: string, value: unknown, depth: number): void {
    const label = clipSafe(key, KEY_CHARACTERS);
    if (!isBranch(value)) {
      this.leaf(path, label, value, depth);
      return;
    }
    if (sizeOf(value) === 0) {
      this.add({
        path,
        depth,
        kind: 'leaf',
        isOpen: false,
        label,
        text: preview(value),
        type: 'data',
      });
      return;
    }
    const isOpen = depth < this.openDepth !== this.state.toggled.has(path);
    this.add({ path, depth, kind: 'branch', isOpen, label, text: preview(value), type: 'data' });
    if (isOpen) this.children(value, path, depth + 1);
  }

  private leaf(path: string, label: string, value: unknown, depth: number): void {
    const shown = TEXT_PIECE + MORE_TEXT_PIECE * this.piecesOf(path);
    const text = safeText(literal(value, shown));
    this.add({ path, depth, kind: 'leaf', isOpen: false, label, text, type: typeOf(value) });
    const rest = typeof value === 'string' ? value.length - cutOf(value, shown) : 0;
    if (rest > 0) this.more(path, depth + 1, `${rest} more characters`);
  }

  private more(path: string, depth: number, text: string): void {
    this.add({ path, depth, kind: 'more', isOpen: false, label: '', text, type: 'note' });
  }

  /** The last row that there may be says so. */
  private add(row: TreeRow): void {
    if (this.isFull) return;
    if (this.rows.length < MAX_ROWS - 1) {
      this.rows.push(row);
      return;
    }
    const text = 'This is as much as is shown at once: close something above to see what follows.';
    this.rows.push({ ...row, kind: 'end', isOpen: false, label: '', text, type: 'note' });
  }

  private get isFull(): boolean {
    return this.rows.length === MAX_ROWS;
  }

  private piecesOf(path: string): number {
    return this.state.pieces.get(path) ?? 0;
  }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function isList(branch: object): boolean {
  return Array.isArray(branch) || branch instanceof Set;
}

function sizeOf(branch: object): number {
  if (branch instanceof Set || branch instanceof Map) return branch.size;
  return Array.isArray(branch) ? branch.length : Object.keys(branch).length;
}

/** The first so many. In play nothing was written and read again, so that there are sets and maps. */
function entriesOf(branch: object, limit: number): [string, unknown][] {
  if (branch instanceof Map) {
    return firstOf(branch, limit).map(([key, child]) => [String(key), child]);
  }
  if (branch instanceof Set) return firstOf(branch, limit).map((child, i) => [String(i), child]);
  const keys = Object.keys(branch).slice(0, limit);
  return keys.map((key) => [key, (branch as Readonly<Record<string, unknown>>)[key]]);
}

function firstOf<T>(items: Iterable<T>, limit: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === limit) break;
    first.push(item);
  }
  return first;
}

function folded(branch: object): string {
  return brackets(branch, sizeOf(branch) === 0 ? '' : '…');
}

function brackets(branch: object, inner: string): string {
  return isList(branch) ? `[${inner}]` : `{${inner}}`;
}

function literal(value: unknown, characters: number): string {
  if (typeof value === 'string') return JSON.stringify(clip(value, characters));
  if (value instanceof Uint8Array) return hexOf(value, characters);
  return clip(String(value), characters);
}

function hexOf(bytes: Uint8Array, characters: number): string {
  const shown = Array.from(bytes.subarray(0, characters / 2), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return `${bytes.length} bytes ${shown}${bytes.length * 2 > characters ? '…' : ''}`;
}

function typeOf(value: unknown): ValueType {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return value instanceof Uint8Array ? 'data' : 'word';
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Whether a preview does not tell all of a value. */
export function isWordy(value: unknown, characters = PREVIEW_CHARACTERS): boolean {
  if (!isBranch(value)) return literal(value, characters) !== literal(value, characters + 2);
  const children = entriesOf(value, PREVIEW_KEYS + 1);
  return (
    children.length > PREVIEW_KEYS ||
    children.some(([, child]) => (isBranch(child) ? sizeOf(child) > 0 : isWordy(child)))
  );
}

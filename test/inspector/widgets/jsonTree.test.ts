import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TreeRow, TreeState } from '../../../src/inspector/page/widgets/jsonTree/rows.ts';
import {
  afterUse,
  CHILDREN_PER_PIECE,
  isWordy,
  MAX_ROWS,
  preview,
  treeRows,
  UNTOUCHED,
} from '../../../src/inspector/page/widgets/jsonTree/rows.ts';

const words = (rows: readonly TreeRow[]) =>
  rows.map(({ depth, kind, label, text }) => [depth, kind, label, text]);

/** Opens everything, as a patient user would. */
function allRows(value: unknown): TreeRow[] {
  let state: TreeState = UNTOUCHED;
  for (;;) {
    const rows = treeRows(value, 0, state);
    const closed = rows.find(
      ({ kind, isOpen }) => kind === 'more' || (kind === 'branch' && !isOpen),
    );
    if (!closed) return rows;
    state = afterUse(state, closed);
  }
}

/** What a tree has at its ends, with where it is. */
function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return [[path, JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    leavesOf(child, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

test('a step as a tree: what is open at first, and foretastes of what is not', () => {
  const value = { node: 'bob', cause: { kind: 'timer' }, sent: [{ id: 3, frames: [] }], n: null };
  expect(words(treeRows(value, 1, UNTOUCHED))).toEqual([
    [0, 'leaf', 'node', '"bob"'],
    [0, 'branch', 'cause', '{kind: "timer"}'],
    [1, 'leaf', 'kind', '"timer"'],
    [0, 'branch', 'sent', '[{…}]'],
    [1, 'branch', '0', '{id: 3, frames: []}'],
    [0, 'leaf', 'n', 'null'],
  ]);
});

test('nothing of a value is hidden from who opens everything', () => {
  const values = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme-ascii' });
  fc.assert(
    fc.property(values, (inside) => {
      const value = { inside };
      const shown = allRows(value).filter(({ kind }) => kind === 'leaf');
      expect(shown.map(({ path, text }) => [path, text])).toEqual(leavesOf(value));
    }),
  );
});

test('a branch opens and closes, and what was opened below it stays so', () => {
  const value = { a: { b: { c: 1 } } };
  const paths = (state: TreeState) => treeRows(value, 0, state).map(({ path }) => path);
  const use = (state: TreeState, path: string) => {
    const row = treeRows(value, 0, state).find((other) => other.path === path);
    return row ? afterUse(state, row) : state;
  };
  const open = use(use(UNTOUCHED, '/a'), '/a/b');
  expect(paths(open)).toEqual(['/a', '/a/b', '/a/b/c']);
  const closed = use(open, '/a');
  expect(paths(closed)).toEqual(['/a']);
  expect(paths(use(closed, '/a'))).toEqual(['/a', '/a/b', '/a/b/c']);
});

test('what is open at first closes too', () => {
  const [branch] = treeRows({ a: { b: 1 } }, 1, UNTOUCHED);
  const state = afterUse(UNTOUCHED, branch as TreeRow);
  expect(words(treeRows({ a: { b: 1 } }, 1, state))).toEqual([[0, 'branch', 'a', '{b: 1}']]);
});

test('keys that look like paths are not confused with them', () => {
  const value = { 'a/b': { x: 1 }, a: { b: { x: 2 } }, 'a~1b': { x: 3 } };
  const rows = allRows(value);
  expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
});

test('a long list comes in pieces', () => {
  const value = Array.from({ length: 250 }, (_, i) => i);
  const first = treeRows(value, 1, UNTOUCHED);
  expect(first).toHaveLength(CHILDREN_PER_PIECE + 1);
  const more = first[CHILDREN_PER_PIECE] as TreeRow;
  expect(more).toMatchObject({ kind: 'more', text: '150 more' });
  const second = treeRows(value, 1, afterUse(UNTOUCHED, more));
  expect(second.at(-1)).toMatchObject({ kind: 'more', text: '50 more' });
  expect(allRows(value)).toHaveLength(250);
});

test('a long text comes in pieces, and its characters are never halved', () => {
  const value = { text: `${'x'.repeat(399)}😀${'y'.repeat(600)}` };
  const [text, more] = treeRows(value, 0, UNTOUCHED);
  expect(text?.text).toBe(`"${'x'.repeat(399)}…"`);
  expect(more).toMatchObject({ kind: 'more', text: '602 more characters' });
  const [whole, ...rest] = treeRows(value, 0, afterUse(UNTOUCHED, more as TreeRow));
  expect(whole?.text).toBe(JSON.stringify(value.text));
  expect(rest).toEqual([]);
});

test('there is a most of rows, and the last of them says so', () => {
  const many = Array.from({ length: 100 }, () => Array.from({ length: 100 }, (_, i) => ({ i })));
  const rows = treeRows(many, 3, UNTOUCHED);
  expect(rows).toHaveLength(MAX_ROWS);
  expect(rows.filter(({ kind }) => kind === 'end')).toEqual([rows.at(-1)]);
  // A long text has two rows; whichever of them is the last, there is no other.
  const texts = Array.from({ length: 40 }, () => Array.from({ length: 90 }, () => 'x'.repeat(999)));
  expect(treeRows(texts, 1, UNTOUCHED)).toHaveLength(MAX_ROWS);
  expect(treeRows([1, ...texts], 1, UNTOUCHED)).toHaveLength(MAX_ROWS);
});

test('what nobody opened is not walked: it may be deep, or lead back to itself', () => {
  const loop: { name: string; again?: unknown } = { name: 'loop' };
  loop.again = loop;
  expect(words(treeRows(loop, 2, UNTOUCHED))).toEqual([
    [0, 'leaf', 'name', '"loop"'],
    [0, 'branch', 'again', '{name: "loop", again: {…}}'],
    [1, 'leaf', 'name', '"loop"'],
    [1, 'branch', 'again', '{name: "loop", again: {…}}'],
    [2, 'leaf', 'name', '"loop"'],
    [2, 'branch', 'again', '{name: "loop", again: {…}}'],
  ]);
  const deep = JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`) as unknown;
  expect(treeRows(deep, 0, UNTOUCHED)).toHaveLength(1);
});

test('no row holds what could hide or reorder another', () => {
  const evil = '\u202eevil\u0007\n\u2066';
  const rows = allRows({ [evil]: evil, inside: { [evil]: [evil] } });
  for (const { label, text } of rows) expect(label + text).not.toMatch(/[\u202e\u0007\n\u2066]/);
  expect(preview({ [evil]: evil })).not.toMatch(/[\u202e\u0007\n\u2066]/);
});

test('keys that mean something to objects are keys like others', () => {
  const value = JSON.parse('{"__proto__":{"x":1},"constructor":2,"toJSON":3}') as unknown;
  expect(words(treeRows(value, 1, UNTOUCHED))).toEqual([
    [0, 'branch', '__proto__', '{x: 1}'],
    [1, 'leaf', 'x', '1'],
    [0, 'leaf', 'constructor', '2'],
    [0, 'leaf', 'toJSON', '3'],
  ]);
});

test('data that was never written: sets, maps, bytes, what is missing', () => {
  const value = {
    set: new Set(['a']),
    map: new Map([[7, 'seven']]),
    bytes: Uint8Array.of(1, 255),
    empty: new Set(),
    missing: undefined,
  };
  expect(words(treeRows(value, 1, UNTOUCHED))).toEqual([
    [0, 'branch', 'set', '["a"]'],
    [1, 'leaf', '0', '"a"'],
    [0, 'branch', 'map', '{7: "seven"}'],
    [1, 'leaf', '7', '"seven"'],
    [0, 'leaf', 'bytes', '2 bytes 01ff'],
    [0, 'leaf', 'empty', '[]'],
    [0, 'leaf', 'missing', 'undefined'],
  ]);
});

test('a value that is no list and no object has one row', () => {
  expect(words(treeRows('hello', 1, UNTOUCHED))).toEqual([[0, 'leaf', '', '"hello"']]);
  expect(treeRows([], 1, UNTOUCHED)).toEqual([]);
});

test('a preview that leaves something out is known as one', () => {
  expect(isWordy('short')).toBe(false);
  expect(isWordy('x'.repeat(25))).toBe(true);
  expect(isWordy('x'.repeat(25), 25)).toBe(false);
  expect(preview('x'.repeat(25), 25)).toBe(`"${'x'.repeat(25)}"`);
  expect(isWordy({ a: 1, b: [] })).toBe(false);
  expect(isWordy({ a: { b: 1 } })).toBe(true);
  expect(isWordy({ a: 'x'.repeat(25) })).toBe(true);
  expect(isWordy([1, 2, 3, 4, 5])).toBe(false);
  expect(isWordy([1, 2, 3, 4, 5, 6])).toBe(true);
  expect(preview([1, 2, 3, 4, 5, 6])).toBe('[1, 2, 3, 4, 5, … 6 in all]');
});

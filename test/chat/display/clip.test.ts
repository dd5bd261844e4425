import { expect, test } from 'vitest';
import { clip, clipSafe, clipToWidth } from '../../../src/chat/display/clip.ts';

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc…'],
  ['ab😀', 3, 'ab…'],
  ['ab😀', 4, 'ab😀'],
])('%s cut to %i code units', (text, characters, expected) => {
  expect(clip(text, characters)).toBe(expected);
});

test.each([
  ['hello', 5, 'hello'],
  ['hello!', 5, 'hell…'],
  ['漢字漢字', 8, '漢字漢字'],
  ['漢字漢字', 7, '漢字漢…'],
  ['ab😀c', 4, 'ab…'],
])('%s cut to %i columns', (text, columns, expected) => {
  expect(clipToWidth(text, columns)).toBe(expected);
});

test('what could do harm is written out before it is measured', () => {
  expect(clipSafe('a\u202eb', 20)).toBe('a\\u{202e}b');
  expect(clipSafe('\n', 20)).toBe('\\u{a}');
  expect(clipSafe('a\u202eb', 6)).toBe('a\\u{2…');
});

test('what takes no columns does not make a text longer than it may be, nor cuts a character', () => {
  const pile = `a${'\u0301'.repeat(8)}😀b`;
  expect(clipSafe(pile, 5)).toBe(`a${'\u0301'.repeat(8)}…`);
});

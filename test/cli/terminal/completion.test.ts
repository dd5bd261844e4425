import { describe, expect, test } from 'vitest';
import { complete, inColumns } from '../../../src/cli/terminal/completion.ts';

const client = {
  name: 'ann',
  group: null as string | null,
  onlineNames: () => ['ann', 'Bea', 'bob'],
  groups: () => ['Garden', 'garage'],
};

const typed = (before: string, insert: string, ...choices: string[]) =>
  expect(complete(before, client)).toEqual({ replaced: 0, insert, choices });

describe('tab', () => {
  test('completes who is online behind send, and oneself behind dereg', () => {
    typed('send a', 'nn ');
    typed('dereg ', 'ann ');
    typed('dereg b', '');
  });

  test('puts right in which case a name is written', () => {
    expect(complete('send BO', client)).toEqual({ replaced: 2, insert: 'bob ', choices: [] });
    expect(complete('SE', client)).toEqual({ replaced: 2, insert: 'send ', choices: [] });
  });

  test('takes case for a distinction where there is one', () => {
    typed('join_group Ga', 'rden ');
    typed('join_group gar', 'age ');
    expect(complete('join_group G', { ...client, groups: () => ['go', 'GO'] })).toEqual({
      replaced: 0,
      insert: 'O ',
      choices: [],
    });
  });

  test('offers a choice where the words part', () => {
    typed('send ', '', 'Bea', 'ann', 'bob');
    typed('send b', 'ob ');
    expect(complete('send B', client)).toEqual({ replaced: 0, insert: 'ea ', choices: [] });
  });

  test('offers nothing that the mode does not allow', () => {
    expect(complete('send b', { ...client, group: 'tea' })).toEqual({
      replaced: 0,
      insert: '',
      choices: [],
    });
    expect(complete('table x', client)).toEqual({ replaced: 0, insert: '', choices: [] });
  });
});

describe('choices', () => {
  test('stand in columns, read downwards', () => {
    expect(inColumns(['a', 'bb', 'ccc', 'd', 'e'], 16)).toEqual(['a  bb  ccc  d  e']);
    expect(inColumns(['a', 'bb', 'ccc', 'd', 'e'], 13)).toEqual(['a    ccc  e', 'bb   d']);
    expect(inColumns(['漢字', 'ab', 'cd'], 10)).toEqual(['漢字  cd', 'ab']);
  });

  test('stand one a row where there is room for no more, harmless', () => {
    expect(inColumns(['abc', '\x1b[2J'], 3)).toEqual(['abc', '\\u{1b}[2J']);
  });

  test('are counted where they are too many', () => {
    const names = Array.from({ length: 102 }, (_, i) => `n${i}`);
    const rows = inColumns(names, 1_000);
    expect(rows.at(-1)).toBe('[and 2 more: type another letter]');
    expect(rows.join()).not.toContain('n100');
  });
});

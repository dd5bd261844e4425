import { describe, expect, test } from 'vitest';
import { exampleLine, lineSuggestions } from '../../../src/inspector/page/play/panel/typing.ts';
import {
  DELAYS_MS,
  delayAround,
  delayStop,
  dueWords,
  meanMsOf,
  processWords,
  shareWords,
} from '../../../src/inspector/page/play/panel/words.ts';
import type { NodeView } from '../../../src/lab/sandbox/sandbox.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';

test('what is due now or soon says when', () => {
  expect([-1, 0, 22.6, 1_000].map(dueWords)).toEqual(['now', 'now', '23 ms', '1 s']);
});

test.each([
  [0, 'none'],
  [0.05, '1 in 20'],
  [0.15, '15 %'],
  [0.5, '1 in 2'],
  [1, 'all'],
])('a share of %d is %s', (rate, words) => {
  expect(shareWords(rate)).toBe(words);
});

describe('the delay slider', () => {
  test('stands where it was put', () => {
    const stops = DELAYS_MS.map((ms) => delayStop({ ...PERFECT, delay: delayAround(ms) }));
    expect(stops).toEqual(DELAYS_MS.map((_, i) => i));
  });

  test('stands at the nearest stop for other delays', () => {
    const delay = { kind: 'exponential', minMs: 10, meanMs: 85 } as const;
    expect(meanMsOf(delay)).toBe(95);
    expect(DELAYS_MS[delayStop({ ...PERFECT, delay })]).toBe(100);
  });
});

describe('what a process is doing', () => {
  const ALICE: NodeView = { node: 'alice', kind: 'client', state: 'up', group: null, cutFrom: [] };

  test.each([
    ['registering', 'is registering'],
    ['withdrawing', 'is leaving'],
    ['online', 'is registered'],
    ['away', 'looks for the server'],
    ['deregistering', 'is deregistering'],
    [undefined, 'is running'],
  ])('is told by its machine: %j', (value, words) => {
    expect(processWords(ALICE, value)).toBe(words);
  });

  test('is told by what was done to it', () => {
    const states = ['paused', 'suspended', 'killed', 'ended'] as const;
    const words = states.map((state) => processWords({ ...ALICE, state }, { online: {} }));
    expect(words).toEqual(['stands still', 'is switched off', 'was killed', 'has ended']);
    expect(processWords({ ...ALICE, group: 'g' }, { online: {} })).toBe('is in group g');
    expect(processWords({ ...ALICE, kind: 'server' }, undefined)).toBe('is running');
  });
});

describe('a command line', () => {
  const known = { group: null, names: ['alice', 'bob'], groups: ['g'] };

  test('suggests the commands of the mode, and names where names belong', () => {
    expect(lineSuggestions('', known)).toEqual([
      'send alice ',
      'send bob ',
      'create_group ',
      'list_groups',
      'join_group g',
      'table',
      'help',
    ]);
    expect(lineSuggestions('', { ...known, group: 'g' })).toEqual([
      'send_group ',
      'list_members',
      'leave_group',
      'dereg',
      'table',
      'help',
    ]);
    expect(lineSuggestions('', { ...known, groups: [] })).toContain('join_group ');
  });

  test('suggests what begins as what is typed, and is longer', () => {
    expect(lineSuggestions('send b', known)).toEqual(['send bob ']);
    expect(lineSuggestions('table', known)).toEqual([]);
    expect(lineSuggestions('send bob hello', known)).toEqual([]);
  });

  test('has an example that can be typed there', () => {
    expect(exampleLine('alice', known)).toBe('send bob hello');
    expect(exampleLine('alice', { ...known, group: 'g' })).toBe('send_group hello, all');
    expect(exampleLine('alice', { ...known, names: ['alice'] })).toBe('help');
  });
});

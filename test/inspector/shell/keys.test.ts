import { describe, expect, it } from 'vitest';
import type { KeyPress } from '../../../src/inspector/page/shell/keyboard/keys.ts';
import {
  commandOf,
  SHORTCUTS,
  VIEW_SHORTCUTS,
} from '../../../src/inspector/page/shell/keyboard/keys.ts';

describe('the keyboard', () => {
  it.each([
    [' ', { do: 'toggle' }],
    ['ArrowLeft', { do: 'step', way: -1 }],
    ['ArrowRight', { do: 'step', way: 1 }],
    ['Home', { do: 'toStart' }],
    ['End', { do: 'toEnd' }],
    ['[', { do: 'speed', way: -1 }],
    [']', { do: 'speed', way: 1 }],
    ['/', { do: 'search' }],
    ['?', { do: 'help' }],
    ['g', { do: 'goTo' }],
    ['o', { do: 'open' }],
    ['1', { do: 'view', number: 1 }],
    ['7', { do: 'view', number: 7 }],
  ])('%j is %j', (key, command) => {
    expect(commandOf(press(key), 'other')).toEqual(command);
    expect(commandOf(press(key), 'input')).toBeNull();
    expect(commandOf(press(key, { ctrlKey: true }), 'other')).toBeNull();
    expect(commandOf(press(key, { metaKey: true }), 'other')).toBeNull();
    expect(commandOf(press(key, { altKey: true }), 'other')).toBeNull();
  });

  it('goes along the selected machine with shift', () => {
    const shift = { shiftKey: true };
    expect(commandOf(press('ArrowLeft', shift), 'other')).toEqual({ do: 'neighbour', way: -1 });
    expect(commandOf(press('ArrowRight', shift), 'other')).toEqual({ do: 'neighbour', way: 1 });
  });

  it('leaves a button the space bar, and nothing else', () => {
    expect(commandOf(press(' '), 'button')).toBeNull();
    expect(commandOf(press('ArrowLeft'), 'button')).toEqual({ do: 'step', way: -1 });
  });

  it.each(['a', '0', '8', '9', '10', 'Enter', 'Escape', 'Tab', 'constructor', 'toString', ''])(
    'has no use for %j',
    (key) => {
      expect(commandOf(press(key), 'other')).toBeNull();
    },
  );

  it('says all of it in the help', () => {
    expect(SHORTCUTS.flatMap(({ keys }) => keys)).toEqual(
      'Space ← → Shift← Shift→ Home End [ ] g / 1 … 7 o ?'
        .replaceAll('Shift', 'Shift_')
        .split(' ')
        .map((key) => key.replace('_', ' ')),
    );
  });
});

it.each(VIEW_SHORTCUTS)(
  'nothing that $where is done by a key is taken by the page',
  ({ shortcuts }) => {
    const names = shortcuts.flatMap(({ keys }) => keys);
    const keys = names.map((name) => NAMED.get(name) ?? name);
    expect(keys.map((key) => commandOf(press(key), 'other'))).toEqual(keys.map(() => null));
  },
);

/** Those that the help writes otherwise than the browser. */
const NAMED = new Map([
  ['↑', 'ArrowUp'],
  ['↓', 'ArrowDown'],
  ['Page Up', 'PageUp'],
  ['Page Down', 'PageDown'],
  ['Esc', 'Escape'],
  ['−', '-'],
]);

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held };
}

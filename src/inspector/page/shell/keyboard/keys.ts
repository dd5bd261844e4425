/** The keyboard: which key means what. The help is written from the same table. */

export type KeyCommand =
  | { readonly do: 'toggle' }
  | { readonly do: 'step'; readonly way: 1 | -1 }
  | { readonly do: 'neighbour'; readonly way: 1 | -1 }
  | { readonly do: 'toStart' }
  | { readonly do: 'toEnd' }
  | { readonly do: 'speed'; readonly way: 1 | -1 }
  | { readonly do: 'search' }
  | { readonly do: 'view'; readonly number: number }
  | { readonly do: 'goTo' }
  | { readonly do: 'help' }
  | { readonly do: 'open' };

/** A key that was pressed, as the browser tells it. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What has the focus, as far as it matters who gets a key. */
export type Focus =
  /** Something that one types or chooses in: every key is its own. */
  | 'input'
  /** Something that the space bar pushes. */
  | 'button'
  | 'other';

export interface Shortcut {
  /** As the help writes them. */
  readonly keys: readonly string[];
  readonly what: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['Space'], what: 'Play or pause' },
  { keys: ['←', '→'], what: 'One step back or forward' },
  { keys: ['Shift ←', 'Shift →'], what: 'Previous or next step of the selected machine' },
  { keys: ['Home', 'End'], what: 'To the start or to the end' },
  { keys: ['[', ']'], what: 'Slower or faster' },
  { keys: ['g'], what: 'Go to a step' },
  { keys: ['/'], what: 'Search the events' },
  {
    keys: ['1', '…', '7'],
    what: 'To a view: space-time, statechart, events, context, tables, promises, play',
  },
  { keys: ['o'], what: 'Open a trace file' },
  { keys: ['?'], what: 'This help' },
];

/** What the views do with keys of their own, while they have the focus. */
export const VIEW_SHORTCUTS: readonly {
  readonly where: string;
  readonly shortcuts: readonly Shortcut[];
}[] = [
  {
    where: 'In the space-time diagram',
    shortcuts: [
      { keys: ['↑', '↓'], what: 'To the step above or below' },
      { keys: ['Page Up', 'Page Down'], what: 'Twenty steps up or down' },
      { keys: ['Tab'], what: 'To the datagrams of the step' },
      { keys: ['Enter'], what: 'Select the datagram, to see what it holds' },
      { keys: ['Esc'], what: 'Select no datagram' },
    ],
  },
  {
    where: 'In the statechart',
    shortcuts: [
      { keys: ['w', 'a', 's', 'd'], what: 'Move the drawing; ↑ and ↓ do, too' },
      { keys: ['+', '−'], what: 'Larger or smaller' },
      { keys: ['0'], what: 'Show all of it' },
    ],
  },
];

/** With shift and without it. */
const KEYS: Readonly<Record<string, KeyCommand>> = {
  ' ': { do: 'toggle' },
  Home: { do: 'toStart' },
  End: { do: 'toEnd' },
  '[': { do: 'speed', way: -1 },
  ']': { do: 'speed', way: 1 },
  '/': { do: 'search' },
  g: { do: 'goTo' },
  '?': { do: 'help' },
  o: { do: 'open' },
};

/** What a key means, or null if it is not ours. */
export function commandOf(press: KeyPress, focus: Focus): KeyCommand | null {
  const { key, shiftKey } = press;
  if (press.ctrlKey || press.metaKey || press.altKey || focus === 'input') return null;
  if (key === ' ' && focus === 'button') return null;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    return { do: shiftKey ? 'neighbour' : 'step', way: key === 'ArrowLeft' ? -1 : 1 };
  }
  if (/^[1-7]$/.test(key)) return { do: 'view', number: Number(key) };
  return Object.hasOwn(KEYS, key) ? (KEYS[key] ?? null) : null;
}

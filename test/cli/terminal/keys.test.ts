import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { LONE_KEY_QUIET_MS, SEQUENCE_PATIENCE_MS } from '../../../machines/terminalTimers.ts';
import { KeyReader } from '../../../src/cli/terminal/keyReader.ts';
import type { Key } from '../../../src/cli/terminal/keys.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

/** Milliseconds that pass between two reads. */
type Pause = number;

/** What reads are understood as, with neighbouring texts joined. A number is a pause. */
function read(...reads: (string | Buffer | Pause)[]): (string | Key)[] {
  const clock = new VirtualClock();
  const keys: (string | Key)[] = [];
  const reader = new KeyReader((got) => {
    for (const key of got) {
      const last = keys.at(-1);
      if (key.kind !== 'text') keys.push(key);
      else if (typeof last === 'string') keys[keys.length - 1] = last + key.text;
      else keys.push(key.text);
    }
  }, clock);
  onTestFinished(() => reader.close());
  for (const chunk of reads) {
    if (typeof chunk === 'number') clock.advance(chunk);
    else reader.read(Buffer.from(chunk));
  }
  return keys;
}

const ENTER: Key = { kind: 'enter' };
const INTERRUPT: Key = { kind: 'interrupt' };
const LEFT: Key = { kind: 'edit', key: 'left' };
const A_MOMENT = SEQUENCE_PATIENCE_MS;

test('text and keys are told apart', () => {
  expect(read('hé\x1b[D\x7f漢\r\t\x03')).toEqual([
    'hé',
    LEFT,
    { kind: 'edit', key: 'backspace' },
    '漢',
    ENTER,
    { kind: 'tab' },
    INTERRUPT,
  ]);
});

test.each([
  ['function keys', '\x1b[15~\x1bOP\x1b[[A\x1b[1;2P'],
  ['a focus report', '\x1b[I\x1b[O'],
  ['mouse reports', '\x1b[<0;1;2M\x1b[<0;1;2m\x1b[32;1;2M\x1b[M !!\x1b[M#\x1bO'],
  ['alt with a letter', '\x1by\x1bz\x1b漢\x1b\r'],
  ['a null', '\x00'],
  ['a mode report', '\x1b[?2004;1$y\x1b[?62;22c'],
  ['an OSC answer', '\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b]52;c;aGVsbG8=\x07'],
  ['a DCS answer', '\x1bP>|kitty(0.35.2)\x1b\\\x1bP1$r0m\x1b\\'],
  ['an APC answer', '\x1b_Gi=31;OK\x1b\\'],
  ['a PM and an SOS', '\x1b^pm 漢\x1b\\\x1bXsos\x1b\\'],
  ['a string that another sequence ends', '\x1b]11;rgb\x1b[1;2P'],
  ['a string that is cancelled', '\x1bPabc\x18\x1bPabc\x1a'],
  ['a sequence without end', `\x1b[${'1;'.repeat(500)}x`],
  ['a key that is released', '\x1b[97;1:3u\x1b[1;1:3A\x1b[3;1:3~'],
  ['super and hyper', '\x1b[97;9u\x1b[97;17u'],
  ['a shift key by itself', '\x1b[57441;2u'],
])('%s is not typing, wherever it is cut', (_name, bytes) => {
  const all = Buffer.from(bytes);
  expect(read('a', all, 'b')).toEqual(['ab']);
  const each = Array.from(all, (byte) => Buffer.from([byte]));
  expect(read('a', ...each, 'b')).toEqual(['ab']);
  for (let cut = 1; cut < all.length; cut++) {
    expect(read('a', all.subarray(0, cut), all.subarray(cut), 'b')).toEqual(['ab']);
  }
});

test('a control string may hold anything but its end', () => {
  expect(read('a\x1b^pm\r\x03\ndereg\r\x1b\\b')).toEqual(['ab']);
});

test('the three bytes of an old mouse report are no characters', () => {
  expect(read('a', Buffer.from('1b5b4d20ffc3', 'hex'), 'b')).toEqual(['ab']);
});

test.each([
  ['ctrl-C', '\x1b[99;5u', '\x1b[27;5;99~', INTERRUPT],
  ['ctrl-C, caps and num lock on', '\x1b[99;197u', '\x1b[27;5;67~', INTERRUPT],
  ['ctrl-C on a Russian layout', '\x1b[1089::99;5u', '\x1b[27;5;99~', INTERRUPT],
  ['ctrl-D', '\x1b[100;5u', '\x1b[27;5;100~', { kind: 'endOfInput' }],
  ['ctrl-Z', '\x1b[122;5:1u', '\x1b[27;5;122~', { kind: 'suspend' }],
  ['enter', '\x1b[13u', '\x1b[27;2;13~', ENTER],
  ['tab', '\x1b[9u', '\x1b[27;1;9~', { kind: 'tab' }],
  ['backspace', '\x1b[127u', '\x1b[27;2;127~', { kind: 'edit', key: 'backspace' }],
  ['ctrl-backspace', '\x1b[127;5u', '\x1b[27;5;8~', { kind: 'edit', key: 'deleteWordLeft' }],
  ['alt-b', '\x1b[98;3u', '\x1b[27;3;98~', { kind: 'edit', key: 'wordLeft' }],
  ['left', '\x1b[57417u', '\x1b[1;1:1D', LEFT],
  ['left, held down', '\x1b[1;1:2D', '\x1b[1;129D', LEFT],
  ['ctrl-left', '\x1b[1;5D', '\x1b[57417;5u', { kind: 'edit', key: 'wordLeft' }],
  ['an a', '\x1b[97u', '\x1b[27;1;97~', 'a'],
  ['an A', '\x1b[97:65;2u', '\x1b[27;2;97~', 'A'],
  ['what the key makes', '\x1b[97;;228u', '\x1b[27;1;228~', 'ä'],
  ['a seven of the keypad', '\x1b[57406u', '\x1bOw', '7'],
  ['enter of the keypad', '\x1b[57414u', '\x1bOM', ENTER],
])('%s in the newer encodings', (_name, one, other, key) => {
  expect(read(one)).toEqual([key]);
  expect(read(other)).toEqual([key]);
});

test('the answer to where the cursor is', () => {
  expect(read('\x1b[12;40R')).toEqual([{ kind: 'cursorAt', row: 12, column: 40 }]);
});

test('escape by itself does nothing, and after a moment does not change the key after it', () => {
  expect(read('a\x1b', A_MOMENT, 'send\x1b', A_MOMENT, '\r', '\x1b\x1b[D')).toEqual([
    ...['asend', ENTER, LEFT],
  ]);
});

test('alt with a letter is one key', () => {
  expect(read('\x1bb')).toEqual([{ kind: 'edit', key: 'wordLeft' }]);
  expect(read('\x1b', 'b')).toEqual([{ kind: 'edit', key: 'wordLeft' }]);
});

test.each(['\x1b[', '\x1bO', '\x1bP', '\x1b]', '\x1b_', '\x1b^', '\x1bX'])(
  'alt begins %j, to which nothing comes: after a moment what is typed is text',
  (start) => {
    expect(read(start, A_MOMENT, 'hello\r')).toEqual(['hello', ENTER]);
    expect(read(start, A_MOMENT, 'h', 'i')).toEqual(['hi']);
    expect(read(start, '\x03')).toEqual([INTERRUPT]);
  },
);

test('who types on at once does not prolong a string without end', () => {
  const slowly = Array.from({ length: 20 }, () => ['x', A_MOMENT / 10]).flat();
  expect(read('\x1b]', ...slowly)).toEqual(['x'.repeat(10)]);
});

test('an answer that is late even in its second half is none the less an answer', () => {
  expect(read('a\x1b]11;rgb:1e', 2 * A_MOMENT, '1e/1e\x1b\\b')).toEqual(['ab']);
  expect(read('a\x1b', 2 * A_MOMENT, ']11;rgb:1e1e/1e\x07b')).toEqual(['ab']);
  expect(read('a\x1b[', 2 * A_MOMENT, '12;40Rb')).toEqual([
    ...['a', { kind: 'cursorAt', row: 12, column: 40 }, 'b'],
  ]);
  expect(read('a\x1b[200', 2 * A_MOMENT, '~x\r\x1b[201~')).toEqual(['ax\n']);
});

test.each(['\x1b]', '\x1b['])('%j: a sequence without end is not kept', (start) => {
  const megabyte = Buffer.alloc(1024 * 1024, '1');
  expect(read(start, megabyte, megabyte, start === '\x1b]' ? '\x07a' : 'xa')).toEqual(['a']);
  const reader = new KeyReader(() => {}, new VirtualClock());
  onTestFinished(() => reader.close());
  for (const bytes of [Buffer.from(start), megabyte, megabyte]) reader.read(bytes);
  const kept = Object.values(reader).filter((value) => typeof value === 'string');
  expect(kept.join('').length).toBeLessThan(100);
});

test('a line end is one enter, however it is written', () => {
  expect(read('a\rb\rc\r\nd\r', '\ne\n', '\n')).toEqual([
    ...['a', ENTER, 'b', ENTER, 'c', ENTER, 'd', ENTER, 'e', ENTER, ENTER],
  ]);
});

test('a line feed amid other bytes was pasted without marks, and is text', () => {
  expect(read('send bob a\ndereg\n')).toEqual(['send bob a\ndereg', ENTER]);
});

test('in a paste everything is text, and after it nothing is', () => {
  expect(read('\x1b[200~a\t\x1b[D\x03\r\n\x1b[201\x1b[201~\x1b[Db')).toEqual([
    'a\t\x1b[D\x03\n\x1b[201',
    LEFT,
    'b',
  ]);
});

test('the line ends of a paste are line feeds, wherever they are cut', () => {
  expect(read('\x1b[200~a\rb\r', '\nc\n', '\r\x1b[201~')).toEqual(['a\nb\nc\n\n']);
});

test('a paste that stalls is a paste still', () => {
  expect(read('\x1b[200~hi\r', 60_000, '\r', 60_000, 'dereg\r', 60_000, '\x1b[201~\r')).toEqual([
    'hi\n\ndereg\n',
    ENTER,
  ]);
});

test.each([
  ['ctrl-C', '\x03', INTERRUPT],
  ['ctrl-C as CSI u', '\x1b[99;5u', INTERRUPT],
  ['ctrl-U', '\x15', { kind: 'edit', key: 'deleteToStart' }],
  ['left', '\x1b[D', LEFT],
])('%s by itself ends a paste whose end was lost', (_name, bytes, key) => {
  expect(read('\x1b[200~hello', bytes, LONE_KEY_QUIET_MS, '\r')).toEqual(['hello', key, ENTER]);
  expect(read('\x1b[200~', bytes, LONE_KEY_QUIET_MS, 'a')).toEqual([key, 'a']);
  expect(read('\x1b[200~a', bytes, bytes, LONE_KEY_QUIET_MS, 'b')).toEqual(['a', key, key, 'b']);
});

test('a control character that more of the paste follows is text', () => {
  expect(read('\x1b[200~a', '\x03', LONE_KEY_QUIET_MS - 1, 'b\rdereg\r', '\x1b[201~')).toEqual([
    'a\x03b\ndereg\n',
  ]);
  expect(read('\x1b[200~a', '\x03', '\x1b[201~', 'b\r')).toEqual(['a\x03b', ENTER]);
});

test('where the bytes are cut makes no difference', () => {
  const piece = fc.constantFrom(
    ...['a', 'é', '漢', '👋', '\r', '\r\n', '\t', '\x03', '\x1b[D', '\x1b[1;5C', '\x1bOH'],
    ...['\x1b[3~', '\x1b[200~x\x1b[D\r\ny\x1b[201~', '\x1b[200~\x1b[201\x1b[201~'],
    ...['\x1b]11;rgb:1\x1b\\', '\x1bP>|x\x1b\\', '\x1b]0;\x07', '\x1b[<0;1;2M', '\x1b[M !"'],
    ...['\x1b[99;5u', '\x1b[27;5;99~', '\x1bé', '\x1b[[A'],
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(80)), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''));
      const edges = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length];
      edges.sort((a, b) => a - b);
      const chunks = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
      expect(read(...chunks)).toEqual(read(bytes));
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Key, KeyReader } from '../../../src/cli/terminal/keys.ts';

/** What `chunks` are read as, with neighbouring texts joined. */
function read(...chunks: (string | Buffer)[]): (string | Key)[] {
  const reader = new KeyReader();
  const keys: (string | Key)[] = [];
  for (const key of chunks.flatMap((chunk) => reader.read(Buffer.from(chunk)))) {
    const last = keys.at(-1);
    if (key.kind !== 'text') keys.push(key);
    else if (typeof last === 'string') keys[keys.length - 1] = last + key.text;
    else keys.push(key.text);
  }
  return keys;
}

const ENTER: Key = { kind: 'enter' };
const LEFT: Key = { kind: 'edit', key: 'left' };

test('text and keys are told apart', () => {
  expect(read('hé\x1b[D\x7f漢\r\t\x03')).toEqual([
    'hé',
    LEFT,
    { kind: 'edit', key: 'backspace' },
    '漢',
    ENTER,
    { kind: 'tab' },
    { kind: 'interrupt' },
  ]);
});

test('keys that mean nothing here do nothing', () => {
  expect(read('a\x1b[15~\x1b[<0;1;2M\x1bOP\x00\x1b[1;2Rb')).toEqual(['ab']);
});

test('escape by itself does nothing, and does not change the key after it', () => {
  expect(read('a\x1b', 'send\x1b', '\r', '\x1b\x1b[D')).toEqual(['asend', ENTER, LEFT]);
});

test('alt with a letter is one key', () => {
  expect(read('\x1bb')).toEqual([{ kind: 'edit', key: 'wordLeft' }]);
});

test('a line end is one enter, however it is written', () => {
  expect(read('a\rb\nc\r\nd\r', '\ne\n\n')).toEqual([
    ...['a', ENTER, 'b', ENTER, 'c', ENTER, 'd', ENTER, 'e', ENTER, ENTER],
  ]);
});

test('in a paste everything but line ends is text, and after it nothing is', () => {
  expect(read('\x1b[200~a\t\x1b[D\x03\r\n\x1b[201\x1b[201~\x1b[Db')).toEqual([
    'a\t\x1b[D\x03',
    ENTER,
    '\x1b[201',
    LEFT,
    'b',
  ]);
});

test('where the bytes are cut makes no difference', () => {
  const piece = fc.constantFrom(
    ...['a', 'é', '漢', '👋', '\r', '\r\n', '\t', '\x03', '\x1b[D', '\x1b[1;5C', '\x1bOH'],
    ...['\x1b[3~', '\x1b[200~x\x1b[D\r\ny\x1b[201~', '\x1b[200~\x1b[201\x1b[201~'],
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

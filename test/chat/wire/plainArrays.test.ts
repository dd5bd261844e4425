/** What is read and written by hand is what the general decoder and encoder make of it. */
import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlainArray, writePlainArray } from '../../../src/chat/wire/plainArrays.ts';
import { check } from '../../support/property.ts';

/** Around each length that a number may have. */
const EDGES = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1];
const uint = fc.oneof(fc.constantFrom(...EDGES), fc.nat({ max: 2 ** 32 - 1 }));
const uints = fc.array(uint, { maxLength: 23 });
const text = fc.string({ maxLength: 300 });

test('writes numbers as the encoder does', () => {
  check(
    fc.property(uints, (fields) => {
      expect(writePlainArray(fields)).toEqual(encode(fields));
    }),
  );
});

test('reads what the encoder wrote', () => {
  check(
    fc.property(fc.array(fc.oneof(uint, text), { maxLength: 23 }), (fields) => {
      expect(readPlainArray(encode(fields))).toEqual(fields);
      expect(readPlainArray(Buffer.from(encode(fields)))).toEqual(fields);
    }),
  );
});

test('leaves to the others what is anything else', () => {
  const others: unknown[] = [
    [-1],
    [2 ** 32],
    [1.5],
    ['é'],
    [[1]],
    [null],
    Array(24).fill(1),
    'x',
    7,
  ];
  for (const other of others) expect(readPlainArray(encode(other))).toBeNull();
  for (const other of [[-1], [2 ** 32], [1.5], ['a'], [[1]], Array(24).fill(1)]) {
    expect(writePlainArray(other)).toBeNull();
  }
});

test.each([
  ['body without a byte', []],
  ['number in more bytes than it takes', [0x81, 0x18, 23]],
  ['number in four bytes that takes two', [0x81, 0x1a, 0, 0, 0xff, 0xff]],
  ['length in more bytes than it takes', [0x81, 0x78, 1, 0x61]],
  ['number that is cut', [0x81, 0x19, 1]],
  ['text that is cut', [0x81, 0x62, 0x61]],
  ['item that is missing', [0x82, 1]],
  ['array with a byte behind it', [0x81, 1, 1]],
  ['array without an end', [0x9f, 1, 0xff]],
])('takes no %s', (_, bytes) => {
  expect(readPlainArray(Uint8Array.from(bytes))).toBeNull();
});

test('whatever it takes, the general decoder takes too, and for the same', () => {
  const bytes = fc.tuple(fc.array(fc.oneof(uint, text), { maxLength: 6 }), fc.nat(), fc.nat(255));
  check(
    fc.property(bytes, ([fields, at, byte]) => {
      const body = encode(fields);
      body[at % body.length] = byte;
      const read = readPlainArray(body);
      if (read !== null) expect(decode(body, { strict: true })).toEqual(read);
    }),
  );
});

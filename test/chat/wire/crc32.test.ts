import { crc32 as crc32OfZlib } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../../src/chat/wire/crc32.ts';
import { check } from '../../support/property.ts';

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const whole = (bytes: Uint8Array) => crc32(0, bytes, 0, bytes.length);

test.each([
  ['', 0x00000000],
  ['a', 0xe8b7be43],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ['\0\0\0\0', 0x2144df1c],
  ['\xff\xff\xff\xff', 0xffffffff],
])('the checksum of %j is the published one', (text, sum) => {
  expect(whole(ascii(text))).toBe(sum);
});

test('every checksum is that of zlib', () => {
  check(
    fc.property(fc.uint8Array({ maxLength: 1_200 }), (bytes) => {
      expect(whole(bytes)).toBe(crc32OfZlib(bytes));
    }),
  );
});

test('a checksum is the same whether it is made at once or in parts', () => {
  const halves = fc.tuple(fc.uint8Array(), fc.uint8Array());
  check(
    fc.property(halves, ([a, b]) => {
      const both = Uint8Array.from([...a, ...b]);
      expect(crc32(whole(a), both, a.length, both.length)).toBe(whole(both));
    }),
  );
});

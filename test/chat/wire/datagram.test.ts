import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import type { Datagram, Frame } from '../../../src/chat/wire/datagram.ts';
import {
  decodeDatagram,
  encodeDatagram,
  FRAME_HEADER_BYTES,
  frameBytes,
  HEADER_BYTES,
} from '../../../src/chat/wire/datagram.ts';
import { check } from '../../support/property.ts';
import { seal } from '../support/mutations.ts';
import { datagram } from '../support/packets.ts';

const HEADER = { session: 1, number: 2, tableVersion: 3 };
const EMPTY = encodeDatagram(HEADER, []);

function frameOfBytes(bytes: number): Frame {
  const body = new Uint8Array(bytes - FRAME_HEADER_BYTES);
  return { code: 32, more: false, id: 1, back: 0, body };
}

function encoded({ header, frames }: Datagram): Uint8Array {
  return encodeDatagram(header, frames);
}

test('a datagram decodes to what was encoded', () => {
  check(
    fc.property(datagram, (sent) => {
      const bytes = encoded(sent);
      expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      expect(decodeDatagram(bytes)).toStrictEqual(sent);
    }),
  );
});

test('the header stands where the specification says', () => {
  const header = { session: 0x010203040506, number: 0x0708090a, tableVersion: 0x0b0c0d0e };
  const body = Uint8Array.of(0x80);
  const frames = [{ code: 0x27, more: true, id: 0x11121314, back: 0x1516, body }];
  const bytes = Buffer.from(encodeDatagram(header, frames));
  expect(bytes.subarray(0, 16).toString('hex')).toBe('53020102030405060708090a0b0c0d0e');
  expect(bytes.subarray(20).toString('hex')).toBe('a71112131415160001' + '80');
});

test('a datagram of any one flipped bit is refused', () => {
  check(
    fc.property(datagram, fc.nat(), (sent, place) => {
      const bytes = encoded(sent);
      const bit = place % (8 * bytes.length);
      bytes[bit >>> 3] = (bytes[bit >>> 3] as number) ^ (1 << (bit & 7));
      expect(decodeDatagram(bytes)).toBeNull();
    }),
    { numRuns: 2_000 },
  );
});

test('every flipped bit of one datagram is noticed, and so is every byte cut off', () => {
  const whole = encodeDatagram(HEADER, [frameOfBytes(60), frameOfBytes(9), frameOfBytes(30)]);
  for (let bit = 0; bit < 8 * whole.length; bit++) {
    const bytes = whole.slice();
    bytes[bit >>> 3] = (bytes[bit >>> 3] as number) ^ (1 << (bit & 7));
    expect(decodeDatagram(bytes), `bit ${bit}`).toBeNull();
  }
  for (let length = 0; length < whole.length; length++) {
    expect(decodeDatagram(whole.subarray(0, length)), `${length} bytes`).toBeNull();
  }
});

test('where a datagram may end: after the header and after each frame, nowhere else', () => {
  const frames = [frameOfBytes(60), frameOfBytes(9), frameOfBytes(30)];
  const whole = encodeDatagram(HEADER, frames);
  const ends = [20, 80, 89, 119];
  for (let length = HEADER_BYTES; length <= whole.length; length++) {
    const isEnd = ends.includes(length);
    expect(decodeDatagram(seal(whole.slice(0, length))) !== null, `${length}`).toBe(isEnd);
  }
});

test('a datagram may have 1,200 bytes and not one more', () => {
  const full = frameOfBytes(MAX_DATAGRAM_BYTES - HEADER_BYTES);
  const bytes = encodeDatagram(HEADER, [full]);
  expect(bytes.length).toBe(1_200);
  expect(decodeDatagram(bytes)).toStrictEqual({ header: HEADER, frames: [full] });
  const more = { ...full, body: new Uint8Array(full.body.length + 1) };
  expect(() => encodeDatagram(HEADER, [more])).toThrow(RangeError);
  expect(() => encodeDatagram(HEADER, [full, frameOfBytes(9)])).toThrow(RangeError);
});

test('what throws and what does not is decided by the bytes of all frames', () => {
  const sizes = fc.array(fc.integer({ min: 9, max: 700 }), { maxLength: 6 });
  check(
    fc.property(sizes, (all) => {
      const frames = all.map(frameOfBytes);
      const length = HEADER_BYTES + frames.reduce((sum, frame) => sum + frameBytes(frame), 0);
      if (length > MAX_DATAGRAM_BYTES) {
        expect(() => encodeDatagram(HEADER, frames)).toThrow(RangeError);
      } else expect(encodeDatagram(HEADER, frames).length).toBe(length);
    }),
  );
});

test('a datagram too long to have been sent is refused, however right it looks', () => {
  const bytes = new Uint8Array(MAX_DATAGRAM_BYTES + 1);
  bytes.set(EMPTY);
  bytes[HEADER_BYTES] = 32;
  const bodyBytes = bytes.length - HEADER_BYTES - FRAME_HEADER_BYTES;
  bytes.set([bodyBytes >>> 8, bodyBytes & 0xff], HEADER_BYTES + 7);
  expect(decodeDatagram(seal(bytes))).toBeNull();
});

test('reading leaves the bytes as they are, wherever they lie in a larger buffer', () => {
  check(
    fc.property(datagram, fc.nat({ max: 9 }), (sent, offset) => {
      const bytes = encoded(sent);
      const buffer = new Uint8Array(offset + bytes.length + 5).fill(0xee);
      buffer.set(bytes, offset);
      const before = buffer.slice();
      const view = buffer.subarray(offset, offset + bytes.length);
      expect(decodeDatagram(view)).toStrictEqual(sent);
      expect(buffer).toStrictEqual(before);
    }),
  );
});

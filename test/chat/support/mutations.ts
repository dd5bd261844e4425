/** Hostile bytes at speed: a seeded loop, for runs that are too many for a property. */

import { crc32 } from '../../../src/chat/wire/crc32.ts';
import { FRAME_HEADER_BYTES, HEADER_BYTES } from '../../../src/chat/wire/datagram.ts';
import type { Random } from '../../../src/lab/world/random.ts';

const CRC_OFFSET = 16;

/** Heads and values that CBOR readers stumble over. */
const CBOR_TRAPS = [
  0x00, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x20, 0x3b, 0x40, 0x5b, 0x5f, 0x60, 0x78, 0x7b, 0x7f,
  0x80, 0x81, 0x9a, 0x9b, 0x9f, 0xa0, 0xa1, 0xbb, 0xbf, 0xc0, 0xc2, 0xdb, 0xe0, 0xf4, 0xf6, 0xf7,
  0xf8, 0xf9, 0xfa, 0xfb, 0xff,
];

/** Makes the checksum right, so that a reader has to look at the rest. */
export function seal(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEADER_BYTES) return bytes;
  const sum = crc32(crc32(0, bytes, 0, CRC_OFFSET), bytes, HEADER_BYTES, bytes.length);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(CRC_OFFSET, sum);
  return bytes;
}

/** Bytes that are nothing at all. */
export function randomBytes(random: Random, maxLength: number): Uint8Array {
  const bytes = new Uint8Array(below(random, maxLength + 1));
  for (let i = 0; i < bytes.length; i++) bytes[i] = below(random, 256);
  return bytes;
}

/** A header, good as it may be, before bytes that are nothing at all. */
export function randomDatagram(random: Random): Uint8Array {
  const bytes = randomBytes(random, 120);
  if (bytes.length < 2 || random() < 0.2) return bytes;
  bytes[0] = 0x53;
  bytes[1] = 2;
  return seal(bytes);
}

/** A copy of a datagram with one to four faults in its frames, its header or its length. */
export function mutated(datagram: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = datagram.slice();
  for (let faults = 1 + below(random, 4); faults > 0; faults--) bytes = withFault(bytes, random);
  return random() < 0.95 ? seal(bytes) : bytes;
}

function withFault(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = below(random, bytes.length);
  switch (below(random, 18)) {
    case 0:
      return bytes.slice(0, at);
    case 1: {
      const [end, start] = [below(random, bytes.length), at];
      return joined(bytes.subarray(0, end), bytes.subarray(start));
    }
    case 2:
      return joined(bytes, randomBytes(random, 12));
    case 3:
      return lengthened(bytes, random);
    case 4:
    case 5:
    case 6:
      bytes[at] = (bytes[at] as number) ^ (1 << below(random, 8));
      return bytes;
    case 7:
    case 8:
      bytes[at] = below(random, 256);
      return bytes;
    default: {
      // Mostly where the bodies are: behind the header and one frame header.
      const first = Math.min(HEADER_BYTES + FRAME_HEADER_BYTES, bytes.length - 1);
      const place = first + below(random, bytes.length - first);
      bytes[place] = CBOR_TRAPS[below(random, CBOR_TRAPS.length)] as number;
      return bytes;
    }
  }
}

/** Inserts into the first frame's body and makes the frame's length right. */
function lengthened(bytes: Uint8Array, random: Random): Uint8Array {
  const body = HEADER_BYTES + FRAME_HEADER_BYTES;
  if (bytes.length < body) return bytes;
  const inserted = randomBytes(random, 6);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint16(HEADER_BYTES + 7, view.getUint16(HEADER_BYTES + 7) + inserted.length);
  const at = body + below(random, bytes.length - body + 1);
  return joined(joined(bytes.subarray(0, at), inserted), bytes.subarray(at));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/**
 * The bodies that a busy conversation is made of, by hand: arrays of unsigned integers, and of ASCII
 * texts among them. What is anything else is the general decoder's and encoder's.
 */

const ARRAY = 0x80;
const TEXT = 0x60;
/** Up to here an item says its number in its first byte. */
const MAX_SHORT = 23;
const FIRST_NON_ASCII = 0x80;
const ascii = new TextDecoder();

/** Where the reader is; one for all bodies, because no body is read inside another. */
let place = 0;

/** The array in a body, if it is one of these in deterministic encoding; null says nothing of it. */
export function readPlainArray(body: Uint8Array): readonly (number | string)[] | null {
  const count = (body[0] ?? 0) - ARRAY;
  if (count < 0 || count > MAX_SHORT) return null;
  const fields: (number | string)[] = [];
  place = 1;
  for (let n = 0; n < count; n++) {
    const field = readItem(body);
    if (field === null) return null;
    fields.push(field);
  }
  return place === body.length ? fields : null;
}

/** The body of an array of unsigned integers below 2^32; null for any other. */
export function writePlainArray(fields: readonly unknown[]): Uint8Array | null {
  if (fields.length > MAX_SHORT) return null;
  let length = 1;
  for (const field of fields) {
    if (typeof field !== 'number' || field < 0 || field > 0xffffffff || !Number.isInteger(field)) {
      return null;
    }
    length += 1 + sizeOf(field);
  }
  const body = new Uint8Array(length);
  body[0] = ARRAY + fields.length;
  let at = 1;
  for (const field of fields as readonly number[]) at = writeUint(body, at, field);
  return body;
}

function readItem(body: Uint8Array): number | string | null {
  const first = body[place] ?? 0xff;
  if (first < TEXT) return readUint(body, 0);
  if (first >= ARRAY) return null;
  const length = readUint(body, TEXT);
  if (length === null || place + length > body.length) return null;
  const end = place + length;
  for (let i = place; i < end; i++) if ((body[i] as number) >= FIRST_NON_ASCII) return null;
  const text = ascii.decode(body.subarray(place, end));
  place = end;
  return text;
}

/** A number in its shortest form, behind a first byte that begins at `major`. */
function readUint(body: Uint8Array, major: number): number | null {
  const short = (body[place] as number) - major;
  if (short <= MAX_SHORT) {
    place++;
    return short;
  }
  const size = short === 24 ? 1 : short === 25 ? 2 : short === 26 ? 4 : 0;
  if (size === 0 || place + size >= body.length) return null;
  let value = 0;
  for (let i = 1; i <= size; i++) value = value * 256 + (body[place + i] as number);
  const least = size === 1 ? MAX_SHORT + 1 : size === 2 ? 0x100 : 0x10000;
  if (value < least) return null;
  place += 1 + size;
  return value;
}

function writeUint(body: Uint8Array, at: number, value: number): number {
  const size = sizeOf(value);
  body[at] = size === 0 ? value : size === 1 ? 24 : size === 2 ? 25 : 26;
  for (let i = size, rest = value; i > 0; i--, rest = Math.floor(rest / 256)) {
    body[at + i] = rest % 256;
  }
  return at + 1 + size;
}

/** Bytes behind the first one of an item that its number takes, in its shortest form. */
function sizeOf(value: number): number {
  return value <= MAX_SHORT ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : 4;
}

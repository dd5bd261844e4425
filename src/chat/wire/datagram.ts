/**
 * The fixed binary part of a datagram: a header, then frames. Integers are big-endian.
 *
 *     header  'S' version session:48 number:32 tableVersion:32 crc:32       20 bytes
 *     frame   more:1 kind:7 id:32 back:16 length:16 body…                   9 bytes + body
 *
 * The checksum covers every byte but its own. UDP's own is 16 bits, and optional over IPv4.
 */
import { MAX_DATAGRAM_BYTES } from '../limits.ts';
import { crc32 } from './crc32.ts';

export const HEADER_BYTES = 20;
export const FRAME_HEADER_BYTES = 9;
/** The longest body of a frame: leaves room for an ACK, which then costs no datagram of its own. */
export const MAX_BODY_BYTES = 1_050;

const MAGIC = 0x53;
/** The version of the protocol that is spoken here. */
export const VERSION = 2;
/** Of a datagram that says which versions are understood; what it looks like never changes. */
const NO_VERSION = 0;
/** The kind that is alone in it. */
export const VERSIONS_CODE = 0;
const CRC_OFFSET = 16;
const MORE_FLAG = 0x80;

/** What a datagram says of itself before its frames. */
export interface Header {
  /** Issued by the server; between peers the sum of both tags; in a registration a nonce. */
  readonly session: number;
  /** Counts the datagrams of one sender on one session, from 1. */
  readonly number: number;
  /** From the server: version of its client table. From a client: of its copy. */
  readonly tableVersion: number;
}

/** One packet, or a piece of a message too long for one frame. */
export interface Frame {
  readonly code: number;
  /** Another piece of the same message follows under the next id. */
  readonly more: boolean;
  /** Position in the stream, from 1; 0 for control frames. */
  readonly id: number;
  /** All frames before `id - back` are settled: the receiver need not wait for them. */
  readonly back: number;
  readonly body: Uint8Array;
}

export interface Datagram {
  readonly header: Header;
  readonly frames: readonly Frame[];
}

/** Bytes that a frame takes. */
export function frameBytes(frame: Frame): number {
  return FRAME_HEADER_BYTES + frame.body.length;
}

/**
 * @throws RangeError if the frames do not fit into MAX_DATAGRAM_BYTES: a defect of ours, never of
 *   what arrived
 */
export function encodeDatagram(header: Header, frames: readonly Frame[]): Uint8Array {
  let length = HEADER_BYTES;
  for (const frame of frames) length += frameBytes(frame);
  if (length > MAX_DATAGRAM_BYTES) throw new RangeError(`a datagram of ${length} bytes`);
  const bytes = new Uint8Array(length);
  bytes[0] = MAGIC;
  bytes[1] = isAboutVersions(frames) ? NO_VERSION : VERSION;
  writeUint16(bytes, 2, Math.floor(header.session / 2 ** 32));
  writeUint32(bytes, 4, header.session >>> 0);
  writeUint32(bytes, 8, header.number);
  writeUint32(bytes, 12, header.tableVersion);
  let offset = HEADER_BYTES;
  for (const frame of frames) offset = writeFrame(bytes, offset, frame);
  writeUint32(bytes, CRC_OFFSET, checksum(bytes));
  return bytes;
}

/** Reads a datagram; null for whatever is not exactly one. Never throws. */
export function decodeDatagram(bytes: Uint8Array): Datagram | null {
  const version = versionOf(bytes);
  if (version !== VERSION && version !== NO_VERSION) return null;
  const frames: Frame[] = [];
  let offset = HEADER_BYTES;
  while (offset < bytes.length) {
    if (offset + FRAME_HEADER_BYTES > bytes.length) return null;
    const end = offset + FRAME_HEADER_BYTES + readUint16(bytes, offset + 7);
    if (end > bytes.length) return null;
    const first = bytes[offset] as number;
    frames.push({
      code: first & ~MORE_FLAG,
      more: (first & MORE_FLAG) !== 0,
      id: readUint32(bytes, offset + 1),
      back: readUint16(bytes, offset + 5),
      body: bytes.subarray(offset + FRAME_HEADER_BYTES, end),
    });
    offset = end;
  }
  if (isAboutVersions(frames) !== (version === NO_VERSION)) return null;
  return { header: readHeader(bytes), frames };
}

/**
 * The header of a datagram of a version that is not understood here: session and number stand where
 * they stand in all versions. Null for any other datagram, and for what is none.
 */
export function decodeForeignHeader(bytes: Uint8Array): Header | null {
  const version = versionOf(bytes);
  const isForeign = version !== null && version !== VERSION && version !== NO_VERSION;
  return isForeign ? readHeader(bytes) : null;
}

/** The checksum that a datagram carries, right or not; null for what is too short for one. */
export function checksumIn(bytes: Uint8Array): number | null {
  return bytes.length < HEADER_BYTES ? null : readUint32(bytes, CRC_OFFSET);
}

/** The version of a datagram; null for what is a datagram in no version. */
function versionOf(bytes: Uint8Array): number | null {
  if (bytes.length < HEADER_BYTES || bytes.length > MAX_DATAGRAM_BYTES) return null;
  if (bytes[0] !== MAGIC || readUint32(bytes, CRC_OFFSET) !== checksum(bytes)) return null;
  return bytes[1] as number;
}

function readHeader(bytes: Uint8Array): Header {
  return {
    session: readUint16(bytes, 2) * 2 ** 32 + readUint32(bytes, 4),
    number: readUint32(bytes, 8),
    tableVersion: readUint32(bytes, 12),
  };
}

/** VERSIONS has a datagram to itself, and no other may look like that. */
function isAboutVersions(frames: readonly Frame[]): boolean {
  return frames.length === 1 && frames[0]?.code === VERSIONS_CODE;
}

function writeFrame(bytes: Uint8Array, offset: number, frame: Frame): number {
  bytes[offset] = frame.more ? frame.code | MORE_FLAG : frame.code;
  writeUint32(bytes, offset + 1, frame.id);
  writeUint16(bytes, offset + 5, frame.back);
  writeUint16(bytes, offset + 7, frame.body.length);
  bytes.set(frame.body, offset + FRAME_HEADER_BYTES);
  return offset + frameBytes(frame);
}

function checksum(bytes: Uint8Array): number {
  return crc32(crc32(0, bytes, 0, CRC_OFFSET), bytes, HEADER_BYTES, bytes.length);
}

function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

function readUint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}

function readUint32(bytes: Uint8Array, offset: number): number {
  return (readUint16(bytes, offset) * 2 ** 16 + readUint16(bytes, offset + 2)) >>> 0;
}

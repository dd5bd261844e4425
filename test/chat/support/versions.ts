import { crc32 } from '../../../src/chat/wire/crc32.ts';

const CRC_OFFSET = 16;

/** The same datagram, as a program of another version would send it. */
export function inVersion(version: number, datagram: Uint8Array): Uint8Array {
  const bytes = Buffer.from(datagram);
  bytes[1] = version;
  const crc = crc32(crc32(0, bytes, 0, CRC_OFFSET), bytes, CRC_OFFSET + 4, bytes.length);
  bytes.writeUInt32BE(crc, CRC_OFFSET);
  return bytes;
}

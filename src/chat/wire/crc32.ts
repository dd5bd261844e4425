/** CRC-32 as in Ethernet and zlib (reflected polynomial 0xEDB88320), one table look-up a byte. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/**
 * Extends a checksum over more bytes.
 *
 * @param crc checksum so far; 0 to begin
 * @param start first byte, inclusive
 * @param end last byte, exclusive
 */
export function crc32(crc: number, bytes: Uint8Array, start: number, end: number): number {
  let value = ~crc;
  for (let i = start; i < end; i++) {
    value = (value >>> 8) ^ (TABLE[(value ^ (bytes[i] as number)) & 0xff] as number);
  }
  return ~value >>> 0;
}

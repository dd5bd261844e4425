/** What was counted of the datagrams of a run, so that the bare socket can do the same ones. */

/** The text of every message: as long as a line of a chat. */
export const TEXT = 'the quick brown fox jumps over lazy dogs';

/** Numbers of kinds on the wire, see docs/protocol.md. */
export const CODES = { REGISTERED: 3, CHALLENGE: 2, ACK: 6, TABLE: 11, PRIVATE: 32, GROUP: 72 };

/** @typedef {{ datagrams: number, bytes: number }} Traffic */

/**
 * The sum over all datagrams that hold frames of the kinds for which `isCounted`.
 *
 * @param {Record<string, Traffic>} counted by kinds, as `6+32`
 * @param {(codes: readonly number[]) => boolean} isCounted
 * @returns {Traffic}
 */
export function sumTraffic(counted, isCounted = () => true) {
  const sum = { datagrams: 0, bytes: 0 };
  for (const [kinds, { datagrams, bytes }] of Object.entries(counted)) {
    if (!isCounted(kinds.split('+').map(Number))) continue;
    sum.datagrams += datagrams;
    sum.bytes += bytes;
  }
  return sum;
}

/** @param {Traffic} traffic @returns {number} bytes of a datagram */
export function meanBytes({ datagrams, bytes }) {
  return Math.max(1, Math.round(bytes / datagrams));
}

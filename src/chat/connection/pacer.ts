import { MAX_DATAGRAM_BYTES } from '../limits.ts';

/** What may leave at once (RFC 9002 section 7.7: no more than the initial window). */
const BURST_BYTES = 10 * MAX_DATAGRAM_BYTES;
/** A little faster than the window would be used up in one round trip, lest it never be. */
const GAIN = 1.25;

/**
 * Spreads a window over the round trip, so that a queue on the way need not hold all of it.
 *
 * @see RFC 9002 section 7.7
 */
export class Pacer {
  private creditBytes = BURST_BYTES;
  private countedAtMs = 0;

  /** The time passes; nothing is held back while the round trip is not known. */
  refill(nowMs: number, windowBytes: number, roundTripMs: number): void {
    const bytesPerMs = roundTripMs > 0 ? (GAIN * windowBytes) / roundTripMs : BURST_BYTES;
    const gained = (nowMs - this.countedAtMs) * bytesPerMs;
    this.creditBytes = Math.min(BURST_BYTES, this.creditBytes + gained);
    this.countedAtMs = nowMs;
  }

  hasRoomFor(bytes: number): boolean {
    return this.creditBytes >= bytes;
  }

  sent(bytes: number): void {
    this.creditBytes -= bytes;
  }

  /** How long until one full datagram may leave, in whole milliseconds. */
  waitMs(windowBytes: number, roundTripMs: number): number {
    const missing = MAX_DATAGRAM_BYTES - this.creditBytes;
    if (missing <= 0 || roundTripMs <= 0) return 0;
    return Math.max(1, Math.ceil((missing * roundTripMs) / (GAIN * windowBytes)));
  }
}

import type { CongestionMode } from '../../../machines/congestion.ts';
import { MAX_DATAGRAM_BYTES } from '../limits.ts';

/** RFC 9002 section 7.2. */
const INITIAL_BYTES = 10 * MAX_DATAGRAM_BYTES;
/** Two datagrams: room for any message of ordinary size, and for the one that shows a loss. */
const MIN_BYTES = 2 * MAX_DATAGRAM_BYTES;
/** Frames of a probe that costs little: a message of ordinary size. */
export const SMALL_PROBE_BYTES = 300;
const LOSS_REDUCTION = 0.5;

/**
 * How many bytes may be on their way at once. Arithmetic only: in which mode it is counted, the
 * `congestion` machine says.
 *
 * @see RFC 9002 section 7 and appendix B
 */
export class CongestionWindow {
  private windowBytes = INITIAL_BYTES;
  private thresholdBytes = Number.POSITIVE_INFINITY;
  private flyingBytes = 0;

  get bytes(): number {
    return this.windowBytes;
  }

  get inFlightBytes(): number {
    return this.flyingBytes;
  }

  /** The window is as large as where datagrams were lost before. */
  get isAtThreshold(): boolean {
    return this.windowBytes >= this.thresholdBytes;
  }

  hasRoomFor(bytes: number): boolean {
    return this.flyingBytes + bytes <= this.windowBytes;
  }

  /**
   * How many bytes of frames a probe may carry. When more is on its way than leaves before anything is
   * heard, copies of long frames would keep a queue full in which the first of them still wait: then
   * they leave with the first, second, fourth, eighth … probe only, one each.
   *
   * @param probes in a row that brought nothing, this one included
   */
  probeBytes(probes: number): number {
    if (this.flyingBytes < INITIAL_BYTES) return 2 * MAX_DATAGRAM_BYTES;
    const isRare = (probes & (probes - 1)) === 0;
    return isRare ? MAX_DATAGRAM_BYTES : SMALL_PROBE_BYTES;
  }

  sent(bytes: number): void {
    this.flyingBytes += bytes;
  }

  /** These bytes are not on their way any more, for whatever reason. */
  landed(bytes: number): void {
    this.flyingBytes -= bytes;
  }

  /**
   * These bytes arrived.
   *
   * @param inFlightBytes on their way before the ack: a window that was not used is not widened
   */
  acked(bytes: number, inFlightBytes: number, mode: CongestionMode): void {
    if (mode === 'recovery' || 2 * inFlightBytes < this.windowBytes) return;
    if (mode === 'congestionAvoidance') {
      this.windowBytes += (MAX_DATAGRAM_BYTES * bytes) / this.windowBytes;
    } else this.windowBytes += bytes;
  }

  /** Something was lost: half as much from now on. */
  reduce(): void {
    this.thresholdBytes = Math.max(this.windowBytes * LOSS_REDUCTION, MIN_BYTES);
    this.windowBytes = this.thresholdBytes;
  }

  /** Everything was lost for a long time: as little as can be. */
  collapse(): void {
    this.windowBytes = MIN_BYTES;
  }
}

import { INITIAL_PTO_MS, MAX_ACK_DELAY_MS, MAX_PTO_MS } from '../../../machines/timers.ts';

/** What no clock of an event loop can tell apart. */
const GRANULARITY_MS = 1;

/**
 * The measured round trip to the other end. An ack names the datagrams that arrived, so that a sample
 * is never ambiguous, not even for a retransmission.
 *
 * @see RFC 9002 section 5
 */
export class RoundTrip {
  private smoothed = 0;
  private variationMs = 0;
  private leastMs = 0;
  private latestMs = 0;
  private measured = false;

  /** Whether anything was measured yet. */
  get isMeasured(): boolean {
    return this.measured;
  }

  /** The smoothed round trip; 0 before anything was measured. */
  get smoothedMs(): number {
    return this.smoothed;
  }

  /**
   * An ack brought news of the newest datagram that it names.
   *
   * @param ms since that datagram was sent
   * @param ackDelayMs how long the other end says that it waited before it acked
   */
  sample(ms: number, ackDelayMs: number): void {
    this.latestMs = ms;
    if (!this.measured) {
      this.measured = true;
      this.leastMs = ms;
      this.smoothed = ms;
      this.variationMs = ms / 2;
      return;
    }
    this.leastMs = Math.min(this.leastMs, ms);
    const delayMs = Math.min(ackDelayMs, MAX_ACK_DELAY_MS);
    const adjustedMs = ms >= this.leastMs + delayMs ? ms - delayMs : ms;
    this.variationMs += (Math.abs(this.smoothed - adjustedMs) - this.variationMs) / 4;
    this.smoothed += (adjustedMs - this.smoothed) / 8;
  }

  /** How long after the last datagram a probe is due (RFC 9002 section 6.2.1). */
  get probeTimeoutMs(): number {
    if (!this.measured) return INITIAL_PTO_MS;
    const variationMs = Math.max(4 * this.variationMs, GRANULARITY_MS);
    return Math.min(Math.ceil(this.smoothed + variationMs + MAX_ACK_DELAY_MS), MAX_PTO_MS);
  }

  /** How long after a datagram a later one may be acked before it is lost (section 6.1.2). */
  get lossDelayMs(): number {
    return Math.max((Math.max(this.smoothed, this.latestMs) * 9) / 8, GRANULARITY_MS);
  }
}

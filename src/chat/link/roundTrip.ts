import { ACK_TIMEOUT_MS, INITIAL_RTO_MS, MIN_RTO_MS } from '../../../machines/timers.ts';

/** Datagrams whose time of sending is remembered. */
const REMEMBERED = 64;

/**
 * Measures the round trip to one address. An ack names the datagram that caused it, so that a
 * sample is never ambiguous, not even for a retransmission.
 *
 * @see RFC 6298 section 2
 */
export class RoundTrip {
  private readonly numbers = new Uint32Array(REMEMBERED);
  private readonly sentAtMs = new Float64Array(REMEMBERED);
  private smoothedMs = 0;
  private variationMs = 0;
  private measured = false;

  /** Datagram `number`, which will be acked, leaves now. */
  sent(number: number, nowMs: number): void {
    const slot = number % REMEMBERED;
    this.numbers[slot] = number;
    this.sentAtMs[slot] = nowMs;
  }

  /** An ack caused by datagram `number` arrived. Each datagram is measured once. */
  echoed(number: number, nowMs: number): void {
    const slot = number % REMEMBERED;
    if (number === 0 || this.numbers[slot] !== number) return;
    this.numbers[slot] = 0;
    this.sample(Math.max(0, nowMs - (this.sentAtMs[slot] as number)));
  }

  /** How long to wait for an ack before sending another copy, in whole milliseconds. */
  get rtoMs(): number {
    if (!this.measured) return INITIAL_RTO_MS;
    const rtoMs = Math.ceil(this.smoothedMs + 4 * this.variationMs);
    return Math.min(Math.max(rtoMs, MIN_RTO_MS), ACK_TIMEOUT_MS);
  }

  private sample(ms: number): void {
    if (this.measured) {
      this.variationMs += (Math.abs(this.smoothedMs - ms) - this.variationMs) / 4;
      this.smoothedMs += (ms - this.smoothedMs) / 8;
    } else {
      this.measured = true;
      this.smoothedMs = ms;
      this.variationMs = ms / 2;
    }
  }
}

/** It is asked for so long, however far apart the tries are. */
const PATIENCE_MS = 5_000;

/**
 * What the other end has given up, asked for: what arrived and was not looked at for long may be
 * nobody's message any more. Any datagram of ours that asks for an ACK asks; an ACK that names it, or
 * a later one, answers.
 */
export class FloorInquiry {
  private askedIn = 0;
  private untilMs = 0;
  private answeredAtMs = Number.NEGATIVE_INFINITY;

  /** Whether an answer is waited for. */
  get isOpen(): boolean {
    return this.askedIn > 0;
  }

  wasAnsweredSince(atMs: number): boolean {
    return this.answeredAtMs >= atMs;
  }

  /** A datagram of this number, or one behind it, asks. */
  ask(number: number, nowMs: number): void {
    this.askedIn = number;
    this.untilMs = nowMs + PATIENCE_MS;
  }

  /** It is asked once more; who does not answer at all is asked when it is heard again. */
  askAgain(nowMs: number): void {
    if (nowMs >= this.untilMs) this.askedIn = 0;
  }

  /** An ACK names this as the newest of our datagrams that arrived. */
  acked(newest: number, nowMs: number): void {
    if (this.askedIn === 0 || newest < this.askedIn) return;
    this.askedIn = 0;
    this.answeredAtMs = nowMs;
  }

  /** The other end is gone. */
  close(): void {
    this.askedIn = 0;
  }
}

/** A datagram that was sent and is neither acked nor lost. */
export interface SentDatagram {
  readonly number: number;
  readonly sentAtMs: number;
  /** Bytes in flight; 0 for one that carries nothing of a stream, which no window holds back. */
  readonly bytes: number;
  /** Places in the stream of the frames that it carries. */
  readonly ids: readonly number[];
}

/** What an ack said of the datagrams that were sent. */
export interface AckedDatagrams {
  /** Those that are acked for the first time, the oldest first. */
  readonly acked: readonly SentDatagram[];
  /** The newest number that the ack names was news: its time is a sample of the round trip. */
  readonly sample: SentDatagram | null;
}

/** A datagram is lost when one that was sent so many later was acked (RFC 9002 section 6.1.1). */
const DATAGRAM_THRESHOLD = 3;

const NO_NEWS: AckedDatagrams = { acked: [], sample: null };

/**
 * The datagrams on their way, and which of them are lost.
 *
 * @see RFC 9002 section 6.1 and appendix A.10
 */
export class SentDatagrams {
  /** By number, which is the order of sending. */
  private readonly underWay = new Map<number, SentDatagram>();
  private largestAcked = 0;

  /** Whether any is on its way. */
  get isEmpty(): boolean {
    return this.underWay.size === 0;
  }

  add(sent: SentDatagram): void {
    this.underWay.set(sent.number, sent);
  }

  /**
   * The other end has these.
   *
   * @param ranges first, last, first, last, …, the newest first; what was never sent is not looked at
   */
  ack(ranges: readonly number[]): AckedDatagrams {
    const newest = ranges[1];
    const acked: SentDatagram[] = [];
    let range = ranges.length - 2;
    for (const sent of this.underWay.values()) {
      while (range >= 0 && (ranges[range + 1] as number) < sent.number) range -= 2;
      if (range < 0) break;
      if ((ranges[range] as number) <= sent.number) acked.push(sent);
    }
    const last = acked[acked.length - 1];
    if (!last) return NO_NEWS;
    for (const { number } of acked) this.underWay.delete(number);
    this.largestAcked = Math.max(this.largestAcked, last.number);
    return { acked, sample: last.number === newest ? last : null };
  }

  /**
   * Takes out those that are lost by now.
   *
   * @param lostBeforeMs what was sent before this and before an acked one is lost
   */
  takeLost(lostBeforeMs: number): SentDatagram[] {
    const lost: SentDatagram[] = [];
    for (const sent of this.underWay.values()) {
      if (sent.number >= this.largestAcked) break;
      const isOvertaken = sent.number + DATAGRAM_THRESHOLD <= this.largestAcked;
      if (isOvertaken || sent.sentAtMs <= lostBeforeMs) lost.push(sent);
    }
    for (const { number } of lost) this.underWay.delete(number);
    return lost;
  }

  /** The oldest one that a later one overtook: it is lost when it has been so for long enough. */
  get oldestOvertaken(): SentDatagram | null {
    for (const sent of this.underWay.values()) {
      return sent.number < this.largestAcked ? sent : null;
    }
    return null;
  }

  clear(): void {
    this.underWay.clear();
  }
}

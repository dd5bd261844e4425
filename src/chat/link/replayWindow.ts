/** Datagrams that may arrive out of order and still be new. */
const SIZE = 1_024;

/**
 * Tells a datagram that was not seen before from a duplicate or a replay, by its number.
 *
 * @see RFC 4303 section 3.4.3 (the anti-replay window of IPsec)
 */
export class ReplayWindow {
  private highest = 0;
  private readonly seen = new Uint32Array(SIZE / 32);

  /** True once for each number, and never for one far below the highest. */
  admit(number: number): boolean {
    if (number > this.highest) {
      this.advance(number);
      this.mark(number);
      return true;
    }
    if (number === 0 || number <= this.highest - SIZE || this.isMarked(number)) return false;
    this.mark(number);
    return true;
  }

  private advance(number: number): void {
    if (number - this.highest >= SIZE) this.seen.fill(0);
    else for (let n = this.highest + 1; n < number; n++) this.clear(n);
    this.highest = number;
  }

  private isMarked(number: number): boolean {
    return ((this.seen[wordOf(number)] as number) & bitOf(number)) !== 0;
  }

  private mark(number: number): void {
    this.seen[wordOf(number)] = (this.seen[wordOf(number)] as number) | bitOf(number);
  }

  private clear(number: number): void {
    this.seen[wordOf(number)] = (this.seen[wordOf(number)] as number) & ~bitOf(number);
  }
}

function wordOf(number: number): number {
  return (number % SIZE) >>> 5;
}

function bitOf(number: number): number {
  return 1 << (number & 31);
}

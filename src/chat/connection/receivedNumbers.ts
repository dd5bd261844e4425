/**
 * Ranges of numbers that are told apart. What lies below them is old: whoever sends that late has
 * long sent it again under another number.
 */
const MAX_RANGES = 256;

/**
 * The numbers of the datagrams that arrived: tells a new one from a duplicate or a replay, and says
 * in an ACK which they are. One that is far ahead, forged or not, takes a range and nothing else.
 *
 * @see RFC 9000 section 13.2.3 (ranges of acknowledged packets), RFC 4303 section 3.4.3 (replays)
 */
export class ReceivedNumbers {
  /** First, last, first, last, … rising, with a gap between each two ranges. */
  private readonly bounds: number[] = [];
  /** Every number up to this one is taken for seen. */
  private floor = 0;

  /** True once for each number, and never for one that is too old to be told. */
  admit(number: number): boolean {
    const { bounds } = this;
    const newest = bounds.length - 1;
    // What nearly every datagram is: the next one.
    if (newest > 0 && number === (bounds[newest] as number) + 1) {
      bounds[newest] = number;
      return true;
    }
    if (number <= this.floor) return false;
    let place = bounds.length;
    while (place > 0 && (bounds[place - 2] as number) > number) place -= 2;
    // Now the range before `place`, if there is one, begins at the number or below it.
    if (place > 0 && (bounds[place - 1] as number) >= number) return false;
    this.insert(number, place);
    return true;
  }

  /** Whether this number would not be admitted. */
  has(number: number): boolean {
    if (number <= this.floor) return true;
    return this.bounds.some((first, i) => {
      return i % 2 === 0 && first <= number && number <= (this.bounds[i + 1] as number);
    });
  }

  /** The newest ranges, at most so many: first, last, first, last, …, the newest first. */
  newest(maxRanges: number): number[] {
    const ranges: number[] = [];
    const { bounds } = this;
    for (let i = bounds.length - 2; i >= 0 && ranges.length < 2 * maxRanges; i -= 2) {
      ranges.push(bounds[i] as number, bounds[i + 1] as number);
    }
    return ranges;
  }

  private insert(number: number, place: number): void {
    const { bounds } = this;
    const joinsBefore = place > 0 && bounds[place - 1] === number - 1;
    const joinsBehind = bounds[place] === number + 1;
    if (joinsBefore && joinsBehind) bounds.splice(place - 1, 2);
    else if (joinsBefore) bounds[place - 1] = number;
    else if (joinsBehind) bounds[place] = number;
    else bounds.splice(place, 0, number, number);
    if (bounds.length <= 2 * MAX_RANGES) return;
    const [, last] = bounds.splice(0, 2);
    this.floor = last as number;
  }
}

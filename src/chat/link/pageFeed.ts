/** A page, and where the one behind it begins; null if it is the last. */
export interface FeedPage {
  readonly body: Uint8Array;
  readonly next: number | null;
}

/** The page that begins at a place, as it is now. */
export type ReadPage = (place: number) => FeedPage;

/**
 * Pages for somebody who has asked for all from some place on. They leave as the path takes them, and
 * nothing of them is kept but where each begins: one that was lost is read again, as it is then.
 */
export class PageFeed {
  private readonly read: ReadPage;
  /** Where the first page that has not left begins; null if all have. */
  private place: number | null = null;
  /** Where those begin that have to leave again. */
  private again: number[] = [];
  /** Where those begin that are on their way, and in which datagram each left last. */
  private readonly underWay = new Map<number, number>();

  constructor(read: ReadPage) {
    this.read = read;
  }

  /** Whether a page is to leave. */
  get isDue(): boolean {
    return this.place !== null || this.again.length > 0;
  }

  /** Whether a page is to leave, or is on its way. */
  get isOwed(): boolean {
    return this.isDue || this.underWay.size > 0;
  }

  /** All from here on is wanted; nothing that is on its way already is sent for it. */
  ask(place: number): void {
    if (!this.underWay.has(place)) this.place = place;
  }

  /** The page that is to leave next, where it begins, and whether it leaves again. */
  next(): { readonly place: number; readonly body: Uint8Array; readonly isAgain: boolean } | null {
    const [again] = this.again;
    const place = again ?? this.place;
    if (place === null) return null;
    return { place, body: this.read(place).body, isAgain: again !== undefined };
  }

  /** The next page leaves in a datagram of this number. There must be one: see `isDue`. */
  depart(number: number): Uint8Array {
    const place = this.again.shift() ?? (this.place as number);
    const { body, next } = this.read(place);
    this.underWay.set(place, number);
    if (place === this.place) this.place = next;
    return body;
  }

  /** The page from here on arrived. */
  arrived(place: number): void {
    this.underWay.delete(place);
    this.again = this.again.filter((other) => other !== place);
  }

  /** The datagram of this number, in which the page from here on left, was lost. */
  lost(number: number, place: number): void {
    if (this.underWay.get(place) === number) this.leaveAgain(place);
  }

  /** The oldest page on its way leaves again. */
  probe(): void {
    const [place] = this.underWay.keys();
    if (place !== undefined) this.leaveAgain(place);
  }

  /** Nobody waits for anything. */
  clear(): void {
    this.place = null;
    this.again = [];
    this.underWay.clear();
  }

  private leaveAgain(place: number): void {
    if (!this.again.includes(place)) this.again.push(place);
  }
}

import { Shifting } from './shifting.ts';

/** Something that lasts from one position to another. */
export interface Span {
  readonly startsAt: number;
  endsAt: number;
  /** Its place among all spans; set when it is added. */
  place: number;
}

const BLOCK = 128;

/**
 * Finds what overlaps a range of positions, without looking at everything that ever was. Spans are
 * added in the order in which they start. An open one has no end yet, and lasts to the newest
 * position.
 */
export class Spans<T extends Span> {
  readonly open = new Set<T>();
  private readonly spans = new Shifting<T>();
  /** The furthest end in each block of spans. */
  private readonly furthest = new Shifting<number>();

  get oldest(): T | undefined {
    return this.spans.at(this.spans.begin);
  }

  add(span: T): void {
    span.place = this.spans.push(span);
    if (span.place % BLOCK === 0) this.furthest.push(span.endsAt);
    this.reach(span, span.endsAt);
  }

  /** Its end is at this position or later. */
  reach(span: T, position: number): void {
    span.endsAt = Math.max(span.endsAt, position);
    const block = Math.floor(span.place / BLOCK);
    this.furthest.set(block, Math.max(this.furthest.at(block) ?? 0, span.endsAt));
  }

  dropOldest(): void {
    const { oldest } = this;
    if (oldest === undefined) return;
    this.open.delete(oldest);
    this.spans.dropBefore(oldest.place + 1);
    this.furthest.dropBefore(Math.floor(this.spans.begin / BLOCK));
  }

  /** What overlaps the positions from one to another, both included, in order of their starts. */
  overlapping(from: number, to: number): T[] {
    const { spans } = this;
    const inside = spans.lastWhere(({ startsAt }) => startsAt < from) + 1;
    const found = this.reachingInto(from, inside);
    for (let place = inside; place < spans.end; place++) {
      const span = spans.at(place) as T;
      if (span.startsAt > to) break;
      found.push(span);
    }
    return found;
  }

  /** Spans before a place that end at a position or later. */
  private reachingInto(position: number, before: number): T[] {
    const found: T[] = [];
    for (const span of this.open) if (span.place < before) found.push(span);
    for (let block = this.furthest.begin; block < this.furthest.end; block++) {
      if (block * BLOCK >= before) break;
      if ((this.furthest.at(block) ?? 0) < position) continue;
      const end = Math.min(before, (block + 1) * BLOCK);
      for (let place = Math.max(block * BLOCK, this.spans.begin); place < end; place++) {
        const span = this.spans.at(place) as T;
        if (span.endsAt >= position && !this.open.has(span)) found.push(span);
      }
    }
    return found.sort((a, b) => a.place - b.place);
  }
}

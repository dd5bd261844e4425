import { firstWhere } from '../../chat/bisect.ts';

/**
 * A list that grows at its end and is dropped from its beginning. An item keeps its place, counted
 * from the first that there ever was. Growing and dropping cost O(1) an item.
 */
export class Shifting<T> {
  private items: (T | undefined)[] = [];
  /** Index of the oldest item that is kept. */
  private head = 0;
  /** Place of what stands at index 0. */
  private offset = 0;

  /** Place of the oldest item. */
  get begin(): number {
    return this.offset + this.head;
  }

  /** The place after the newest item. */
  get end(): number {
    return this.offset + this.items.length;
  }

  get size(): number {
    return this.items.length - this.head;
  }

  at(place: number): T | undefined {
    return this.items[place - this.offset];
  }

  get newest(): T | undefined {
    return this.items[this.items.length - 1];
  }

  /** @returns its place */
  push(item: T): number {
    return this.offset + this.items.push(item) - 1;
  }

  /** Replaces what stands at a place that is kept. */
  set(place: number, item: T): void {
    if (place >= this.begin && place < this.end) this.items[place - this.offset] = item;
  }

  /** Lets go of everything before a place. */
  dropBefore(place: number): void {
    const head = Math.min(place - this.offset, this.items.length);
    // What was dropped must not be held until the list is next moved.
    for (; this.head < head; this.head++) this.items[this.head] = undefined;
    if (this.head < 32 || this.head * 2 < this.items.length) return;
    this.items = this.items.slice(this.head);
    this.offset += this.head;
    this.head = 0;
  }

  /**
   * The last place whose item is `early`; `begin - 1` if none is. Items that are early must stand
   * before all that are not.
   */
  lastWhere(isEarly: (item: T) => boolean): number {
    return firstWhere(this.begin, this.end, (place) => !isEarly(this.at(place) as T)) - 1;
  }
}

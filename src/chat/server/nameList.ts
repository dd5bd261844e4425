import { firstWhere } from '../bisect.ts';
import { MAX_PAGE_BYTES } from '../limits.ts';
import { nameBytes } from '../wire/codec.ts';

/** A part of a list, as it travels. */
export interface NamePage {
  readonly names: readonly string[];
  /** Where the next page begins; 0 if this is the last. */
  readonly next: number;
}

interface Entry {
  readonly name: string;
  /** Counts the names that were ever put in, from 1. */
  readonly place: number;
}

/**
 * Names in the order in which they were put in, read page by page. A name keeps its place, and no place
 * comes twice: whoever reads on while the list changes sees no name twice that was not put in twice, and
 * misses none that was there from the first page to the last.
 */
export class NameList {
  private readonly entries: Entry[] = [];
  private readonly places = new Map<string, number>();
  private lastPlace = 0;

  add(name: string): void {
    const place = ++this.lastPlace;
    this.places.set(name, place);
    this.entries.push({ name, place });
  }

  remove(name: string): void {
    const place = this.places.get(name);
    if (place === undefined) return;
    this.places.delete(name);
    this.entries.splice(this.indexOf(place), 1);
  }

  /** @param from the `next` of the page before; 0 for the first */
  pageFrom(from: number): NamePage {
    const names: string[] = [];
    let bytes = 0;
    for (let i = this.indexOf(from); i < this.entries.length; i++) {
      const { name, place } = this.entries[i] as Entry;
      bytes += nameBytes(name);
      if (bytes > MAX_PAGE_BYTES) return { names, next: place };
      names.push(name);
    }
    return { names, next: 0 };
  }

  /** Index of the first entry that is at this place or behind it. */
  private indexOf(place: number): number {
    const { entries } = this;
    return firstWhere(0, entries.length, (i) => (entries[i] as Entry).place >= place);
  }
}

/** Entries that up-arrow can bring back. */
const MAX_ENTRIES = 1_000;

/** The entries typed before, and which of them is shown. */
export class History {
  private entries: string[] = [];
  /** Which entry is shown; beyond the last one it is the one being typed. */
  private shown = 0;
  /** The entry being typed, while another is shown. */
  private unfinished = '';
  private readonly onAdded: (entry: string) => void;

  /** @param onAdded called with each new entry, to keep it for the next session */
  constructor(onAdded: (entry: string) => void = () => {}) {
    this.onAdded = onAdded;
  }

  /** Adds an entry that was typed; an empty one, or the same once more, is not kept. */
  add(entry: string): void {
    if (entry.trim() !== '' && entry !== this.entries.at(-1)) {
      this.entries.push(entry);
      if (this.entries.length > MAX_ENTRIES) this.entries.shift();
      this.onAdded(entry);
    }
    this.shown = this.entries.length;
    this.unfinished = '';
  }

  /** Puts the entries of earlier sessions before those of this one. */
  precede(earlier: readonly string[]): void {
    const kept = earlier.slice(-MAX_ENTRIES);
    this.entries = [...kept, ...this.entries];
    this.shown += kept.length;
  }

  /** The entry before the one that is shown, or null. `current` is what stands in the line. */
  older(current: string): string | null {
    if (this.shown === this.entries.length) this.unfinished = current;
    return this.show(this.shown - 1);
  }

  /** The entry after it; after the last one, what was being typed. */
  newer(): string | null {
    return this.show(this.shown + 1);
  }

  /** The newest entry older than `before` that holds `query`, and its number; null if none does. */
  find(query: string, before: number = this.entries.length): { entry: string; at: number } | null {
    for (let at = Math.min(before, this.entries.length) - 1; at >= 0; at--) {
      const entry = this.entries[at] ?? '';
      if (entry.toLowerCase().includes(query.toLowerCase())) return { entry, at };
    }
    return null;
  }

  private show(index: number): string | null {
    const entry = index === this.entries.length ? this.unfinished : this.entries[index];
    if (entry === undefined || index > this.entries.length) return null;
    this.shown = index;
    return entry;
  }
}

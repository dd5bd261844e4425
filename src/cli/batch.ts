/** Collects lines and hands them over together, once in a turn of the event loop. */
export class Batch {
  readonly #write: (lines: readonly string[]) => void;
  #lines: string[] = [];
  #scheduled: NodeJS.Immediate | null = null;

  constructor(write: (lines: readonly string[]) => void) {
    this.#write = write;
  }

  /** Adds lines, or none to have `write` called all the same. */
  add(lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line);
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Hands over now what there is. */
  flush(): void {
    if (this.#scheduled === null) return;
    clearImmediate(this.#scheduled);
    this.#scheduled = null;
    const lines = this.#lines;
    this.#lines = [];
    this.#write(lines);
  }
}

import type { History } from './history.ts';

/** Looks for an entry of the history that holds what is typed, the newest first. */
export class HistorySearch {
  /** What is looked for. */
  query = '';
  /** What was found; what had been found before, when nothing more is. */
  match = '';
  private at: number | undefined = undefined;
  private readonly history: History;

  constructor(history: History) {
    this.history = history;
  }

  /** Looks for more. */
  extend(text: string): void {
    this.query += text;
    // What is shown may hold the longer text as well.
    this.look(this.at === undefined ? undefined : this.at + 1);
  }

  /** Looks for one character less, from the newest entry on. */
  shorten(): void {
    this.query = this.query.slice(0, -1);
    this.at = undefined;
    this.look();
  }

  /** Goes on to an older entry. */
  older(): void {
    this.look(this.at);
  }

  private look(before?: number): void {
    const found = this.query === '' ? null : this.history.find(this.query, before);
    if (found === null) return;
    this.match = found.entry;
    this.at = found.at;
  }
}

import { FORMER_TABLE_MS } from '../../../machines/timers.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';
import type { TableEntry } from '../wire/packets.ts';

/**
 * What an earlier server said. Good for names that the present one has not heard of yet, for as long as
 * it takes whoever is there to register again.
 */
export class FormerTable {
  private readonly nowMs: () => number;
  private rows = new Map<string, TableEntry>();
  private names = new Map<string, string>();
  private endsAtMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  get(name: string): TableEntry | undefined {
    this.expire();
    return this.rows.get(name);
  }

  at(address: Address): TableEntry | undefined {
    this.expire();
    return this.rows.get(this.names.get(addressKey(address)) ?? '');
  }

  /** The table of the server that was there until now. That of one before it is forgotten. */
  keep(rows: Map<string, TableEntry>, names: Map<string, string>): void {
    this.rows = rows;
    this.names = names;
    this.endsAtMs = this.nowMs() + FORMER_TABLE_MS;
  }

  /** The present server has told of this name. */
  forget(name: string): void {
    this.expire();
    this.rows.delete(name);
  }

  private expire(): void {
    if (this.rows.size === 0 || this.nowMs() < this.endsAtMs) return;
    this.rows = new Map();
    this.names = new Map();
  }
}

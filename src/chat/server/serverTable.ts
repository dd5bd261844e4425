import { firstWhere } from '../bisect.ts';
import { MAX_NAMES } from '../limits.ts';
import type { FeedPage } from '../link/pageFeed.ts';
import { encodeBody, entryBytes } from '../wire/codec.ts';
import type { TableEntry, TablePage } from '../wire/packets.ts';

/** A page as it travels: the packet, and its body encoded once for all who get it. */
export interface EncodedPage {
  readonly packet: TablePage;
  readonly body: Uint8Array;
}

interface Row {
  readonly entry: TableEntry;
  /** The version of the table that this row made. */
  readonly version: number;
  readonly bytes: number;
}

/** Room for the entries in a page, beside its versions. */
const MAX_ENTRIES_BYTES = 1_000;

/**
 * The server's client table. Each change makes a version; a log of changes in order of version gives
 * what is new since any version, in pages, at a cost in proportion to the change.
 */
export class ServerTable {
  private readonly rows = new Map<string, Row>();
  /** Names in the order in which they went offline. */
  private readonly offline = new Set<string>();
  private log: Row[] = [];
  private latest = 0;
  private lastPage: EncodedPage | null = null;

  get version(): number {
    return this.latest;
  }

  /** Whether a new name can be taken: there is room, or an offline name can be forgotten. */
  get hasRoom(): boolean {
    return this.rows.size < MAX_NAMES || this.offline.size > 0;
  }

  /** All rows, online and offline. */
  entries(): TableEntry[] {
    return [...this.rows.values()].map(({ entry }) => entry);
  }

  /**
   * Adds or changes a row.
   *
   * @returns the name that was forgotten to make room for it, if one was
   */
  put(entry: TableEntry): string | null {
    const forgotten = this.rows.has(entry.name) ? null : this.makeRoom();
    this.offline.delete(entry.name);
    if (entry.status === 'offline') this.offline.add(entry.name);
    this.write(entry);
    return forgotten;
  }

  /** What is new since a version, as much of it as one page holds. */
  pageSince(since: number): EncodedPage {
    const from = since > this.latest ? 0 : since;
    const cached = this.lastPage;
    if (cached?.packet.from === from && cached.packet.latest === this.latest) return cached;
    const packet = this.collect(from);
    this.lastPage = { packet, body: encodeBody(packet) };
    return this.lastPage;
  }

  /** The same, and from where to read on. */
  readPage(since: number): FeedPage {
    const { packet, body } = this.pageSince(since);
    return { body, next: packet.to < packet.latest ? packet.to : null };
  }

  private collect(from: number): TablePage {
    const entries: TableEntry[] = [];
    let bytes = 0;
    let to = from;
    for (let i = this.firstAfter(from); i < this.log.length; i++) {
      const row = this.log[i] as Row;
      if (!this.isCurrent(row)) continue;
      bytes += row.bytes;
      if (bytes > MAX_ENTRIES_BYTES) {
        return { kind: 'UPDATED_TABLE', from, to, latest: this.latest, entries };
      }
      entries.push(row.entry);
      to = row.version;
    }
    return { kind: 'UPDATED_TABLE', from, to: this.latest, latest: this.latest, entries };
  }

  private write(entry: TableEntry): void {
    const row: Row = { entry, version: ++this.latest, bytes: entryBytes(entry) };
    this.rows.set(entry.name, row);
    this.log.push(row);
    // Rows that were overtaken are skipped; once they are the half, they are dropped. With them go
    // the forgotten names: a client that has not heard of those yet keeps a harmless offline row.
    if (this.log.length > 2 * this.rows.size + 64) {
      this.log = this.log.filter((logged) => this.rows.get(logged.entry.name) === logged);
    }
  }

  private makeRoom(): string | null {
    const [oldest] = this.offline;
    if (this.rows.size < MAX_NAMES || oldest === undefined) return null;
    const row = this.rows.get(oldest);
    this.offline.delete(oldest);
    if (row) this.write({ ...row.entry, status: 'forgotten' });
    this.rows.delete(oldest);
    return oldest;
  }

  private isCurrent(row: Row): boolean {
    const current = this.rows.get(row.entry.name);
    return current === row || (current === undefined && row.entry.status === 'forgotten');
  }

  /** Index of the first change after a version. */
  private firstAfter(version: number): number {
    const { log } = this;
    return firstWhere(0, log.length, (place) => (log[place] as Row).version > version);
  }
}

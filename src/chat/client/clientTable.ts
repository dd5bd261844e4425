import type { TableNews } from '../../../machines/clientProtocol.ts';
import { FIRST_TABLE_WAIT_MS } from '../../../machines/timers.ts';
import type { Listing } from '../../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';
import type { TableEntry, TablePage } from '../wire/packets.ts';
import { FormerTable } from './formerTable.ts';
import { TableChanges } from './tableChanges.ts';

/** What `table` shows. */
interface TableOverview {
  readonly listings: readonly Listing[];
  /** Those who left long ago. */
  readonly leftOut: number;
}

/** Who left longer ago is of no interest to most. */
const RECENT_MS = 10 * 60_000;
/** When somebody left before we came is not known: the last of them are shown. */
const MAX_RECENT = 16;

/** Pages that came before one that is missing: more than a path ever holds. */
const MAX_AHEAD = 512;
/** Nobody waits longer for a row of which nothing is seen to come. */
const ARRIVAL_MS = FIRST_TABLE_WAIT_MS;

/** A client's copy of the client table, at a known version. */
export class ClientTable {
  private readonly nowMs: () => number;
  private rows = new Map<string, TableEntry>();
  private names = new Map<string, string>();
  private readonly former: FormerTable;
  /** Who is offline, and since when as far as we know; who left last comes last. */
  private readonly leftAtMs = new Map<string, number>();
  private currentVersion = 0;
  /** The newest version that the server has told of. */
  private latest = 0;
  private lastPageAtMs = 0;
  /** Pages that wait for one before them, by the version from which they apply. */
  private readonly ahead = new Map<number, TablePage>();
  private readonly changes = new TableChanges();

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
    this.former = new FormerTable(nowMs);
  }

  get version(): number {
    return this.currentVersion;
  }

  /** Whether there is more of the server's table than this. */
  get isBehind(): boolean {
    return this.currentVersion < this.latest;
  }

  /** Whether the row of a name may be among those that are on their way. */
  isAwaiting(name: string): boolean {
    const isArriving = this.currentVersion > 0 && this.isBehind;
    return isArriving && this.nowMs() - this.lastPageAtMs < ARRIVAL_MS && !this.get(name);
  }

  get(name: string): TableEntry | undefined {
    return this.rows.get(name) ?? this.former.get(name);
  }

  /** Who the table says is at an address. */
  at(address: Address): TableEntry | undefined {
    const name = this.names.get(addressKey(address));
    return name === undefined ? this.former.at(address) : this.rows.get(name);
  }

  listings(): Listing[] {
    return [...this.rows.values()].map(listingOf);
  }

  /** As a user reads it: by name, who is online first; those who left long ago on demand only. */
  overview(isAll: boolean): TableOverview {
    const left = [...this.leftAtMs].slice(isAll ? 0 : -MAX_RECENT);
    const sinceMs = isAll ? Number.NEGATIVE_INFINITY : this.nowMs() - RECENT_MS;
    const recent = left.filter(([, atMs]) => atMs >= sinceMs);
    const offline = recent.flatMap(([name]) => this.rows.get(name) ?? []);
    const online = [...this.rows.values()].filter(({ status }) => status === 'online');
    const listings = [...online.sort(byName), ...offline.sort(byName)].map(listingOf);
    return { listings, leftOut: this.rows.size - listings.length };
  }

  /**
   * Applies a page that connects to what we have, and those that waited for it.
   *
   * @returns the rows that changed; null if the page leaves a gap, and waits
   */
  apply(page: TablePage): readonly TableEntry[] | null {
    this.latest = Math.max(this.latest, page.latest);
    this.lastPageAtMs = this.nowMs();
    if (page.from > this.currentVersion) {
      if (this.ahead.size < MAX_AHEAD) this.ahead.set(page.from, page);
      return null;
    }
    const changed: TableEntry[] = [];
    for (let next: TablePage | undefined = page; next; next = this.takeAhead()) {
      if (next.to <= this.currentVersion) continue;
      this.currentVersion = next.to;
      changed.push(...next.entries.filter((entry) => this.put(entry)));
    }
    return changed;
  }

  /** Who came and who left since this was last asked; null if no row changed. */
  takeNews(ownName: string): TableNews | null {
    return this.changes.take(ownName);
  }

  /** Starts over with another server's table. */
  clear(): void {
    if (this.rows.size > 0) this.former.keep(this.rows, this.names);
    this.rows = new Map();
    this.names = new Map();
    this.leftAtMs.clear();
    this.changes.restart();
    this.currentVersion = 0;
    this.latest = 0;
    this.ahead.clear();
  }

  /** One of the pages that wait and do so no longer. */
  private takeAhead(): TablePage | undefined {
    for (const [from, page] of this.ahead) {
      if (from > this.currentVersion) continue;
      this.ahead.delete(from);
      return page;
    }
    return undefined;
  }

  private put(entry: TableEntry): boolean {
    this.former.forget(entry.name);
    const old = this.rows.get(entry.name);
    if (entry.status === 'forgotten') this.rows.delete(entry.name);
    else this.rows.set(entry.name, entry);
    if (entry.status !== 'offline') this.leftAtMs.delete(entry.name);
    else if (old?.status !== 'offline') this.leftAtMs.set(entry.name, this.nowMs());
    if (old && this.names.get(addressKey(old)) === entry.name) this.names.delete(addressKey(old));
    // An address may have had other owners: the one that is online now has it.
    const key = addressKey(entry);
    const owner = this.rows.get(this.names.get(key) ?? '');
    if (entry.status !== 'forgotten' && (entry.status === 'online' || !owner)) {
      this.names.set(key, entry.name);
    }
    const isNews = old ? !isSameEntry(old, entry) : entry.status !== 'forgotten';
    if (isNews) this.changes.changed(old, entry);
    return isNews;
  }
}

function listingOf({ name, ip, port, status }: TableEntry): Listing {
  return { name, ip, port, online: status === 'online' };
}

/** The same order on every machine. */
function byName(a: TableEntry, b: TableEntry): number {
  const [nameOfA, nameOfB] = [a.name.toLowerCase(), b.name.toLowerCase()];
  if (nameOfA === nameOfB) return a.name < b.name ? -1 : 1;
  return nameOfA < nameOfB ? -1 : 1;
}

function isSameEntry(a: TableEntry, b: TableEntry): boolean {
  return a.status === b.status && a.tag === b.tag && a.ip === b.ip && a.port === b.port;
}

import type { Address } from '../../chat/address.ts';
import { addressKey } from '../../chat/address.ts';
import type { ServerEndpoint } from '../../chat/server/serverEndpoint.ts';
import type { TableEntry } from '../../chat/wire/packets.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import type { Transit } from '../world/transit.ts';
import type { Beat } from './beat.ts';

/** Follows the server's table, row by row: who is where, who was, and since when. */
export class Roll {
  private readonly beat: Beat;
  private rows = new Map<string, TableEntry>();
  /** Who is online where. */
  private names = new Map<string, string>();
  private readonly losses = new Map<string, number>();
  /** `name@address` of every place from which a process of that name ever sent anything. */
  private readonly homes = new Set<string>();
  private readonly known = new WeakSet<Address>();
  private server: ServerEndpoint | null = null;

  constructor(beat: Beat) {
    this.beat = beat;
  }

  /** A process sends something. */
  sent({ from }: Transit): void {
    // A process keeps its address object until it gets another one.
    if (from === SERVER_ADDRESS || this.known.has(from)) return;
    this.known.add(from);
    this.homes.add(`${this.beat.world.nodeAt(from)?.name}@${addressKey(from)}`);
  }

  /** Tells the process that has a name from those before it. */
  tagOf(name: string): number | undefined {
    return this.rows.get(name)?.tag;
  }

  /** When a name last went offline or was forgotten; -Infinity if never. */
  lostAtMs(name: string): number {
    return this.losses.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  isOnline(name: string): boolean {
    return this.rows.get(name)?.status === 'online';
  }

  /** Whether the server holds somebody at this address for online. */
  isHome(key: string): boolean {
    return this.beat.world.server === this.server && this.names.has(key);
  }

  /** Whom the server holds for online at this address. */
  nameAt(key: string): string | undefined {
    return this.names.get(key);
  }

  /** The server has changed its table. */
  tableChanged(): void {
    const { server } = this.beat.world;
    if (server !== this.server) this.forgetRows();
    this.server = server;
    const rows = new Map(server.entries().map((entry) => [entry.name, entry]));
    for (const [name, row] of rows) {
      const old = this.rows.get(name);
      if (old !== row) this.rowChanged(old, row);
    }
    this.rows = rows;
    const online = [...rows.values()].filter(({ status }) => status === 'online');
    this.names = new Map(online.map((row) => [addressKey(row), row.name]));
  }

  /** Another server process has another table. */
  private forgetRows(): void {
    for (const name of this.rows.keys()) this.losses.set(name, this.beat.nowMs);
    this.rows = new Map();
  }

  private rowChanged(old: TableEntry | undefined, row: TableEntry): void {
    const { name, status, tag } = row;
    const { nowMs } = this.beat;
    if (status !== 'online') this.losses.set(name, nowMs);
    if (status !== 'online') return;
    if (old?.status === 'online' && old.tag !== tag) {
      this.beat.fail('namesAreOwned', `another process got the name ${name} while its owner lived`);
    }
    if (this.homes.has(`${name}@${addressKey(row)}`)) return;
    this.beat.fail(
      'namesAreOwned',
      `${name} is registered at ${addressKey(row)}, where it never was`,
    );
  }
}

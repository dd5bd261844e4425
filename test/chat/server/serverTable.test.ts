import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClientTable } from '../../../src/chat/client/clientTable.ts';
import { MAX_NAMES } from '../../../src/chat/limits.ts';
import { ServerTable } from '../../../src/chat/server/serverTable.ts';
import { codeOf, decodeControl } from '../../../src/chat/wire/codec.ts';
import { MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import type { TableEntry } from '../../../src/chat/wire/packets.ts';
import { check } from '../../support/property.ts';
import { entry } from '../support/tableEntry.ts';

/** A name of 64 bytes: as few rows as possible go on a page. */
const longName = (n: number) => `${'字'.repeat(19)}${n}`.padEnd(26, '-');

/** All pages from a version on, each as it travels. */
function pagesSince(table: ServerTable, since: number) {
  const pages = [table.pageSince(since)];
  for (let last = pages[0]; last && last.packet.to < table.version; last = pages.at(-1)) {
    pages.push(table.pageSince(last.packet.to));
  }
  return pages;
}

function entriesSince(table: ServerTable, since: number): readonly TableEntry[] {
  return pagesSince(table, since).flatMap(({ packet }) => packet.entries);
}

/** Pulls until the copy is up to date. */
function pull(copy: ClientTable, table: ServerTable): void {
  for (const { packet } of pagesSince(table, copy.version)) {
    expect(copy.apply(packet)).not.toBeNull();
  }
}

function rowsOf(table: ClientTable): unknown[] {
  return table.listings().sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe('ServerTable', () => {
  test('has an empty page for whoever is up to date', () => {
    const table = new ServerTable();
    expect(table.pageSince(0).packet).toEqual({
      kind: 'UPDATED_TABLE',
      from: 0,
      to: 0,
      latest: 0,
      entries: [],
    });
    table.put(entry('ann'));
    expect(table.pageSince(1).packet).toMatchObject({ from: 1, to: 1, latest: 1, entries: [] });
  });

  test('makes a version of each change, and sends the last state of each row', () => {
    const table = new ServerTable();
    const moved = entry('ann', { port: 6_000 });
    for (const row of [entry('ann'), entry('bob'), moved]) table.put(row);
    expect(table.version).toBe(3);
    expect(entriesSince(table, 0)).toEqual([entry('bob'), moved]);
    expect(entriesSince(table, 1)).toEqual([entry('bob'), moved]);
    expect(entriesSince(table, 2)).toEqual([moved]);
  });

  test("starts over for a client that is ahead: its version is another server's", () => {
    const table = new ServerTable();
    table.put(entry('ann'));
    expect(table.pageSince(9).packet).toMatchObject({ from: 0, to: 1, entries: [entry('ann')] });
  });

  test('cuts what is new into pages that connect and fit a frame', () => {
    const table = new ServerTable();
    for (let n = 0; n < 100; n++) table.put(entry(longName(n), { tag: 2 ** 48 - 1 }));
    const pages = pagesSince(table, 0);
    expect(pages.length).toBeGreaterThan(7);
    let last = 0;
    for (const { packet, body } of pages) {
      expect(body.length).toBeLessThanOrEqual(MAX_BODY_BYTES);
      expect(decodeControl(codeOf('UPDATED_TABLE'), body)).toEqual(packet);
      expect(packet).toMatchObject({ from: last, latest: 100 });
      last = packet.to;
    }
    expect(last).toBe(100);
    expect(entriesSince(table, 0)).toHaveLength(100);
  });

  test('encodes a page once for all who get it, until the table changes', () => {
    const table = new ServerTable();
    table.put(entry('ann'));
    const page = table.pageSince(0);
    expect(table.pageSince(0)).toBe(page);
    table.put(entry('bob'));
    expect(table.pageSince(0).packet.entries).toEqual([entry('ann'), entry('bob')]);
  });

  test('sends of a large table only what changed', () => {
    const table = new ServerTable();
    for (let n = 0; n < 5_000; n++) table.put(entry(`client${n}`));
    const since = table.version;
    for (let n = 0; n < 20; n++)
      table.put(entry('client7', { status: n % 2 ? 'online' : 'offline' }));
    table.put(entry('client9', { port: 6_000 }));
    const pages = pagesSince(table, since);
    expect(pages).toHaveLength(1);
    expect(pages[0]?.packet.entries).toEqual([entry('client7'), entry('client9', { port: 6_000 })]);
    expect(pages[0]?.body.length).toBeLessThan(100);
  });

  test('does not lose a row when its log is compacted', () => {
    const table = new ServerTable();
    table.put(entry('ann'));
    table.put(entry('bob'));
    for (let n = 0; n < 1_000; n++) table.put(entry('cem', { tag: n }));
    const rows = [entry('ann'), entry('bob'), entry('cem', { tag: 999 })];
    expect(entriesSince(table, 0)).toEqual(rows);
    expect(entriesSince(table, 1)).toEqual(rows.slice(1));
    expect(entriesSince(table, 500)).toEqual(rows.slice(2));
    expect(entriesSince(table, table.version)).toEqual([]);
  });
});

describe('a full table', () => {
  const offline = { status: 'offline' } as const;
  const full = () => {
    const table = new ServerTable();
    for (let n = 0; n < MAX_NAMES; n++) table.put(entry(`client${n}`));
    return table;
  };

  test('has no room while everybody is online', () => {
    const table = full();
    expect(table.hasRoom).toBe(false);
    table.put(entry('client3', offline));
    expect(table.hasRoom).toBe(true);
    table.put(entry('client3'));
    expect(table.hasRoom).toBe(false);
  });

  test('forgets who has been offline for the longest time, and tells so', () => {
    const table = full();
    for (const n of [7, 3, 5]) table.put(entry(`client${n}`, offline));
    // Back and gone again: now the last in the row.
    table.put(entry('client7'));
    table.put(entry('client7', offline));
    const copy = new ClientTable(() => 0);
    pull(copy, table);
    const since = table.version;

    expect(table.put(entry('newcomer'))).toBe('client3');
    expect(table.put(entry('client5'))).toBeNull();
    expect(entriesSince(table, since)).toEqual([
      entry('client3', { status: 'forgotten' }),
      entry('newcomer'),
      entry('client5'),
    ]);
    pull(copy, table);
    expect(copy.get('client3')).toBeUndefined();
    expect(copy.listings()).toHaveLength(MAX_NAMES);

    expect(table.put(entry('client3'))).toBe('client7');
    expect(table.hasRoom).toBe(false);
    pull(copy, table);
    expect(copy.get('client3')).toEqual(entry('client3'));
  });

  test('does not forget anybody for a name that it knows', () => {
    const table = full();
    table.put(entry('client3', offline));
    expect(table.put(entry('client4', { tag: 9 }))).toBeNull();
    expect(table.put(entry('client3'))).toBeNull();
  });
});

describe('copies that pull a page now and then', () => {
  const COPIES = 4;
  const doing = fc.oneof(
    { weight: 3, arbitrary: fc.record({ online: fc.nat({ max: 24 }), port: fc.nat({ max: 8 }) }) },
    { weight: 2, arbitrary: fc.record({ offline: fc.nat({ max: 24 }) }) },
    { weight: 2, arbitrary: fc.record({ pull: fc.nat({ max: COPIES - 1 }) }) },
  );

  test('become the same as the table, from whatever version they start', () => {
    check(
      fc.property(fc.array(doing, { maxLength: 250, size: 'max' }), (steps) => {
        const table = new ServerTable();
        const copies = Array.from({ length: COPIES }, () => new ClientTable(() => 0));
        const model = new Map<string, TableEntry>();
        const put = (row: TableEntry) => {
          expect(table.put(row)).toBeNull();
          model.set(row.name, row);
        };
        for (const step of steps) {
          if ('pull' in step) {
            const copy = copies[step.pull] as ClientTable;
            const { packet, body } = table.pageSince(copy.version);
            expect(body.length).toBeLessThanOrEqual(MAX_BODY_BYTES);
            expect(copy.apply(packet)).not.toBeNull();
            continue;
          }
          if ('offline' in step) {
            const row = model.get(longName(step.offline));
            if (row) put({ ...row, status: 'offline' });
          } else {
            // As the server sees to it: an address has one owner who is online.
            const row = entry(longName(step.online), { port: 5_000 + step.port });
            const owner = [...model.values()].find(
              ({ port, status }) => port === row.port && status === 'online',
            );
            if (owner && owner.name !== row.name) put({ ...owner, status: 'offline' });
            put(row);
          }
        }
        expect(new Map(table.entries().map((row) => [row.name, row]))).toEqual(model);
        const fresh = new ClientTable(() => 0);
        pull(fresh, table);
        for (const copy of [...copies, fresh]) {
          pull(copy, table);
          expect(copy.version).toBe(table.version);
          expect(rowsOf(copy)).toEqual(rowsOf(fresh));
          for (const row of model.values()) {
            expect(copy.get(row.name)).toEqual(row);
            if (row.status === 'online') expect(copy.at(row)?.name).toBe(row.name);
            else expect([undefined, row.port]).toContain(copy.at(row)?.port);
          }
          expect(copy.listings()).toHaveLength(model.size);
        }
      }),
    );
  });
});

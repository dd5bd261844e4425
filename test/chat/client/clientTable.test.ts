import { describe, expect, test } from 'vitest';
import { FIRST_TABLE_WAIT_MS, FORMER_TABLE_MS } from '../../../machines/timers.ts';
import { ClientTable } from '../../../src/chat/client/clientTable.ts';
import type { TableEntry } from '../../../src/chat/wire/packets.ts';
import { entry } from '../support/tableEntry.ts';

const HERE = { ip: '10.0.0.1', port: 5_000 };
const THERE = { ip: '10.0.0.1', port: 5_001 };

const ann = entry('ann');
const bob = entry('bob', THERE);

function page(from: number, to: number, ...entries: TableEntry[]) {
  return { kind: 'UPDATED_TABLE', from, to, latest: to, entries } as const;
}

/** A table after these rows, each in a page of its own. */
function tableOf(...entries: TableEntry[]): ClientTable {
  const table = new ClientTable(() => 0);
  for (const [i, row] of entries.entries()) table.apply(page(i, i + 1, row));
  return table;
}

function namesOf(table: ClientTable): string[] {
  return table.listings().map(({ name }) => name);
}

describe('ClientTable', () => {
  test('is empty and of version 0 at first', () => {
    const table = new ClientTable(() => 0);
    expect(table.version).toBe(0);
    expect(table.listings()).toEqual([]);
    expect(table.get('ann')).toBeUndefined();
    expect(table.at(HERE)).toBeUndefined();
    expect(table.takeNews('eve')).toBeNull();
  });

  test('shows name, address and whether somebody is online', () => {
    const table = tableOf(ann, { ...bob, status: 'offline' });
    expect(table.listings()).toEqual([
      { name: 'ann', ...HERE, online: true },
      { name: 'bob', ...THERE, online: false },
    ]);
    expect(table.get('ann')).toEqual(ann);
  });

  test('keeps pages behind a gap until what is missing has come, in whatever order', () => {
    const [cem, dan] = [entry('cem', { port: 5_002 }), entry('dan', { port: 5_003 })];
    const table = tableOf(ann);
    expect(table.apply(page(3, 4, dan))).toBeNull();
    expect(table.apply(page(2, 3, cem))).toBeNull();
    expect(table.version).toBe(1);
    expect(namesOf(table)).toEqual(['ann']);
    expect(table.isBehind).toBe(true);
    expect(table.apply(page(1, 2, bob))).toEqual([bob, cem, dan]);
    expect(table.version).toBe(4);
    expect(table.isBehind).toBe(false);
  });

  test('has had what a page that waited says, if another page said it meanwhile', () => {
    const table = tableOf(ann);
    const [old, young] = [bob, entry('bob', { port: 6_000 })];
    expect(table.apply(page(2, 3, old))).toBeNull();
    expect(table.apply(page(1, 5, young))).toEqual([young]);
    expect(table.version).toBe(5);
    expect(table.get('bob')?.port).toBe(6_000);
  });

  test('says of which names a row may be on its way, and for how long', () => {
    let nowMs = 0;
    const table = new ClientTable(() => nowMs);
    expect(table.isAwaiting('bob')).toBe(false);
    table.apply({ ...page(0, 1, ann), latest: 2 });
    expect([table.isAwaiting('ann'), table.isAwaiting('bob')]).toEqual([false, true]);
    nowMs = FIRST_TABLE_WAIT_MS - 1;
    expect(table.isAwaiting('bob')).toBe(true);
    nowMs++;
    expect(table.isAwaiting('bob')).toBe(false);
    table.apply(page(1, 2, bob));
    expect(table.isAwaiting('nobody')).toBe(false);
  });

  test('takes no notice of a page that it has had, however old its rows are', () => {
    const table = tableOf(ann, entry('ann', { port: 6_000 }));
    table.takeNews('eve');
    expect(table.apply(page(0, 1, ann))).toEqual([]);
    expect(table.apply(page(0, 2, ann))).toEqual([]);
    expect(table.get('ann')?.port).toBe(6_000);
    expect(table.takeNews('eve')).toBeNull();
  });

  test('takes a page that begins before what it has and ends after it', () => {
    const table = tableOf(ann, bob);
    expect(table.apply(page(1, 3, bob, entry('cem')))).toEqual([entry('cem')]);
    expect(table.version).toBe(3);
  });

  test('tells which rows changed, and that there is news once', () => {
    const table = tableOf(ann, bob);
    expect(table.takeNews('eve')).not.toBeNull();
    expect(table.takeNews('eve')).toBeNull();
    expect(table.apply(page(2, 3, ann, bob))).toEqual([]);
    expect(table.takeNews('eve')).toBeNull();
    for (const [i, change] of [{ port: 1 }, { tag: 9 }, { ip: '::1' }].entries()) {
      const changed = { ...table.get('ann'), ...change } as TableEntry;
      expect(table.apply(page(3 + i, 4 + i, changed, bob))).toEqual([changed]);
    }
    expect(table.takeNews('eve')).not.toBeNull();
  });

  test('has news if a page changed a row, though the next one did not', () => {
    const table = tableOf(ann);
    table.apply(page(1, 2));
    expect(table.takeNews('eve')).not.toBeNull();
  });

  test('drops a name that the server has forgotten', () => {
    const gone = entry('ann', { status: 'forgotten' });
    const table = tableOf(ann);
    expect(table.apply(page(1, 2, gone))).toEqual([gone]);
    expect(namesOf(table)).toEqual([]);
    expect(table.at(HERE)).toBeUndefined();
  });

  test('has no news of a forgotten name that it never knew', () => {
    const table = tableOf(entry('cem', { status: 'forgotten' }));
    expect(table.listings()).toEqual([]);
    expect(table.takeNews('eve')).toBeNull();
  });

  test('starts over for another server', () => {
    const table = tableOf(ann, bob);
    table.clear();
    expect(table.version).toBe(0);
    expect(table.listings()).toEqual([]);
    expect(table.apply(page(0, 1, bob))).toEqual([bob]);
  });

  test('still finds names that the new server has not heard of, and only those', () => {
    const table = tableOf(ann, bob);
    table.clear();
    expect(table.get('ann')).toEqual(ann);
    expect(table.at(HERE)).toEqual(ann);
    table.apply(page(0, 1, entry('ann', { status: 'offline' })));
    expect(table.get('ann')?.status).toBe('offline');
    expect(table.get('bob')).toEqual(bob);
  });
});

describe('the address of a row', () => {
  const offline = { status: 'offline' } as const;

  test('finds the name, online or offline', () => {
    expect(tableOf(ann).at(HERE)?.name).toBe('ann');
    expect(tableOf(ann, entry('ann', offline)).at(HERE)?.name).toBe('ann');
    expect(tableOf(ann).at(THERE)).toBeUndefined();
    expect(tableOf(ann).at({ ...HERE, ip: '10.0.0.2' })).toBeUndefined();
  });

  test('finds the new owner of an address, and not the one before', () => {
    const table = tableOf(ann, entry('ann', offline), entry('cem'));
    expect(table.at(HERE)?.name).toBe('cem');
    expect(table.get('ann')?.status).toBe('offline');
  });

  test('is not taken from its new owner by news of the old one', () => {
    expect(tableOf(ann, entry('cem'), entry('ann', offline)).at(HERE)?.name).toBe('cem');
    expect(tableOf(ann, entry('cem'), entry('ann', THERE)).at(HERE)?.name).toBe('cem');
    const forgotten = entry('ann', { status: 'forgotten' });
    expect(tableOf(ann, entry('cem'), forgotten).at(HERE)?.name).toBe('cem');
  });

  test('follows a name that moves', () => {
    const table = tableOf(ann, entry('ann', THERE));
    expect(table.at(THERE)?.name).toBe('ann');
    expect(table.at(HERE)).toBeUndefined();
  });

  test('follows two names that change places', () => {
    const table = tableOf(ann, bob, entry('ann', THERE), entry('bob', HERE));
    expect(table.at(THERE)?.name).toBe('ann');
    expect(table.at(HERE)?.name).toBe('bob');
  });
});

describe('what table shows', () => {
  const MINUTE_MS = 60_000;
  const offline = (row: TableEntry): TableEntry => ({ ...row, status: 'offline' });
  const shown = (table: ClientTable, isAll = false) =>
    table.overview(isAll).listings.map(({ name, online }) => `${name} ${online ? 'Yes' : 'No'}`);

  test('is sorted by name, case aside, who is online first', () => {
    const table = tableOf(entry('cyd'), offline(entry('Bob')), entry('Ann'), entry('bea'));
    expect(shown(table)).toEqual(['Ann Yes', 'bea Yes', 'cyd Yes', 'Bob No']);
    expect(table.overview(false).leftOut).toBe(0);
  });

  test('leaves out who left more than ten minutes ago, unless all are asked for', () => {
    let nowMs = 0;
    const table = new ClientTable(() => nowMs);
    table.apply(page(0, 2, ann, bob));
    table.apply(page(2, 3, offline(bob)));
    nowMs = 10 * MINUTE_MS;
    table.apply(page(3, 4, offline(entry('bob', { port: 7_000 }))));
    expect(shown(table)).toEqual(['ann Yes', 'bob No']);
    nowMs += 1;
    expect(shown(table)).toEqual(['ann Yes']);
    expect(table.overview(false).leftOut).toBe(1);
    expect(shown(table, true)).toEqual(['ann Yes', 'bob No']);
    expect(table.overview(true).leftOut).toBe(0);
    table.apply(page(4, 5, bob));
    table.apply(page(5, 6, offline(bob)));
    expect(shown(table)).toEqual(['ann Yes', 'bob No']);
  });

  test('holds the last sixteen of those who had left before we came', () => {
    const names = Array.from({ length: 20 }, (_, i) => `n${i + 10}`);
    const table = tableOf(...names.map((name) => offline(entry(name))));
    expect(shown(table)).toEqual(names.slice(4).map((name) => `${name} No`));
    expect(table.overview(false).leftOut).toBe(4);
  });

  test('forgets whom the server forgets, and all of another server', () => {
    const table = tableOf(ann, offline(bob), { ...bob, status: 'forgotten' });
    expect(shown(table, true)).toEqual(['ann Yes']);
    table.clear();
    expect(table.overview(true)).toEqual({ listings: [], leftOut: 0 });
  });
});

describe('what a former server said', () => {
  const cem = entry('cem', { port: 5_002 });

  test('is good for names that the present one has not told of, until they have had time', () => {
    let nowMs = 0;
    const table = new ClientTable(() => nowMs);
    table.apply(page(0, 2, bob, cem));
    table.clear();
    table.apply(page(0, 1, { ...cem, tag: 9 }));
    expect(table.get('bob')).toEqual(bob);
    expect(table.at(bob)).toEqual(bob);
    expect(table.get('cem')?.tag).toBe(9);
    nowMs = FORMER_TABLE_MS - 1;
    expect(table.get('bob')).toEqual(bob);
    nowMs = FORMER_TABLE_MS;
    expect(table.get('bob')).toBeUndefined();
    expect(table.at(bob)).toBeUndefined();
    expect(table.get('cem')?.tag).toBe(9);
  });

  test('is nothing of the present one: its pages that waited for another are gone', () => {
    const table = new ClientTable(() => 0);
    table.apply(page(0, 1, ann));
    table.clear();
    expect(table.apply(page(1, 2, bob))).toBeNull();
    table.clear();
    expect(table.apply(page(0, 1, cem))).toEqual([cem]);
    expect(table.version).toBe(1);
    expect(table.isBehind).toBe(false);
    expect(table.get('ann')).toEqual(ann);
  });

  test('is forgotten when there is another former server', () => {
    const table = new ClientTable(() => 0);
    table.apply(page(0, 1, bob));
    table.clear();
    table.apply(page(0, 1, cem));
    table.clear();
    expect(table.get('bob')).toBeUndefined();
    expect(table.get('cem')).toEqual(cem);
  });
});

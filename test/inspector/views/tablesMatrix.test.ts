import { expect, test } from 'vitest';
import type { Listing } from '../../../machines/vocabulary.ts';
import type { TableView } from '../../../src/inspector/model/types.ts';
import type { MatrixCell } from '../../../src/inspector/page/views/tables/matrix.ts';
import { matrixOf, matrixSummary } from '../../../src/inspector/page/views/tables/matrix.ts';

function row(name: string, online = true, port = 6000): Listing {
  return { name, ip: '10.0.1.1', port, online };
}

function table(node: string, version: number, ...rows: Listing[]): TableView {
  return { node, version, rows, changedAt: 1 };
}

/** A cell in a few signs: state, ≠ if it is other, ✱ if it is new, and its address. */
function signs({ state, isOther, isNew, address }: MatrixCell): string {
  return `${state}${isOther ? ' ≠' : ''}${isNew ? ' ✱' : ''}${address === null ? '' : ` ${address}`}`;
}

test('all names, each as every table has it, compared with the server', () => {
  const tables = [
    table('server', 7, row('bob'), row('alice', false)),
    table('alice', 7, row('alice', false), row('bob')),
    table('bob', 6, row('alice'), row('bob'), row('zoe')),
    table('carol', 0),
  ];
  const { columns, rows } = matrixOf(tables, tables, 'server');
  expect(columns).toEqual([
    { node: 'server', version: 7, isVersionOther: false, differences: 0 },
    { node: 'alice', version: 7, isVersionOther: false, differences: 0 },
    { node: 'bob', version: 6, isVersionOther: true, differences: 2 },
    { node: 'carol', version: 0, isVersionOther: true, differences: 2 },
  ]);
  expect(rows.map(({ name, cells }) => [name, ...cells.map(signs)])).toEqual([
    ['alice', 'offline', 'offline', 'online ≠', 'absent ≠'],
    ['bob', 'online', 'online', 'online', 'absent ≠'],
    ['zoe', 'absent', 'absent', 'online ≠', 'absent'],
  ]);
});

test('an address is told once, and again only where it differs', () => {
  const tables = [
    table('server', 1, row('alice', true, 6001)),
    table('bob', 1, row('alice', true, 6000), row('zoe', true, 6002)),
  ];
  const { rows } = matrixOf(tables, tables, 'server');
  expect(rows.map(({ address, cells }) => [address, ...cells.map(signs)])).toEqual([
    ['10.0.1.1 6001', 'online', 'online ≠ 10.0.1.1 6000'],
    ['10.0.1.1 6002', 'absent', 'online ≠'],
  ]);
  const [first] = matrixOf([...tables].reverse(), [], 'server').rows;
  expect(first?.address).toBe('10.0.1.1 6001');
});

test('cells that changed in this very step are new: come, gone, or another state', () => {
  const before = [table('server', 1, row('alice'), row('bob')), table('alice', 1, row('alice'))];
  const [, unchanged] = before as [TableView, TableView];
  const after = [table('server', 2, row('alice', false), row('carol')), unchanged];
  const { rows } = matrixOf(after, before, 'server');
  expect(rows.map(({ name, cells }) => [name, ...cells.map(signs)])).toEqual([
    ['alice', 'offline ✱', 'online ≠'],
    ['carol', 'online ✱', 'absent ≠'],
  ]);
  const first = matrixOf([table('bob', 1, row('bob'))], [], 'server');
  expect(first.rows[0]?.cells.map(signs)).toEqual(['online ✱']);
});

test('rows that look alike have one signature, others have not', () => {
  const signature = (...rows: Listing[]) =>
    matrixOf([table('bob', 1, ...rows)], [], null).rows[0]?.signature;
  expect(signature(row('alice'))).toBe(signature(row('alice')));
  expect(signature(row('alice'))).not.toBe(signature(row('alice', false)));
  expect(signature(row('alice'))).not.toBe(signature(row('alice', true, 6001)));
});

test('names stand in the order in which people count', () => {
  const tables = [table('server', 1, row('c10'), row('c9'), row('c1'))];
  expect(matrixOf(tables, tables, 'server').rows.map(({ name }) => name)).toEqual([
    'c1',
    'c9',
    'c10',
  ]);
});

test('without the server nothing is compared', () => {
  const tables = [table('alice', 1, row('alice')), table('bob', 2)];
  const matrix = matrixOf(tables, tables, 'server');
  expect(matrix.columns.map(({ isVersionOther }) => isVersionOther)).toEqual([false, false]);
  expect(matrix.rows[0]?.cells.map(signs)).toEqual(['online', 'absent']);
  expect(matrixSummary(matrix, 'server')).toBe(
    "2 tables; the server's is not here to compare with.",
  );
});

test('how the tables stand, in one line', () => {
  const summary = (...tables: TableView[]) =>
    matrixSummary(matrixOf(tables, tables, 'server'), 'server');
  const server = table('server', 1, row('alice'));
  const same = table('alice', 1, row('alice'));
  const other = table('bob', 1);
  expect(summary()).toBe('No process has a client table yet.');
  expect(summary(server)).toBe("Only the server's table is here.");
  expect(summary(server, same)).toBe("1 table, as the server's.");
  expect(summary(server, same, { ...same, node: 'bob' })).toBe("2 tables, all as the server's.");
  expect(summary(server, other)).toBe("1 of 1 table differs from the server's.");
  expect(summary(server, same, other)).toBe("1 of 2 tables differs from the server's.");
});

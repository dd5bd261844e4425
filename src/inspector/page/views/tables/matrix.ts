/** The client tables of all processes as one: a row for each name, a column for each table. */
import type { Listing } from '../../../../../machines/vocabulary.ts';
import type { TableView } from '../../../model/types.ts';

export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixColumn {
  readonly node: string;
  readonly version: number;
  readonly isVersionOther: boolean;
  /** Cells that are not as the server has them. */
  readonly differences: number;
}

export interface MatrixRow {
  readonly name: string;
  /** As the server has it, or else the first table that has the name. */
  readonly address: string;
  /** In the order of the columns. */
  readonly cells: readonly MatrixCell[];
  /** Equal for rows that look alike. */
  readonly signature: string;
}

export interface MatrixCell {
  readonly state: 'online' | 'offline' | 'absent';
  /** Where it is not that of the row. */
  readonly address: string | null;
  /** Not as the server has it. */
  readonly isOther: boolean;
  /** Became so in this very step. */
  readonly isNew: boolean;
}

const NAMES = new Intl.Collator('en', { numeric: true });

/**
 * @param server whose table is the one to compare with; nothing is compared if it has none
 * @param before the tables as they were one step ago
 */
export function matrixOf(
  tables: readonly TableView[],
  before: readonly TableView[],
  server: string | null,
): Matrix {
  const parts = tables.map((table) => new Column(table, before));
  const reference = parts.find(({ table }) => table.node === server) ?? null;
  const names = new Set(tables.flatMap((table) => table.rows.map(({ name }) => name)));
  const ordered = [...names].sort((a, b) => NAMES.compare(a, b) || (a < b ? -1 : 1));
  const rows = ordered.map((name) => rowOf(name, parts, reference));
  const columns = parts.map(({ table }, column): MatrixColumn => {
    const { node, version } = table;
    const isVersionOther = reference !== null && version !== reference.table.version;
    const differences = rows.filter(({ cells }) => cells[column]?.isOther).length;
    return { node, version, isVersionOther, differences };
  });
  return { columns, rows };
}

/** How the tables stand to the server's, in one line. */
export function matrixSummary({ columns }: Matrix, server: string | null): string {
  if (columns.length === 0) return 'No process has a client table yet.';
  const plural = columns.length === 1 ? 'table' : 'tables';
  if (!columns.some(({ node }) => node === server)) {
    return `${columns.length} ${plural}; the server's is not here to compare with.`;
  }
  const clients = columns.length - 1;
  if (clients === 0) return "Only the server's table is here.";
  const all = `${clients} ${clients === 1 ? 'table' : 'tables'}`;
  const others = columns.filter(({ differences }) => differences > 0).length;
  if (others === 0) return `${all}, ${clients === 1 ? '' : 'all '}as the server's.`;
  return `${others} of ${all} ${others === 1 ? 'differs' : 'differ'} from the server's.`;
}

/** A table and how to look into it. */
class Column {
  readonly table: TableView;
  private readonly rows: ReadonlyMap<string, Listing>;
  /** Null if nothing in the table can be new. */
  private readonly rowsBefore: ReadonlyMap<string, Listing> | null;

  constructor(table: TableView, before: readonly TableView[]) {
    this.table = table;
    this.rows = byName(table);
    const earlier = before.find(({ node }) => node === table.node);
    this.rowsBefore = earlier === table ? null : byName(earlier);
  }

  row(name: string): Listing | undefined {
    return this.rows.get(name);
  }

  isNew(name: string): boolean {
    return this.rowsBefore !== null && !isAlike(this.rows.get(name), this.rowsBefore.get(name));
  }
}

function byName(table: TableView | undefined): ReadonlyMap<string, Listing> {
  return new Map(table?.rows.map((row) => [row.name, row]));
}

function rowOf(name: string, columns: readonly Column[], server: Column | null): MatrixRow {
  const own = server?.row(name) ?? columns.map((column) => column.row(name)).find(Boolean);
  const address = addressOf(own);
  const cells = columns.map((column): MatrixCell => {
    const row = column.row(name);
    return {
      state: row === undefined ? 'absent' : row.online ? 'online' : 'offline',
      address: row === undefined || addressOf(row) === address ? null : addressOf(row),
      isOther: server !== null && !isAlike(row, server.row(name)),
      isNew: column.isNew(name),
    };
  });
  return { name, address, cells, signature: JSON.stringify([address, cells]) };
}

function addressOf(row: Listing | undefined): string {
  return row === undefined ? '' : `${row.ip} ${row.port}`;
}

function isAlike(a: Listing | undefined, b: Listing | undefined): boolean {
  return addressOf(a) === addressOf(b) && a?.online === b?.online;
}

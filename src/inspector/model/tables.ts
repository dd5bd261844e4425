/** The client tables of all processes, at any position. */
import type { Listing } from '../../../machines/vocabulary.ts';
import type { TraceStep, TraceTable } from '../../trace/trace.ts';
import { Shifting } from './shifting.ts';
import type { TableView } from './types.ts';

/** Changes between two whole tables that are kept, at least. */
const CHECKPOINT_CHANGES = 32;

type Rows = ReadonlyMap<string, Listing>;

/** What became of a process's table in one step. */
interface Change {
  readonly position: number;
  /** Null where the process has no table any more. */
  readonly table: TraceTable | null;
  /** The whole table after the change, here and there. */
  readonly rows: Rows | null;
}

class TableLog {
  readonly changes = new Shifting<Change>();
  private readonly node: string;
  /** The newest table. */
  private rows = new Map<string, Listing>();
  private sinceWhole = 0;
  private answer: { readonly place: number; readonly view: TableView | null } | null = null;

  constructor(node: string) {
    this.node = node;
  }

  append(position: number, table: TraceTable | null): void {
    change(this.rows, table);
    this.sinceWhole++;
    const isWhole =
      this.changes.size === 0 ||
      this.sinceWhole >= Math.max(CHECKPOINT_CHANGES, this.rows.size / 4);
    if (isWhole) this.sinceWhole = 0;
    this.changes.push({ position, table, rows: isWhole ? new Map(this.rows) : null });
  }

  drop(position: number): void {
    const { changes } = this;
    const place = changes.lastWhere((other) => other.position <= position);
    const oldest = changes.at(place);
    if (!oldest || place === changes.begin) return;
    changes.set(place, { ...oldest, rows: this.rowsAt(place) });
    changes.dropBefore(place);
  }

  at(position: number): TableView | null {
    const place = this.changes.lastWhere((other) => other.position <= position);
    const found = this.changes.at(place);
    if (!found?.table) return null;
    if (this.answer?.place !== place) this.answer = { place, view: this.viewAt(place) };
    return this.answer.view;
  }

  private viewAt(place: number): TableView | null {
    const found = this.changes.at(place);
    if (!found?.table) return null;
    return {
      node: this.node,
      version: found.table.version,
      rows: [...this.rowsAt(place).values()],
      changedAt: found.position,
    };
  }

  private rowsAt(place: number): Rows {
    let whole = place;
    while (whole > this.changes.begin && !this.changes.at(whole)?.rows) whole--;
    const rows = new Map(this.changes.at(whole)?.rows);
    for (let next = whole + 1; next <= place; next++) {
      change(rows, this.changes.at(next)?.table ?? null);
    }
    return rows;
  }
}

export class Tables {
  private readonly logs = new Map<string, TableLog>();

  /** @param ends whether the step is the end of its process, or the beginning of a new one */
  append(position: number, { node, table }: TraceStep, ends: boolean): void {
    const known = this.logs.get(node);
    if (ends && known?.changes.newest?.table) known.append(position, null);
    if (!table) return;
    const log = known ?? new TableLog(node);
    this.logs.set(node, log);
    log.append(position, table);
  }

  drop(position: number, { node }: TraceStep): void {
    this.logs.get(node)?.drop(position);
  }

  /** @param nodes in the order in which their tables are to stand */
  at(position: number, nodes: Iterable<string>): TableView[] {
    const views: TableView[] = [];
    for (const node of nodes) {
      const view = this.logs.get(node)?.at(position);
      if (view) views.push(view);
    }
    return views;
  }
}

function change(rows: Map<string, Listing>, table: TraceTable | null): void {
  if (table === null || table.reset) rows.clear();
  for (const row of table?.rows ?? []) rows.set(row.name, row);
  for (const name of table?.gone ?? []) rows.delete(name);
}

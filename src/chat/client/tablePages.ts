import type { TableEvent } from '../../../machines/clientProtocol.ts';
import type { Runtime } from '../runtime.ts';
import type { ControlPacket, TableEntry } from '../wire/packets.ts';
import type { ClientTable } from './clientTable.ts';

type TablePage = Extract<ControlPacket, { kind: 'UPDATED_TABLE' }>;

/** Whose table it is. */
interface Owner {
  readonly name: string;
  readonly runtime: Runtime;
}

/**
 * Puts a page of the server's into our copy of the table.
 *
 * @param onChanged called for each row that is new or different
 * @returns what that means to the client machine
 */
export function takePage(
  page: TablePage,
  table: ClientTable,
  { name, runtime }: Owner,
  onChanged: (entry: TableEntry) => void,
): TableEvent {
  const { version: before } = table;
  const changed = table.apply(page);
  if (changed === null) {
    runtime.note?.('tableGap');
    return { type: 'table.behind' };
  }
  for (const entry of changed) onChanged(entry);
  const { version } = table;
  if (version > before) runtime.tableChanged?.({ version, changed });
  if (table.isBehind) return { type: 'table.page' };
  return { type: 'table.complete', news: table.takeNews(name) };
}

import type { TableEntry } from '../../../src/chat/wire/packets.ts';

/** A row of the client table; what is not given is of no interest to the test. */
export function entry(name: string, fields: Partial<TableEntry> = {}): TableEntry {
  return { name, ip: '10.0.0.1', port: 5_000, status: 'online', tag: 1, ...fields };
}

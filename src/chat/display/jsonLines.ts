/**
 * What happens to a client or a server, for programs: one JSON object a line. The shapes are those
 * of docs/json.md and are stable: a field may be added, none is renamed, removed or reused.
 */
import type { ClientNotice, ServerNotice } from '../../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { escapeInJson } from './safeText.ts';

/** What a client shows. `group` is the group that the user is in at that moment. */
export function clientJson(notice: ClientNotice, group: string | null, at: Date): string {
  const { kind, ...fields } = notice;
  return jsonLine(at, kind, { in: group, ...fields });
}

/** What a server tells. */
export function serverJson({ kind, ...fields }: ServerNotice, at: Date): string {
  return jsonLine(at, kind, fields);
}

/** A server has started. `joinAt` is what friends type behind `statechat client <name>`. */
export function serverOnlineJson(address: Address, joinAt: readonly string[], at: Date): string {
  return jsonLine(at, 'online', { ip: address.ip, port: address.port, joinAt });
}

/** Lines were left out, because nobody read them in time. */
export function leftOutJson(lines: number, at: Date): string {
  return jsonLine(at, 'leftOut', { lines });
}

/** One object on one line, which does no harm to a terminal. */
export function jsonLine(at: Date, kind: string, fields: object): string {
  return escapeInJson(JSON.stringify({ at: at.toISOString(), kind, ...fields }));
}

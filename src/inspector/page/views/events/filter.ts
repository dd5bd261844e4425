/** Filters of the list of events: what there is to choose, and what was found, in words. */
import { firstWhere } from '../../../../chat/bisect.ts';
import type { Cause } from '../../../../trace/trace.ts';
import type { EventFilter, TimelineView } from '../../../model/types.ts';
import { formatCount, formatCountOf } from '../../widgets/format.ts';

export const NO_FILTER: EventFilter = {
  text: '',
  nodes: new Set(),
  kinds: new Set(),
  charts: new Set(),
  onlyChanges: false,
};

const CAUSES: Readonly<Record<Cause['kind'], true>> = {
  start: true,
  command: true,
  datagram: true,
  reader: true,
  timer: true,
  flush: true,
  fault: true,
};
/** Why a step may have happened. */
export const KINDS: readonly string[] = Object.keys(CAUSES);

export function isEverything(filter: EventFilter): boolean {
  const { text, nodes, kinds, charts, onlyChanges } = filter;
  return text === '' && nodes.size + kinds.size + charts.size === 0 && !onlyChanges;
}

export function withToggled(chosen: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const changed = new Set(chosen);
  if (!changed.delete(item)) changed.add(item);
  return changed;
}

/** What is chosen of some things: `all nodes`, `bob`, `3 nodes`. */
export function choiceWords(plural: string, chosen: ReadonlySet<string>): string {
  const [first] = chosen;
  if (first === undefined) return `all ${plural}`;
  return chosen.size === 1 ? first : `${chosen.size} ${plural}`;
}

/** How much of the timeline passes: `123 of 45,678 steps`. */
export function countWords(
  matches: number,
  { first, last, dropped }: Pick<TimelineView, 'first' | 'last' | 'dropped'>,
  filter: EventFilter,
): string {
  const all = formatCountOf(last - first + 1, 'step');
  const found = isEverything(filter) ? all : `${formatCount(matches)} of ${all}`;
  return dropped > 0 ? `${found}, ${formatCount(dropped)} dropped` : found;
}

/** Milliseconds as seconds, to the millisecond: a column of them lines up. */
export function seconds(atMs: number): string {
  return (atMs / 1_000).toFixed(3);
}

/** Where in a rising list the last number stands that is not above the wanted one; -1 if none is. */
export function lastUpTo(positions: readonly number[], wanted: number): number {
  return firstWhere(0, positions.length, (place) => (positions[place] as number) > wanted) - 1;
}

/** The next or previous of the positions, seen from the cursor; round at the ends. */
export function matchFrom(
  positions: readonly number[],
  cursor: number,
  way: 1 | -1,
): number | null {
  const at = lastUpTo(positions, cursor);
  const isOnIt = positions[at] === cursor;
  const wanted = way === 1 ? at + 1 : isOnIt ? at - 1 : at;
  return positions[(wanted + positions.length) % positions.length] ?? null;
}

/** What happened, without the node that stands beside it. */
export function withoutNode(title: string, node: string): string {
  if (!title.startsWith(node)) return title;
  const rest = title.slice(node.length);
  return /^:? /.test(rest) ? rest.replace(/^:? /, '') : title;
}

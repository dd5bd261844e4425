/**
 * What is lit, as parts of a drawing: a kind and the id that the drawing's element carries in its
 * `data-…` attribute. The value is how it is lit, which becomes a class of that element.
 */
import type { Lighting } from './light.ts';
import type { LitOverview } from './overview.ts';

export type PartKind = 'state' | 'transition' | 'initial' | 'process' | 'machine' | 'flow';

/** `now` and `before` are for what moved, the others for what is. */
export type Glow = 'leaf' | 'around' | 'now' | 'before';

export type Parts = ReadonlyMap<string, Glow>;

export function partKey(kind: PartKind, id: string): string {
  return `${kind} ${id}`;
}

export function partsOfChart({ leaves, around, taken, started, isNow }: Lighting): Parts {
  const moved = isNow ? 'now' : 'before';
  return new Map<string, Glow>([
    ...around.map((id) => [partKey('state', id), 'around'] as const),
    ...leaves.map((id) => [partKey('state', id), 'leaf'] as const),
    ...started.map((id) => [partKey('initial', id), moved] as const),
    ...taken.map((id) => [partKey('transition', id), moved] as const),
  ]);
}

/**
 * What moved, the most telling last, to be brought into view; where nothing did, where the machine
 * is. What is listed at the root stands far from all states: nobody is led away from them.
 */
export function focusOf(chart: string, { leaves, entered, taken }: Lighting): readonly string[] {
  const inside = taken.filter((id) => !id.startsWith(`${chart}|`));
  const moved = [
    ...inside.map((id) => partKey('transition', id)),
    // Of the regions of a parallel state the first says most.
    ...entered.toReversed().map((id) => partKey('state', id)),
  ];
  if (moved.length > 0 || taken.length > 0) return moved;
  return leaves.map((id) => partKey('state', id));
}

export function partsOfOverview({ processes, machines, flows }: LitOverview): Parts {
  return new Map<string, Glow>([
    ...[...processes].map((id) => [partKey('process', id), 'around'] as const),
    ...[...machines].map((id) => [partKey('machine', id), 'leaf'] as const),
    ...[...flows].map((id) => [partKey('flow', id), 'now'] as const),
  ]);
}

/** Parts whose light goes out or becomes another. */
export function goneParts(before: Parts, after: Parts): readonly string[] {
  return [...before].filter(([key, glow]) => after.get(key) !== glow).map(([key]) => key);
}

/** The parts of a large chart that one looks at by themselves: states that hold others. */
import type { Rectangle } from '../drawing/frame.ts';
import { isWithin } from '../drawing/frame.ts';

interface Region {
  readonly id: string;
  /** Path without the machine: `online › mode`. */
  readonly label: string;
  readonly frame: Rectangle;
}

/** How deep regions are told apart; below that they are too small to look at alone. */
const MAX_LEVEL = 3;

/** @param frames of the states by id, parents first; the first is the machine itself */
export function regionsOf(frames: ReadonlyMap<string, Rectangle>): readonly Region[] {
  const [root, ...ids] = frames.keys();
  const parents = new Set([...frames.keys()].map(parentOf));
  return ids
    .filter((id) => parents.has(id) && levelOf(id) <= MAX_LEVEL)
    .flatMap((id) => {
      const frame = frames.get(id);
      const label = id.slice((root ?? '').length + 1).replaceAll('.', ' › ');
      return frame ? [{ id, label, frame }] : [];
    });
}

/** The smallest region that holds a rectangle; null if only the whole chart does. */
export function regionAround(regions: readonly Region[], inner: Rectangle): Region | null {
  const holding = regions.filter(({ frame }) => isWithin(inner, frame));
  const [smallest] = holding.sort((a, b) => areaOf(a) - areaOf(b));
  return smallest ?? null;
}

function areaOf({ frame }: Region): number {
  return frame.width * frame.height;
}

function parentOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('.')));
}

function levelOf(id: string): number {
  return id.split('.').length - 1;
}

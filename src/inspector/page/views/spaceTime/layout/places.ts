/** Where things stand in the space-time diagram, and which words still find a free place. */

import type { Scale } from './scale.ts';
import type { SpaceTimeIndex } from './storyIndex.ts';

/** The lanes side by side. */
export interface Lanes {
  readonly nodes: readonly string[];
  readonly widthPx: number;
  readonly laneWidthPx: number;
  /** Middle of a lane; undefined if there is no such lane. */
  xOf(node: string): number | undefined;
}

/** Left of the first lane: room for the gatherings of acks. */
const LEFT_PX = 116;
const RIGHT_PX = 8;
/** What is said stands right of a lane, and takes so much of the others if lanes are narrow. */
export const SAID_PX = 190;
/** Right of the last lane there are no others. */
const LAST_LANE_PX = 130;

export function placeLanes(nodes: readonly string[], laneWidthPx: number): Lanes {
  const places = new Map(nodes.map((node, i) => [node, LEFT_PX + i * laneWidthPx]));
  const lastPx = Math.max(laneWidthPx, Math.min(LAST_LANE_PX, laneWidthPx * 3));
  return {
    nodes,
    laneWidthPx,
    widthPx: LEFT_PX + Math.max(0, nodes.length - 1) * laneWidthPx + lastPx + RIGHT_PX,
    xOf: (node) => places.get(node),
  };
}

export const MIN_LANE_PX = 20;
const MAX_LANE_PX = 380;
/** Narrower lanes than that are not made without being asked for. */
const COMFORTABLE_LANE_PX = 48;
/** In narrower lanes there are no words. */
export const WORDY_LANE_PX = 64;

/** The width at which lanes fill what there is, if that is wide enough for them. */
export function fittingLanePx(count: number, availablePx: number): number {
  const roomPx = availablePx - LEFT_PX - RIGHT_PX;
  const evenPx = roomPx / Math.max(1, count);
  const px = evenPx >= LAST_LANE_PX ? evenPx : (roomPx - LAST_LANE_PX) / Math.max(1, count - 1);
  return Math.min(MAX_LANE_PX, Math.max(COMFORTABLE_LANE_PX, Math.floor(px)));
}

/** Width of a character of the diagram's labels and of its sayings: their fonts are fixed. */
export const LABEL_COLUMN_PX = 6;
export const SAYING_COLUMN_PX = 6.3;

/** Below that the lines stand too close for words. */
export const WORDS_FROM_PX = 15;

/** The part of the page that is drawn. */
export interface Window {
  readonly fromPx: number;
  readonly toPx: number;
}

/** Everything that a figure needs to find its place. */
export interface Places {
  readonly index: SpaceTimeIndex;
  readonly scale: Scale;
  readonly lanes: Lanes;
  readonly window: Window;
  readonly crowd: Crowd;
}

const CELL_PX = 64;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Words that have found a place, so that the next ones do not stand on them. */
export class Crowd {
  private readonly cells = new Map<string, Box[]>();

  /** @returns false if the place is taken by another */
  take(box: Box): boolean {
    const cells = [...this.cellsOf(box)];
    if (cells.some((cell) => cell.some((other) => overlap(box, other)))) return false;
    for (const cell of cells) cell.push(box);
    return true;
  }

  private *cellsOf({ x, y, width, height }: Box): Generator<Box[]> {
    for (let column = cellAt(x); column <= cellAt(x + width); column++) {
      for (let row = cellAt(y); row <= cellAt(y + height); row++) {
        const key = `${column} ${row}`;
        const cell = this.cells.get(key) ?? [];
        this.cells.set(key, cell);
        yield cell;
      }
    }
  }
}

function cellAt(px: number): number {
  return Math.floor(px / CELL_PX);
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

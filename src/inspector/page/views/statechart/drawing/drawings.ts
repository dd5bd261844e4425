/** The drawings that `npm run diagrams` makes of the machines, by the id of the machine. */
import type { Drawing } from './drawing.ts';
import { takeApart } from './drawing.ts';

const FOLDER = '../../../../../../diagrams/';
/** Whatever the files hold; the machines of a terminal are in no trace. */
const TEXTS = import.meta.glob<string>(
  [
    '../../../../../../diagrams/*.svg',
    '!../../../../../../diagrams/{finder,keyboard,promptPlace}.svg',
  ],
  { query: '?raw', import: 'default', eager: true },
);

/** The overview is drawn like a machine, and has an id like one. */
export const OVERVIEW = 'overview';

const drawings = new Map<string, Drawing>();

/** @returns null for a machine that this version does not have */
export function drawingOf(id: string): Drawing | null {
  const known = drawings.get(id);
  const text = TEXTS[`${FOLDER}${id}.svg`];
  if (known !== undefined || text === undefined) return known ?? null;
  const drawing = takeApart(text);
  drawings.set(id, drawing);
  return drawing;
}

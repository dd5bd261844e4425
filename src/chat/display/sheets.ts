/** Help and the client table, side by side where there is room and below one another where not. */
import type { Listing } from '../../../machines/vocabulary.ts';
import { commandsIn } from '../commands/commands.ts';
import { displayWidth, padToWidth } from './displayWidth.ts';
import { safeText } from './safeText.ts';

const GAP = '  ';
const INDENT = '  ';

/** The commands of the place where the user is. `columns` is the room that a line has. */
export function helpTexts(group: string | null, columns: number): string[] {
  const commands = commandsIn(group).map(({ usage, summary }) => [usage, summary]);
  const place = group === null ? 'outside a group' : 'in a group';
  const title = wrapped(`[Commands ${place}:]`, columns);
  if (fits(commands, columns)) return [...title, ...inColumns(commands)];
  const texts = commands.flatMap(([usage = '', summary = '']) =>
    oneBelowAnother([usage, summary].flatMap((text) => wrapped(text, columns - INDENT.length))),
  );
  return [...title, ...texts];
}

/** The client table. `columns` is the room that a line has. */
export function tableTexts(listings: readonly Listing[], columns: number): string[] {
  const heads = ['name', 'IP', 'port', 'online'];
  const rows = listings.map(({ name, ip, port, online }) => [
    safeText(name),
    safeText(ip),
    String(port),
    online ? 'Yes' : 'No',
  ]);
  const labelled = ([name = '', ip = '', port = '', online = '']: readonly string[]) => [
    name,
    ip,
    `port ${port}`,
    `online ${online}`,
  ];
  const isWide = fits([heads, ...rows], columns);
  return [
    '[Client table:]',
    ...(isWide ? inColumns([heads, ...rows]) : rows.map(labelled).flatMap(oneBelowAnother)),
  ];
}

function oneBelowAnother([first = '', ...rest]: readonly string[]): string[] {
  return [first, ...rest.map((cell) => INDENT + cell)];
}

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = widthsOf(rows);
  const last = widths.length - 1;
  return rows.map((row) =>
    row.map((cell, i) => (i === last ? cell : padToWidth(cell, widths[i] ?? 0))).join(GAP),
  );
}

function fits(rows: readonly (readonly string[])[], columns: number): boolean {
  const widths = widthsOf(rows);
  const width = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
  return width <= columns;
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const [first = []] = rows;
  return first.map((_cell, column) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? '')), 0),
  );
}

/** Lines of whole words; a word that is longer than a line stays whole. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

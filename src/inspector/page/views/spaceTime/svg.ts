/** The space-time diagram as a picture that stands alone: for a file, a slide, a wall. */
import { clipSafe } from '../../../../chat/display/clip.ts';
import type { TimelineView } from '../../../model/types.ts';
import { escapeMarkup } from '../../saved/escapeMarkup.ts';
import { Columns } from './layout/lanes.ts';
import type { Layout } from './layout/layout.ts';
import { GUTTER_PX, layOut } from './layout/layout.ts';
import { fittingLanePx, placeLanes } from './layout/places.ts';
import { stepScale } from './layout/scale.ts';
import type { Figure, Shape } from './layout/shapes.ts';
import { SpaceTimeIndex } from './layout/storyIndex.ts';

const LINE_PX = 24;
const HEAD_PX = 44;
/** Room for what a step says below its row, such as a broken promise. */
const MARGIN_PX = 24;
const NOTHING: Pick<Layout, 'gutter' | 'figures'> = { gutter: [], figures: [] };
/** What the lanes share, if there are not too many of them. */
const USUAL_WIDTH_PX = 1_000;

/**
 * Draws the steps between two positions, both included. Everything that comes from the story is
 * escaped.
 *
 * @param style of the figures, with the colours for light and dark
 */
export function spaceTimeSvg(
  timeline: TimelineView,
  from: number,
  to: number,
  style: string,
): string {
  const index = new SpaceTimeIndex(timeline);
  const scale = stepScale(timeline, index, LINE_PX);
  const nodes = timeline.lanes.map(({ node }) => node);
  const lanes = placeLanes(nodes, fittingLanePx(nodes.length, USUAL_WIDTH_PX));
  const first = Math.max(timeline.first, from);
  const last = Math.min(timeline.last, to);
  const isEmpty = last < first;
  const fromPx = isEmpty ? 0 : scale.topPx(first);
  const toPx = isEmpty ? 0 : scale.bottomPx(last);
  const window = { fromPx, toPx: toPx - 1 };
  const input = { timeline, index, scale, lanes, window, columns: new Columns() };
  const drawn = isEmpty ? NOTHING : layOut(input);
  const width = GUTTER_PX + lanes.widthPx;
  const height = HEAD_PX + MARGIN_PX * 2 + toPx - fromPx;
  const title = isEmpty ? 'No steps' : `Space-time diagram of steps ${first} to ${last}`;
  const cut = `<clipPath id="spaceTime-cut"><rect x="${-GUTTER_PX}" y="${fromPx - MARGIN_PX}" width="${width}" height="${toPx - fromPx + MARGIN_PX * 2}"/></clipPath>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="spaceTime-drawing" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-labelledby="spaceTime-title">`,
    `<title id="spaceTime-title">${escapeMarkup(title)}</title>`,
    `<style>${escapeMarkup(style)}</style>`,
    `<rect width="${width}" height="${height}" style="fill: var(--paper)"/>`,
    `<g transform="translate(${GUTTER_PX} ${HEAD_PX + MARGIN_PX - fromPx})">${cut}`,
    `<g clip-path="url(#spaceTime-cut)"><g transform="translate(${-GUTTER_PX} 0)">`,
    ...drawn.gutter.map(figureMarkup),
    '</g>',
    ...drawn.figures.map(figureMarkup),
    '</g></g>',
    ...nodes.map((node) => headMarkup(node, lanes.xOf(node) ?? 0, lanes.laneWidthPx)),
    '</svg>\n',
  ].join('\n');
}

function headMarkup(node: string, x: number, laneWidthPx: number): string {
  const width = Math.min(160, laneWidthPx - 8);
  const left = GUTTER_PX + x - width / 2;
  const name = clipSafe(node, Math.max(1, Math.floor(width / 8) - 1));
  return (
    `<rect class="spaceTime-headBox" x="${left}" y="10" width="${width}" height="28" rx="6"/>` +
    `<text class="spaceTime-headName" x="${GUTTER_PX + x}" y="29">${escapeMarkup(name)}</text>`
  );
}

function figureMarkup({ className, title, shapes }: Figure): string {
  const words = title === null ? '' : `<title>${escapeMarkup(title)}</title>`;
  return `<g class="${escapeMarkup(className)}">${words}${shapes.map(shapeMarkup).join('')}</g>`;
}

function shapeMarkup(shape: Shape): string {
  switch (shape.tag) {
    case 'path':
      return shape.className === 'spaceTime-hit'
        ? ''
        : `<path class="${shape.className}" d="${shape.d}"/>`;
    case 'circle':
      return `<circle class="${shape.className}" cx="${shape.cx}" cy="${shape.cy}" r="${shape.r}"/>`;
    case 'rect':
      return (
        `<rect class="${shape.className}" x="${shape.x}" y="${shape.y}" ` +
        `width="${shape.width}" height="${shape.height}"/>`
      );
    case 'text': {
      const { className, x, y, turn } = shape;
      const turned = turn === 0 ? '' : ` transform="rotate(${turn} ${x} ${y})"`;
      return `<text class="${className}" x="${x}" y="${y}"${turned}>${escapeMarkup(shape.text)}</text>`;
    }
  }
}

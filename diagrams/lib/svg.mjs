/** Draws a machine that was laid out. */
import { FONT, LINE, MARK, NAME_FONT, PAD, TAG_FONT, TAG_GAP } from './measure.mjs';
import { STYLE } from './style.mjs';
import { escapeXml, round, widthOf } from './text.mjs';

const MARGIN = 12;
const BEND = 5;
/** Shorter than the last piece of any arrow. */
const HEAD = 6;

/** A chart is to be seen as a whole, at full size. */
export const MAX_WIDTH = 900;
export const MAX_HEIGHT = 700;
/** What is left inside the margins. */
export const ROOM = { width: MAX_WIDTH - 2 * MARGIN, height: MAX_HEIGHT - 2 * MARGIN };

/** The frame that all diagrams share. `body` is SVG, the other texts are not. */
export function document({ name, title, description, width, height, body }) {
  const w = Math.ceil(width + 2 * MARGIN);
  const h = Math.ceil(height + 2 * MARGIN);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="statechart" data-machine="${escapeXml(name)}" role="img" aria-labelledby="${escapeXml(name)}-title ${escapeXml(name)}-desc" viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}" width="${w}" height="${h}">
<title id="${escapeXml(name)}-title">${escapeXml(title)}</title>
<desc id="${escapeXml(name)}-desc">${escapeXml(description)}</desc>
<style>
${STYLE}
</style>
<rect class="paper" x="${-MARGIN}" y="${-MARGIN}" width="${w}" height="${h}" rx="8"/>
${body}
</svg>
`;
}

export function drawMachine(model, { nodes, arrows, width, height }) {
  const states = model.states.map((state) => drawState(nodes.get(state.id), depthOf(state)));
  const initials = model.states
    .filter((state) => state.initial !== null)
    .map((state) => drawInitial(state.id, nodes.get(state.id).initial));
  // Texts last: no arrow may run over one.
  const lines = arrows.map((arrow) => drawArrow(arrow, nodes));
  return document({
    name: model.id,
    title: `Statechart of the machine ${model.id}`,
    description: describe(model),
    width,
    height,
    body: [...states, ...initials, ...lines].join('\n'),
  });
}

function describe({ id, states, arrows }) {
  const names = (type) => states.filter((state) => state.type === type).map(({ name }) => name);
  const top = states[0].children.map(({ name }) => name).join(', ');
  const finals = names('final').join(', ') || 'none';
  const count = arrows.reduce((sum, arrow) => sum + arrow.transitions.length, 0);
  return (
    `${id} has the states ${top}; final: ${finals}. ` +
    `${states.length - 1} states in all, ${count} transitions drawn as arrows, the others listed ` +
    'inside their state. Candidates for one event are tried from top to bottom.'
  );
}

function depthOf(state) {
  return state.parent === null ? 0 : 1 + depthOf(state.parent);
}

function drawState({ x, y, width, height, state, header }, depth) {
  const { rows, inset, ruleAt } = header;
  const shade = depth % 2 === 0 ? 'even' : 'odd';
  const edge = state.parent?.type === 'parallel' ? ' region' : '';
  const left = x + PAD + inset;
  const parts = [box(`box ${shade}${edge}`, x, y, width, height, 8)];
  if (inset > 0) {
    const [w, h] = [width - 2 * inset, height - 2 * inset];
    parts.push(box('inner', x + inset, y + inset, w, h, 8 - inset));
  }
  parts.push(nameText(state.name, left, y + inset + 18));
  parts.push(...drawTags(header.tags, x + width - PAD - inset, y + inset + 6));
  const isNest = state.children.length > 0;
  if (rows.length > 0 || isNest) parts.push(rule(x + inset, y + ruleAt, width - 2 * inset));
  if (rows.length > 0 && isNest) parts.push(rule(x, y + header.height, width));
  parts.push(...drawRows(rows, left, y + ruleAt + 5));
  return group(`class="state ${state.type}" data-state="${escapeXml(state.id)}"`, parts);
}

export function nameText(name, x, y) {
  const width = round(widthOf(name, NAME_FONT, true));
  return `<text class="name" x="${round(x)}" y="${round(y)}" ${exactly(width)}>${escapeXml(name)}</text>`;
}

function drawTags(tags, end, y) {
  let right = end;
  return tags.toReversed().map(({ text, width }) => {
    const x = right - width;
    right = x - TAG_GAP;
    return (
      `<g class="tag">${box('pad', x, y, width, 15, 7.5)}` +
      `<text x="${round(x + 6)}" y="${round(y + 11)}" ${exactly(round(widthOf(text, TAG_FONT, true)))}>` +
      `${escapeXml(text)}</text></g>`
    );
  });
}

function drawRows(rows, x, y) {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const lines = rows.map((row) => {
    const [left, top] = [x + row.left, y + row.line * LINE];
    const mark = row.hasMark ? reenterMark(left + MARK / 2 - 3, top + 8) : '';
    return { id: row.id, svg: mark + text(row.words, left + row.indent, top + 12) };
  });
  return ids.flatMap((id) => {
    const own = lines.filter((line) => line.id === id).map(({ svg }) => svg);
    return id === null ? own : [group(`class="listed" data-transition="${escapeXml(id)}"`, own)];
  });
}

/** An arrow that comes back to where it began. */
function reenterMark(x, y) {
  const [cx, cy] = [round(x), round(y)];
  return (
    `<path class="mark" d="M${round(cx + 3.2)} ${round(cy - 2.4)}A4 4 0 1 0 ${round(cx + 4)} ${round(cy + 0.6)}"/>` +
    `<path class="head" d="M${round(cx + 5.2)} ${round(cy - 4.6)}v4.2h-4.2z"/>`
  );
}

/** Whatever font is there, the text is as wide as the place that it was given. */
function exactly(width) {
  return `textLength="${width}" lengthAdjust="spacingAndGlyphs"`;
}

export function text(words, x, y) {
  const width = words.reduce((sum, word) => sum + widthOf(`${word.text} `, FONT), 0);
  const exact = round(width - widthOf(' ', FONT));
  const spans = words.map(({ text, kind }) =>
    kind === 'plain' ? escapeXml(text) : `<tspan class="${kind}">${escapeXml(text)}</tspan>`,
  );
  return `<text x="${round(x)}" y="${round(y)}" ${exactly(exact)}>${spans.join(' ')}</text>`;
}

function drawInitial(id, { dot, edge }) {
  const [cx, cy] = [dot.x + dot.width / 2, dot.y + dot.height / 2];
  const points = pointsOf([edge]);
  return group(`class="initial" data-initial="${escapeXml(id)}"`, [
    `<circle class="dot" cx="${round(cx)}" cy="${round(cy)}" r="${dot.width / 2}"/>`,
    line(points),
  ]);
}

function drawArrow({ source, target, edges, label, transitions }, nodes) {
  const points = pointsOf(edges);
  startAtHeader(points, nodes.get(source), nodes.get(target));
  const [{ x, y }] = edges[0].labels;
  const rows = label.rows.map((row, i) => ({ ...row, y: y + 3 + i * LINE + 12 }));
  const texts = transitions.map(({ id }) =>
    group(
      `data-transition="${escapeXml(id)}"`,
      rows.filter((row) => row.id === id).map((row) => text(row.words, x + 6 + row.indent, row.y)),
    ),
  );
  return group(
    `class="arrow" data-source="${escapeXml(source)}" data-target="${escapeXml(target)}"`,
    [line(points), box('pill', x, y, label.width, label.height, 4), ...texts],
  );
}

/** An arrow from a state to one inside it starts at the line below the state's own text. */
function startAtHeader(points, source, target) {
  if (!isInside(target.state, source.state)) return;
  const [start, next] = points;
  if (start.x === next.x) start.y = round(source.y + source.header.height);
  else start.x = round(source.x);
}

function isInside(state, ancestor) {
  return state.parent !== null && (state.parent === ancestor || isInside(state.parent, ancestor));
}

/** All corners of an arrow; the pieces that it was cut into meet at the borders. */
function pointsOf(edges) {
  const points = edges.flatMap(({ sections }) =>
    sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
      startPoint,
      ...bendPoints,
      endPoint,
    ]),
  );
  return points
    .map(({ x, y }) => ({ x: round(x), y: round(y) }))
    .filter((point, i, all) => {
      const [before, after] = [all[i - 1], all[i + 1]];
      if (!before || !after) return true;
      const isStraight =
        (before.x === point.x && point.x === after.x) ||
        (before.y === point.y && point.y === after.y);
      return !isStraight && !(before.x === point.x && before.y === point.y);
    });
}

/** A line with rounded corners and a head at its end. */
export function line(points, kind = 'line') {
  const end = points.at(-1);
  const before = points.at(-2);
  const length = Math.hypot(end.x - before.x, end.y - before.y);
  const ux = (end.x - before.x) / length;
  const uy = (end.y - before.y) / length;
  const neck = { x: end.x - ux * HEAD, y: end.y - uy * HEAD };
  const half = HEAD / 2.2;
  const head = [
    end,
    { x: neck.x - uy * half, y: neck.y + ux * half },
    { x: neck.x + uy * half, y: neck.y - ux * half },
  ];
  return (
    `<path class="${kind}" d="${pathOf([...points.slice(0, -1), neck])}"/>` +
    `<path class="head" d="M${head.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}Z"/>`
  );
}

function pathOf(points) {
  let path = `M${round(points[0].x)} ${round(points[0].y)}`;
  for (let i = 1; i < points.length - 1; i++) {
    const corner = points[i];
    const a = towards(corner, points[i - 1]);
    const b = towards(corner, points[i + 1]);
    path += `L${a.x} ${a.y}Q${round(corner.x)} ${round(corner.y)} ${b.x} ${b.y}`;
  }
  const end = points.at(-1);
  return `${path}L${round(end.x)} ${round(end.y)}`;
}

function towards(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const reach = Math.min(BEND, length / 2) / length;
  return { x: round(from.x + (to.x - from.x) * reach), y: round(from.y + (to.y - from.y) * reach) };
}

export function box(kind, x, y, width, height, radius) {
  return `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

export function rule(x, y, width) {
  return `<path class="rule" d="M${round(x)} ${round(y)}h${round(width)}"/>`;
}

export function group(attributes, parts) {
  return `<g ${attributes}>\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')}`).join('\n')}\n</g>`;
}

/** Where things are in a diagram, so that a test can say what overlaps. */
import { type Element, elementsOf, textOf } from './xml.ts';

export interface Box {
  readonly what: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly what: string;
  readonly label: Box;
  readonly points: readonly (readonly [number, number])[];
}

const CAP_HEIGHT = 9;

/** Names and listed rows of the states. */
export function stateTexts(svg: Element): Box[] {
  return groups(svg, 'data-state').flatMap((state) => [...elementsOf(state)].flatMap(textBox));
}

export function arrowsOf(svg: Element): Arrow[] {
  return groups(svg, 'data-source').map((group) => {
    const inside = [...elementsOf(group)];
    const what = `${group.attributes.get('data-source')} → ${group.attributes.get('data-target')}`;
    const pill = inside.find((each) => each.attributes.get('class') === 'pill');
    const path = inside.find((each) => each.attributes.get('class') === 'line');
    if (!pill || !path) throw new Error(`${what} lacks its label or its line`);
    return { what, label: rectangle(pill, `label of ${what}`), points: pointsOf(path) };
  });
}

export function overlap(a: Box, b: Box): boolean {
  const isBeside = a.x + a.width <= b.x || b.x + b.width <= a.x;
  return !isBeside && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a line of horizontal and vertical pieces runs through a box. */
export function runsThrough({ points }: Arrow, box: Box): boolean {
  return points.slice(1).some(([x, y], i) => {
    const [fromX, fromY] = points[i] ?? [x, y];
    const piece = {
      what: '',
      x: Math.min(x, fromX),
      y: Math.min(y, fromY),
      width: Math.abs(x - fromX),
      height: Math.abs(y - fromY),
    };
    return overlap(piece, box);
  });
}

export function rectangle({ attributes }: Element, what: string): Box {
  const number = (name: string) => Number(attributes.get(name));
  return { what, x: number('x'), y: number('y'), width: number('width'), height: number('height') };
}

function groups(svg: Element, attribute: string): Element[] {
  return [...elementsOf(svg)].filter((each) => each.attributes.has(attribute));
}

function textBox(element: Element): Box[] {
  if (element.name !== 'text') return [];
  const { attributes } = element;
  const width = Number(attributes.get('textLength') ?? 0);
  const y = Number(attributes.get('y')) - CAP_HEIGHT;
  return [{ what: textOf(element), x: Number(attributes.get('x')), y, width, height: CAP_HEIGHT }];
}

function pointsOf(path: Element): [number, number][] {
  const pairs = (path.attributes.get('d') ?? '').matchAll(/(-?[\d.]+) (-?[\d.]+)/g);
  return [...pairs].map(([, x, y]) => [Number(x), Number(y)]);
}

/**
 * A drawing in the page. It is put there once; lighting it up changes the classes of what changed
 * and nothing else.
 */

import type { Glow, PartKind, Parts } from '../light/parts.ts';
import { goneParts, partKey } from '../light/parts.ts';
import { eventWords, placeWords, transitionOf } from '../light/words.ts';
import type { Drawing } from './drawing.ts';
import type { Rectangle } from './frame.ts';
import { around } from './frame.ts';

const SVG = 'http://www.w3.org/2000/svg';
const ROW_ASCENT = 12;
const ROW_HEIGHT = 16;
const DRAW_IN_MS = 450;
const TOKEN_RADIUS = 6.5;
const DELAY_VALUE = /^\([\d.]+ m?s\)\s*/;

export class Sheet {
  readonly svg: SVGSVGElement;
  readonly drawing: Drawing;
  /** What of the drawing's plane it shows. */
  readonly box: Rectangle;
  /** The frames of the states, by id, parents first. */
  readonly frames: ReadonlyMap<string, Rectangle>;
  private readonly elements = new Map<string, Element>();
  private readonly tokens = new Map<string, Element>();
  /** On top of everything. */
  private readonly marks: Element;
  private lit: Parts = new Map();

  /** The drawing is one of ours: nothing of a trace may get here. */
  constructor(drawing: Drawing) {
    const parsed = new DOMParser().parseFromString(drawing.svg, 'image/svg+xml');
    this.drawing = drawing;
    this.svg = document.importNode(parsed.documentElement, true) as unknown as SVGSVGElement;
    this.box = viewBoxOf(this.svg);
    const frames = new Map<string, Rectangle>();
    for (const element of this.svg.querySelectorAll('g')) {
      const key = keyOf(element);
      if (key === null) continue;
      this.elements.set(key, element);
      const frame = element.querySelector(':scope > .box');
      const { state } = element.dataset;
      if (state !== undefined && frame !== null) frames.set(state, rectangleOf(frame));
    }
    this.frames = frames;
    this.marks = this.svg.appendChild(document.createElementNS(SVG, 'g'));
  }

  /**
   * @param isDrawn whether what moved now is drawn as if by a pen
   */
  light(parts: Parts, isDrawn: boolean): void {
    for (const key of goneParts(this.lit, parts)) this.turn(key, this.lit.get(key), false);
    for (const [key, glow] of parts) {
      this.turn(key, glow, true);
      if (isDrawn && glow === 'now') this.drawIn(key);
    }
    this.lit = parts;
  }

  /** The scale at which it is shown: pixels of the screen for one of its own. */
  resize(scale: number): void {
    this.svg.setAttribute('width', String(this.box.width * scale));
    this.svg.setAttribute('height', String(this.box.height * scale));
  }

  /** What the drawing says of a transition beside its event; null if it has none of that id. */
  told(id: string): string | null {
    const element = this.elements.get(partKey('transition', id));
    if (!element) return null;
    const texts = [...element.querySelectorAll('text')].map(({ textContent }) => textContent);
    const event = eventWords(transitionOf(id)?.event ?? '');
    const text = texts.join(' ');
    const beside = text.startsWith(event) ? text.slice(event.length).trim() : text;
    const rest = beside.replace(DELAY_VALUE, '');
    const { target } = arrowOf(element)?.dataset ?? {};
    return target === undefined ? rest : `${rest} → ${placeWords(target)}`.trim();
  }

  /** Where parts are, as one rectangle; null if the drawing has none of them. */
  boundsOf(keys: Iterable<string>): Rectangle | null {
    const elements = [...keys].flatMap((key) => this.elements.get(key) ?? []);
    return around(elements.flatMap((element) => boundsOf(element) ?? []));
  }

  /** The drawing as it is lit, for a file of its own. */
  copy(): SVGSVGElement {
    return this.svg.cloneNode(true) as SVGSVGElement;
  }

  private turn(key: string, glow: Glow | undefined, isOn: boolean): void {
    const element = this.elements.get(key);
    if (!element || glow === undefined) return;
    element.classList.toggle(`lit-${glow}`, isOn);
    arrowOf(element)?.classList.toggle(`lit-${glow}`, isOn);
    if (glow === 'leaf') this.mark(key, element, isOn);
    else if (isOn && 'transition' in datasetOf(element)) underlay(element);
  }

  /** A state that the machine is in bears a token on its corner. */
  private mark(key: string, element: Element, isOn: boolean): void {
    if (!isOn) {
      this.tokens.get(key)?.remove();
      this.tokens.delete(key);
      return;
    }
    const frame = element.querySelector(':scope > .box');
    if (this.tokens.has(key) || frame === null) return;
    const { x, y } = rectangleOf(frame);
    const token = make('circle', { class: 'token', cx: x + 2, cy: y + 2, r: TOKEN_RADIUS });
    this.tokens.set(key, this.marks.appendChild(token));
  }

  private drawIn(key: string): void {
    const element = this.elements.get(key);
    const owner = element && (arrowOf(element) ?? element);
    const line = owner?.querySelector<SVGPathElement>(':scope > .line');
    if (!owner || !line) return;
    const length = line.getTotalLength();
    const strokeDasharray = `${length} ${length}`;
    line.animate(
      [
        { strokeDasharray, strokeDashoffset: length },
        { strokeDasharray, strokeDashoffset: 0 },
      ],
      { duration: DRAW_IN_MS, easing: 'ease-out' },
    );
    owner
      .querySelector(':scope > .head')
      ?.animate([{ opacity: 0 }, { opacity: 0, offset: 0.8 }, { opacity: 1 }], DRAW_IN_MS);
  }
}

function keyOf({ dataset, parentElement }: SVGGElement): string | null {
  const kinds: readonly PartKind[] = ['state', 'transition', 'initial', 'process', 'flow'];
  for (const kind of kinds) {
    const id = dataset[kind];
    if (id !== undefined) return partKey(kind, id);
  }
  const { machine } = dataset;
  if (machine === undefined) return null;
  const { process } = parentElement?.closest<SVGElement>('.process')?.dataset ?? {};
  return partKey('machine', `${process}.${machine}`);
}

function datasetOf(element: Element): DOMStringMap {
  return (element as SVGElement).dataset;
}

function arrowOf(element: Element): SVGElement | null {
  return element.parentElement?.closest<SVGElement>('.arrow') ?? null;
}

/** Something for the light to fall on: the label, or a field behind the rows of one of several. */
function underlay(element: Element): void {
  const arrow = arrowOf(element);
  const isAlone = arrow?.querySelectorAll('[data-transition]').length === 1;
  if (isAlone) arrow.classList.add('is-single');
  if (isAlone || element.querySelector(':scope > .underlay') !== null) return;
  const rows = rowsOf(element);
  if (rows === null) return;
  const { x, y, width, height } = rows;
  const place = { x: x - 3, y: y + 0.5, width: width + 6, height: height - 1, rx: 3 };
  element.prepend(make('rect', { class: 'underlay', ...place }));
}

/** Where a part is; of a transition its text, and the label that it stands on. */
function boundsOf(element: Element): Rectangle | null {
  const frame = element.querySelector(':scope > .box');
  if (frame !== null) return rectangleOf(frame);
  const pill = arrowOf(element)?.querySelector(':scope > .pill') ?? null;
  return pill === null ? rowsOf(element) : rectangleOf(pill);
}

function rowsOf(element: Element): Rectangle | null {
  return around([...element.querySelectorAll('text')].map(textBox));
}

function textBox(text: Element): Rectangle {
  const number = (name: string) => Number(text.getAttribute(name));
  const y = number('y') - ROW_ASCENT;
  return { x: number('x'), y, width: number('textLength'), height: ROW_HEIGHT };
}

function rectangleOf(element: Element): Rectangle {
  const number = (name: string) => Number(element.getAttribute(name));
  return { x: number('x'), y: number('y'), width: number('width'), height: number('height') };
}

function viewBoxOf(svg: Element): Rectangle {
  const [x = 0, y = 0, width = 1, height = 1] = (svg.getAttribute('viewBox') ?? '')
    .split(' ')
    .map(Number);
  return { x, y, width, height };
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): Element {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

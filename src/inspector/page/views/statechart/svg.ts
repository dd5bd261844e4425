/** The statechart that is shown, as an SVG file of its own. */

import { standaloneStyle } from '../../style/standalone.ts';
import litStyle from './drawing/lit.css?raw';
import { shown } from './state.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** @returns the text of the file, lit as it is at the cursor; null if nothing is drawn */
export function statechartSvg(): string | null {
  const now = shown.value;
  if (now === null) return null;
  const { sheet, words, parts } = now;
  sheet.light(parts, false);
  const svg = sheet.copy();
  svg.setAttribute('width', String(sheet.box.width));
  svg.setAttribute('height', String(sheet.box.height));
  svg.setAttribute('aria-label', words);
  const style = standaloneStyle('.statechart', sheet.drawing.style, litStyle);
  svg.prepend(element('title', words), element('style', style));
  return `${new XMLSerializer().serializeToString(svg)}\n`;
}

function element(name: string, text: string): Element {
  const made = document.createElementNS(SVG, name);
  made.textContent = text;
  return made;
}

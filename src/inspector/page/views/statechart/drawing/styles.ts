/**
 * The style sheets of the drawings. Those in `diagrams/` carry their own: it is adopted by the
 * page rather than copied into it, so that there is one source of it.
 */

import type { Drawing } from './drawing.ts';
import litStyle from './lit.css?raw';

const adopted = new Set<string>();

/** Makes sure that the page has the styles of a drawing. */
export function adoptStyles({ style }: Drawing): void {
  for (const text of [style, litStyle]) {
    if (adopted.has(text)) continue;
    adopted.add(text);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
  }
}

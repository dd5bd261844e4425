/**
 * The style sheets of the drawings. Those in `diagrams/` carry their own: it is adopted by the
 * page rather than copied into it, so that there is one source of it.
 */

import theme from '../../../style/theme.css?raw';
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

/** All that a drawing needs in a file of its own. */
export function standaloneStyle({ style }: Drawing): string {
  // The colours are the drawing's own there: it may be set into a page that has others.
  return [theme.replaceAll(':root', '.statechart'), style, litStyle].join('\n');
}

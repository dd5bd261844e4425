/** A drawing as the page can use it: what a strict content security policy forbids is taken out. */

export interface Drawing {
  /** The SVG without its style sheet, and without what else would be doubled in a page. */
  readonly svg: string;
  /** Its style sheet. */
  readonly style: string;
}

/**
 * Takes an SVG of `diagrams/` apart. Its title and description go too: the page has its own, and
 * their ids would occur as often as there are drawings.
 */
export function takeApart(text: string): Drawing {
  const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? '';
  const svg = text
    .replace(/<(style|title|desc)\b[^>]*>[^<]*<\/\1>\s*/g, '')
    .replace(/ aria-labelledby="[^"]*"/, '');
  return { svg, style };
}

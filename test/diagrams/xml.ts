/** Enough of XML 1.0 to refuse what a browser would refuse in an SVG, and to look into it. */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

const TOKEN = /<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
const REFERENCE = /&(?:(amp|lt|gt|quot)|#(\d+));/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

export function parseXml(text: string): Element {
  const top: Element = { name: '', attributes: new Map(), children: [] };
  const open: Element[] = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`not XML at ${at}: ${text.slice(at, at + 60)}`);
    const [whole, closed, opened, attributes, isEmpty] = match;
    const parent = open.at(-1) ?? top;
    if (closed !== undefined) {
      if (open.length < 2 || parent.name !== closed) throw new Error(`unexpected </${closed}>`);
      open.pop();
    } else if (opened === undefined) {
      parent.children.push(unescapeXml(whole));
    } else {
      const element = { name: opened, attributes: attributesOf(attributes ?? ''), children: [] };
      parent.children.push(element);
      if (isEmpty === '') open.push(element);
    }
  }
  const [root, ...rest] = top.children.filter((child) => !isBlank(child));
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  if (root === undefined || typeof root === 'string' || rest.length > 0) throw new Error('no root');
  return root;
}

/** The element itself and everything in it. */
export function* elementsOf(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) if (typeof child !== 'string') yield* elementsOf(child);
}

export function textOf(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('');
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, unescapeXml(value));
  }
  return attributes;
}

function unescapeXml(text: string): string {
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)) {
    throw new Error('a character that XML cannot hold');
  }
  const replaced = text.replace(REFERENCE, '');
  if (replaced.includes('&')) throw new Error(`a bare & in ${text}`);
  return text.replace(REFERENCE, (_, name: string | undefined, code: string | undefined) =>
    name === undefined ? String.fromCodePoint(Number(code)) : (NAMED[name] ?? ''),
  );
}

function isBlank(child: Element | string): boolean {
  return typeof child === 'string' && child.trim() === '';
}

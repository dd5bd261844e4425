import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../src/inspector/model/timeline.ts';
import { DRAWING_STYLE } from '../../../src/inspector/page/views/spaceTime/style.ts';
import { spaceTimeSvg } from '../../../src/inspector/page/views/spaceTime/svg.ts';
import type { Cause } from '../../../src/trace/trace.ts';
import { timelineOf } from '../support/timeline.ts';
import { greeting, labSteps, PING, START, Story } from './story.ts';

/**
 * Whether a text is well-formed XML of the kind that we write: no comments, no CDATA, no entities
 * but the five that need no declaration.
 *
 * @returns the names of the elements in it, and their texts
 */
function parseXml(xml: string): { readonly elements: string[]; readonly texts: string[] } {
  const token = /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>|([^<>]+)/gy;
  const open: string[] = [];
  const elements: string[] = [];
  const texts: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(token)) {
    end = match.index + match[0].length;
    const [, closing, name = '', attributes = '', isEmpty, text] = match;
    expect(text ?? attributes).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/);
    if (text !== undefined) texts.push(text);
    else if (closing) expect(open.pop()).toBe(name);
    else {
      elements.push(name);
      expect(new Set(attributes.match(/\s[\w:-]+(?==)/g)).size).toBe(
        attributes.match(/\s[\w:-]+(?==)/g)?.length ?? 0,
      );
      if (!isEmpty) open.push(name);
    }
  }
  expect(end).toBe(xml.length);
  expect(open).toEqual([]);
  // What XML does not allow at all.
  expect(xml).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u);
  return { elements, texts };
}

function svgOf(timeline: Timeline, from: number, to: number): string {
  return spaceTimeSvg(timeline, from, to, DRAWING_STYLE);
}

const HOSTILE = '</text><script>alert(1)</script>&lt;"\' \u202e\u0000\u001b[31m\n\ud800\uffff';

describe('the exported picture', () => {
  it('is well-formed, and holds what it shows', () => {
    const timeline = timelineOf(labSteps(9, 4, 60));
    const { elements, texts } = parseXml(svgOf(timeline, 1, timeline.last));
    expect(elements[0]).toBe('svg');
    expect(elements.filter((name) => name === 'style')).toHaveLength(1);
    for (const { node } of timeline.lanes) expect(texts).toContain(node);
    expect(texts.some((text) => text.includes('REGISTER'))).toBe(true);
  });

  it('is not broken out of by hostile names and texts', () => {
    const story = new Story();
    story.step(0, HOSTILE, START);
    const command = { kind: 'send', to: HOSTILE, text: HOSTILE };
    story.step(1, HOSTILE, { kind: 'command', command });
    const from = HOSTILE;
    const notices = [{ kind: 'privateMessage', message: { from, text: from }, prompt: null }, 7];
    story.step(2, HOSTILE, { kind: 'fault', fault: HOSTILE }, { notices });
    story.step(2, HOSTILE, { kind: HOSTILE } as unknown as Cause);
    story.send(3, HOSTILE, HOSTILE, [{ kind: HOSTILE, id: 1 }], null);
    const timeline = story.timeline();
    timeline.violated({ promise: HOSTILE, sentence: HOSTILE, detail: HOSTILE, step: 3 });
    const svg = svgOf(timeline, 1, 5);
    const { elements, texts } = parseXml(svg);
    expect(elements).not.toContain('script');
    expect(texts.some((text) => text.includes('&lt;/text&gt;&lt;script&gt;alert(1)'))).toBe(true);
    expect(svg).not.toMatch(/\p{Cf}/u);
  });

  it('stays small, however long the texts are', () => {
    const story = greeting();
    const text = '<'.repeat(16_384);
    story.step(5, 'alice', { kind: 'command', command: { kind: 'send', to: 'bob', text } });
    story.send(6, 'alice', 'bob', [{ kind: text, id: 1 }], [1]);
    const timeline = story.timeline();
    const plain = svgOf(greeting().timeline(), 1, 10).length;
    expect(svgOf(timeline, 1, timeline.last).length).toBeLessThan(plain + 8_000);
  });

  it('shows the steps that were asked for, as far as there are any', () => {
    const story = greeting();
    story.send(9, 'alice', 'server', PING, []);
    const timeline = story.timeline();
    const numbers = (from: number, to: number) =>
      [...svgOf(timeline, from, to).matchAll(/class="spaceTime-number"[^>]*>(\d+)</g)].map(
        (match) => Number(match[1]),
      );
    expect(numbers(1, 99)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(numbers(3, 5)).toEqual([3, 4, 5]);
    expect(numbers(50, 60)).toEqual([]);
    parseXml(svgOf(timeline, 50, 60));
    parseXml(svgOf(timelineOf([]), 1, 10));
  });

  it('has the colours of the page, light and dark', () => {
    const css = readFileSync('src/inspector/page/style/theme.css', 'utf8');
    const used = [...DRAWING_STYLE.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name ?? '');
    expect(used.length).toBeGreaterThan(10);
    for (const name of used) if (name !== 'arrow') expect(css).toContain(`--${name}: `);
  });

  it('has a style for every class that it uses', () => {
    const timeline = timelineOf(labSteps(9, 4, 60));
    const svg = svgOf(timeline, 1, timeline.last);
    const drawn = [...svg.matchAll(/<(?:path|circle|rect|text) class="(spaceTime-\w+)/g)];
    const classes = new Set(drawn.map(([, name]) => name ?? ''));
    expect(classes.size).toBeGreaterThan(15);
    for (const name of classes) expect(DRAWING_STYLE).toMatch(new RegExp(`\\.${name}[ ,.]`));
  });
});

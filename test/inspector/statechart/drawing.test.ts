import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { takeApart } from '../../../src/inspector/page/views/statechart/drawing/drawing.ts';
import { elementsOf, parseXml, textOf } from '../../diagrams/xml.ts';

const FOLDER = new URL('../../../diagrams/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.svg'));

test.each(files)('%s: nothing is left that a strict policy forbids or a page has twice', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const { svg, style } = takeApart(text);
  expect(style).toContain('.statechart .box');
  expect(style).toContain('prefers-color-scheme: dark');
  const elements = [...elementsOf(parseXml(svg))];
  const names = new Set(elements.map(({ name }) => name));
  for (const name of ['style', 'script', 'title', 'desc', 'a', 'image', 'use']) {
    expect(names).not.toContain(name);
  }
  for (const { attributes } of elements) {
    for (const name of ['id', 'style', 'aria-labelledby', 'href']) {
      expect(attributes.has(name), name).toBe(false);
    }
    expect([...attributes.keys()].filter((name) => name.startsWith('on'))).toEqual([]);
  }
});

test.each(files)('%s: all that it shows is still there', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const [whole, left] = [parseXml(text), parseXml(takeApart(text).svg)];
  const shown = [...elementsOf(whole)].filter(({ name }) => !/^(style|title|desc)$/.test(name));
  expect([...elementsOf(left)].map(({ name }) => name)).toEqual(shown.map(({ name }) => name));
  const texts = shown.filter(({ name }) => name === 'text').map(textOf);
  expect([...elementsOf(left)].filter(({ name }) => name === 'text').map(textOf)).toEqual(texts);
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { setup } from 'xstate';
import { drawAll, machinesIn, tooLarge } from '../../diagrams/lib/diagrams.mjs';
import { finder } from '../../machines/finder.ts';
import { keyboard } from '../../machines/keyboard.ts';
import { promptPlace } from '../../machines/promptPlace.ts';
import * as library from '../../src/index.ts';
import { transitionId } from '../../src/trace/recorder.ts';
import { arrowsOf, overlap, rectangle, runsThrough, stateTexts } from './geometry.ts';
import { elementsOf, parseXml, textOf } from './xml.ts';

const FOLDER = new URL('../../diagrams/', import.meta.url);
const machines = machinesIn(library);
const others = [finder, keyboard, promptPlace];
const drawn = await drawAll(machines, others);
const diagrams = [...machines, ...others].map((machine) => ({
  machine,
  svg: parseXml(drawn.get(`${machine.id}.svg`) ?? ''),
}));

test('every machine of the library has a diagram and a place in the overview', () => {
  expect(machines.map(({ id }) => id).sort()).toEqual(
    [
      'ackWait',
      'announcer',
      'broadcast',
      'client',
      'congestion',
      'deregistration',
      'flow',
      'groupNews',
      'keepalive',
      'lobby',
      'membership',
      'peer',
      'reader',
      'registration',
      'retransmission',
      'session',
      'tableSync',
    ].sort(),
  );
  const overview = parseXml(drawn.get('overview.svg') ?? '');
  const placed = attributes(overview, 'data-machine').filter((id) => id !== 'overview');
  expect(new Set(placed)).toEqual(new Set(machines.map(({ id }) => id)));
});

test('every chart is seen as a whole, and one that is not is named', () => {
  expect(tooLarge(drawn)).toEqual([]);
  const sized = (width: number, height: number) =>
    `<svg id="x" width="${width}" height="${height}">`;
  const files = [
    ['fits.svg', sized(900, 700)],
    ['wide.svg', sized(901, 700)],
    ['high.svg', sized(900, 701)],
    ['overview.svg', sized(2_000, 2_000)],
  ] as const;
  expect(tooLarge(new Map(files))).toEqual([
    'wide.svg is 901 × 700, more than 900 × 700',
    'high.svg is 900 × 701, more than 900 × 700',
  ]);
});

test('the files are what the generator makes now', () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.svg'));
  expect(names.sort()).toEqual([...drawn.keys()].sort());
  for (const name of names) {
    expect(readFileSync(new URL(name, FOLDER), 'utf8') === drawn.get(name), name).toBe(true);
  }
});

test('the same machines give the same bytes, in whatever order they come', async () => {
  expect(await drawAll([...machines].reverse(), others)).toEqual(drawn);
});

test.each(diagrams)('$machine.id: every state and every transition once', ({ machine, svg }) => {
  const nodes = nodesOf(machine.root);
  expect(attributes(svg, 'data-state').sort()).toEqual(nodes.map(({ id }) => id).sort());
  const transitions = nodes
    .flatMap((node) => [...node.transitions.values(), node.always ?? []].flat())
    .map((each) => transitionId(each as unknown as Parameters<typeof transitionId>[0]));
  expect(attributes(svg, 'data-transition').sort()).toEqual(transitions.sort());
});

test.each(diagrams)('$machine.id: guards, actions and delays are told', ({ machine, svg }) => {
  const text = textOf(svg);
  const { guards, delays } = machine.implementations;
  for (const name of Object.keys(guards)) expect(text).toContain(`[${name}]`);
  for (const name of Object.keys(machine.implementations.actions)) expect(text).toContain(name);
  for (const [name, value] of Object.entries(delays)) {
    const ms = typeof value === 'number' ? value : null;
    const shown = ms === null ? '' : ` (${ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`})`;
    expect(text).toContain(`after ${name}${shown}`);
  }
});

test.each(diagrams)('$machine.id: no text is covered by another or by an arrow', ({ svg }) => {
  const arrows = arrowsOf(svg);
  const labels = arrows.map(({ label }) => label);
  const texts = [...labels, ...stateTexts(svg)];
  const clashes = [
    ...labels.flatMap((label) =>
      texts.filter((each) => each !== label && overlap(label, each)).map((each) => [label, each]),
    ),
    ...arrows.flatMap((arrow) =>
      texts
        .filter((each) => each !== arrow.label && runsThrough(arrow, each))
        .map((each) => [arrow, each]),
    ),
  ].map((pair) => pair.map(({ what }) => what).join(' / '));
  expect(clashes).toEqual([]);
});

test.each(diagrams)('$machine.id: what a state says is inside it', ({ svg }) => {
  for (const state of elementsOf(svg)) {
    if (!state.attributes.has('data-state')) continue;
    const frame = [...elementsOf(state)].find((each) =>
      each.attributes.get('class')?.startsWith('box '),
    );
    if (!frame) throw new Error('a state without a frame');
    const { x, y, width, height } = rectangle(frame, '');
    for (const text of stateTexts(state)) {
      expect(text.x, text.what).toBeGreaterThan(x);
      expect(text.x + text.width, text.what).toBeLessThan(x + width);
      expect(text.y, text.what).toBeGreaterThan(y);
      expect(text.y + text.height, text.what).toBeLessThan(y + height);
    }
  }
});

test('hostile names are shown as they are and end no element', async () => {
  const evil = '</text><script>alert("&amp;")</script>\'';
  const machine = setup({}).createMachine({
    id: 'session',
    initial: evil,
    states: {
      [evil]: { tags: evil, entry: evil, on: { [evil]: { target: 'end', guard: evil } } },
      end: { type: 'final', entry: 'bell\u0007\uD800' },
    },
  } as never) as unknown as AnyStateMachine;
  const others = machines.filter(({ id }) => id !== 'session');
  const files = await drawAll([machine, ...others]);
  const svg = parseXml(files.get('session.svg') ?? '');
  expect(attributes(svg, 'data-state')).toContain(`session.${evil}`);
  expect(attributes(svg, 'data-transition')).toEqual([`session.${evil}|${evil}|0`]);
  expect([...elementsOf(svg)].map(({ name }) => name)).not.toContain('script');
  expect(textOf(svg)).toContain(`[${evil}]`);
  expect(textOf(svg)).toContain('bell\uFFFD\uFFFD');
});

test('a machine that the overview does not know is refused', async () => {
  const stranger = setup({}).createMachine({ id: 'stranger' });
  await expect(drawAll([...machines, stranger])).rejects.toThrow('stranger has no place');
  await expect(drawAll(machines.slice(1))).rejects.toThrow('which is not exported');
});

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values<AnyStateNode>(node.states).flatMap(nodesOf)];
}

function attributes(svg: Parameters<typeof elementsOf>[0], name: string): string[] {
  return [...elementsOf(svg)].flatMap((each) => each.attributes.get(name) ?? []);
}

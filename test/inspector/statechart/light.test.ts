import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { machinesIn } from '../../../diagrams/lib/diagrams.mjs';
import * as library from '../../../src/index.ts';
import { chartOf } from '../../../src/inspector/model/machines/charts.ts';
import {
  activeStates,
  doingAt,
  lightingAt,
  machineToFollow,
} from '../../../src/inspector/page/views/statechart/light/light.ts';
import {
  focusOf,
  goneParts,
  partKey,
  partsOfChart,
} from '../../../src/inspector/page/views/statechart/light/parts.ts';
import type { MachineStep, TraceStep } from '../../../src/trace/trace.ts';
import { elementsOf, parseXml } from '../../diagrams/xml.ts';
import { step, went } from '../../support/steps.ts';
import { drawnStory } from '../support/stories.ts';
import { timelineOf } from '../support/timeline.ts';

const machines = machinesIn(library);
const BOB = { node: 'alice', machine: 'ackWait:bob:1' };

test.each(machines)('$id: every state that XState is in is lit, and no other', (machine) => {
  for (const leaf of leavesOf(machine.root)) {
    const { value, nodes } = resolved(machine, leaf);
    const { leaves, around } = activeStates(machine.id, value);
    const expected = nodes.map(({ id }) => id).sort();
    expect([...leaves, ...around].sort()).toEqual(expected);
    const atoms = nodes.filter((node) => Object.keys(node.states).length === 0);
    expect([...leaves].sort()).toEqual(atoms.map(({ id }) => id).sort());
    expect(around[0]).toBe(machine.id);
  }
});

test('a parallel state may have regions without states of their own', () => {
  expect(activeStates('m', { both: { one: {}, two: 'b' } })).toEqual({
    leaves: ['m.both.one', 'm.both.two.b'],
    around: ['m', 'm.both', 'm.both.two'],
  });
});

test.each([[null], [undefined], [7], [[]], [{}]])('a value of %j is no state', (value) => {
  expect(activeStates('m', value)).toEqual({ leaves: [], around: [] });
});

test('a value that is nested without end is followed only so far', () => {
  let value: unknown = 'end';
  for (let depth = 0; depth < 50_000; depth++) value = { in: value };
  const { leaves, around } = activeStates('m', value);
  expect(leaves).toHaveLength(1);
  expect(around).toHaveLength(16);
});

test('whatever machines do in a stormy story is in their drawings', () => {
  const { steps } = drawnStory({ seed: 4, profile: 'stormy', clients: 4, actions: 80 });
  const story = timelineOf(steps);
  const drawn = new Map(machines.map(({ id }) => [id, partsDrawn(id)]));
  const charts = new Set<string>();
  for (const [i, { node, machines: took }] of steps.entries()) {
    for (const { machine } of took) {
      const chart = chartOf(machine);
      charts.add(chart);
      const lighting = lightingAt(story, i + 1, chart, { node, machine });
      expect(lighting.isNow).toBe(true);
      const parts = [...partsOfChart(lighting).keys()];
      expect(parts.filter((part) => !drawn.get(chart)?.has(part))).toEqual([]);
      expect(lighting.leaves.length).toBeGreaterThan(0);
    }
  }
  expect([...charts].sort()).toEqual(machines.map(({ id }) => id).sort());
});

test('a start lights the marks of the initial states', () => {
  const story = timelineOf([stepped(went(BOB.machine, null, 'waiting'))]);
  expect(lightingAt(story, 0, 'ackWait', BOB).leaves).toEqual([]);
  expect(lightingAt(story, 1, 'ackWait', BOB)).toEqual({
    leaves: ['ackWait.waiting'],
    around: ['ackWait'],
    taken: [],
    entered: ['ackWait.waiting'],
    started: ['ackWait'],
    isNow: true,
  });
});

test('the last transition stays, as one that was', () => {
  const story = timelineOf([
    stepped(went(BOB.machine, null, 'waiting')),
    stepped(went(BOB.machine, 'waiting', 'overdue', { taken: ['t'] })),
    step(),
  ]);
  const now = lightingAt(story, 2, 'ackWait', BOB);
  expect(now).toMatchObject({ taken: ['t'], entered: ['ackWait.overdue'], isNow: true });
  expect(now.started).toEqual([]);
  expect(lightingAt(story, 3, 'ackWait', BOB)).toEqual({ ...now, isNow: false });
});

test('an ignored event hides the transition before it only while it is the step at the cursor', () => {
  const ignored = went(BOB.machine, 'overdue', 'overdue', { taken: [] });
  const story = timelineOf([
    stepped(went(BOB.machine, 'waiting', 'overdue', { taken: ['t'] })),
    stepped(ignored),
    step(),
  ]);
  expect(lightingAt(story, 2, 'ackWait', BOB)).toMatchObject({ taken: [], isNow: true });
  expect(lightingAt(story, 3, 'ackWait', BOB)).toMatchObject({ taken: ['t'], isNow: false });
});

test('several events in one step are all told', () => {
  const first = went(BOB.machine, 'a', 'b', { taken: ['1', '2'] });
  const second = went(BOB.machine, 'b', 'c', { taken: ['2', '3'] });
  const other = went('ackWait:bob:2', 'a', 'b', { taken: ['4'] });
  const story = timelineOf([stepped(first, other, second)]);
  expect(doingAt(story, 1, BOB)).toEqual({ position: 1, steps: [first, second] });
  expect(lightingAt(story, 1, 'ackWait', BOB)).toMatchObject({
    taken: ['1', '2', '3'],
    entered: ['ackWait.c'],
  });
});

test('a region that stayed where it was is not entered', () => {
  const from = { one: 'a', two: 'c' };
  const story = timelineOf([stepped(went(BOB.machine, from, { one: 'b', two: 'c' }))]);
  expect(lightingAt(story, 1, 'm', BOB)).toMatchObject({
    leaves: ['m.one.b', 'm.two.c'],
    entered: ['m.one.b'],
  });
});

test('what moved is brought into view, but nobody is led away to what is listed at the root', () => {
  const focus = (taken: string[], to: unknown) => {
    const from = { one: 'a', two: 'c' };
    const story = timelineOf([stepped(went(BOB.machine, from, to, { taken }))]);
    return focusOf('m', lightingAt(story, 1, 'm', BOB));
  };
  expect(focus(['m.one.a|go|0'], { one: 'b', two: 'd' })).toEqual([
    'transition m.one.a|go|0',
    'state m.two.d',
    'state m.one.b',
  ]);
  expect(focus(['m|go|0'], { one: 'a', two: 'c' })).toEqual([]);
  expect(focus(['m|go|0'], { one: 'b', two: 'c' })).toEqual(['state m.one.b']);
  expect(focus([], { one: 'a', two: 'c' })).toEqual(['state m.one.a', 'state m.two.c']);
});

test('the machine that is shown stays as long as it takes part', () => {
  const both = stepped(went('client:alice', 'a', 'b'), went(BOB.machine, 'a', 'a'));
  expect(machineToFollow(both, BOB)).toEqual(BOB);
  expect(machineToFollow(both, { ...BOB, node: 'bob' })?.machine).toBe('client:alice');
});

test('else one that changed its state is shown, and rather a client than an ackWait', () => {
  const counted = went('client:alice', 'a', 'a');
  const ignored = went('session:x', 'a', 'a', { taken: [] });
  const changed = went(BOB.machine, { a: 'b' }, { a: 'c' });
  const asked = (...all: MachineStep[]) => machineToFollow(stepped(...all), null);
  expect(asked(ignored, counted, changed)?.machine).toBe(BOB.machine);
  const waiting = went('broadcast:x', 'a', 'a');
  expect(asked(ignored, waiting)?.machine).toBe('broadcast:x');
  expect(asked(waiting, counted)?.machine).toBe('client:alice');
  expect(asked(changed, went('client:alice', 'a', 'b'))?.machine).toBe('client:alice');
  expect(machineToFollow(step(), BOB)).toBeNull();
  expect(machineToFollow(undefined, BOB)).toBeNull();
});

test('only what changed goes out', () => {
  const before = new Map([
    ['state a', 'leaf'],
    ['state b', 'around'],
    ['transition t', 'now'],
  ] as const);
  const after = new Map([
    ['state b', 'around'],
    ['state c', 'leaf'],
    ['transition t', 'before'],
  ] as const);
  expect(goneParts(before, after)).toEqual(['state a', 'transition t']);
  expect(goneParts(before, before)).toEqual([]);
});

function stepped(...took: MachineStep[]): TraceStep {
  return step({ machines: took });
}

function leavesOf(node: AnyStateNode): AnyStateNode[] {
  const children = Object.values<AnyStateNode>(node.states);
  return children.length === 0 ? [node] : children.flatMap(leavesOf);
}

/** The machine in one of its innermost states, and whatever else that brings. */
function resolved(machine: AnyStateMachine, leaf: AnyStateNode) {
  let value: object | string = {};
  for (const key of leaf.path.toReversed()) value = { [key]: value };
  const snapshot: AnyMachineSnapshot = machine.resolveState({ value, context: {} } as never);
  return { value: snapshot.value, nodes: snapshot._nodes };
}

/** Keys of all parts that a drawing has. */
function partsDrawn(id: string): Set<string> {
  const svg = parseXml(
    readFileSync(new URL(`../../../diagrams/${id}.svg`, import.meta.url), 'utf8'),
  );
  const keys = new Set<string>();
  for (const { attributes } of elementsOf(svg)) {
    for (const kind of ['state', 'transition', 'initial'] as const) {
      const own = attributes.get(`data-${kind}`);
      if (own !== undefined) keys.add(partKey(kind, own));
    }
  }
  return keys;
}

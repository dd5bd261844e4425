/** `docs/trace.md` names every field that is written, and none that never is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawScenario } from '../../src/lab/scenarios/draw.ts';
import { runScenario } from '../../src/lab/scenarios/run.ts';
import type { TraceStep } from '../../src/trace/trace.ts';

const docs = readFileSync('docs/trace.md', 'utf8');

/** What stands in backquotes in a column of the first table below a heading. */
function documented(heading: string, column: number): Set<string> {
  const [, below = ''] = docs.split(`\n${heading}\n`);
  const [table = ''] = /(^\|.*\n)+/m.exec(below) ?? [];
  const [, , ...rows] = table.split('\n');
  const cells = rows.map((line) => line.split(/(?<!\\)\|/)[column] ?? '');
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? '')));
}

/** All that a few stormy runs write. */
function steps(): TraceStep[] {
  const written: TraceStep[] = [];
  for (const seed of [1, 2, 3, 9]) {
    const options = { seed, profile: 'hostile', clients: 8, actions: 200 } as const;
    runScenario(drawScenario(options), { onStep: (step) => written.push(step) });
  }
  return written;
}

const written = steps();
const keysOf = (things: readonly object[]) =>
  new Set(things.flatMap((thing) => Object.keys(thing)));

test.each<[string, readonly object[], readonly string[]]>([
  ['## A step', written, []],
  ['### An element of `machines`', written.flatMap(({ machines }) => machines), []],
  ['### An element of `sent`', written.flatMap(({ sent }) => sent), []],
  // Nobody forgets a name before there are 16,384 of them.
  ['### `table`', written.flatMap(({ table }) => table ?? []), ['gone']],
])('the fields of %s', (heading, things, rare) => {
  const fields = documented(heading, 1);
  expect(fields).toEqual(new Set([...keysOf(things), ...rare]));
});

test('the causes and their fields', () => {
  const causes = written.map(({ cause }) => cause);
  // In these scenarios everybody reads.
  const kinds = new Set([...causes.map(({ kind }) => kind), 'reader']);
  expect(documented('### `cause`', 1)).toEqual(kinds);
  const fields = documented('### `cause`', 3);
  for (const field of keysOf(causes)) if (field !== 'kind') expect(fields).toContain(field);
});

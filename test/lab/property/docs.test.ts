/** What `docs/lab.md` shows is what there is. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROMISES } from '../../../src/lab/promises/promises.ts';
import { MUTANTS } from '../../support/mutants/mutants.ts';

const docs = readFileSync('docs/lab.md', 'utf8');

it('its property is one that the tests run', () => {
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(docs) ?? [];
  const run = readFileSync('test/lab/property/example.test.ts', 'utf8');
  expect(run.replace('../../../src/lab/index.ts', 'statechat/lab')).toBe(shown);
});

it('it lists every promise with its sentence', () => {
  const rows = Object.entries(PROMISES).map(([name, sentence]) => `| \`${name}\` | ${sentence} |`);
  expect(rows.filter((row) => !docs.includes(row))).toEqual([]);
});

it('it lists every mutant with the promise that it breaks', () => {
  const isListed = (name: string, bug: string, promise: string) =>
    docs.includes(`| \`${name}\`: ${bug} | \`${promise}\` |`);
  const missing = MUTANTS.filter(
    ({ name, bug, breaks }) => !breaks.some((promise) => isListed(name, bug, promise)),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

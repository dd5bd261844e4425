/** `statechat lab explore`: what it refuses, and what it prints. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { BrokenPromise } from '../../../src/lab/promises/promises.ts';
import { Watch } from '../../../src/lab/promises/watch.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakeWorld } from '../fakes.ts';
import { interruptAfter } from './patches.ts';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});
afterEach(() => vi.restoreAllMocks());

async function explore(args: readonly string[], world = new FakeWorld()) {
  const status = await runProgram(['lab', 'explore', ...args, '--out', folder], world);
  return { status, out: world.out, err: world.err };
}

test.each([
  [['everything'], 'what to explore must be registration, registrations, '],
  [['messages', '--clients', '4'], '--clients must be a whole number from 1 to 3'],
  [['messages', '--clients', '0'], '--clients must be a whole number from 1 to 3'],
  [['crossing', '--clients', '1'], 'the script has more users than clients'],
  [['--losses', 'one'], '--losses must be a whole number from 0'],
  [['--in-flight', '0'], '--in-flight must be a whole number from 1'],
  [['--states', '0'], '--states must be a whole number from 1'],
  [['--depth', '0'], '--depth must be a whole number from 1'],
  [['--out', '/nowhere/at/all'], '--out must be a folder that exists'],
])('%j is refused before anything runs', async (args, problem) => {
  const world = new FakeWorld();
  // The last --out counts.
  const status = await runProgram(['lab', 'explore', '--out', folder, ...args], world);
  expect([status, world.out]).toEqual([2, '']);
  const { err } = world;
  expect(err).toMatch(/^statechat: [^\n]*\. See: statechat lab explore --help\n$/);
  expect(err).toContain(problem);
});

test('prints how many states there are', async () => {
  const args = ['registration', '--losses', '0', '--duplicates', '0', '--waits', '0'];
  const { status, out, err } = await explore(args);
  expect([status, err]).toEqual([0, '']);
  expect(out).toMatch(/^states +\d+\nedges +\d+\ndepth +\d+\nrests +\d+\nseen /);
  expect(out).toMatch(/\nend +there is no other state within the budgets\n$/);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['--states', '5'], 'as many states as were allowed'],
  [['--depth', '2'], 'paths as long as were allowed'],
])('stops where it was told: %j', async (args, end) => {
  const { status, out } = await explore(['registration', ...args]);
  expect(status).toBe(0);
  expect(out).toMatch(new RegExp(`\nend +${end}\n$`));
});

test('ctrl-C prints what was done so far', async () => {
  const world = new FakeWorld();
  interruptAfter(200, world);
  const { status, out } = await explore(['messages', '--losses', '9', '--waits', '9'], world);
  expect(status).toBe(130);
  expect(out).toMatch(/^states +[\d,]+\n[\s\S]*\nend +interrupted\n$/);
});

test('a broken promise: the shortest path to it is written', async () => {
  const shown = new WeakSet<Watch>();
  const { seen, check } = Watch.prototype;
  vi.spyOn(Watch.prototype, 'seen').mockImplementation(function (this: Watch, client, what) {
    seen.call(this, client, what);
    if (what.notice.kind === 'privateMessage') shown.add(this);
  });
  vi.spyOn(Watch.prototype, 'check').mockImplementation(function (this: Watch) {
    if (shown.has(this)) throw new BrokenPromise('shownOnce', 'patched');
    check.call(this);
  });
  const { status, out } = await explore(['messages']);
  expect(status).toBe(1);
  expect(out).toContain('\nend     a promise was broken\nBroken promise: shownOnce\n');
  const path = out.match(/\n {2}statechat lab replay (\S+)\n/)?.[1] ?? '';
  expect(path).toBe(join(folder, 'statechat-messages.trace.jsonl'));
  const { steps, end } = parseTrace(readFileSync(path, 'utf8'));
  expect(end).toMatchObject({ steps: steps.length, violation: { promise: 'shownOnce' } });
  const world = new FakeWorld();
  expect(await runProgram(['lab', 'replay', path], world)).toBe(0);
  expect(world.out).toContain('Broken promise: shownOnce');
});

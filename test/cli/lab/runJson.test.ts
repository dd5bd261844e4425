/** `statechat lab run --json`: the objects are those of docs/json.md, and tell what happened. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakeWorld } from '../fakes.ts';
import { breakPromise, interruptAfter } from './patches.ts';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});
afterEach(() => vi.restoreAllMocks());

type Told = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly at: string;
  readonly seed?: number;
  readonly sightings?: readonly string[];
  readonly occurrences?: { readonly retransmitted: number };
};

const SMALL = ['--clients', '2', '--steps', '40', '--seed', '1'];

async function run(args: readonly string[], world = new FakeWorld()) {
  let out = '';
  world.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const words = ['lab', 'run', '--json', '--out', folder, ...SMALL, ...args];
  const status = await runProgram(words, world);
  return { status, lines: linesIn(out), objects: objectsIn(out), err: world.err };
}

function linesIn(out: string): string[] {
  expect(out.endsWith('\n')).toBe(true);
  return out.slice(0, -1).split('\n');
}

function objectsIn(out: string): Told[] {
  return linesIn(out).map((line) => JSON.parse(line));
}

function kindsOf(objects: readonly Told[]): unknown[] {
  return objects.map(({ kind }) => kind);
}

/** The fields of each kind, as the page has them. */
function documented(): Record<string, string[]> {
  const [, section = ''] = readFileSync('docs/json.md', 'utf8').split('\n## A run of the lab\n');
  const rows = section.matchAll(/^\| `(\w+)` +\| (.*) \|$/gm);
  return Object.fromEntries(
    [...rows].map(([, kind, fields = '']) => [
      kind,
      [...fields.matchAll(/`(\w+)`/g)].map(([, field]) => field ?? ''),
    ]),
  );
}

test('every object is documented field by field, and nothing else', async () => {
  breakPromise();
  const { objects } = await run(['--runs', '9', '--sometimes']);
  const shown = objects.map(({ kind, at, ...fields }) => {
    expect(at).toBe(new FakeWorld().now().toISOString());
    return [kind, Object.keys(fields)];
  });
  expect(Object.fromEntries(shown)).toEqual(documented());
});

test('tells each run, and the sums at the end', async () => {
  const { status, objects, err } = await run(['--runs', '3', '--loss', '0.5']);
  expect([status, err]).toEqual([0, '']);
  expect(kindsOf(objects)).toEqual(['began', 'run', 'run', 'run', 'ended']);
  const [began, first, second, third, ended] = objects as [Told, Told, Told, Told, Told];
  const plan = { profile: 'stormy', clients: 2, steps: 40, runs: 3, seed: 1, loss: 0.5 };
  expect(began).toMatchObject(plan);
  expect([first.seed, second.seed, third.seed]).toEqual([1, 2, 3]);
  const sum = (field: string) =>
    [first, second, third].reduce((total, each) => total + Number(each[field]), 0);
  for (const field of ['steps', 'messages', 'shown', 'datagrams', 'virtualMs']) {
    expect(sum(field), field).toBeGreaterThan(0);
    expect(ended[field], field).toBeCloseTo(sum(field));
  }
  for (const each of [first, second, third]) {
    expect(each).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{16}$/), broken: null });
  }
  expect(ended).toMatchObject({ runs: 3, violations: 0, interrupted: false });
  expect(ended.occurrences?.retransmitted).toBeGreaterThan(0);
  expect((await run(['--runs', '3'])).objects[0]).toMatchObject({ loss: null });
});

test('with --sometimes, what never happened is told, and fails', async () => {
  const { status, objects } = await run(['--runs', '1', '--profile', 'calm', '--sometimes']);
  expect(status).toBe(1);
  const [, , missed] = objects;
  expect(missed).toMatchObject({ kind: 'missed', sightings: expect.arrayContaining(['lost']) });
  expect(missed?.sightings).not.toContain('posted');
});

test('a broken promise is told once, with its trace', async () => {
  breakPromise();
  const { status, lines, objects } = await run(['--runs', '9', '--keep-going']);
  expect(status).toBe(1);
  const told = objects.filter(({ kind }) => kind === 'broken');
  const brokenRuns = objects.filter(({ kind, broken }) => kind === 'run' && broken !== null);
  expect(brokenRuns.length).toBeGreaterThan(1);
  expect(objects.at(-1)).toMatchObject({ runs: 9, violations: brokenRuns.length });
  const [name = ''] = readdirSync(folder);
  expect(told).toMatchObject([
    {
      seed: brokenRuns[0]?.seed,
      promise: 'shownOnce',
      sentence: 'A message is shown to its recipient at most once.',
      detail: 'patched\n\x1b[2J',
      step: expect.any(Number),
      actions: 1,
      trace: join(folder, name),
    },
  ]);
  expect(brokenRuns[0]).toMatchObject({ broken: 'shownOnce' });
  expect(objects.indexOf(told[0] as Told)).toBe(objects.indexOf(brokenRuns[0] as Told) + 1);
  expect(lines.join()).not.toContain('\x1b');
});

test('a trace that cannot be written is null, and a line on standard error', async () => {
  breakPromise();
  for (let seed = 1; seed < 10; seed++) mkdirSync(join(folder, `statechat-${seed}.trace.jsonl`));
  const { objects, err } = await run(['--runs', '9']);
  expect(objects.find(({ kind }) => kind === 'broken')).toMatchObject({ trace: null });
  expect(err).toMatch(/^statechat: cannot write the trace .*: it is a folder, not a file\n$/);
});

test('says that it was interrupted', async () => {
  const world = new FakeWorld();
  interruptAfter(2_000, world);
  const { status, objects } = await run(['--runs', '1000000'], world);
  expect(status).toBe(130);
  expect(objects.at(-1)).toMatchObject({ kind: 'ended', interrupted: true });
});

test('the next run waits until what was printed is read', async () => {
  const world = new FakeWorld();
  const { stdout } = world;
  const words = ['lab', 'run', '--json', '--clients', '1', '--steps', '1', '--runs', '1000000'];
  const status = runProgram([...words, '--out', folder], world);
  while (!stdout.writableNeedDrain) await turn();
  const printed = stdout.readableLength + stdout.writableLength;
  for (let i = 0; i < 100; i++) await turn();
  expect(stdout.readableLength + stdout.writableLength).toBe(printed);
  let out = '';
  stdout.on('data', (text) => {
    out += text;
  });
  while (out.length <= printed) await turn();
  world.signals.emit('SIGINT');
  expect(await status).toBe(130);
  await turn();
  expect(kindsOf(objectsIn(out)).at(-1)).toBe('ended');
});

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

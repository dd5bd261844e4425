/** `statechat lab run`: what it refuses, what it prints, and what it leaves behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { Watch } from '../../../src/lab/promises/watch.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakeWorld } from '../fakes.ts';
import { breakPromise, interruptAfter } from './patches.ts';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});
afterEach(() => vi.restoreAllMocks());

const SMALL = ['--runs', '2', '--clients', '2', '--steps', '10'];

async function lab(args: readonly string[], world = new FakeWorld()) {
  const status = await runProgram(['lab', ...args], world);
  return { status, out: world.out, err: world.err };
}

async function run(...args: string[]) {
  return lab(['run', ...SMALL, '--out', folder, ...args]);
}

describe('what cannot be is refused before anything runs', () => {
  test.each([
    [['--clients', '0'], '--clients must be a whole number from 1 to 64'],
    [['--clients', '65'], '--clients must be a whole number from 1 to 64'],
    [['--clients', '1.5'], '--clients must be a whole number'],
    [['--clients=-1'], '--clients must be a whole number'],
    [['--clients', ''], '--clients must be a whole number'],
    [['--steps', '0'], '--steps must be a whole number from 1'],
    [['--steps', '1e3'], '--steps must be a whole number'],
    [['--steps', '1000001'], '--steps must be a whole number from 1 to 1000000'],
    [['--runs', 'many'], '--runs must be a whole number from 1'],
    [['--runs', '0'], '--runs must be a whole number from 1'],
    [['--seed', '-1'], '--seed must be a whole number from 0'],
    [['--seed=-1'], '--seed must be a whole number from 0'],
    [['--seed', '9007199254740993'], '--seed must be a whole number from 0'],
    [['--loss', '1.01'], '--loss must be a share from 0 to 1'],
    [['--loss=-0.1'], '--loss must be a share from 0 to 1'],
    [['--loss', '30%'], '--loss must be a share from 0 to 1'],
    [['--loss', 'NaN'], '--loss must be a share from 0 to 1'],
    [
      ['--profile', 'wild'],
      '--profile must be calm, stormy, hostile, swarm, narrow, far or crowded',
    ],
    [['--profile', '\x1b[2J'], "not '\\u{1b}[2J'"],
    [['--out', '/nowhere/at/all'], '--out must be a folder that exists'],
    [['--out', '/dev/null'], '--out must be a folder that exists'],
    [['more'], 'too many arguments'],
  ])('%j', async (args, problem) => {
    const { status, out, err } = await run(...args);
    expect(status).toBe(2);
    expect(err).toContain(problem);
    expect(err).toMatch(/^statechat: [^\n]*\. See: statechat lab run --help\n$/);
    expect(out).toBe('');
  });
});

test.each([[['lab', '--help']], [['lab', 'run', '--help']], [['help', 'lab']]])(
  '%j shows help',
  async (args) => {
    const world = new FakeWorld();
    expect(await runProgram(args, world)).toBe(0);
    expect(world.out).toContain('Examples:');
    expect(world.err).toBe('');
  },
);

test('`lab` alone shows its help as an error', async () => {
  const { status, out, err } = await lab([]);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(/^Usage: statechat lab /);
});

describe('when every promise is kept', () => {
  test('it prints a table, and writes nothing else', async () => {
    const { status, out, err } = await run('--seed', '7');
    expect(status).toBe(0);
    expect(err).toBe('');
    const [title, ...rows] = out.trimEnd().split('\n');
    expect(title).toBe('stormy: 2 runs of 2 clients and 10 actions, seed 7');
    const table = new Map(rows.filter(Boolean).map((row) => [row.slice(0, 18).trim(), row]));
    expect(table.get('runs')).toMatch(/^runs +2$/);
    expect(table.get('violations')).toMatch(/^violations +0$/);
    expect(table.get('messages')).toMatch(/^messages +\d+$/);
    expect(table.get('virtual time')).toMatch(/^virtual time +0 h \d+ min \d+ s$/);
    expect(table.get('speed')).toMatch(/^speed +[\d,]+ events\/s, [\d,]+ times real time$/);
    expect(table.get('hash')).toMatch(/^hash +[0-9a-f]{16}$/);
    for (const row of ['retransmissions', 'suspicions', 'evictions', 'worst ack']) {
      expect(table.has(row), row).toBe(true);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the same seed gives the same, another seed something else', async () => {
    const results = await Promise.all(
      ['7', '7', '8'].map(async (seed) => stable((await run('--seed', seed)).out)),
    );
    expect(results[0]).toEqual(results[1]);
    expect(results[2]?.at(-1)).not.toBe(results[0]?.at(-1));
  });

  test('a seed of its own is printed, and gives the same', async () => {
    const { out } = await run();
    const seed = out.match(/seed (\d+)/)?.[1] ?? '';
    expect(stable((await run('--seed', seed)).out)).toEqual(stable(out));
  });

  test('profile and loss are what they were asked to be', async () => {
    const { out } = await run('--profile', 'calm', '--loss', '0.5', '--seed', '1');
    expect(out).toMatch(/^calm, 50 % loss: 2 runs/);
    const lossless = await run('--profile', 'calm', '--loss', '0', '--seed', '1');
    expect(countOf(out, 'retransmissions')).toBeGreaterThan(0);
    expect(countOf(lossless.out, 'retransmissions')).toBe(0);
  });
});

describe('when a promise is broken', () => {
  test('it stops, writes a small trace, and says how to replay it', async () => {
    breakPromise();
    const { status, out, err } = await run('--runs', '50', '--seed', '1', '--steps', '40');
    expect(status).toBe(1);
    expect(err).toBe('');
    const path = out.match(/^Replay it:\n {2}statechat lab replay (\S+)$/m)?.[1] ?? '';
    expect(out).toContain(`See it:\n  statechat inspect ${path}\n`);
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
    expect(out).toContain('Broken promise: shownOnce\n');
    expect(out).toContain('  A message is shown to its recipient at most once.\n  patched\n');
    expect(out).toContain('  \\u{1b}[2J\n');
    expect(out).toMatch(/shrunk from 4\d actions to 1 and 0 datagrams tampered with; broken at/);
    expect(countOf(out, 'violations')).toBe(1);
    expect(countOf(out, 'runs')).toBeLessThan(50);

    const { header, steps, end } = parseTrace(readFileSync(path, 'utf8'));
    expect(header).toMatchObject({
      source: 'lab',
      scenario: { clients: 1, actions: [{ do: 'send', client: 0, to: 0, padding: 0 }] },
    });
    expect(end).toMatchObject({ steps: steps.length, violation: { promise: 'shownOnce' } });

    const replay = await lab(['replay', path]);
    expect(replay.status).toBe(0);
    expect(replay.out).toContain('Broken promise: shownOnce');
    const rerun = await lab(['replay', path, '--rerun']);
    expect(rerun.status).toBe(0);
    expect(rerun.out).toMatch(/^The same again: \d+ steps, hash [0-9a-f]{16}\./);
    vi.restoreAllMocks();
    const mended = await lab(['replay', path, '--rerun']);
    expect(mended.status).toBe(1);
    expect(mended.out).toContain('broken promise: none, in the trace shownOnce');
    expect(mended.out).toContain('Every promise was kept.');
  });

  test('the same seed writes the same bytes', async () => {
    breakPromise();
    const bytes = [];
    for (let i = 0; i < 2; i++) {
      await run('--runs', '50', '--seed', '1', '--steps', '40');
      const [name = ''] = readdirSync(folder);
      bytes.push(readFileSync(join(folder, name), 'utf8'));
    }
    expect(bytes[0]).toBe(bytes[1]);
  });

  test('it goes on if asked to, and tells each promise once', async () => {
    breakPromise();
    const { status, out } = await run(
      '--runs',
      '9',
      '--seed',
      '1',
      '--steps',
      '40',
      '--keep-going',
    );
    expect(status).toBe(1);
    expect(countOf(out, 'runs')).toBe(9);
    expect(countOf(out, 'violations')).toBeGreaterThan(1);
    expect(out.match(/Replay it:/g)).toHaveLength(1);
    expect(out.match(/shownOnce was broken again, with seed \d+/g)?.length).toBe(
      countOf(out, 'violations') - 1,
    );
  });

  test('a check that fails is told like a broken promise', async () => {
    vi.spyOn(Watch.prototype, 'serverNotice').mockImplementation(() => {
      throw new TypeError('a defect in a check');
    });
    const { status, out } = await run('--runs', '1');
    expect(status).toBe(1);
    expect(out).toContain('Broken promise: hostileBytesAreBoring');
    expect(out).toContain('a defect in a check');
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe('what the code around a machine throws, which XState throws later', () => {
  test('is told like a broken promise of the run in which it happened', async () => {
    const world = new FakeWorld();
    const { sends } = Watch.prototype;
    let texts = 0;
    vi.spyOn(Watch.prototype, 'sends').mockImplementation(function (this: Watch, ...args) {
      sends.apply(this, args);
      if (++texts !== 20) return;
      // As XState does, and node with what nobody catches.
      setTimeout(() => world.signals.emit('uncaughtException', new Error('too late')));
    });
    const args = [
      '--runs',
      '50',
      '--clients',
      '2',
      '--steps',
      '40',
      '--out',
      folder,
      '--seed',
      '1',
    ];
    const { status, out } = await lab(['run', ...args], world);
    expect(status).toBe(1);
    expect(out).toContain('Broken promise: hostileBytesAreBoring\n');
    expect(out).toContain('Error: too late');
    expect(countOf(out, 'violations')).toBe(1);
    const [name = ''] = readdirSync(folder);
    const { end, steps } = parseTrace(readFileSync(join(folder, name), 'utf8'));
    expect(end?.violation).toMatchObject({ promise: 'hostileBytesAreBoring' });
    expect(steps.length).toBeGreaterThan(10);
    expect(world.signals.listenerCount('uncaughtException')).toBe(0);
  });
});

describe('ctrl-C', () => {
  test('ends the shrinking with what there is', async () => {
    const world = new FakeWorld();
    let broken = 0;
    // The first time is the run itself, the second the first attempt to shrink it.
    breakPromise(() => {
      if (++broken === 2) world.signals.emit('SIGINT');
    });
    const args = ['--runs', '50', '--clients', '8', '--steps', '200', '--out', folder];
    const { status, out } = await lab(['run', ...args, '--seed', '1'], world);
    expect(status).toBe(1);
    expect(out).toMatch(/shrunk from (2\d\d) actions to \1 and/);
    expect(out).toContain('Interrupted after');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('prints what was done so far', async () => {
    const world = new FakeWorld();
    interruptAfter(2_000, world);
    const { status, out } = await lab(
      ['run', '--runs', '1000000', '--clients', '2', '--steps', '5', '--out', folder],
      world,
    );
    expect(status).toBe(130);
    expect(out).toMatch(/^runs +[1-9]/m);
    expect(out).toMatch(/\nInterrupted after [\d,]+ of 1,000,000 runs, [\d,]+ events\.\n$/);
  });

  test('is heard in the middle of a long run', async () => {
    const world = new FakeWorld();
    interruptAfter(2_000, world);
    const { status, out } = await lab(
      ['run', '--runs', '1', '--clients', '2', '--steps', '1000000', '--out', folder],
      world,
    );
    expect(status).toBe(130);
    expect(out).toMatch(/\nInterrupted after 0 of 1 runs, [\d,]+ events\.\n$/);
  });
});

test('a terminal shows the progress, and nothing of it stays', async () => {
  const world = new FakeWorld();
  Object.assign(world.stderr, { isTTY: true, columns: 40 });
  const { err } = await lab(['run', ...SMALL, '--out', folder], world);
  const frames = err.split('\r\x1b[K').slice(1);
  expect(frames.length).toBeGreaterThan(1);
  expect(frames[0]).toMatch(/^seed \d+: 0 of 2 runs, [\d,]+ events?$/);
  for (const frame of frames) expect(frame.length).toBeLessThan(40);
  expect(frames.at(-1)).toBe('');
});

/** The table without what depends on the machine; the hash comes last. */
function stable(out: string): string[] {
  const rows = out.split('\n').filter((row) => row !== '' && !row.startsWith('speed'));
  return rows;
}

function countOf(out: string, row: string): number {
  const value = out.match(new RegExp(`^${row} +([\\d,]+)$`, 'm'))?.[1] ?? '';
  return Number(value.replaceAll(',', ''));
}

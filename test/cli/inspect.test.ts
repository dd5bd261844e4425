/** `statechat inspect`. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { Hub } from '../../src/inspector/hub/hub.ts';
import { inspectTogether } from '../../src/inspector/inspection.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { ask, behind, FakePage, linesOf, SOURCE } from '../inspector/hub/fakePage.ts';
import { ownFolder } from '../support/folder.ts';
import { freePort } from '../support/processes.ts';
import { END, HEADER, STEPS, textOf } from '../trace/sample.ts';
import { FakeWorld } from './fakes.ts';

let folder: string;
let world: FakeWorld;
beforeEach(() => {
  folder = ownFolder();
  world = new FakeWorld();
  world.variables = { XDG_RUNTIME_DIR: folder };
});

const LINE = /^>>> \[Inspector: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/)\]\n/;

/** Runs the inspector, looks at it, and ends it by ctrl-C; resolves with the exit status. */
async function inspect(
  args: readonly string[],
  look: (url: string, text: () => string) => Promise<void>,
): Promise<number> {
  let text = '';
  const printed = new Promise<void>((resolve) => {
    world.stdout.on('data', (part) => {
      text += part;
      resolve();
    });
  });
  const status = runProgram(['inspect', ...args], world);
  await printed;
  await look(LINE.exec(text)?.[1] ?? '', () => text);
  world.signals.emit('SIGINT');
  return status;
}

test('shows whoever reports, until it is ended', async () => {
  let page: FakePage | null = null;
  const status = await inspect([], async (url, text) => {
    page = await FakePage.open(url);
    const { body } = await ask(url, behind(url, 'opening'));
    expect(JSON.parse(body)).toEqual({ version: '1.2.3', trace: null, isLive: true });
    const report = linesOf({ kind: 'source', source: SOURCE }, { kind: 'end' });
    await ask(url, behind(url, 'report'), { method: 'POST', body: report });
    await page.told(3);
    expect(text()).toBe(`>>> [Inspector: ${url}]\n`);
  });
  expect(status).toBe(0);
  const last = page as FakePage | null;
  await last?.until(() => last.hasEnded, 'the end');
  expect(world.err).toBe('');
});

test('is found by processes that start with --inspect alone', async () => {
  await inspect([], async (url) => {
    const inspection = await inspectTogether({ version: '1', runtimeFolder: folder });
    expect(inspection.url).toBe(url);
    await inspection.close();
  });
  const later = await inspectTogether({ version: '1', runtimeFolder: folder });
  expect(readdirSync(join(folder, 'statechat'))).toEqual(['inspector']);
  await later.close();
});

test('says where the others report if somebody was there before', async () => {
  const before = await inspectTogether({ version: '1', runtimeFolder: folder });
  await inspect([], async (url, text) => {
    expect(url).not.toBe(before.url);
    expect(text()).toBe(
      `>>> [Inspector: ${url}]\n` +
        `>>> [Processes started with --inspect report to ${before.url}]\n`,
    );
  });
  const later = await inspectTogether({ version: '1', runtimeFolder: folder });
  expect(later.url).toBe(before.url);
  await later.close();
  await before.close();
});

test('shows a trace', async () => {
  const path = join(folder, 'sample.trace.jsonl');
  const text = textOf(HEADER, ...STEPS, END);
  writeFileSync(path, text);
  await inspect([path], async (url) => {
    const { body } = await ask(url, behind(url, 'opening'));
    expect(JSON.parse(body)).toEqual({
      version: '1.2.3',
      trace: 'sample.trace.jsonl',
      isLive: true,
    });
    const trace = await ask(url, behind(url, 'trace'));
    expect(trace).toMatchObject({ status: 200, body: text });
    expect(trace.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
    });
    rmSync(path);
    const gone = await ask(url, behind(url, 'trace'));
    expect([gone.status, gone.body]).toEqual([404, expect.stringContaining('cannot be read any')]);
  });
});

test('shows a large trace piece by piece', async () => {
  const path = join(folder, 'large.jsonl');
  const [first] = STEPS as [TraceStep];
  const step = { ...first, notices: ['x'.repeat(1_000_000)] };
  const text = textOf(HEADER, ...Array.from({ length: 30 }, () => step), END);
  writeFileSync(path, text);
  await inspect([path], async (url) => {
    const { body } = await ask(url, behind(url, 'trace'));
    expect(body === text).toBe(true);
  });
});

test.each<[string, string | null, string]>([
  ['there is none', null, 'there is no such file or folder'],
  ['it is something else', 'hello\n', 'this is not a statechat trace'],
  ['it is of another version', '{"trace":"statechat","version":9}\n', 'reads 1'],
  ['it is cut off', textOf(HEADER, ...STEPS), 'the trace is cut off after step 6'],
  ['a line is', textOf(HEADER, ...STEPS, END).slice(0, -3), 'cut off in the middle of a line'],
])('a trace is refused in one line and nothing runs: %s', async (_what, text, problem) => {
  const path = join(folder, '\u001b[2J.jsonl');
  if (text !== null) writeFileSync(path, text);
  expect(await runProgram(['inspect', path], world)).toBe(2);
  const { err } = world;
  expect(err).toMatch(/^statechat: [^\u001b]*\n$/);
  expect(err).toContain(problem);
  expect(err).toContain('\\u{1b}[2J.jsonl');
  expect(world.out).toBe('');
});

test('takes the port that it is given', async () => {
  // Not one that was given back: whoever opens a hub beside this may take it.
  const port = String(await freePort());
  await inspect(['--port', port], async (url) => expect(new URL(url).port).toBe(port));
});

test('a port in use is one clear line', async () => {
  const other = await Hub.open({ port: null, version: '1' });
  const { port } = new URL(other.url);
  expect(await runProgram(['inspect', '--port', port], world)).toBe(1);
  expect(world.err).toBe(`statechat: port ${port} is in use: choose another one\n`);
  expect(world.out).toBe('');
  await other.close();
});

test.each(['80', '65536', 'x', ''])('%j is no port', async (port) => {
  expect(await runProgram(['inspect', '--port', port], world)).toBe(2);
  expect(world.err).toBe(
    `statechat: the inspector port must be a whole number from 1024 to 65535, not '${port}'. ` +
      'See: statechat inspect --help\n',
  );
});

test('it shows one trace', async () => {
  expect(await runProgram(['inspect', 'a', 'b'], world)).toBe(2);
  expect(world.err).toContain('too many arguments');
});

test('goes on if nobody reads its lines, and ends with them', async () => {
  await inspect([], async (url) => {
    world.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await ask(url, behind(url, 'opening'))).toMatchObject({ status: 200 });
  });
});

test('its help says how it is used', async () => {
  expect(await runProgram(['inspect', '--help'], world)).toBe(0);
  const { out } = world;
  for (const word of [
    '[trace-file]',
    '--port <n>',
    'Examples:',
    'statechat inspect statechat-42',
  ]) {
    expect(out).toContain(word);
  }
});

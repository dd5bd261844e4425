/** How the processes of one user meet on one page. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Discovery, isHub } from '../../../src/inspector/hub/discovery.ts';
import { Hub } from '../../../src/inspector/hub/hub.ts';
import { inspectAt, inspectTogether, NoInspectorError } from '../../../src/inspector/inspection.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakePage } from './fakePage.ts';

let folder: string;
let file: string;
const hubs: Hub[] = [];
beforeEach(() => {
  folder = ownFolder();
  file = join(folder, 'statechat', 'inspector');
});
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

async function openHub(): Promise<Hub> {
  const hub = await Hub.open({ port: null, version: '1' });
  hubs.push(hub);
  return hub;
}

async function discovery(): Promise<Discovery> {
  const found = await Discovery.in(folder);
  if (found === null) throw new Error('there is no folder to meet in');
  return found;
}

const together = () => inspectTogether({ version: '1', runtimeFolder: folder });
const ALICE = { node: 'alice', kind: 'client' } as const;

test('whoever comes first is found by whoever comes later, and by nobody else', async () => {
  const first = await discovery();
  expect(await first.find()).toBeNull();
  const { url } = await openHub();
  expect(await first.claim(url)).toBe(url);
  const second = await discovery();
  expect(await second.find()).toBe(url);
  expect(await second.claim((await openHub()).url)).toBe(url);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'statechat')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(folder, 'statechat'))).toEqual(['inspector']);
});

test('when it ends nothing is left of it', async () => {
  const first = await discovery();
  const { url } = await openHub();
  await first.claim(url);
  await first.leave(url);
  expect(readdirSync(join(folder, 'statechat'))).toEqual([]);
  await first.leave(url);
  expect(await first.find()).toBeNull();
});

test('whoever ends removes nobody else', async () => {
  const [mine, yours] = [await openHub(), await openHub()];
  const own = await discovery();
  await own.claim(yours.url);
  await own.leave(mine.url);
  expect(await own.find()).toBe(yours.url);
});

test('of many who come at once one is found by all', async () => {
  const own = await discovery();
  const all = await Promise.all(Array.from({ length: 10 }, () => openHub()));
  const found = await Promise.all(all.map(({ url }) => own.claim(url)));
  expect(new Set(found).size).toBe(1);
  expect(readdirSync(join(folder, 'statechat'))).toEqual(['inspector']);
});

test('of many who find a dead one, too', async () => {
  const own = await discovery();
  writeFileSync(file, 'http://127.0.0.1:1/gone/');
  const all = await Promise.all(Array.from({ length: 10 }, () => openHub()));
  const found = await Promise.all(all.map(({ url }) => own.claim(url)));
  expect(new Set(found).size).toBe(1);
  expect(await own.find()).toBe(found[0]);
});

describe('a file that leads nowhere', () => {
  test.each([
    '',
    '\n',
    'hello',
    'http://127.0.0.1:1/gone/',
    'http://evil.example/x/',
    'http://127.0.0.1:4900/../../x/',
    'http://user@127.0.0.1:4900/x/',
    'http://127.0.0.1:99999/x/',
    'file:///etc/passwd',
    'x'.repeat(100_000),
  ])('is replaced: %j', async (text) => {
    const own = await discovery();
    writeFileSync(file, text);
    expect(await own.find()).toBeNull();
    const { url } = await openHub();
    expect(await own.claim(url)).toBe(url);
    expect(readFileSync(file, 'utf8')).toBe(url);
  });

  test.each<[string, (answer: (status: number, body: string) => void) => void]>([
    ['somebody else answers', (answer) => answer(200, '<html>')],
    ['somebody else answers in JSON', (answer) => answer(200, '{"version":1}')],
    ['somebody else answers null', (answer) => answer(200, 'null')],
    ['another run answers', (answer) => answer(403, '{"version":"1"}')],
    ['somebody talks and talks', (answer) => answer(200, `"${'x'.repeat(1_000_000)}"`)],
    ['nobody answers', () => {}],
  ])('because %s', async (_what, behave) => {
    const server = createServer((_request, response) =>
      behave((status, body) => {
        response.on('error', () => {});
        response.writeHead(status).end(body);
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await isHub(`http://127.0.0.1:${port}/token/`)).toBe(false);
    server.close();
    server.closeAllConnections();
  });
});

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const onlyRoot = isRoot ? '' : ' (skipped: only root gives folders away)';

/** Runs something while this is the folder for temporary files. */
async function inTemporary(path: string, run: () => Promise<void>): Promise<void> {
  vi.stubEnv('TMPDIR', path);
  try {
    await run();
  } finally {
    vi.unstubAllEnvs();
  }
}

describe('without a folder of the user', () => {
  test.each<[string, (path: string) => void]>([
    ['none is named', () => {}],
    ['it is missing', () => {}],
    ['others may read it', (path) => mkdirSync(path, { mode: 0o755 })],
    ['it is a file', (path) => writeFileSync(path, '')],
  ])('one among the temporary files is made: %s', async (what, make) => {
    const runtime = join(folder, 'runtime');
    make(runtime);
    await inTemporary(folder, async () => {
      const own = await Discovery.in(what === 'none is named' ? undefined : runtime);
      const { url } = await openHub();
      expect(await own?.claim(url)).toBe(url);
    });
    const [made = ''] = readdirSync(folder).filter((name) => name.startsWith('statechat-'));
    expect(made).toBe(`statechat-${process.getuid?.() ?? 'user'}`);
    expect(statSync(join(folder, made)).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(folder, made, 'inspector'), 'utf8')).toBe(hubs[0]?.url);
  });
});

describe('a folder that is not ours alone', () => {
  test('is not used: others may read it', async () => {
    mkdirSync(join(folder, 'statechat'));
    chmodSync(join(folder, 'statechat'), 0o755);
    expect(await Discovery.in(folder)).toBeNull();
  });

  test('is not used: it is a link', async () => {
    mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'statechat'));
    expect(await Discovery.in(folder)).toBeNull();
  });

  test('is not used: it is a file', async () => {
    writeFileSync(join(folder, 'statechat'), '', { mode: 0o700 });
    expect(await Discovery.in(folder)).toBeNull();
  });

  test.skipIf(!isRoot)(`is not used: it is somebody else's${onlyRoot}`, async () => {
    mkdirSync(join(folder, `statechat-0`), { mode: 0o700 });
    chownSync(join(folder, `statechat-0`), NOBODY, NOBODY);
    await inTemporary(folder, async () => expect(await Discovery.in(undefined)).toBeNull());
    expect(readdirSync(join(folder, `statechat-0`))).toEqual([]);
  });

  test('keeps nobody from being shown', async () => {
    mkdirSync(join(folder, 'statechat'));
    chmodSync(join(folder, 'statechat'), 0o755);
    const [first, second] = [await together(), await together()];
    expect(first.url).not.toBe(second.url);
    for (const inspection of [first, second]) {
      expect(await isHub(inspection.url)).toBe(true);
      await inspection.close();
    }
  });
});

describe('--inspect', () => {
  test('shows those who come one after the other on one page', async () => {
    const first = await together();
    const page = await FakePage.open(first.url);
    const second = await together();
    expect(second.url).toBe(first.url);
    const watches = [first.watch(ALICE), second.watch({ node: 'server', kind: 'server' })];
    for (const { options } of watches) {
      options.recorder?.step('n', { kind: 'start', address: '::1 7' }, () => {});
    }
    const sources = (await page.told(5)).flatMap((line) =>
      line.kind === 'source' ? [line.source] : [],
    );
    expect(sources).toMatchObject([
      { node: 'alice', kind: 'client', port: 7 },
      { node: 'server', kind: 'server', port: 7 },
    ]);
    const now = performance.timeOrigin + performance.now();
    for (const { startedAtMs } of sources) {
      expect(startedAtMs).toBeLessThanOrEqual(now);
      expect(startedAtMs).toBeGreaterThan(now - 60_000);
    }
    await watches[1]?.end();
    await second.close();
    expect((await page.told(6)).at(-1)).toMatchObject({ kind: 'gone', id: 2, how: 'ended' });
    await watches[0]?.end();
    await first.close();
    await page.until(() => page.hasEnded, 'the end');
    expect(page.lines.at(-1)).toMatchObject({ kind: 'gone', id: 1, how: 'ended' });
    expect(existsSync(file)).toBe(false);
  });

  test('begins a page when the one before has ended', async () => {
    const first = await together();
    await first.close();
    const second = await together();
    expect(second.url).not.toBe(first.url);
    await second.close();
  });

  test('gives its steps to whoever else wants them', async () => {
    const inspection = await together();
    const page = await FakePage.open(inspection.url);
    const lines: string[] = [];
    const { options, vanish } = inspection.watch(ALICE, [{ take: (_, line) => lines.push(line) }]);
    options.recorder?.step('alice', { kind: 'start' }, () => {});
    expect((await page.told(3))[2]).toEqual({
      kind: 'step',
      id: 1,
      step: JSON.parse(lines[0] ?? ''),
    });
    vanish();
    expect((await page.told(4))[3]).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
    await inspection.close();
  });
});

describe('--inspect=<address>', () => {
  test('reports there', async () => {
    const { url } = await openHub();
    const inspection = await inspectAt(url);
    expect(inspection.url).toBe(url);
    const page = await FakePage.open(url);
    const { options, end } = inspection.watch(ALICE);
    options.recorder?.step('alice', { kind: 'start' }, () => {});
    await end();
    expect((await page.told(4)).map(({ kind }) => kind)).toEqual([
      'hello',
      'source',
      'step',
      'gone',
    ]);
    await inspection.close();
    expect(await isHub(url)).toBe(true);
  });

  test('is one clear line if nobody is there', async () => {
    const { url } = await openHub();
    for (const wrong of ['http://127.0.0.1:1/x/', url.replace(/.\/$/, '/')]) {
      const inspecting = inspectAt(wrong);
      await expect(inspecting).rejects.toBeInstanceOf(NoInspectorError);
      await expect(inspecting).rejects.toThrow(
        `no inspector answers at ${wrong}: give the address that it printed when it started, ` +
          'or --inspect alone',
      );
    }
  });
});

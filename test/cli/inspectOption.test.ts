/** `--inspect`: a client, a server or the demo that somebody looks at. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Where } from '../../src/cli/inspect/option.ts';
import { parseWhere, withInspectValue } from '../../src/cli/inspect/option.ts';
import { runProgram } from '../../src/cli/program.ts';
import { Hub } from '../../src/inspector/hub/hub.ts';
import { parseTrace } from '../../src/trace/parse.ts';
import type { WatchOptions } from '../../src/udp/chat.ts';
import { FakePage } from '../inspector/hub/fakePage.ts';
import { ownFolder } from '../support/folder.ts';
import { FakeWorld } from './fakes.ts';

let folder: string;
let world: FakeWorld;
beforeEach(() => {
  folder = ownFolder();
  world = new FakeWorld();
  world.variables = { XDG_RUNTIME_DIR: folder };
  world.stdin.end();
  world.onServer = () => world.signals.emit('SIGINT');
});

const CLIENT = ['client', 'ann', '127.0.0.1', '5000', '6001'];
const SERVER = ['server', '5000'];
const ADDRESS = 'http://127\\.0\\.0\\.1:\\d+/[\\w-]{22}/';

const optionsGiven = (): WatchOptions | undefined => world.clients[0]?.options ?? world.servers[0];

describe('what it stands for', () => {
  const together: Where = { kind: 'together' };
  const at = (url: string): Where => ({ kind: 'at', url });
  test.each<[string, Where]>([
    ['', together],
    ['stately', { kind: 'stately' }],
    ['http://127.0.0.1:4900/to-ken_/', at('http://127.0.0.1:4900/to-ken_/')],
    ['http://127.0.0.1:4900/token', at('http://127.0.0.1:4900/token/')],
    ['http://localhost:4900/token/?x#step=7', at('http://localhost:4900/token/')],
    ['http://[::1]:4900/token#step=7', at('http://[::1]:4900/token/')],
  ])('%j', (text, where) => expect(parseWhere(text)).toEqual(where));

  test.each([
    'Stately',
    'http',
    'http://127.0.0.1/token/',
    'http://127.0.0.1:4900/',
    'http://192.168.0.5:4900/token/',
    'http://example.org:4900/token/',
    'http://127.0.0.1.example.org:4900/token/',
    'http://127.0.0.1:4900@example.org/token/',
    'https://127.0.0.1:4900/token/',
    'http://127.0.0.1:4900/token/events',
    'x'.repeat(10_000),
  ])('not %j', async (text) => {
    expect(await runProgram([...SERVER, `--inspect=${text}`], world)).toBe(2);
    const { err } = world;
    expect(err).toMatch(
      /^statechat: --inspect stands alone, or before stately, or before the addre/,
    );
    expect(err).toMatch(/ See: statechat server --help\n$/);
    expect(err.length).toBeLessThan(400);
    expect(world.servers).toEqual([]);
  });

  test('the word behind it is its value only if it can be one', () => {
    const given = (...args: string[]) => withInspectValue(args);
    expect(given('-c', '--inspect', 'ann', '::1')).toEqual(['-c', '--inspect=', 'ann', '::1']);
    expect(given('demo', '--inspect')).toEqual(['demo', '--inspect=']);
    expect(given('server', '--inspect', 'stately')).toEqual(['server', '--inspect', 'stately']);
    expect(given('--inspect', 'http://x/')).toEqual(['--inspect', 'http://x/']);
    expect(given('--inspect=stately', 'x')).toEqual(['--inspect=stately', 'x']);
    expect(given('lab', 'run')).toEqual(['lab', 'run']);
  });
});

describe.each([
  ['client', CLIENT, 'ann'],
  ['server', SERVER, 'server'],
])('a %s', (kind, args, node) => {
  test('says where it is shown, and is shown there', async () => {
    const pages: FakePage[] = [];
    const look = async (url: string) => {
      pages.push(await FakePage.open(url));
      const { recorder } = optionsGiven() ?? {};
      recorder?.step(node, { kind: 'start', address: '127.0.0.1 7000' }, () => {});
      await pages[0]?.told(3);
    };
    const url = () => new RegExp(`^>>> \\[Inspector: (${ADDRESS})\\]\\n`).exec(said())?.[1] ?? '';
    let text = '';
    const said = () => {
      text += kind === 'client' ? world.err : world.out;
      return text;
    };
    world.onServer = async () => {
      await look(url());
      world.signals.emit('SIGINT');
    };
    world.onClient = (client) => {
      const settled = client.settled.bind(client);
      client.settled = async () => {
        await look(url());
        return settled();
      };
    };
    expect(await runProgram([...args, '--inspect'], world)).toBe(0);
    const [page] = pages;
    await page?.until(() => page.hasEnded, 'the end');
    expect(page?.lines).toMatchObject([
      { kind: 'hello' },
      { kind: 'source', id: 1, source: { node, kind, port: 7_000 } },
      { kind: 'step', id: 1, step: { node } },
      { kind: 'gone', id: 1, how: 'ended' },
    ]);
    if (kind === 'client') expect(world.out).not.toContain('Inspector');
  });

  test('is shown where it is told, and written down as well', async () => {
    const hub = await Hub.open({ port: null, version: '1' });
    const page = await FakePage.open(hub.url);
    const path = join(folder, 'a.jsonl');
    world.onClient = ({ options: { recorder } }) =>
      recorder?.step(node, { kind: 'start' }, () => recorder.notice('noted'));
    world.onServer = ({ recorder }) => {
      recorder?.step(node, { kind: 'start' }, () => recorder.notice('noted'));
      world.signals.emit('SIGINT');
    };
    expect(await runProgram([...args, `--inspect=${hub.url}`, '--trace', path], world)).toBe(0);
    const lines = await page.told(4);
    const { header, steps, end } = parseTrace(readFileSync(path, 'utf8'));
    expect([header.source, steps.length, end?.steps]).toEqual([kind, 1, 1]);
    expect(lines[2]).toEqual({ kind: 'step', id: 1, step: steps[0] });
    expect(lines[3]).toEqual({ kind: 'gone', id: 1, how: 'ended' });
    expect(`${world.out}${world.err}`).toContain(`>>> [Inspector: ${hub.url}]\n`);
    page.close();
    await hub.close();
  });

  test('does not start if nobody is where it is told', async () => {
    const path = join(folder, 'a.jsonl');
    const where = ['--inspect', 'http://127.0.0.1:1/token/', '--trace', path];
    expect(await runProgram([...args, ...where], world)).toBe(1);
    expect(world.err).toBe(
      'statechat: no inspector answers at http://127.0.0.1:1/token/: ' +
        'give the address that it printed when it started, or --inspect alone\n',
    );
    expect(optionsGiven()).toBeUndefined();
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });

  test('leaves nothing behind if it could not start', async () => {
    world.failure = Object.assign(new Error('port 5000 is in use'), { code: 'EADDRINUSE' });
    expect(await runProgram([...args, '--inspect'], world)).toBe(1);
    expect(world.err).toMatch(/statechat: port 5000 is in use\n$/);
    expect(() => readFileSync(join(folder, 'statechat', 'inspector'))).toThrow('ENOENT');
  });

  test('is not inspected unless somebody asks', async () => {
    expect(await runProgram(args, world)).toBe(0);
    expect(optionsGiven()).not.toHaveProperty('recorder');
    expect(optionsGiven()).not.toHaveProperty('inspect');
    expect(`${world.out}${world.err}`).not.toContain('Inspector');
  });

  test("is shown in Stately's inspector", async () => {
    const path = join(folder, 'a.jsonl');
    expect(await runProgram([...args, '--inspect=stately', '--trace', path], world)).toBe(0);
    expect(optionsGiven()?.inspect).toBeTypeOf('function');
    expect(optionsGiven()?.recorder).toBeDefined();
    expect(`${world.out}${world.err}`).toMatch(new RegExp(`>>> \\[Inspector: ${ADDRESS}\\]\\n`));
  });

  test("has no recorder if Stately's inspector is all that is asked for", async () => {
    expect(await runProgram([...args, '--inspect', 'stately'], world)).toBe(0);
    expect(optionsGiven()?.inspect).toBeTypeOf('function');
    expect(optionsGiven()).not.toHaveProperty('recorder');
  });
});

describe('the demo', () => {
  test('hands its inspection on, and ends it', async () => {
    let url = '';
    world.runDemo = async (inspection) => {
      url = inspection?.url ?? '';
      const page = await FakePage.open(url);
      const watch = inspection?.watch({ node: 'ann', kind: 'client' });
      watch?.options.recorder?.step('ann', { kind: 'start' }, () => {});
      expect((await page.told(3))[1]).toMatchObject({ source: { node: 'ann' } });
      page.close();
      return 7;
    };
    expect(await runProgram(['demo', '--inspect'], world)).toBe(7);
    expect(world.out).toBe(`>>> [Inspector: ${url}]\n`);
    await expect(FakePage.open(url)).rejects.toThrow('ECONNREFUSED');
  });

  test('has none unless it is asked for', async () => {
    let given: unknown;
    world.runDemo = async (inspection) => {
      given = inspection;
      return 0;
    };
    expect(await runProgram(['demo'], world)).toBe(0);
    expect(given).toBeNull();
  });
});

test.each([['server'], ['client'], ['demo']])('the help of %s says what it does', async (name) => {
  expect(await runProgram([name, '--help'], world)).toBe(0);
  const words = world.out.replace(/\s+/g, ' ');
  for (const word of ['--inspect', '@statelyai/inspect', '@xstate/inspect', 'needs the internet']) {
    expect(words).toContain(word);
  }
});

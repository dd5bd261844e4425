/** What people get who install the package: packed, installed elsewhere, run and compiled against. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Processes, SERVER_TABLE_UPDATED, TABLE_UPDATED } from '../support/processes.ts';
import { DIST } from '../support/program.ts';

const execute = promisify(execFile);
const ROOT = join(DIST, '..');
const MAX_BYTES = 500_000;
/** The inspector's page, built. */
const PAGE = ['index.html', 'inspector.css', 'inspector.js', 'licenses.txt'];

const ADDRESS = /\[Inspector: (http:\S+)\]/;

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statechat-package-'));
  // Without scripts: other tests are using what was built.
  const { stdout } = await run(
    ROOT,
    'npm',
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder,
  );
  [packed] = JSON.parse(stdout) as [Packed];
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
  await run(folder, 'npm', 'install', ...quiet, join(folder, packed.filename));
  manifest = JSON.parse(await readFile(installed('package.json'), 'utf8'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the tarball holds what runs and what explains it, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md']));
  const page = paths.filter((path) => path.startsWith('dist/inspector/'));
  expect(page.sort()).toEqual(PAGE.map((file) => `dist/inspector/${file}`));
  const built = paths.filter((path) => path.startsWith('dist/') && !page.includes(path));
  // A map leads to sources that are not in the package.
  const endings = new Set(built.map((path) => path.slice(path.indexOf('.'))));
  expect(endings).toEqual(new Set(['.js', '.d.ts']));
  const source = (path: string) => path.replace(/^dist\//, '').replace(/\.(js|d\.ts)$/, '.ts');
  expect(built.filter((path) => !existsSync(join(ROOT, source(path))))).toEqual([]);
  const others = paths.filter((path) => !path.startsWith('dist/') && !path.startsWith('docs/'));
  expect(others.filter((path) => !/^([A-Z]+(\.md)?|package\.json)$/.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(MAX_BYTES);
});

test('the installed program says its version and carries a conversation', async () => {
  const { stdout } = await run(folder, 'npx', '--no-install', 'statechat', '--version');
  expect(stdout).toBe(`${manifest.version}\n`);
  const processes = new Processes([join(folder, 'node_modules/.bin/statechat')]);
  try {
    const server = await processes.server();
    const alice = await processes.enter('alice', server);
    const bob = await processes.enter('bob', server);
    await alice.sees(TABLE_UPDATED);
    await alice.says('send bob hello', '>>> [Message received by bob.]');
    await bob.sees('>>> alice: hello');
    await server.program.sees(SERVER_TABLE_UPDATED, SERVER_TABLE_UPDATED);
  } finally {
    await processes.end();
  }
});

test('the installed program serves the page of the inspector', async () => {
  // A folder of its own: other tests, and whoever runs them, may have an inspector too.
  const alone = ['env', `XDG_RUNTIME_DIR=${folder}`];
  const processes = new Processes([...alone, join(folder, 'node_modules/.bin/statechat')]);
  try {
    const inspector = processes.run('inspect');
    await inspector.until(() => inspector.lines.some((line) => ADDRESS.test(line)), 'its address');
    const [, url = ''] = inspector.lines.map((line) => ADDRESS.exec(line)).find(Boolean) ?? [];
    for (const file of PAGE) {
      const response = await fetch(new URL(file.replace('index.html', ''), url));
      expect(response.status).toBe(200);
      const own = await readFile(join(ROOT, 'dist/inspector', file), 'utf8');
      expect(await response.text()).toBe(own);
    }
    inspector.signal('SIGINT');
    expect(await inspector.exits()).toBe(0);
  } finally {
    await processes.end();
  }
});

test('every export can be imported, and its types resolve', async () => {
  const specifiers = Object.keys(manifest.exports)
    .filter((path) => path !== './package.json')
    .map((path) => path.replace(/^\./, 'statechat'));
  expect(specifiers).toContain('statechat');
  const script = join(folder, 'consumer.js');
  await writeFile(
    script,
    specifiers.map((name, i) => `export * as module${i} from '${name}';`).join('\n'),
  );
  const modules: Record<string, Record<string, unknown>> = await import(pathToFileURL(script).href);
  for (const [i] of specifiers.entries()) {
    expect(Object.keys(modules[`module${i}`] ?? {}).length).toBeGreaterThan(0);
  }
  const { module0 } = modules;
  expect(module0).toMatchObject({
    startClient: expect.any(Function),
    startServer: expect.any(Function),
  });

  await writeFile(join(folder, 'consumer.ts'), CONSUMER);
  const others = specifiers.map(
    (name, i) => `import * as module${i} from '${name}';\nvoid module${i};`,
  );
  await writeFile(join(folder, 'imports.ts'), others.join('\n'));
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022'];
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(
    folder,
    process.execPath,
    tsc,
    ...flags,
    'consumer.ts',
    'imports.ts',
  );
  expect(stdout).toBe('');
});

/** What somebody who embeds the chat might write. */
const CONSUMER = `
import { type ClientNotice, type RunningClient, startClient, startServer } from 'statechat';

const server = await startServer({ port: 0, host: '127.0.0.1', onNotice: () => {} });
const heard: string[] = [];
const client: RunningClient = await startClient({
  name: 'lib',
  server: server.address,
  port: 0,
  onNotice: (notice: ClientNotice) => {
    if (notice.kind === 'privateMessage') heard.push(notice.message.text);
  },
});
client.command({ kind: 'send', to: 'lib', text: 'hello' });
// @ts-expect-error there is no such command
client.command({ kind: 'shout', text: 'hello' });
const status: number = await client.ended;
export { heard, status };
`;

function installed(path: string): string {
  return join(folder, 'node_modules/statechat', path);
}

/** Runs a program in a folder as if it had been started there, and not by `npm test`. */
async function run(cwd: string, file: string, ...args: readonly string[]) {
  const settings = ['npm_config_local_prefix', 'npm_config_package', 'npm_config_call'];
  const env = { ...process.env };
  for (const name of settings) Reflect.deleteProperty(env, name);
  try {
    return await execute(file, args, { cwd, env });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

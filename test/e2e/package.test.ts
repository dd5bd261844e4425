/** What people get who install the package: packed, installed elsewhere, run and compiled against. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Processes, SERVER_TABLE_UPDATED, TABLE_UPDATED } from '../support/processes.ts';
import { DIST } from '../support/program.ts';

const execute = promisify(execFile);
const ROOT = join(DIST, '..');
/** The page is a third of it; the program is there twice, in modules and packed to start fast. */
const MAX_BYTES = 700_000;
/** The inspector's page, built. */
const PAGE = ['index.html', 'inspector.css', 'inspector.js', 'licenses.txt'];

const ADDRESS = /\[Inspector: (http:\S+)\]/;

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly scripts: Readonly<Record<string, string>>;
}

/** What npm notes of what it has installed. */
interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
let manifest: Manifest;
/** What npm said while it installed the package. */
let complaints: string;

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
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'];
  const installation = await run(folder, 'npm', 'install', ...quiet, join(folder, packed.filename));
  complaints = installation.stderr;
  manifest = JSON.parse(await readFile(installed('package.json'), 'utf8'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the tarball holds what runs and what explains it, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md']));
  const page = paths.filter((path) => path.startsWith('dist/inspector/'));
  expect(page.sort()).toEqual(PAGE.map((file) => `dist/inspector/${file}`));
  const program = paths.filter((path) => path.startsWith('dist/bin/'));
  expect(program).toContain('dist/bin/licenses.txt');
  expect(program.filter((path) => !/\/(licenses\.txt|\w+\.cjs)$/.test(path))).toEqual([]);
  const manual = paths.filter((path) => path.startsWith('dist/man/'));
  expect(manual).toEqual(['dist/man/statechat.1']);
  const others = [...page, ...program, ...manual];
  const built = paths.filter((path) => path.startsWith('dist/') && !others.includes(path));
  // A map leads to sources that are not in the package.
  const endings = new Set(built.map((path) => path.slice(path.indexOf('.'))));
  expect(endings).toEqual(new Set(['.js', '.d.ts']));
  const source = (path: string) => path.replace(/^dist\//, '').replace(/\.(js|d\.ts)$/, '.ts');
  expect(built.filter((path) => !existsSync(join(ROOT, source(path))))).toEqual([]);
  // What only the program is made of is in the program.
  expect(built.filter((path) => /\/src\/(cli|demo|inspector)\//.test(path))).toEqual([]);
  const rest = paths.filter((path) => !path.startsWith('dist/') && !path.startsWith('docs/'));
  expect(rest.filter((path) => !/^([A-Z]+(\.md)?|package\.json)$/.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(MAX_BYTES);
});

test('installing it runs no script and warns of none', async () => {
  expect(complaints).toBe('');
  const lockfile = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lockfile) as Lockfile;
  expect(packages).toHaveProperty('node_modules/statechat');
  const withScripts = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  expect(withScripts).toEqual([]);
  expect(manifest.scripts).not.toHaveProperty('prepare');
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

  const others = specifiers.map(
    (name, i) => `import * as module${i} from '${name}';\nvoid module${i};`,
  );
  expect(await compile({ consumer: CONSUMER, imports: others.join('\n') })).toBe('');
});

test('the types of the lab are there without fast-check, and precise with it', async () => {
  expect(existsSync(join(folder, 'node_modules/fast-check'))).toBe(false);
  expect(await compile({ lab: LAB })).toBe('');
  await symlink(join(ROOT, 'node_modules/fast-check'), join(folder, 'node_modules/fast-check'));
  expect(await compile({ lab: LAB, property: PROPERTY })).toBe('');
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

/** What somebody might write who plays with the lab, and draws nothing. */
const LAB = `
import { PERFECT, type Report, runScenario } from 'statechat/lab';

const basis = { seed: 1, clients: 2, conditions: PERFECT, decisions: [] };
const report: Report = runScenario({ ...basis, actions: [{ do: 'wait', ms: 100 }] });
// @ts-expect-error there is no such action
runScenario({ ...basis, actions: [{ do: 'shout' }] });
export const { hash } = report;
`;

/** What somebody might write who checks a property. */
const PROPERTY = `
import fc from 'fast-check';
import { actionArbitrary, checkScenarios, type Scenario, scenarioArbitrary } from 'statechat/lab';

const scenarios: fc.Arbitrary<Scenario> = scenarioArbitrary(fc, { clients: 3 });
checkScenarios(fc, scenarios, { numRuns: 10 });
// @ts-expect-error that is not fast-check
checkScenarios('fast-check', scenarios);
// @ts-expect-error a number is no scenario
checkScenarios(fc, fc.nat());
// @ts-expect-error nor is an action a scenario
checkScenarios(fc, actionArbitrary(fc));
`;

/** Compiles modules as somebody would who has installed the package; returns the complaints. */
async function compile(modules: Readonly<Record<string, string>>): Promise<string> {
  const files = Object.keys(modules).map((name) => `${name}.ts`);
  const texts = Object.values(modules);
  await Promise.all(files.map((file, i) => writeFile(join(folder, file), texts[i] ?? '')));
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022'];
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(folder, process.execPath, tsc, ...flags, ...files);
  return stdout;
}

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

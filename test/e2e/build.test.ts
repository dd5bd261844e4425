/** `npm ci`, `npm start` and `npm test` build; what is fresh is not built again. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test as base, expect } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TAKEN = [
  ...['scripts/build.mjs', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.build.json', 'src/inspector/page/vite.config.ts'],
  ...['scripts/program.vite.ts', 'scripts/licenses.ts'],
];
const WRITTEN = {
  'machines/client.ts': 'export const client = 1;\n',
  'src/cli/main.ts': 'console.log(1);\n',
  'src/index.ts': "export { client } from '../machines/client.ts';\n",
  'src/inspector/page/index.html': '<script type="module">console.log(1)</script>\n',
  'diagrams/client.svg': '<svg/>\n',
};

/** A small checkout, built as the real one is. */
const test = base.extend<{ checkout: string }>({
  checkout: async ({ task: _task }, use) => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'statechat-build-'));
    for (const path of TAKEN) fs.cpSync(join(ROOT, path), join(folder, path));
    for (const [path, text] of Object.entries(WRITTEN)) {
      fs.mkdirSync(join(folder, path, '..'), { recursive: true });
      fs.writeFileSync(join(folder, path), text);
    }
    fs.symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await use(folder);
    fs.rmSync(folder, { recursive: true });
  },
});

test('a build is made again when something has changed, and only then', async ({ checkout }) => {
  const built = join(checkout, 'dist/src/index.js');
  const build = async () => {
    await promisify(execFile)(process.execPath, [join(checkout, 'scripts/build.mjs')]);
    return { text: fs.readFileSync(built, 'utf8'), at: fs.statSync(built).mtimeMs };
  };
  const write = (path: string, text: string) => fs.appendFileSync(join(checkout, path), text);
  const first = await build();
  expect(await build()).toEqual(first);

  write('src/index.ts', "export const extra = 'added';\n");
  const second = await build();
  expect(second.text).toContain('added');

  write('dist/src/index.js', "throw new Error('somebody tampered with it');\n");
  expect((await build()).text).toBe(second.text);

  for (const path of ['diagrams/client.svg', 'package-lock.json', 'tsconfig.json']) {
    write(path, '\n');
    const { mtimeMs } = fs.statSync(built);
    expect((await build()).at, path).toBeGreaterThan(mtimeMs);
  }

  write('src/index.ts', 'export const wrong: number = true;\n');
  await expect(build()).rejects.toMatchObject({
    stdout: expect.stringContaining("Type 'boolean' is not assignable to type 'number'"),
  });
  expect(fs.existsSync(join(checkout, 'dist/.stamp'))).toBe(false);
});

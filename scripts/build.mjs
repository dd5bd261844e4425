/**
 * Builds the package into `dist`: the library with its types, the program in `bin`, its manual page, and
 * the inspector's page. What is fresh is not built again: nothing that goes in or came out may have changed since. A
 * hash of both is the last thing that a build writes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const SOURCES = [
  ...['machines', 'src', 'diagrams', 'scripts'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
];
const OUTPUT = ['dist/machines', 'dist/src', 'dist/bin', 'dist/inspector', 'dist/man'];
/** Beside what was built: who deletes that deletes this. */
const STAMP = 'dist/.stamp';

const sources = hashOf(SOURCES);
if (!isFresh()) {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all([
    run('typescript/bin/tsc', '-p', 'tsconfig.build.json'),
    run('vite/bin/vite.js', 'build', '--config', 'scripts/program.vite.ts', '--logLevel', 'warn'),
    run('vite/bin/vite.js', 'build', 'src/inspector/page', '--logLevel', 'warn'),
  ]);
  // `npm exec` starts the program of its own package as it stands.
  if (!process.exitCode) chmodSync('dist/bin/statechat.cjs', 0o755);
  if (!process.exitCode) writeManual();
  // The sources are those from before: what was changed meanwhile may not be in it.
  if (!process.exitCode) writeFileSync(STAMP, `${sources} ${hashOf(OUTPUT)}`);
}

/** The manual page is made from the definitions of the commands, by the program itself. */
function writeManual() {
  const page = execFileSync(process.execPath, ['dist/bin/statechat.cjs', 'manual']);
  mkdirSync('dist/man', { recursive: true });
  writeFileSync('dist/man/statechat.1', page);
}

function isFresh() {
  try {
    return readFileSync(STAMP, 'utf8') === `${sources} ${hashOf(OUTPUT)}`;
  } catch {
    return false;
  }
}

/** Runs a program of `node_modules`; this one fails when it does. */
async function run(file, ...args) {
  const child = spawn(process.execPath, [join('node_modules', file), ...args], {
    stdio: 'inherit',
  });
  const [status] = await once(child, 'exit');
  process.exitCode ||= status ?? 1;
}

/** A hash of the names and the contents of all files at these paths. */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesAt)) {
    const content = readFileSync(file);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesAt(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

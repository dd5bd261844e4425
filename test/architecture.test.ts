/**
 * The order of the folders is the map of ARCHITECTURE.md: an import points to the same place or to one
 * above it. Types count as much as values.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const MAX_FILES = 20;
const MAX_LINES = 320;
/** Files of one folder that may begin with the same word; more are a folder of their own. */
const MAX_NAMESAKES = 3;
const ROOTS = ['machines', 'src', 'test'];

const files = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name)),
);

/** What each file imports of the others. */
const imports = new Map(
  files.filter((file) => /\.(tsx?|mjs)$/.test(file)).map((file) => [file, importsOf(file)]),
);

function importsOf(file: string): string[] {
  const paths = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']*)'/g);
  return [...paths].map(([, path]) => join(dirname(file), path ?? ''));
}

const document = readFileSync('ARCHITECTURE.md', 'utf8');
/** The code block of the map, top to bottom: folders, files, all files of a folder (`*.ts`). */
const [, block] = /## The map\n[\s\S]*?```\n([\s\S]*?)```/.exec(document) ?? [];
const places = (block ?? '').split('\n').flatMap((line) => /^\S*(?:\/|\.ts)(?= )/.exec(line) ?? []);

/** Where a file stands in the order: the place that names it most exactly; -1 if none does. */
function placeOf(file: string): number {
  if (places.includes(file)) return places.indexOf(file);
  const folder = `${dirname(file)}/`;
  if (places.includes(`${folder}*.ts`)) return places.indexOf(`${folder}*.ts`);
  const holding = places.filter((place) => place.endsWith('/') && file.startsWith(place));
  return places.indexOf(holding.sort((a, b) => b.length - a.length)[0] ?? '');
}

/** A path of imports that ends where it began; null if there is none. */
function circle(): string[] | null {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const other of imports.get(file) ?? []) {
      const found = walk(other, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return null;
}

function groupedBy(keyOf: (file: string) => string): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(keyOf(file), (counts.get(keyOf(file)) ?? 0) + 1);
  return [...counts];
}

describe('the order of the folders', () => {
  test('every file of the program has a place in it', () => {
    const sources = files.filter((file) => !file.startsWith('test/'));
    expect(sources.filter((file) => placeOf(file) === -1)).toEqual([]);
  });

  test('every place of it exists', () => {
    const empty = places.filter((_, i) => !files.some((file) => placeOf(file) === i));
    expect(empty).toEqual([]);
  });

  test('what the page names exists', () => {
    const named = [...document.matchAll(/`((?:machines|src|test|docs|diagrams)\/[^`*\s]*)`/g)];
    expect(named.map(([, path]) => path ?? '').filter((path) => !existsSync(path))).toEqual([]);
  });

  test('imports point down', () => {
    const upwards = [...imports].flatMap(([file, others]) =>
      others
        .filter((other) => placeOf(file) < placeOf(other) && placeOf(file) !== -1)
        .map((other) => `${file} imports ${other}`),
    );
    expect(upwards).toEqual([]);
  });

  test('no file imports itself by way of others', () => {
    expect(circle()).toBeNull();
  });
});

describe('a stranger finds the way', () => {
  test(`no folder has more than ${MAX_FILES} files`, () => {
    expect(groupedBy(dirname).filter(([, count]) => count > MAX_FILES)).toEqual([]);
  });

  test(`no file of the program is longer than ${MAX_LINES} lines`, () => {
    const long = files
      .filter((file) => file.startsWith('src/'))
      .map((file) => [file, readFileSync(file, 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  test('a word with which many files of a folder begin is a folder', () => {
    const wordOf = (file: string) => /^[a-z]+/.exec(basename(file))?.[0] ?? basename(file);
    const namesakes = groupedBy((file) => `${dirname(file)}/${wordOf(file)}…`);
    expect(namesakes.filter(([, count]) => count > MAX_NAMESAKES)).toEqual([]);
  });
});

test('what npm installs is ignored, be it a folder or a link to one', () => {
  expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('node_modules');
});

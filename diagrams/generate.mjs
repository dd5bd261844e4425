/**
 * Writes the diagrams of the machines that the library exports, and of those of the command line.
 *
 *     npm run diagrams             writes what changed
 *     npm run diagrams -- --check  writes nothing, lists what is stale, and fails if anything is
 *
 * Either fails if a chart is too large to be seen as a whole, and says which.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { finder } from '../dist/machines/finder.js';
import { keyboard } from '../dist/machines/keyboard.js';
import { promptPlace } from '../dist/machines/promptPlace.js';
import * as library from '../dist/src/index.js';
import { drawAll, machinesIn, tooLarge } from './lib/diagrams.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const isCheck = process.argv.includes('--check');

const wanted = await drawAll(machinesIn(library), [finder, keyboard, promptPlace]);
const present = readdirSync(folder).filter((name) => name.endsWith('.svg'));
const stale = [...new Set([...wanted.keys(), ...present])]
  .filter(
    (name) => !present.includes(name) || readFileSync(folder + name, 'utf8') !== wanted.get(name),
  )
  .sort();

for (const name of stale) {
  const text = wanted.get(name);
  if (isCheck) console.error(`stale: diagrams/${name}`);
  else if (text === undefined) rmSync(folder + name);
  else writeFileSync(folder + name, text);
  if (!isCheck) console.log(`${text === undefined ? 'removed' : 'wrote'} diagrams/${name}`);
}
if (isCheck && stale.length > 0) {
  console.error('run: npm run diagrams');
  process.exitCode = 1;
}

const large = tooLarge(wanted);
for (const each of large) console.error(`too large: diagrams/${each}`);
if (large.length > 0) process.exitCode = 1;

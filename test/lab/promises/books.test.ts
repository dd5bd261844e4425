/** Whoever looks for the check of a promise finds above its sentence where it is made. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROMISES } from '../../../src/lab/promises/promises.ts';

const FOLDER = 'src/lab/promises';
/** Their checks are carried out by whoever runs the world. */
const MADE_ELSEWHERE = ['theClaimHolds', 'everyCheckCanBeMade'];

const sentences = readFileSync(join(FOLDER, 'promises.ts'), 'utf8');
const books = readdirSync(FOLDER)
  .filter((file) => file !== 'promises.ts')
  .map((file) => [basename(file, '.ts'), readFileSync(join(FOLDER, file), 'utf8')] as const);

test.each(Object.keys(PROMISES).filter((name) => !MADE_ELSEWHERE.includes(name)))('%s', (name) => {
  const [, named] = new RegExp(`^  // (.+)\n  ${name}:`, 'm').exec(sentences) ?? [];
  const checking = books.filter(([, text]) => text.includes(`'${name}'`)).map(([book]) => book);
  expect(named?.split(', ')).toEqual(checking.sort());
});

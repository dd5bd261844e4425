import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { manualPage } from '../../../src/cli/shell/manual.ts';
import { DIST } from '../../support/program.ts';
import { FakeWorld } from '../fakes.ts';

const GROFF = 'groff';
const hasGroff = spawnSync(GROFF, ['--version']).status === 0;
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

async function page(): Promise<string> {
  const world = Object.assign(new FakeWorld(), { version: () => version });
  expect(await runProgram(['manual'], world)).toBe(0);
  return world.out;
}

test('the page that is shipped is the one of these commands', async () => {
  expect(readFileSync(join(DIST, 'man/statechat.1'), 'utf8')).toBe(await page());
});

test('it tells of every command and its options, and of what holds if they are not given', async () => {
  const text = (await page()).replaceAll('\\-', '-');
  for (const words of ['SERVER', 'CLIENT', 'DEMO', 'INSPECT', 'LAB RUN', 'LAB EXPLORE']) {
    expect(text).toContain(`\n.SH "${words}"\n`);
  }
  for (const option of [
    '--host <address>',
    '--log <file>',
    '--profile <name>',
    '--in-flight <n>',
  ]) {
    expect(text).toContain(`\n\\fB${option}\\fR\n`);
  }
  expect(text).toContain('(default: "0.0.0.0")');
  expect(text).not.toContain('manual');
});

test('a text that begins like a request of man is a text', () => {
  const usage = '[options]';
  const command = { path: ['x'], usage, summary: '', description: '.TH is none', options: [] };
  const nothing = { path: [], usage, summary: '', description: '', options: [], arguments: [] };
  const program = { ...nothing, commands: [{ ...command, arguments: [], commands: [] }] };
  expect(manualPage(program, '1')).toContain('\n\\&.TH is none\n');
});

test.runIf(hasGroff)('groff has nothing to say against it', async () => {
  const flags = ['-man', '-Tutf8', '-ww', '-z'];
  const { stderr, status } = spawnSync(GROFF, flags, { input: await page(), encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakeWorld } from '../fakes.ts';

/** Types `help` at a terminal; returns what is kept of it, or null. */
async function keptAfter(...flags: string[]): Promise<string | null> {
  const folder = ownFolder();
  const world = new FakeWorld();
  Object.assign(world.stdin, { isTTY: true });
  Object.assign(world.stdout, { isTTY: true });
  world.variables = { XDG_STATE_HOME: folder };
  world.onClient = (client) => {
    client.command = () => client.end(0);
    world.stdin.write('help\r');
  };
  const words = ['client', 'alice', '127.0.0.1', '5000', '6001', ...flags];
  expect(await runProgram(words, world)).toBe(0);
  const path = join(folder, 'statechat', 'history');
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

test('what is typed at a terminal is kept in the state folder', async () => {
  expect(await keptAfter()).toBe('"help"\n');
});

test('--no-history-file keeps nothing', async () => {
  expect(await keptAfter('--no-history-file')).toBe(null);
});

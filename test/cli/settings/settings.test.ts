import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { settingsOf } from '../../../src/cli/settings/settings.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakeWorld } from '../fakes.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = ownFolder();
  await mkdir(join(folder, 'statechat'));
  file = join(folder, 'statechat/config.json');
});

const SETTINGS = { name: 'ann', server: 'example.org:6000', color: 'never', time: true };

test('the command line counts more than the environment, and that more than the file', async () => {
  await writeFile(file, JSON.stringify(SETTINGS));
  const variables = { XDG_CONFIG_HOME: folder };
  expect(settingsOf({}, variables)).toEqual(SETTINGS);
  const named = { ...variables, STATECHAT_NAME: 'bob', STATECHAT_TIME: '0', STATECHAT_SERVER: '' };
  expect(settingsOf({}, named)).toEqual({ ...SETTINGS, name: 'bob', time: false });
  expect(settingsOf({ name: 'carol', time: true, server: undefined }, named)).toEqual({
    ...SETTINGS,
    name: 'carol',
  });
});

test('without a file and without a home there are no settings', async () => {
  expect(settingsOf({}, { XDG_CONFIG_HOME: join(folder, 'nowhere') })).toEqual({});
  expect(settingsOf({}, {})).toEqual({});
  await writeFile(file, '\ufeff{}');
  expect(settingsOf({}, { XDG_CONFIG_HOME: folder })).toEqual({});
});

test('a client takes its name and its server from them', async () => {
  await writeFile(file, '{ "name": "ann", "server": "[::1]:6000" }');
  const world = new FakeWorld();
  world.variables = { XDG_CONFIG_HOME: folder };
  world.stdin.end();
  expect(await runProgram(['client'], world)).toBe(0);
  expect(world.clients[0]?.options).toMatchObject({
    name: 'ann',
    server: { ip: '::1', port: 6000 },
    port: 0,
  });
});

test.each([
  ['', ' is not JSON: '],
  ['{ name: "ann" }', ' is not JSON: '],
  ['["ann"]', ' must hold settings: { "name": "alice" }'],
  ['null', ' must hold settings'],
  ['{ "nmae": "ann" }', ": there is no setting 'nmae', only name, server, color, time"],
  ['{ "constructor": 1 }', ": there is no setting 'constructor'"],
  ['{ "name": 7 }', ': name must be a name of 1 to 32 letters and digits of any script, '],
  ['{ "name": "a b" }', ': name must be a name of 1 to 32 letters'],
  ['{ "server": "example.org:80" }', ': server must be a server such as example.org'],
  ['{ "color": true }', ": color must be auto, always or never, not 'true'"],
  ['{ "time": "yes" }', `: time must be true or false, not '"yes"'`],
])('the file %s is refused in one line', async (text, problem) => {
  await writeFile(file, text);
  for (const command of [['client', 'ann', '::1'], ['server']]) {
    const world = new FakeWorld();
    world.variables = { XDG_CONFIG_HOME: folder };
    expect(await runProgram(command, world)).toBe(2);
    const error = world.err;
    expect(error).toContain(`statechat: ${file}${problem}`);
    expect(error.split('\n')).toHaveLength(2);
    expect(world.clients.length + world.servers.length).toBe(0);
  }
});

test('a file that cannot be read is named', async () => {
  await mkdir(file);
  const settings = () => settingsOf({}, { XDG_CONFIG_HOME: folder });
  expect(settings).toThrow(`cannot read the settings in ${file}: EISDIR`);
});

test.each([
  ['STATECHAT_NAME', 'a b', 'a name of 1 to 32'],
  ['STATECHAT_SERVER', '127.1', 'a server such as'],
  ['STATECHAT_COLOR', 'blue', 'auto, always or never'],
  ['STATECHAT_TIME', 'maybe', 'true or false'],
])('%s=%s is refused by its name', (name, text, rule) => {
  const settings = () => settingsOf({}, { [name]: text });
  expect(settings).toThrow(`${name} must be ${rule}`);
  expect(settings).toThrow(`, not '${text}'`);
});

test.each([
  [{}, [], false],
  [{ FORCE_COLOR: '1' }, [], true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], true],
  [{ FORCE_COLOR: '0' }, [], false],
  [{ FORCE_COLOR: '1' }, ['--color', 'never'], false],
  [{ NO_COLOR: '1' }, ['--color', 'always'], true],
  [{ STATECHAT_COLOR: 'always' }, [], true],
  [{ STATECHAT_COLOR: 'always' }, ['--color', 'never'], false],
])('%j, %j: colours in a pipe: %s', async (variables, flags, isColoured) => {
  const world = new FakeWorld();
  world.variables = variables;
  world.stdin.end();
  expect(await runProgram(['client', 'ann', '::1', ...flags], world)).toBe(0);
  expect(world.out.includes('\x1b[')).toBe(isColoured);
});

test.each([
  [{ NO_COLOR: '1' }, 'auto'],
  [{ FORCE_COLOR: '1' }, 'auto'],
  [{ NO_COLOR: '1', STATECHAT_COLOR: 'always' }, 'always'],
  [{}, 'never'],
])('%j counts more than the file', async (variables, color) => {
  await writeFile(file, '{ "color": "never" }');
  expect(settingsOf({}, { XDG_CONFIG_HOME: folder, ...variables })).toEqual({ color });
});

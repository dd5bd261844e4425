import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import type { Manner } from '../../../src/cli/dialogue/dialogue.ts';
import { Dialogue } from '../../../src/cli/dialogue/dialogue.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { CLIENT_SAMPLES } from '../../chat/display/jsonSamples.ts';
import { ownFolder } from '../../support/folder.ts';
import { FakeWorld } from '../fakes.ts';

const CLIENT = ['client', 'ann', '::1'];
const BELL = '\x07';

function dialogue(manner: Manner, isTTY = false): Dialogue {
  const world = new FakeWorld();
  return new Dialogue({ ...world, stdout: Object.assign(world.stdout, { isTTY }) }, 'ann', manner);
}

function said(from: string, text: string, kind: 'privateMessage' | 'groupMessage'): ClientNotice {
  return { kind, message: { from, text } };
}

test('--time: each line begins with the time of day', () => {
  const lines = dialogue({ time: true }).lines({ kind: 'groups', names: ['tea'] }, null);
  expect(lines).toEqual(['09:05:03 >>> [Available group chats:]', '09:05:03 >>> tea']);
});

test('--quiet: messages, answers, and what went wrong', () => {
  const quiet = dialogue({ quiet: true });
  const shown = Object.values(CLIENT_SAMPLES)
    .flat()
    .filter((notice) => quiet.lines(notice, null).length > 0)
    .map(({ kind }) => kind);
  expect([...new Set(shown)].sort()).toEqual(
    ['registeredAgain', 'refused', 'notDelivered', 'privateMessage', 'groupMessage']
      .concat(['serverNotResponding', 'groupExists', 'groups', 'noSuchGroup', 'members'])
      .concat(['serverAway', 'serverBack', 'removed', 'invalid', 'notDone', 'help', 'table'])
      .sort(),
  );
});

test.each([
  ['privateMessage', 'bob', 'hello', true],
  ['privateMessage', 'ann', 'a note to myself', false],
  ['groupMessage', 'bob', 'hello, all', false],
  ['groupMessage', 'bob', 'Ann?', true],
  ['groupMessage', 'bob', 'ask ANN, please', true],
  ['groupMessage', 'bob', 'Anna and Joann', false],
  ['groupMessage', 'bob', 'an_ann', false],
  ['groupMessage', 'ann', 'I am ann', false],
] as const)('--bell: %s of %s, "%s": %s', (kind, from, text, rings) => {
  const notice = said(from, text, kind);
  expect(dialogue({ bell: true }, true).lines(notice, 'tea').join().startsWith(BELL)).toBe(rings);
  // A pipe has no bell, and whoever has not asked for one is not disturbed.
  expect(dialogue({ bell: true }).lines(notice, 'tea').join()).not.toContain(BELL);
  expect(dialogue({}, true).lines(notice, 'tea').join()).not.toContain(BELL);
});

test('--bell: a name is no pattern', () => {
  const world = new FakeWorld();
  const stdout = Object.assign(world.stdout, { isTTY: true });
  const dotted = new Dialogue({ ...world, stdout }, 'a.n-n', { bell: true });
  const rings = (text: string) => dotted.lines(said('bob', text, 'groupMessage'), 't').join();
  expect(rings('hi a.n-n!')).toContain(BELL);
  expect(rings('hi axn-n!')).not.toContain(BELL);
});

test('--json: objects, and no prompt among them at a terminal', async () => {
  const world = new FakeWorld();
  Object.assign(world.stdin, { isTTY: true });
  Object.assign(world.stdout, { isTTY: true });
  world.onClient = ({ options }) => {
    options.onNotice({ kind: 'kept', from: 'bob' }, 'tea');
    world.stdin.end();
  };
  expect(await runProgram([...CLIENT, '--json'], world)).toBe(0);
  const objects = world.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(objects).toMatchObject([
    { kind: 'kept', in: 'tea', from: 'bob' },
    { kind: 'offline', in: null },
  ]);
});

test('--json: a server', async () => {
  const world = new FakeWorld();
  world.ownAddresses = () => ['192.0.2.5'];
  world.onServer = ({ onNotice }) => {
    onNotice({ kind: 'joined', client: 'c', group: 'g' });
    world.signals.emit('SIGINT');
  };
  expect(await runProgram(['server', '6000', '--json'], world)).toBe(0);
  expect(
    world.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { kind: 'online', ip: '0.0.0.0', port: 6000, joinAt: ['192.0.2.5:6000'] },
    { kind: 'joined', client: 'c', group: 'g' },
  ]);
});

test('--talk: in a pipe a line waits until the group is entered that was asked for', async () => {
  const world = new FakeWorld();
  world.onClient = (client) => {
    client.settled = async () => {
      if (client.commands.at(-1)?.kind === 'join_group') client.group = 'tea';
    };
  };
  world.stdin.end('join_group tea\nhello\n');
  expect(await runProgram([...CLIENT, '--talk'], world)).toBe(0);
  expect(world.clients[0]?.commands.at(-1)).toEqual({ kind: 'send_group', text: 'hello' });
});

test('--log: what is shown and typed stays, for nobody else', async () => {
  const path = join(ownFolder(), 'chat.log');
  for (const text of ['one', 'two\x1b[2J']) {
    const world = new FakeWorld();
    world.onClient = ({ options }) => {
      options.onNotice(said('bob', text, 'privateMessage'), null);
      world.stdin.end('send bob hi\n');
    };
    // Quiet on the screen is not quiet in the log.
    expect(await runProgram([...CLIENT, '--quiet', '--json', '--log', path], world)).toBe(0);
  }
  const day = '2026-11-28 09:05:03 >>>';
  const others = [`${day} send bob hi`, `${day} [You are Offline. Bye.]`];
  expect((await readFile(path, 'utf8')).split('\n')).toEqual([
    `${day} bob: one`,
    ...others,
    `${day} bob: two\\u{1b}[2J`,
    ...others,
    '',
  ]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('--log: a file that cannot be written is one line, and nothing starts', async () => {
  const world = new FakeWorld();
  expect(await runProgram([...CLIENT, '--log', '/nowhere/chat.log'], world)).toBe(1);
  expect(world.err).toBe(
    'statechat: cannot write the log /nowhere/chat.log: there is no such file or folder\n',
  );
  expect(world.clients).toEqual([]);
});

test('--log: a disk that is full is said once, and the chat goes on', async () => {
  const world = new FakeWorld();
  world.onClient = ({ options }) => {
    for (let i = 0; i < 3; i++) options.onNotice(said('bob', 'hi', 'privateMessage'), null);
    world.stdin.end('help\n');
  };
  expect(await runProgram([...CLIENT, '--log', '/dev/full'], world)).toBe(0);
  expect(world.err).toBe('statechat: cannot write the log /dev/full: the disk is full\n');
  expect(world.out.split('\n').filter((line) => line === '>>> bob: hi')).toHaveLength(3);
});

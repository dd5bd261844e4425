/** Whatever people and scripts type: a clear line or silence, nothing lost, the process alive. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import type * as Library from '../../src/index.ts';
import { Happenings } from '../support/happenings.ts';
import { type Client, OFFLINE, TABLE_UPDATED, test, WELCOME } from '../support/processes.ts';
import { DIST } from '../support/program.ts';

const HOSTILE: readonly (readonly [text: string, drawn: string])[] = [
  ['a: b | c', 'a: b | c'],
  ['  two  blanks  ', '  two  blanks  '],
  ['\ta tab', '\\u{9}a tab'],
  ['a\u2028b\u2029c\u0085d\ve\ff\rg', 'a\\u{2028}b\\u{2029}c\\u{85}d\\u{b}e\\u{c}f\\u{d}g'],
  ['👩‍👩‍👧 🇫🇷 漢字 \u0627\u0644\u0639', '👩‍👩‍👧 🇫🇷 漢字 \u0627\u0644\u0639'],
  ['\u202eevil\u202c \u200fmarks\u200e', '\\u{202e}evil\\u{202c} \\u{200f}marks\\u{200e}'],
  [
    '\x1b[2J\x1b]0;owned\x07\b\x7f\x9b31m',
    '\\u{1b}[2J\\u{1b}]0;owned\\u{7}\\u{8}\\u{7f}\\u{9b}31m',
  ],
  ['\0 \ufeff \ufffd', '\\u{0} \\u{feff} \ufffd'],
  ['e\u0301 \u00e9 \u212b', 'e\u0301 \u00e9 \u212b'],
  ['>>> [Message received by alice.]', '>>> [Message received by alice.]'],
  ['%s $x \\u{1b} "\'`', '%s $x \\u{1b} "\'`'],
];

/** As long as a text may be, in characters of three bytes. */
const LONGEST = `${'€'.repeat(5_461)}x`;

describe.concurrent('bad input', () => {
  test('arguments that cannot be: one line, status 2, no socket', async ({ processes }) => {
    // The port is taken: a program that opened a socket would complain about that, with status 1.
    const taken = (await processes.socket()).address().port;
    const port = String(taken);
    const refused: readonly (readonly [args: readonly string[], complaint: string])[] = [
      [['client', 'a b', '127.0.0.1', port, port], "'a b' cannot be a client's name: a name is 1"],
      [['client', 'a', '127.0.0.256', port, port], 'the server address must be an IP address'],
      [['-c', 'a', '127.0.0.1', '80', port], 'the server port must be a whole number from 1024'],
      [['client', 'a', '127.0.0.1', port, '65536'], 'the client port must be a whole number from'],
      [['server', '1023'], 'the server port must be a whole number from 1024 to 65535'],
      [['server', port, '--host', 'here'], 'the address to listen on must be an IP address'],
    ];
    for (const [args, complaint] of refused) {
      const program = processes.run(...args);
      expect(await program.exits()).toBe(2);
      expect(program.errors).toMatch(/^[^\n]+\n$/);
      expect(program.errors).toContain(`statechat: ${complaint}`);
      expect(program.lines).toEqual([]);
    }
  });

  test('a port in use: one line, status 1', async ({ processes }) => {
    const port = String((await processes.socket()).address().port);
    const client = processes.run('client', 'alice', '127.0.0.1', '5000', port);
    for (const program of [client, processes.run('server', port, '--host', '127.0.0.1')]) {
      expect(await program.exits()).toBe(1);
      expect(program.errors).toBe(`statechat: port ${port} is in use: choose another one\n`);
      expect(program.lines).toEqual([]);
    }
  });

  test('commands that cannot be: a clear line, and on it goes', async ({ processes }) => {
    const server = await processes.server();
    const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
    const megabyte = 'x'.repeat(1024 * 1024);
    const howToWrite = 'to write to somebody, type send <name> <message>; help shows all commands';
    const mistakes: readonly (readonly [line: string, ...answer: string[]])[] = [
      ['frobnicate', `["frobnicate" is not a command: ${howToWrite}]`],
      ['sned bob hi', '["sned" is not a command: did you mean send?]'],
      ['send', '[send needs a name and a text: send <name> <message>]'],
      ['send bob', '[send needs a name and a text: send <name> <message>]'],
      ['send bob ', '[send needs a name and a text: send <name> <message>]'],
      ['join_group', "[join_group needs a group's name: join_group <group>]"],
      ['create_group a b', '[create_group takes one name without blanks: create_group <group>]'],
      ['leave_group', '[leave_group works inside a group: join_group <group> first]'],
      ['send_group hi', '[send_group works inside a group: join_group <group> first]'],
      ['dereg', '[to leave the chat: dereg alice]'],
      [megabyte, `["${'x'.repeat(40)}…" is not a command: ${howToWrite}]`],
      ['\x1b[2J', `["\\u{1b}[2J" is not a command: ${howToWrite}]`],
      ['quit', '["quit" is not a command: to leave the chat, type dereg alice]'],
    ];
    for (const [line, ...answer] of mistakes) {
      alice.type('', line, ' \t ');
      await alice.sees('>>> [Invalid command]', ...answer.map((text) => `>>> ${text}`));
    }
    await alice.says(
      `send bob ${megabyte}`,
      '>>> [The text is 1048576 bytes long and at most 16384 can be sent. Send it in parts.]',
    );
    await alice.says('send bob still here', '>>> [Message received by bob.]');
    alice.endInput();
    expect(await alice.exits()).toBe(1);
    expect(alice.lines).toEqual([
      WELCOME,
      TABLE_UPDATED,
      TABLE_UPDATED,
      '>>> [bob came online]',
      ...mistakes.flatMap(([, ...answer]) =>
        ['[Invalid command]', ...answer].map((text) => `>>> ${text}`),
      ),
      '>>> [The text is 1048576 bytes long and at most 16384 can be sent. Send it in parts.]',
      '>>> [Message received by bob.]',
      OFFLINE,
    ]);
    await bob.sees('>>> alice: still here', TABLE_UPDATED, '>>> [alice went offline]');
    expect(bob.lines).toEqual([
      WELCOME,
      TABLE_UPDATED,
      '>>> [Online: alice]',
      '>>> alice: still here',
      TABLE_UPDATED,
      '>>> [alice went offline]',
    ]);
    expect(alice.errors).toBe(
      `statechat: not everything was done: ${mistakes.length} commands were invalid, ` +
        '1 command was not done\n',
    );
  });

  test('any text arrives byte for byte and is drawn harmlessly', async ({ processes }) => {
    const server = await processes.server();
    const [alice] = (await processes.enterAll(server, 'alice')) as [Client];
    const library = await loadLibrary();
    const heard: string[] = [];
    const happenings = new Happenings();
    const lib = await library.startClient({
      name: 'lib',
      server: { ip: '127.0.0.1', port: server.port },
      port: await processes.port(),
      onNotice: (notice) => {
        if (notice.kind === 'privateMessage') heard.push(notice.message.text);
        if (notice.kind === 'groupMessage') heard.push(`group: ${notice.message.text}`);
        happenings.happened();
      },
    });
    try {
      await alice.sees(TABLE_UPDATED);
      const texts = [...HOSTILE.map(([text]) => text), LONGEST];
      for (const text of texts) {
        await alice.says(`send lib ${text}`, '>>> [Message received by lib.]');
      }
      // The other way, and through the server.
      for (const text of texts) lib.command({ kind: 'send', to: 'alice', text });
      const drawn = [...HOSTILE.map(([, shown]) => shown), LONGEST];
      await alice.sees(...drawn.map((text) => `>>> lib: ${text}`));
      await alice.says('create_group tea', '>>> [Group tea created by Server.]');
      await alice.says('join_group tea', '>>> [Entered group tea successfully]');
      lib.command({ kind: 'join_group', group: 'tea' });
      await server.program.sees('>>> [Client lib joined group tea]');
      for (const text of texts) {
        await alice.says(`send_group ${text}`, '>>> (tea) [Message received by Server.]');
      }
      await server.program.sees(
        ...drawn.map((text) => `>>> [Client alice sent group message: ${text}]`),
      );
      // Who leaves is sent nothing more, and the server says that it passes on before all is there.
      await happenings.until(
        () => heard.length === 2 * texts.length,
        () => `heard ${heard.length} of ${2 * texts.length}`,
      );
      lib.command({ kind: 'leave_group' });
      await server.program.sees('>>> [Client lib left group tea]');
      expect(heard).toEqual([...texts, ...texts.map((text) => `group: ${text}`)]);
      expect(alice.lines.filter((line) => line.startsWith('>>> lib: '))).toEqual(
        drawn.map((text) => `>>> lib: ${text}`),
      );
    } finally {
      lib.kill();
    }
  });
});

/** What people who embed it import. */
async function loadLibrary(): Promise<typeof Library> {
  return import(pathToFileURL(join(DIST, 'src/index.js')).href);
}

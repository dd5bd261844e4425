/** Readers that do not read: a stopped terminal, a closed pipe, a full disk. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { SERVER_TABLE_UPDATED, TABLE_UPDATED, test } from '../support/processes.ts';

const STOP = '\x13';
const GO = '\x11';
const CLOSED = 'statechat: the output is closed: nothing more is printed, and the chat goes on\n';
const FULL =
  'statechat: cannot write the output: the disk is full. What is printed waits until it has room\n';

describe.concurrent('readers', () => {
  test('a server whose terminal is stopped with ctrl-S serves on', async ({ processes }) => {
    const port = await processes.port();
    const terminal = processes.terminal('server', String(port), '--host', '127.0.0.1');
    await terminal.until((rows) => rows.length === 1, 'a server');
    terminal.type(STOP);
    const alice = await processes.enter('alice', { port });
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
    await alice.says('list_groups', '>>> [Available group chats:]', '>>> tea');
    alice.endInput();
    expect(await alice.exits()).toBe(0);
    terminal.type(GO);
    await terminal.shows([
      `>>> Server is online (127.0.0.1:${port})`,
      '>>> [Server table updated.]',
      '>>> [Client alice created group tea successfully]',
      '>>> [Client alice requested listing groups, current groups:]',
      '>>> tea',
      '>>> [Server table updated.]',
    ]);
  });

  test('a server whose terminal is stopped ends when it is asked to', async ({ processes }) => {
    const port = await processes.port();
    const terminal = processes.terminal('server', String(port), '--host', '127.0.0.1');
    await terminal.until((rows) => rows.length === 1, 'a server');
    terminal.type(STOP);
    await processes.enter('alice', { port });
    terminal.signal('SIGTERM');
    expect(await terminal.exits()).toBe(0);
  });

  test('a client whose terminal is not read chats on; what it cannot show is not acked', async ({
    processes,
  }) => {
    const COUNT = 40;
    const server = await processes.server();
    const alice = await processes.enter('alice', server);
    const port = String(await processes.port());
    const bob = processes.terminal('client', 'bob', '127.0.0.1', String(server.port), port);
    await bob.until((rows) => rows.includes(TABLE_UPDATED), 'a table');
    await alice.sees(TABLE_UPDATED);
    bob.setReading(false);
    for (let i = 0; i < COUNT; i++) alice.type(`send bob ${i} ${'x'.repeat(16_000)}`);
    await alice.sees('>>> [Message received by bob.]');
    bob.type('send alice I cannot read\r');
    await alice.sees('>>> bob: I cannot read');
    // Were they acked all the same, none would ever be given up.
    await alice.sees('>>> [No ACK from bob, message not delivered]');
    bob.setReading(true);
    alice.type('send bob can you read now?');
    await bob.until((rows) => rows.includes('>>> alice: can you read now?'), 'to read again');
    bob.type('dereg bob\r');
    expect(await bob.exits()).toBe(0);
    alice.endInput();
    expect(await alice.exits()).toBe(1);
  });

  test('a client whose pipe is closed says so, and goes on', async ({ processes }) => {
    const server = await processes.server();
    const port = await processes.port();
    const args = ['client', 'alice', '127.0.0.1', String(server.port), String(port)];
    const alice = processes.shell('"$@" | head -n 1', ...args);
    await alice.sees('>>> [Welcome, You are registered.]');
    const bob = await processes.enter('bob', server);
    await alice.until(() => alice.errors === CLOSED, 'to say that its pipe is closed');
    alice.type('send bob still here');
    await bob.sees('>>> alice: still here');
    alice.endInput();
    expect(await alice.exits()).toBe(0);
    expect(alice.errors).toBe(CLOSED);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a server whose disk is full says so, and serves on',
    async ({ processes }) => {
      const port = await processes.port();
      const args = ['server', String(port), '--host', '127.0.0.1'];
      const server = processes.shell('exec "$@" > /dev/full', ...args);
      await server.until(() => server.errors === FULL, 'to say that the disk is full');
      const alice = await processes.enter('alice', { port });
      await alice.says('create_group tea', '>>> [Group tea created by Server.]');
      server.signal('SIGTERM');
      expect(await server.exits()).toBe(1);
      expect(server.errors).toBe(FULL);
    },
  );

  test('a trace that outgrows its disk ends with its last whole line', async ({
    processes,
    onTestFinished,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'statechat-full-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const trace = join(folder, 'server.jsonl');
    const port = await processes.port();
    const args = ['server', String(port), '--host', '127.0.0.1', '--trace', trace];
    // No file may grow beyond a few KiB: what is written last is half a line.
    const server = processes.shell('ulimit -f 8; exec "$@"', ...args);
    await server.until(() => server.lines.length > 0, 'to be online');
    const alice = await processes.enter('alice', { port });
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
    await server.until(() => server.errors !== '', 'to say that the trace ends');
    await alice.says('list_groups', '>>> [Available group chats:]', '>>> tea');
    server.signal('SIGINT');
    expect(await server.exits()).toBe(1);
    expect(server.errors).toMatch(/^statechat: cannot write the trace [^\n]*\n$/);
    const text = readFileSync(trace, 'utf8');
    expect(text.length).toBeGreaterThan(1024);
    expect(text.endsWith('\n')).toBe(true);
    for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  });
});

// One after the other: what another test starts would inherit the terminal, and hold it open.
describe('a terminal that is closed', () => {
  test('a client whose terminal is closed deregisters, and ends with a status', async ({
    processes,
  }) => {
    const server = await processes.server();
    const port = String(await processes.port());
    const bob = processes.terminal('client', 'bob', '127.0.0.1', String(server.port), port);
    await bob.until((rows) => rows.includes(TABLE_UPDATED), 'a table');
    await server.program.sees(SERVER_TABLE_UPDATED);
    bob.close();
    await server.program.sees(SERVER_TABLE_UPDATED);
    expect(await bob.exits()).toBe(0);
  });

  test('a server whose terminal is closed ends with a status', async ({ processes }) => {
    const port = String(await processes.port());
    const terminal = processes.terminal('server', port, '--host', '127.0.0.1');
    await terminal.until((rows) => rows.length === 1, 'a server');
    terminal.close();
    expect(await terminal.exits()).toBe(0);
  });
});

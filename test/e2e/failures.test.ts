/** What becomes of a conversation when processes die, freeze and come back. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import {
  type Client,
  SERVER_TABLE_UPDATED,
  TABLE_UPDATED,
  test,
  WELCOME,
} from '../support/processes.ts';

const AGAIN = '>>> [The server had lost you. You are registered again, outside any group.]';

describe.concurrent('failures', () => {
  test('the server is killed: a request is given up', async ({ processes }) => {
    const server = await processes.server();
    const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
    await bob.says('create_group tea', '>>> [Group tea created by Server.]');
    await bob.says('join_group tea', '>>> [Entered group tea successfully]');
    await server.program.kill();

    // Peers need no server, and what was buffered is not lost.
    await alice.says('send bob still there?', '>>> [Message received by bob.]');
    await Promise.all([givesUp(alice, 'list_groups'), givesUp(bob, 'leave_group')]);
    const silent = [
      '>>> [Server not responding]',
      '>>> [Exiting]',
      `>>> [127.0.0.1:${server.port} did not respond. Is a server running there?]`,
    ];
    expect(alice.lines.slice(-4)).toEqual(['>>> [Message received by bob.]', ...silent]);
    expect(bob.lines.slice(-4)).toEqual(['>>> alice: still there?', ...silent]);
  });

  test('there is no server at all', async ({ processes }) => {
    const port = await processes.port();
    const alice = await processes.client('alice', { port });
    expect(await alice.exits()).toBe(1);
    expect(alice.lines).toEqual([
      '>>> [Server not responding]',
      '>>> [Exiting]',
      `>>> [127.0.0.1:${port} did not respond. Is a server running there?]`,
    ]);
  });

  test('a client that stays waits for its server, and is in its group again', async ({
    processes,
  }) => {
    const server = await processes.server();
    const { port } = server;
    const own = String(await processes.port());
    const args = ['client', 'alice', '127.0.0.1', String(port), own, '--stay'];
    const alice = processes.run(...args);
    await alice.sees(WELCOME, TABLE_UPDATED);
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
    await alice.says('join_group tea', '>>> [Entered group tea successfully]');
    await server.program.kill();
    await alice.says(
      'list_members',
      '>>> (tea) [Server not responding]',
      `>>> (tea) [127.0.0.1:${port} did not respond, and is called again and again. ` +
        'What needs it waits until it is back; ctrl-C leaves.]',
      '>>> (tea) [list_members was not answered, and perhaps not done. Type it again if need be.]',
    );
    alice.type('send_group still here');
    await processes.server(port);
    await alice.sees(
      '>>> (tea) [The server is back, and had lost you. You are registered again.]',
      '>>> [Entered group tea successfully]',
      '>>> (tea) [Message received by Server.]',
    );
    alice.type('dereg');
    expect(await alice.exits()).toBe(0);
    expect(alice.lines).not.toContain('>>> [Exiting]');
  });

  test('a killed client is found out by whoever writes to it', async ({ processes }) => {
    const server = await processes.server();
    const clients = await processes.enterAll(server, 'alice', 'bob', 'carol');
    const [alice, bob, carol] = clients as [Client, Client, Client];
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
    await alice.says('join_group tea', '>>> [Entered group tea successfully]');
    await alice.kill();

    await bob.says('send alice hello?', '>>> [No ACK from alice, message not delivered]');
    await Promise.all([bob.sees(TABLE_UPDATED), carol.sees(TABLE_UPDATED)]);
    await server.program.sees(
      '>>> [Client alice not responsive, removed from group tea]',
      SERVER_TABLE_UPDATED,
    );
    for (const client of [bob, carol]) {
      await client.says('table', row(alice, 'alice', 'No'), row(bob, 'bob', 'Yes'));
      await client.sees(row(carol, 'carol', 'Yes'));
    }
    // Now that this is known it is said at once, and nobody is in the group.
    await carol.says('send alice hello?', '>>> [No ACK from alice, message not delivered]');
    await carol.says('join_group tea', '>>> [Entered group tea successfully]');
    await carol.says('list_members', '>>> (tea) [Members in the group tea:]', '>>> (tea) carol');
    await carol.says('leave_group', '>>> [Leave group chat tea]');
    expect(carol.lines).not.toContain('>>> (tea) alice');
  });

  test('a killed client is found out though nobody writes to it', async ({ processes }) => {
    const server = await processes.server();
    const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
    await alice.kill();
    await server.program.sees(SERVER_TABLE_UPDATED);
    await bob.sees(TABLE_UPDATED);
    await bob.says('table', row(alice, 'alice', 'No'), row(bob, 'bob', 'Yes'));
  });

  test('a client that freezes for a while loses nothing', async ({ processes, onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), 'statechat-freeze-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const trace = join(folder, 'server.jsonl');
    const server = await processes.server(undefined, '--trace', trace);
    const clients = await processes.enterAll(server, 'alice', 'bob', 'carol');
    const [alice, bob, carol] = clients as [Client, Client, Client];
    for (const client of [alice, carol]) {
      await client.says('create_group tea');
      await client.says('join_group tea', '>>> [Entered group tea successfully]');
    }
    alice.signal('SIGSTOP');
    await Promise.all([
      expect
        .poll(() => readFileSync(trace, 'utf8'), { timeout: 25_000 })
        .toMatch(/"session:alice[^"]*"[^\n]*"to":"?[^\n]*suspect/)
        .then(() => alice.signal('SIGCONT')),
      bob.says('send alice wake up', '>>> [Message received by alice.]'),
      carol.says('send_group wake up', '>>> (tea) [Message received by Server.]'),
      alice.sees('>>> (tea) Group_Message carol: wake up'),
    ]);
    await alice.says('leave_group', '>>> [Leave group chat tea]', '>>> bob: wake up');
    await bob.says('table', row(alice, 'alice', 'Yes'));
    // Three registrations, and nothing after them.
    expect(count(server.program.lines, SERVER_TABLE_UPDATED)).toBe(3);
    expect(server.program.lines.join('\n')).not.toContain('not responsive');
    expect(count(alice.lines, '>>> bob: wake up')).toBe(1);
  });

  test('a name that is taken is refused and its owner is left in peace', async ({ processes }) => {
    const server = await processes.server();
    const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
    const impostor = await processes.client('alice', server);
    expect(await impostor.exits()).toBe(1);
    expect(impostor.lines).toEqual([
      '>>> [The name alice is taken. Start again with another name.]',
    ]);
    await bob.says('send alice is it you?', '>>> [Message received by alice.]');
    await alice.sees('>>> bob: is it you?');
    await alice.says('table', row(alice, 'alice', 'Yes'));
    expect(count(alice.lines, TABLE_UPDATED)).toBe(2);
    expect(count(server.program.lines, SERVER_TABLE_UPDATED)).toBe(2);
  });

  test('a server without memory is noticed, and everything goes on', async ({ processes }) => {
    const server = await processes.server();
    const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
    await alice.says('join_group tea', '>>> [Entered group tea successfully]');
    await server.program.kill();
    await processes.serverAtOnce(server.port);
    await Promise.all([alice.sees(AGAIN), bob.sees(AGAIN)]);
    await alice.sees('>>> [The server removed you from group tea. To return: join_group tea]');
    await Promise.all([knows(alice, 'bob', bob), knows(bob, 'alice', alice)]);

    await alice.says('send bob here I am', '>>> [Message received by bob.]');
    await bob.says('send alice me too', '>>> [Message received by alice.]');
    await Promise.all([bob.sees('>>> alice: here I am'), alice.sees('>>> bob: me too')]);
    await bob.says('create_group tea', '>>> [Group tea created by Server.]');
    for (const client of [alice, bob]) {
      await client.says('join_group tea', '>>> [Entered group tea successfully]');
    }
    await bob.says('send_group again', '>>> (tea) [Message received by Server.]');
    await alice.sees('>>> (tea) Group_Message bob: again');
  });

  test('a request that a restart came between is not lost in silence', async ({ processes }) => {
    const server = await processes.server();
    const [alice] = (await processes.enterAll(server, 'alice')) as [Client];
    await server.program.kill();
    alice.type('create_group tea');
    await processes.serverAtOnce(server.port);
    await alice.sees(AGAIN);
    await alice.sees('>>> [The server lost you before it answered. Type the command again.]');
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
  });

  test('a killed client that is started again gets its name back', async ({ processes }) => {
    const server = await processes.server();
    const [alice, bob] = (await processes.enterAll(server, 'alice', 'bob')) as [Client, Client];
    await alice.kill();
    const again = await processes.client('alice', server, alice.port);
    await again.sees(WELCOME);
    // The old session goes offline, the new one comes online; bob may hear of both at once.
    await server.program.sees(SERVER_TABLE_UPDATED, SERVER_TABLE_UPDATED);
    await bob.sees(TABLE_UPDATED);
    await Promise.all([knows(again, 'bob', bob), knows(bob, 'alice', again)]);
    await bob.says('send alice welcome back', '>>> [Message received by alice.]');
    await again.sees('>>> bob: welcome back');
    await again.says('send bob thank you', '>>> [Message received by bob.]');
    await bob.sees('>>> alice: thank you');
  });
});

/** A request that the server does not answer ends the client. */
async function givesUp(client: Client, request: string): Promise<void> {
  client.type(request);
  await client.sees('>>> [Server not responding]', '>>> [Exiting]');
  expect(await client.exits()).toBe(1);
}

/** Asks for the table after each change of it until somebody is online in it. */
async function knows(client: Client, name: string, { port }: Client): Promise<void> {
  const wanted = new RegExp(`^>>> ${name} +127\\.0\\.0\\.1 +${port} +Yes$`);
  const isKnown = () => client.lines.some((line) => wanted.test(line));
  while (!isKnown()) {
    const before = count(client.lines, TABLE_UPDATED);
    client.type('table');
    await client.until(
      () => isKnown() || count(client.lines, TABLE_UPDATED) > before,
      `to know ${name}`,
    );
  }
}

/** A row of the table of clients whose longest name has five characters. */
function row({ port }: Client, name: string, online: 'Yes' | 'No'): string {
  return `>>> ${name.padEnd(5)}  127.0.0.1  ${port}  ${online}`;
}

function count(lines: readonly string[], wanted: string): number {
  return lines.filter((line) => line === wanted).length;
}

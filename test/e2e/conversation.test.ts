/** Whole conversations by the built program: every line of everybody, and nothing else. */
import { describe, expect } from 'vitest';
import {
  type Client,
  OFFLINE,
  SERVER_TABLE_UPDATED,
  TABLE_UPDATED,
  test,
  WELCOME,
} from '../support/processes.ts';

const NAMES = ['alice', 'bob', 'carol', 'dave', 'eve'];
const IN_GROUP = '>>> (tea) [Client table updated.]';
const MEMBERS = ['[Members in the group tea:]', 'alice', 'bob', 'carol'].map(
  (line) => `>>> (tea) ${line}`,
);
const SECRET = ' two  blanks, a : and a | ';

describe.concurrent('conversations', () => {
  test('five people, from the first registration to the last goodbye', async ({ processes }) => {
    const server = await processes.server();
    const host = server.program;
    const clients = await processes.enterAll(server, ...NAMES);
    const [alice, bob, carol, dave, eve] = clients as [Client, Client, Client, Client, Client];

    // Private messages, to others and to oneself; every blank of the text is kept.
    await alice.says(`send bob ${SECRET}`, '>>> [Message received by bob.]');
    await bob.sees(`>>> alice: ${SECRET}`);
    await alice.says('send alice note', '>>> alice: note', '>>> [Message received by alice.]');
    await alice.says(
      'send nobody hello',
      '>>> [No client is called nobody. Type table to see who is known.]',
    );

    // Groups: empty, created, created twice, not there.
    await alice.says('list_groups', '>>> [Available group chats:]');
    await alice.says('create_group tea', '>>> [Group tea created by Server.]');
    await bob.says('create_group tea', '>>> [Group tea already exists.]');
    await bob.says('join_group coffee', '>>> [Group coffee does not exist]');
    await bob.says('list_groups', '>>> [Available group chats:]', '>>> tea');
    for (const [i, member] of [alice, bob, carol].entries()) {
      await member.says('join_group tea', '>>> [Entered group tea successfully]');
      const others = [alice, bob].slice(0, i);
      await Promise.all(others.map((other) => other.sees(`>>> (tea) [${NAMES[i]} entered]`)));
    }

    // What is told privately to somebody in a group waits; what is said in the group does not.
    await dave.says('send carol one', '>>> [Message received by carol.]');
    await eve.says('send carol two', '>>> [Message received by carol.]');
    await alice.says('send_group Who is in?', '>>> (tea) [Message received by Server.]');
    await bob.sees('>>> (tea) Group_Message alice: Who is in?');
    await carol.sees('>>> (tea) Group_Message alice: Who is in?');
    await carol.says('list_members', ...MEMBERS);
    await bob.says('list members', ...MEMBERS);

    // The wrong place, the wrong person, nothing at all.
    await alice.says('send bob no', '>>> (tea) [Invalid command]');
    dave.type('', '  ');
    await dave.says('send_group no', '>>> [Invalid command]');
    await dave.says('dereg bob', '>>> [You can only deregister yourself: dereg dave]');

    await carol.says('leave_group', '>>> [Leave group chat tea]', '>>> dave: one', '>>> eve: two');
    await Promise.all([alice, bob].map((member) => member.sees('>>> (tea) [carol left]')));

    // Somebody leaves, and everybody learns it, in a group too.
    await eve.says('dereg eve', OFFLINE);
    expect(await eve.exits()).toBe(0);
    await Promise.all([alice.sees(IN_GROUP), bob.sees(IN_GROUP)]);
    await Promise.all([carol.sees(TABLE_UPDATED), dave.sees(TABLE_UPDATED)]);
    await dave.says('send eve hello?', '>>> [No ACK from eve, message not delivered]');
    dave.type('table');
    const rows = clients.map(
      ({ port }, i) => `>>> ${NAMES[i]?.padEnd(5)}  127.0.0.1  ${port}  ${i === 4 ? 'No' : 'Yes'}`,
    );
    const table = ['>>> [Client table:]', '>>> name   IP         port   online', ...rows];
    await dave.sees(...table);

    // In a group `dereg` needs no name; what was buffered is shown first.
    await dave.says('send bob wait!', '>>> [Message received by bob.]');
    await bob.says('dereg', OFFLINE);
    expect(await bob.exits()).toBe(0);
    await alice.sees(IN_GROUP, '>>> (tea) [bob went offline]', '>>> (tea) [bob left]');
    await Promise.all([carol.sees(TABLE_UPDATED), dave.sees(TABLE_UPDATED)]);

    // A signal, the end of the input, and the own name in a group are goodbyes too.
    dave.signal('SIGTERM');
    expect(await dave.exits()).toBe(0);
    await Promise.all([alice.sees(IN_GROUP), carol.sees(TABLE_UPDATED)]);
    carol.endInput();
    expect(await carol.exits()).toBe(0);
    await alice.sees(IN_GROUP);
    await alice.says('dereg alice', OFFLINE);
    expect(await alice.exits()).toBe(0);
    await host.sees(...times(5, SERVER_TABLE_UPDATED));
    host.signal('SIGTERM');
    expect(await host.exits()).toBe(0);

    for (const [name, lines] of Object.entries(transcripts(server.port, table))) {
      const program = name === 'server' ? host : clients[NAMES.indexOf(name)];
      expect(program?.lines, name).toEqual(lines);
    }
    for (const program of [host, ...clients]) expect(program.errors).toBe('');
  });

  test('a script that says one thing and goes', async ({ processes }) => {
    const server = await processes.server();
    const [alice] = (await processes.enterAll(server, 'alice')) as [Client];
    const script = await processes.client('carol', server);
    script.type('send alice hello');
    script.endInput();
    expect(await script.exits()).toBe(0);
    expect(script.lines).toContain('>>> [Message received by alice.]');
    expect(script.lines.at(-1)).toBe(OFFLINE);
    await alice.sees('>>> carol: hello');
  });

  test('one person at a terminal', async ({ processes }) => {
    const server = await processes.server();
    const bob = await processes.enter('bob', server);
    const port = String(server.port);
    const own = await processes.port();
    const alice = processes.terminal('-c', 'alice', '127.0.0.1', port, String(own));
    await bob.sees(TABLE_UPDATED);

    const screen = [WELCOME, TABLE_UPDATED, '>>> [Online: bob]'];
    const shows = (...rows: readonly string[]) => {
      screen.push(...rows);
      return alice.shows([...screen, '>>>']);
    };
    await shows();
    alice.type('send bob Hello\r');
    await shows('>>> send bob Hello', '>>> [Message received by bob.]');
    await bob.sees('>>> alice: Hello');

    // A line that arrives does not spoil the one that is being typed.
    alice.type('create_gr');
    await alice.shows([...screen, '>>> create_gr']);
    await bob.says('send alice \x1b[2Jhi', '>>> [Message received by alice.]');
    screen.push('>>> bob: \\u{1b}[2Jhi');
    await alice.shows([...screen, '>>> create_gr']);
    alice.type('\t');
    await alice.shows([...screen, '>>> create_group']);
    alice.type('tea\r');
    await shows('>>> create_group tea', '>>> [Group tea created by Server.]');

    // The prompt shows the group, and what is private waits.
    alice.type('join_group tea\r');
    screen.push('>>> join_group tea', '>>> [Entered group tea successfully]');
    await alice.shows([...screen, '>>> (tea)']);
    await bob.says('send alice psst', '>>> [Message received by alice.]');
    screen.push('>>> (tea) [bob wrote to you: kept until leave_group]');
    await bob.says('join_group tea', '>>> [Entered group tea successfully]');
    screen.push('>>> (tea) [bob entered]');
    await bob.says('send_group all here?', '>>> (tea) [Message received by Server.]');
    screen.push('>>> (tea) Group_Message bob: all here?');
    await alice.shows([...screen, '>>> (tea)']);
    alice.type('send_group yes\r');
    await bob.sees('>>> (tea) Group_Message alice: yes');
    screen.push('>>> (tea) send_group yes', '>>> (tea) [Message received by Server.]');
    await alice.shows([...screen, '>>> (tea)']);
    alice.type('leave_group\r');
    await shows('>>> (tea) leave_group', '>>> [Leave group chat tea]', '>>> bob: psst');

    // ctrl-D leaves in good order.
    alice.type('\x04');
    expect(await alice.exits()).toBe(0);
    await alice.shows([...screen, OFFLINE]);
    await bob.sees('>>> (tea) [Client table updated.]');
  });
});

/** Every line that the server and each of the five are to print. */
function transcripts(port: number, table: readonly string[]): Readonly<Record<string, string[]>> {
  const bobs = '>>> [Client bob requested listing';
  return {
    alice: [
      WELCOME,
      TABLE_UPDATED,
      ...cameOnline('bob', 'carol', 'dave', 'eve'),
      '>>> [Message received by bob.]',
      '>>> alice: note',
      '>>> [Message received by alice.]',
      '>>> [No client is called nobody. Type table to see who is known.]',
      '>>> [Available group chats:]',
      '>>> [There are none. To make one: create_group <group>]',
      '>>> [Group tea created by Server.]',
      '>>> [Entered group tea successfully]',
      '>>> (tea) [bob entered]',
      '>>> (tea) [carol entered]',
      '>>> (tea) [Message received by Server.]',
      '>>> (tea) [Invalid command]',
      '>>> (tea) [send works outside a group: leave_group first]',
      '>>> (tea) [carol left]',
      ...['eve', 'bob', 'dave', 'carol'].flatMap((name) => [
        IN_GROUP,
        `>>> (tea) [${name} went offline]`,
        ...(name === 'bob' ? ['>>> (tea) [bob left]'] : []),
      ]),
      OFFLINE,
    ],
    bob: [
      WELCOME,
      TABLE_UPDATED,
      '>>> [Online: alice]',
      ...cameOnline('carol', 'dave', 'eve'),
      `>>> alice: ${SECRET}`,
      '>>> [Group tea already exists.]',
      '>>> [Group coffee does not exist]',
      '>>> [Available group chats:]',
      '>>> tea',
      '>>> [Entered group tea successfully]',
      '>>> (tea) [carol entered]',
      '>>> (tea) Group_Message alice: Who is in?',
      ...MEMBERS,
      '>>> (tea) [carol left]',
      IN_GROUP,
      '>>> (tea) [eve went offline]',
      '>>> dave: wait!',
      OFFLINE,
    ],
    carol: [
      WELCOME,
      TABLE_UPDATED,
      '>>> [Online: alice and bob]',
      ...cameOnline('dave', 'eve'),
      '>>> [Entered group tea successfully]',
      '>>> (tea) Group_Message alice: Who is in?',
      ...MEMBERS,
      '>>> [Leave group chat tea]',
      '>>> dave: one',
      '>>> eve: two',
      ...wentOffline('eve', 'bob', 'dave'),
      OFFLINE,
    ],
    dave: [
      WELCOME,
      TABLE_UPDATED,
      '>>> [Online: alice, bob and carol]',
      ...cameOnline('eve'),
      '>>> [Message received by carol.]',
      '>>> [Invalid command]',
      '>>> [send_group works inside a group: join_group <group> first]',
      '>>> [You can only deregister yourself: dereg dave]',
      ...wentOffline('eve'),
      '>>> [No ACK from eve, message not delivered]',
      '>>> [eve is offline. To see who is not: table]',
      ...table,
      '>>> [Message received by bob.]',
      ...wentOffline('bob'),
      OFFLINE,
    ],
    eve: [
      WELCOME,
      TABLE_UPDATED,
      '>>> [Online: alice, bob, carol and dave]',
      '>>> [Message received by carol.]',
      OFFLINE,
    ],
    server: [
      `>>> Server is online (127.0.0.1:${port})`,
      ...times(5, SERVER_TABLE_UPDATED),
      '>>> [Client alice requested listing groups, current groups:]',
      '>>> [Client alice created group tea successfully]',
      '>>> [Client bob creating group tea failed, group already exists]',
      '>>> [Client bob joining group coffee failed, group does not exist]',
      `${bobs} groups, current groups:]`,
      '>>> tea',
      ...['alice', 'bob', 'carol'].map((name) => `>>> [Client ${name} joined group tea]`),
      '>>> [Client alice sent group message: Who is in?]',
      '>>> [Client carol requested listing members of group tea:]',
      ...['alice', 'bob', 'carol'].map((name) => `>>> ${name}`),
      `${bobs} members of group tea:]`,
      ...['alice', 'bob', 'carol'].map((name) => `>>> ${name}`),
      '>>> [Client carol left group tea]',
      SERVER_TABLE_UPDATED,
      '>>> [Client bob left group tea]',
      ...times(3, SERVER_TABLE_UPDATED),
      '>>> [Client alice left group tea]',
      SERVER_TABLE_UPDATED,
    ],
  };
}

/** An update of the table for each of them. */
function cameOnline(...names: readonly string[]): string[] {
  return names.flatMap((name) => [TABLE_UPDATED, `>>> [${name} came online]`]);
}

function wentOffline(...names: readonly string[]): string[] {
  return names.flatMap((name) => [TABLE_UPDATED, `>>> [${name} went offline]`]);
}

function times(count: number, line: string): string[] {
  return Array<string>(count).fill(line);
}

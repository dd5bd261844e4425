/** Real processes on a network whose kernel drops three datagrams of ten in each direction. */
import { expect } from 'vitest';
import { lossyTest, suffix } from '../support/lossy.ts';
import {
  type Client,
  OFFLINE,
  SERVER_TABLE_UPDATED,
  TABLE_UPDATED,
  WELCOME,
} from '../support/processes.ts';

const LOSS = 0.3;
const NAMES = ['alice', 'bob', 'carol', 'dave', 'eve'];
/** From each to each, and from each to the group. */
const PRIVATE = Array.from({ length: 10 }, (_, n) => n);
const PUBLIC = Array.from({ length: 8 }, (_, n) => n);
const CROWD = 20;
/** Of the longest name in each test. */
const NAME_WIDTH = 5;

interface Person {
  readonly client: Client;
  readonly name: string;
  readonly others: readonly string[];
}

lossyTest(`messages among five people${suffix}`, async ({ processes, namespace }) => {
  const server = await processes.server();
  const clients = await processes.enterAll(server, ...NAMES);
  const people = clients.map((client, i) => {
    const name = NAMES[i] ?? '';
    return { client, name, others: NAMES.filter((other) => other !== name) };
  });
  await clients[0]?.says('create_group tea', '>>> [Group tea created by Server.]');
  await namespace.lose(LOSS);
  await everybodyWrites(people);
  await everybodySpeaks(people);
  const { arrived, dropped } = await namespace.counts();
  expect(dropped / (arrived + dropped)).toBeGreaterThan(LOSS - 0.1);

  // Nobody was held for dead: five registrations are all that happened to the table.
  for (const { client } of people) {
    const rows = people.map((person) => row(person.client, person.name, '(tea) '));
    await client.says('table', ...rows);
    const members = NAMES.map((name) => `>>> (tea) ${name}`);
    await client.says('list_members', '>>> (tea) [Members in the group tea:]', ...members);
  }
  const { lines } = server.program;
  expect(lines.filter((line) => line === SERVER_TABLE_UPDATED)).toHaveLength(NAMES.length);
  const everything = [lines, ...clients.map((client) => client.lines)].flat().join('\n');
  expect(everything).not.toMatch(/No ACK|not responsive|removed|registered again|not responding/);

  // Each message once and in order; the group's in one order for everybody.
  const privately = PRIVATE.map((n) => `private ${n}`);
  const publicly = lines
    .map((line) => /^>>> \[Client (\w+) sent group message: (.*)\]$/.exec(line))
    .flatMap((match) => (match === null ? [] : [`${match[1]}: ${match[2]}`]));
  expect(publicly).toHaveLength(NAMES.length * PUBLIC.length);
  for (const { client, name, others } of people) {
    for (const from of others) expect(heardBy(client, `>>> ${from}: `)).toEqual(privately);
    expect(heardBy(client, '>>> (tea) Group_Message ')).toEqual(
      publicly.filter((message) => !message.startsWith(`${name}: `)),
    );
  }
  await Promise.all(clients.map((client) => leaves(client)));
});

lossyTest(`twenty registrations at once${suffix}`, async ({ processes, namespace }) => {
  const server = await processes.server();
  await namespace.lose(LOSS);
  const names = Array.from({ length: CROWD }, (_, i) => `no-${String(i).padStart(2, '0')}`);
  const clients = await Promise.all(
    names.map((name, i) => processes.client(name, server, 20_000 + i)),
  );
  const crowd = await Promise.all(
    clients.map(async (client, i) => {
      await client.until(() => client.lines.length > 0, 'to be registered or not');
      return { client, name: names[i] ?? '', isRegistered: client.lines[0] === WELCOME };
    }),
  );
  for (const { client } of crowd.filter(({ isRegistered }) => !isRegistered)) {
    expect(await client.exits()).toBe(1);
    expect(client.lines).toEqual(['>>> [Server not responding]', '>>> [Exiting]']);
  }
  // Each tries so often that more than one in a run would be a defect.
  const registered = crowd.filter(({ isRegistered }) => isRegistered);
  expect(registered.length).toBeGreaterThanOrEqual(CROWD - 1);
  const rows = registered.map(({ client, name }) => row(client, name));
  await Promise.all(registered.map(({ client }) => hasTable(client, rows)));
  const { arrived, dropped } = await namespace.counts();
  expect(dropped / (arrived + dropped)).toBeGreaterThan(LOSS - 0.1);
  await Promise.all(registered.map(({ client }) => leaves(client)));
});

/** Two hundred private messages, all at once. */
async function everybodyWrites(people: readonly Person[]): Promise<void> {
  for (const { client, others } of people) {
    client.type(...PRIVATE.flatMap((n) => others.map((to) => `send ${to} private ${n}`)));
  }
  await Promise.all(
    people.flatMap(({ client, others }) =>
      others.flatMap((other) => [
        client.sees(...PRIVATE.map(() => `>>> [Message received by ${other}.]`)),
        client.sees(...PRIVATE.map((n) => `>>> ${other}: private ${n}`)),
      ]),
    ),
  );
}

/** Forty group messages, all at once. */
async function everybodySpeaks(people: readonly Person[]): Promise<void> {
  await Promise.all(
    people.map(({ client }) =>
      client.says('join_group tea', '>>> [Entered group tea successfully]'),
    ),
  );
  for (const { client } of people) client.type(...PUBLIC.map((n) => `send_group public ${n}`));
  await Promise.all(
    people.flatMap(({ client, others }) => [
      client.sees(...PUBLIC.map(() => '>>> (tea) [Message received by Server.]')),
      ...others.map((from) =>
        client.sees(...PUBLIC.map((n) => `>>> (tea) Group_Message ${from}: public ${n}`)),
      ),
    ]),
  );
}

/** What somebody was shown behind these words, in that order. */
function heardBy({ lines }: Client, start: string): string[] {
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
}

/** A row of the table for somebody who is online, behind the mark of where it is shown. */
function row({ port }: Client, name: string, place = ''): string {
  return `>>> ${place}${name.padEnd(NAME_WIDTH)}  127.0.0.1  ${port}  Yes`;
}

/** Asks for the table, again after each change of it, until it has all these rows. */
async function hasTable(client: Client, rows: readonly string[]): Promise<void> {
  // Any word from the server tells a client what it has missed; the next keepalive may be lost.
  await client.says('list_groups', '>>> [Available group chats:]');
  const updates = () => client.lines.filter((line) => line === TABLE_UPDATED).length;
  for (;;) {
    const [start, before] = [client.lines.length, updates()];
    const isWhole = () => rows.every((wanted) => client.lines.includes(wanted, start));
    client.type('table');
    await client.until(() => isWhole() || updates() > before, 'to have the whole table');
    if (isWhole()) return;
  }
}

/** The end of a script is a goodbye that the server answers. */
async function leaves(client: Client): Promise<void> {
  client.endInput();
  expect(await client.exits()).toBe(0);
  expect(client.lines.at(-1)).toBe(OFFLINE);
}

/** How people begin, with the built program: a host and a port, settings, and objects for programs. */
import { expect } from 'vitest';
import { test, WELCOME } from '../support/processes.ts';

test('a host and its port are enough, and four words still are', async ({ processes }) => {
  const server = await processes.server();
  const alice = processes.run('client', 'alice', `localhost:${server.port}`);
  await alice.sees(WELCOME);
  const own = String(await processes.port());
  const bob = processes.run('-c', 'bob', '127.0.0.1', String(server.port), own);
  await bob.sees(WELCOME);
  await alice.until(() => alice.lines.some((line) => line.includes('bob')), 'to know bob');
  await alice.says('send bob hi', '>>> [Message received by bob.]');
  await bob.sees('>>> alice: hi');
});

test('a program reads objects, one a line', async ({ processes }) => {
  const port = String(await processes.port());
  const server = processes.run('server', port, '--host', '127.0.0.1', '--json');
  await server.until(() => server.lines.length > 0, 'to be online');
  const client = processes.run('client', 'ann', `127.0.0.1:${port}`, '--json', '--quiet', '--talk');
  client.type('send ann one', 'two', 'dereg ann');
  expect(await client.exits()).toBe(0);
  expect(client.lines.map((line) => JSON.parse(line))).toMatchObject([
    { kind: 'privateMessage', in: null, message: { from: 'ann', text: 'one' } },
    { kind: 'privateMessage', in: null, message: { from: 'ann', text: 'two' } },
  ]);
  server.signal('SIGINT');
  expect(await server.exits()).toBe(0);
  expect(server.lines.map((line) => JSON.parse(line))).toMatchObject([
    { kind: 'online', ip: '127.0.0.1', port: Number(port), joinAt: [] },
    { kind: 'tableUpdated' },
    { kind: 'tableUpdated' },
  ]);
});

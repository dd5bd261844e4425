import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { type FakeClient, FakeWorld } from '../fakes.ts';

const CLIENT = ['client', 'ann', '127.0.0.1', '5000', '6001'];

async function commandsOf(input: string | Buffer): Promise<FakeClient['commands']> {
  const world = new FakeWorld();
  world.stdin.end(input);
  expect(await runProgram(CLIENT, world)).toBe(0);
  const [client] = world.clients;
  expect(client?.leaves).toBe(1);
  return client?.commands ?? [];
}

test('lines become commands, and the end of the input leaves', async () => {
  expect(await commandsOf('help\n\n  \nsend bob hi\ntable')).toEqual([
    { kind: 'help' },
    { kind: 'send', to: 'bob', text: 'hi' },
    { kind: 'table' },
  ]);
});

test('a text keeps every byte but the line end', async () => {
  const text = ' a\rb\u2028c\u0085d\x0be\ufefff \r';
  expect(await commandsOf(`send bob ${text}\r\nsend bob ${text}\r\n`)).toEqual([
    { kind: 'send', to: 'bob', text },
    { kind: 'send', to: 'bob', text },
  ]);
});

test('what some editors put before the first line is not part of it', async () => {
  expect(await commandsOf('\ufeffhelp\n\ufeffhelp\n')).toMatchObject([
    { kind: 'help' },
    { kind: 'unknown' },
  ]);
});

test('a character split between two reads stays whole', async () => {
  const world = new FakeWorld();
  const bytes = Buffer.from('send bob 👋\n');
  world.onClient = async () => {
    for (const byte of bytes) {
      world.stdin.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    world.stdin.end();
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.clients[0]?.commands).toEqual([{ kind: 'send', to: 'bob', text: '👋' }]);
});

test('bytes that are not UTF-8 are refused, not guessed at', async () => {
  expect(await commandsOf(Buffer.from('send bob \xff\nhelp\n', 'latin1'))).toEqual([
    { kind: 'unknown', hint: 'the line is not UTF-8 text: save the input as UTF-8' },
    { kind: 'help' },
  ]);
});

test('a line of a megabyte passes, a line without end does not fill the memory', async () => {
  const megabyte = 'x'.repeat(1024 * 1024);
  expect(await commandsOf(`send bob ${megabyte}\n${megabyte.repeat(9)}\nhelp\n`)).toEqual([
    { kind: 'send', to: 'bob', text: megabyte },
    { kind: 'unknown', hint: 'the line is too long to be a command' },
    { kind: 'help' },
  ]);
});

test('a long input waits for the client now and then', async () => {
  const world = new FakeWorld();
  world.stdin.end('table\n'.repeat(10_000));
  let mostUnsettled = 0;
  world.onClient = (client) => {
    let settledAt = 0;
    client.settled = async () => {
      mostUnsettled = Math.max(mostUnsettled, client.commands.length - settledAt);
      settledAt = client.commands.length;
    };
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.clients[0]?.commands).toHaveLength(10_000);
  expect(mostUnsettled).toBeLessThanOrEqual(1_024);
});

test('the client leaves only when all that was asked for is done', async () => {
  const world = new FakeWorld();
  world.stdin.end('send bob hi\n');
  world.onClient = (client) => {
    client.settled = async () => {
      expect(client.leaves).toBe(0);
      client.options.onNotice({ kind: 'received', by: 'bob' }, null);
    };
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.out).toBe('>>> [Message received by bob.]\n>>> [You are Offline. Bye.]\n');
});

test('lines are plain, and those of one turn are one write', async () => {
  const world = new FakeWorld();
  const writes: string[] = [];
  world.stdout.on('data', (chunk) => writes.push(String(chunk)));
  world.onClient = ({ options, end }) => {
    options.onNotice({ kind: 'registered' }, null);
    options.onNotice({ kind: 'tableUpdated' }, 'g');
    setImmediate(() => end(1));
  };
  expect(await runProgram(CLIENT, world)).toBe(1);
  expect(writes).toEqual(['>>> [Welcome, You are registered.]\n>>> (g) [Client table updated.]\n']);
});

test('the client ends while the input is still open', async () => {
  const world = new FakeWorld();
  world.onClient = ({ options, end }) => {
    options.onNotice({ kind: 'serverNotResponding' }, null);
    end(1);
  };
  expect(await runProgram(CLIENT, world)).toBe(1);
  expect(world.out).toBe('>>> [Server not responding]\n>>> [Exiting]\n');
  expect(world.stdin.destroyed).toBe(true);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s leaves in good order', async (signal) => {
  const world = new FakeWorld();
  world.onClient = () => setImmediate(() => world.signals.emit(signal));
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.clients[0]?.leaves).toBe(1);
  expect(world.out).toBe('>>> [You are Offline. Bye.]\n');
});

test('when nobody reads the lines any more the client says so, and goes on', async () => {
  const world = new FakeWorld();
  world.onClient = async () => {
    world.stdout.destroy(Object.assign(new Error(), { code: 'EPIPE' }));
    await once(world.stderr, 'readable');
    world.stdin.end('send bob hi\n');
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.clients[0]?.commands).toEqual([{ kind: 'send', to: 'bob', text: 'hi' }]);
  expect(world.clients[0]?.readers).toEqual(['gone']);
  expect(world.err).toBe(
    'statechat: the output is closed: nothing more is printed, and the chat goes on\n',
  );
});

test('the next command waits until the reader has caught up', async () => {
  const world = new FakeWorld();
  const commands = 200;
  const members = Array.from({ length: 1_000 }, (_, i) => `member-${i}`);
  const notice = { kind: 'members', group: 'g', names: members } as const;
  world.onClient = async (client) => {
    client.command = (command) => {
      client.commands.push(command);
      client.options.onNotice(notice, 'g');
    };
    world.stdin.end('list_members\n'.repeat(commands));
    // It has read its input and stopped in the middle.
    while (client.commands.length < 10) await new Promise(setImmediate);
    for (let i = 0; i < 1_000; i++) await new Promise(setImmediate);
    expect(client.commands.length).toBeLessThan(commands);
    world.stdout.on('data', (chunk) => {
      printed += chunk;
    });
  };
  let printed = '';
  expect(await runProgram(CLIENT, world)).toBe(0);
  await new Promise(setImmediate);
  expect(printed.match(/member-999/g)).toHaveLength(commands);
  expect(printed).not.toContain('left out');
});

test('the client hears that its messages are not read, and that they are', async () => {
  const world = new FakeWorld();
  const message = { from: 'bob', text: 'x'.repeat(16_000) };
  world.onClient = async (client) => {
    for (let i = 0; i < 30; i++) client.options.onNotice({ kind: 'privateMessage', message }, null);
    while (client.readers.length === 0) await new Promise(setImmediate);
    expect(client.readers).toEqual(['behind']);
    world.stdout.resume();
    while (client.readers.length === 1) await new Promise(setImmediate);
    world.stdin.end();
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.clients[0]?.readers).toEqual(['behind', 'reading']);
});

test('a signal does not wait for a reader', async () => {
  const world = new FakeWorld();
  world.onClient = ({ options }) => {
    const message = { from: 'bob', text: 'x'.repeat(100_000) };
    options.onNotice({ kind: 'privateMessage', message }, null);
    setImmediate(() => world.signals.emit('SIGTERM'));
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.stdout.destroyed).toBe(true);
});

test('an input that cannot be read counts as one that ended', async () => {
  const world = new FakeWorld();
  world.onClient = () => world.stdin.destroy(new Error('EISDIR'));
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.clients[0]?.leaves).toBe(1);
});

test('a client that will not leave is ended by a second ctrl-C, not by its echo', async () => {
  const world = new FakeWorld();
  const started = once(world.signals, 'started');
  world.onClient = (client) => {
    client.leave = () => {
      client.leaves++;
    };
    setImmediate(() => world.signals.emit('started'));
  };
  const status = runProgram(CLIENT, world);
  await started;
  // npm passes a ctrl-C on to a program that the terminal sent it to already.
  world.signals.emit('SIGINT');
  world.signals.emit('SIGINT');
  expect(
    await Promise.race([status, new Promise((resolve) => setImmediate(resolve, 'running'))]),
  ).toBe('running');
  const again = setInterval(() => world.signals.emit('SIGINT'), 10);
  expect(await status).toBe(130);
  clearInterval(again);
  expect(world.clients[0]?.leaves).toBe(1);
});

test.each<[string, ClientNotice, string]>([
  ['is not delivered', { kind: 'notDelivered', to: 'bob' }, '1 message was not delivered'],
  ['is invalid', { kind: 'invalid', hint: '' }, '1 command was invalid'],
  ['fails', { kind: 'noSuchGroup', group: 'g' }, '1 command was not done'],
  ['is there already', { kind: 'groupExists', group: 'g' }, '1 command was not done'],
  ['is obstructed', { kind: 'notDone', reason: { kind: 'textEmpty' } }, '1 command was not done'],
])('an input of which something %s has failed', async (_, notice, summary) => {
  const world = new FakeWorld();
  world.onClient = ({ options }) => options.onNotice(notice, null);
  world.stdin.end('send bob hi\n');
  expect(await runProgram(CLIENT, world)).toBe(1);
  expect(world.err).toBe(`statechat: not everything was done: ${summary}\n`);
});

test('what was not done is counted, and one line says so at the end', async () => {
  const world = new FakeWorld();
  world.onClient = (client) => {
    const { onNotice } = client.options;
    onNotice({ kind: 'notDelivered', to: 'bob' }, null);
    onNotice({ kind: 'notDelivered', to: 'cem' }, null);
    onNotice({ kind: 'received', by: 'dan' }, null);
    onNotice({ kind: 'invalid', hint: '' }, null);
    client.waiting = 3;
    client.end(1);
  };
  expect(await runProgram(CLIENT, world)).toBe(1);
  expect(world.err).toBe(
    'statechat: not everything was done: 2 messages were not delivered, 1 command was invalid, ' +
      '3 commands were not reached\n',
  );
});

test('an orderly dereg is no failure, whatever was asked for in vain before', async () => {
  const world = new FakeWorld();
  world.onClient = (client) => {
    client.options.onNotice({ kind: 'notDelivered', to: 'bob' }, null);
    client.options.onNotice({ kind: 'offline' }, null);
    client.end(0);
  };
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.err).toBe('');
});

test('that somebody wrote to a user in a group is said at a terminal only', async () => {
  const world = new FakeWorld();
  world.onClient = ({ options }) => options.onNotice({ kind: 'kept', from: 'bob' }, 'g');
  world.stdin.end();
  expect(await runProgram(CLIENT, world)).toBe(0);
  expect(world.out).toBe('>>> [You are Offline. Bye.]\n');
});

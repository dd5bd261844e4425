import { expect, test } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import type { ServerOptions } from '../../src/udp/chat.ts';
import { HostError } from '../../src/udp/lookUp.ts';
import { FakeWorld } from './fakes.ts';

test.each([
  [['client', 'ann', '127.0.0.1', '5000', '6001'], { ip: '127.0.0.1', port: 5000 }],
  [['-c', 'ann', '127.0.0.1', '5000', '6001'], { ip: '127.0.0.1', port: 5000 }],
  [['client', 'ann', 'localhost', '5000', '6001'], { ip: '127.0.0.1', port: 5000 }],
  [['client', 'ann', '0:0:0:0:0:0:0:1', '65535', '6001'], { ip: '::1', port: 65535 }],
])('%j starts a client', async (args, server) => {
  const world = new FakeWorld();
  world.stdin.end();
  expect(await runProgram(args, world)).toBe(0);
  expect(world.clients).toHaveLength(1);
  expect(world.clients[0]?.options).toMatchObject({ name: 'ann', server, port: 6001 });
  expect(world.clients[0]?.options).not.toHaveProperty('lossRate');
  expect(world.err).toBe('');
});

test.each([
  [['server', '5001'], { port: 5001, host: '0.0.0.0' }],
  [['server'], { port: 5000, host: '0.0.0.0' }],
  [['-s', '5001'], { port: 5001, host: '0.0.0.0' }],
  [['-s', '5001', '--loss', '0.25'], { port: 5001, lossRate: 0.25 }],
  [['server', '--host', '::1', '--loss', '.9', '1024'], { port: 1024, host: '::1', lossRate: 0.9 }],
] satisfies [string[], Partial<ServerOptions>][])('%j starts a server', async (args, options) => {
  const world = new FakeWorld();
  world.onServer = ({ onNotice }) => {
    onNotice({ kind: 'joined', client: 'c', group: 'g' });
    world.signals.emit('SIGINT');
  };
  expect(await runProgram(args, world)).toBe(0);
  expect(world.servers).toMatchObject([options]);
  const address = `${'host' in options && options.host === '::1' ? '[::1]' : '0.0.0.0'}:${options.port}`;
  expect(world.out).toBe(`>>> Server is online (${address})\n>>> [Client c joined group g]\n`);
});

const PORT_RULE = 'must be a whole number from 1024 to 65535';

test.each([
  ...['80', '1023', '65536', '5000.0', ' 5000', '0x1388', '1e4', '+5000', '', '٥٠٠٠'].flatMap(
    (port): [string[], string, string][] => [
      [['server', port], `the server port ${PORT_RULE}, not '${port}'`, 'server'],
      [['client', 'a', '::1', port, '6001'], `the server port ${PORT_RULE}`, 'client'],
      [['client', 'a', '::1', '5000', port], `the client port ${PORT_RULE}`, 'client'],
    ],
  ),
  [['client', '', '::1', '5000', '6001'], "'' cannot be a client's name: a name is", 'client'],
  [['client', 'a b', '::1', '5000', '6001'], "'a b' cannot be a client's name", 'client'],
  [['client', '\x1b[2J', '::1', '5000', '6001'], "'\\u{1b}[2J' cannot be", 'client'],
  [['client', 'a', 'example.org', '5000', '6001'], 'the server address must be an IP', 'client'],
  [['client', 'a', '1.2.3', '5000', '6001'], 'the server address must be an IP', 'client'],
  [['client', 'a', '256.1.1.1', '5000', '6001'], 'the server address must be an IP', 'client'],
  [['client', 'a', '0.0.0.0', '5000', '6001'], 'no server can answer from', 'client'],
  [['client', 'a', '255.255.255.255', '5000', '6001'], 'no server can answer from', 'client'],
  [['client', 'a', 'ff02::1', '5000', '6001'], 'no server can answer from', 'client'],
  [['server', '--host', 'everywhere'], 'the address to listen on must be', 'server'],
  [['server', '--loss', '0.91'], '--loss must be a share from 0 to 0.9', 'server'],
  [['server', '--loss', '10%'], '--loss must be a share', 'server'],
  [['server', '--loss=-0.1'], '--loss must be a share', 'server'],
  [['server', '--loss'], "option '--loss <share>' argument missing", 'server'],
  [['server', '--hots', '::1'], "unknown option '--hots'. Did you mean --host?", 'server'],
  [['server', '--\x1b[2J'], "unknown option '--\\u{1b}[2J'", 'server'],
  [['server', '5000', '5001'], 'too many arguments', 'server'],
  [['client', 'a', '::1', '5000'], "missing required argument 'client-port'", 'client'],
  [['client', 'a', '::1', '5000', '6001', 'x'], 'too many arguments', 'client'],
  [['-c', 'a'], "missing required argument 'server-ip'", 'client'],
  [['-c', 'a', 'localhost'], "missing required argument 'server-port'", 'client'],
  [['client'], "missing required argument 'name'", 'client'],
  [['client', 'a'], "missing required argument 'server'", 'client'],
  [['client', 'a', 'b c'], 'the server must be an address or a name', 'client'],
  [['client', 'a', '::1', '--color', 'red'], '--color must be auto, always or never', 'client'],
  [['-s'], '-s needs a port: statechat -s <port>', ''],
  [['-s', '80'], `the server port ${PORT_RULE}`, 'server'],
  [['-s', '5000', '-c', 'a'], '-s and -c exclude each other', ''],
  [['-c', 'a', '::1', '5000', '6001', '-s', '5000'], '-s and -c exclude each other', ''],
  [['servre', '5000'], "unknown command 'servre'. Did you mean server?", ''],
  [['\x1b[2J'], "unknown command '\\u{1b}[2J'", ''],
  [['--frobnicate'], "unknown option '--frobnicate'", ''],
] satisfies [string[], string, string][])('%j is refused', async (args, problem, command) => {
  const world = new FakeWorld();
  expect(await runProgram(args, world)).toBe(2);
  const error = world.err;
  expect(error).toContain(`statechat: ${problem}`);
  expect(error.endsWith(`. See: statechat ${command === '' ? '' : `${command} `}--help\n`)).toBe(
    true,
  );
  expect(error.split('\n')).toHaveLength(2);
  expect(world.clients.length + world.servers.length).toBe(0);
  expect(world.out).toBe('');
});

test.each([
  [{}, 'statechat'],
  [{ npm_command: 'exec' }, 'npx statechat'],
])('without arguments it says what it is and how to begin: %j', async (variables, program) => {
  const world = new FakeWorld();
  world.variables = variables;
  expect(await runProgram([], world)).toBe(0);
  const lines = world.out.split('\n');
  expect(lines[0]).toMatch(/^A chat over UDP/);
  const begins = lines.filter((line) => line.startsWith(`  ${program} `));
  expect(begins.map((line) => line.trim().split('  ')[0])).toEqual(
    ['demo', 'server', 'client alice localhost'].map((words) => `${program} ${words}`),
  );
  expect(lines.every((line) => line.length < 80)).toBe(true);
  expect(world.err).toBe('');
});

test.each([
  [['--help'], ['statechat server 5000', 'statechat demo', 'statechat -s <port>']],
  [['-h'], ['Examples:']],
  [
    ['help', 'client'],
    ['Usage: statechat client', 'Examples:'],
  ],
  [
    ['server', '--help'],
    ['--host <address>', '--loss <share>', 'default: "5000"', 'Examples:'],
  ],
  [
    ['client', '--help'],
    ['<client-port>', '--loss <share>', 'Examples:', 'statechat -c'],
  ],
  [
    ['demo', '--help'],
    ['Examples:', 'statechat demo --inspect'],
  ],
  [['-s', '--help'], ['Usage: statechat server']],
  [['--version'], ['1.2.3']],
  [['-V'], ['1.2.3']],
])('%j is answered on stdout', async (args, words) => {
  const world = new FakeWorld();
  expect(await runProgram(args, world)).toBe(0);
  const out = world.out;
  for (const word of words) expect(out).toContain(word);
  expect(world.err).toBe('');
});

test.each([['server'], ['client', 'a', '::1', '5000', '6001']])(
  'a port in use is one clear line: %s',
  async (...args) => {
    const world = new FakeWorld();
    world.failure = Object.assign(new Error('port 5000 is in use: choose another'), {
      code: 'EADDRINUSE',
    });
    expect(await runProgram(args, world)).toBe(1);
    expect(world.err).toBe('statechat: port 5000 is in use: choose another\n');
  },
);

test('a defect is not disguised as a mistake of the user', async () => {
  const world = new FakeWorld();
  world.failure = new TypeError('x is not a function');
  await expect(runProgram(['server'], world)).rejects.toThrow('x is not a function');
});

test("the demo's status is the program's", async () => {
  const world = new FakeWorld();
  world.runDemo = async () => 7;
  expect(await runProgram(['demo'], world)).toBe(7);
});

test('a server whose lines nobody reads any more serves on', async () => {
  const world = new FakeWorld();
  world.onServer = ({ onNotice }) => {
    world.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    onNotice({ kind: 'tableUpdated' });
    setImmediate(() => world.signals.emit('SIGTERM'));
  };
  expect(await runProgram(['server'], world)).toBe(0);
});

test('a server whose lines are not read in time leaves some out and says so', async () => {
  const world = new FakeWorld();
  const sent = 6_000;
  const text = 'x'.repeat(1_024);
  let printed = '';
  world.onServer = async ({ onNotice }) => {
    for (let i = 0; i < sent; i++) {
      onNotice({ kind: 'groupMessage', client: 'c', text });
      await new Promise(setImmediate);
    }
    world.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    while (!printed.includes('left out')) await new Promise(setImmediate);
    onNotice({ kind: 'tableUpdated' });
    world.signals.emit('SIGTERM');
  };
  expect(await runProgram(['server'], world)).toBe(0);
  await new Promise(setImmediate);

  const lines = printed.split('\n');
  const shown = lines.filter((line) => line.includes(text)).length;
  expect(shown * text.length).toBeLessThan(2 * 1024 * 1024);
  expect(lines.filter((line) => !line.includes(text)).slice(1)).toEqual([
    `>>> [${sent - shown} lines were left out: they were not read in time]`,
    '>>> [Server table updated.]',
    '',
  ]);
});

test.each([
  [['example.org'], { ip: '192.0.2.1', port: 5000 }],
  [['example.org:6000'], { ip: '192.0.2.1', port: 6000 }],
  [['[::1]:6000'], { ip: '::1', port: 6000 }],
  [['192.0.2.9'], { ip: '192.0.2.9', port: 5000 }],
  [['localhost'], { ip: '127.0.0.1', port: 5000 }],
])('client ann %j: the ports need not be said', async (args, server) => {
  const world = new FakeWorld();
  world.hosts.set('example.org', ['192.0.2.1']);
  world.stdin.end();
  expect(await runProgram(['client', 'ann', ...args], world)).toBe(0);
  expect(world.clients[0]?.options).toMatchObject({ name: 'ann', server, port: 0 });
  // One address is not asked twice.
  expect(world.asked).toEqual([]);
});

test('of several addresses the one that answers is kept', async () => {
  const world = new FakeWorld();
  const ips = ['2001:db8::1', '192.0.2.1', '192.0.2.2'];
  world.hosts.set('example.org', ips);
  world.answering = '192.0.2.1';
  world.stdin.end();
  expect(await runProgram(['client', 'ann', 'example.org'], world)).toBe(0);
  expect(world.asked).toEqual(ips.map((ip) => ({ ip, port: 5000 })));
  expect(world.clients[0]?.options.server).toEqual({ ip: '192.0.2.1', port: 5000 });
});

test('where none of several addresses answers the server is silent', async () => {
  const world = new FakeWorld();
  world.hosts.set('example.org', ['192.0.2.1', '192.0.2.2']);
  expect(await runProgram(['client', 'ann', 'example.org'], world)).toBe(1);
  expect(world.out).toBe('>>> [Server not responding]\n>>> [Exiting]\n');
  expect(world.clients).toEqual([]);
});

test('an unknown host is one clear line and status 1', async () => {
  const world = new FakeWorld();
  world.lookUp = async (host) => {
    throw new HostError(host, 'ENOTFOUND');
  };
  expect(await runProgram(['client', 'ann', 'exampel.org'], world)).toBe(1);
  expect(world.err).toBe('statechat: no address is known for exampel.org: check its name\n');
});

test.each([
  [['server'], ['192.0.2.5', '192.0.2.6']],
  [
    ['server', '6000'],
    ['192.0.2.5:6000', '192.0.2.6:6000'],
  ],
  [
    ['server', '--host', '::'],
    ['192.0.2.5', '192.0.2.6', '2001:db8::5'],
  ],
  [
    ['server', '6000', '--host', '::'],
    ['192.0.2.5:6000', '192.0.2.6:6000', '[2001:db8::5]:6000'],
  ],
  [['server', '--host', '192.0.2.6'], ['192.0.2.6']],
  [['server', '--host', '127.0.0.1'], []],
])('%j says what friends type', async (args, joinAt) => {
  const world = new FakeWorld();
  world.ownAddresses = () => ['192.0.2.5', '192.0.2.6', '2001:db8::5'];
  world.onServer = () => world.signals.emit('SIGINT');
  expect(await runProgram(args, world)).toBe(0);
  const [online, ...others] = world.out.split('\n');
  expect(online).toMatch(/^>>> Server is online \(/);
  const lines = joinAt.map((server) => `>>> [To join: statechat client <name> ${server}]`);
  expect(others).toEqual([...lines, '']);
});

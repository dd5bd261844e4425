import { expect, test } from 'vitest';
import { parseServer, serverText } from '../../src/cli/serverTarget.ts';

test.each([
  ['example.org', { host: 'example.org', port: 5000 }],
  ['example.org:6000', { host: 'example.org', port: 6000 }],
  ['Example.ORG.', { host: 'Example.ORG.', port: 5000 }],
  ['my_host', { host: 'my_host', port: 5000 }],
  ['münchen.example', { host: 'xn--mnchen-3ya.example', port: 5000 }],
  ['1.example', { host: '1.example', port: 5000 }],
  ['localhost', { ip: '127.0.0.1', port: 5000 }],
  ['localhost:6000', { ip: '127.0.0.1', port: 6000 }],
  ['192.0.2.5', { ip: '192.0.2.5', port: 5000 }],
  ['192.0.2.5:6000', { ip: '192.0.2.5', port: 6000 }],
  ['::1', { ip: '::1', port: 5000 }],
  ['0:0:0:0:0:0:0:1', { ip: '::1', port: 5000 }],
  ['[::1]', { ip: '::1', port: 5000 }],
  ['[::1]:6000', { ip: '::1', port: 6000 }],
  ['[2001:DB8::1]:6000', { ip: '2001:db8::1', port: 6000 }],
])('%s', (text, target) => {
  expect(parseServer(text)).toEqual(target);
});

test.each([
  ['', 'the server must be an address or a name'],
  ['1.2.3', 'the server must be an address or a name'],
  ['127.1', 'the server must be an address or a name'],
  ['0x7f000001', 'the server must be an address or a name'],
  ['256.1.1.1', 'the server must be an address or a name'],
  ['a b', 'the server must be an address or a name'],
  ['-e', 'the server must be an address or a name'],
  ['a..b', 'the server must be an address or a name'],
  [`${'a'.repeat(64)}.example`, 'the server must be an address or a name'],
  ['http://example.org', 'the server must be an address or a name'],
  ['[example.org]:6000', 'the server must be an address or a name'],
  ['[::1', 'the server must be an address or a name'],
  ['::1:6000:', 'the server must be an address or a name'],
  ['\x1b[2J', 'the server must be an address or a name'],
  ['example.org:', "the server port must be a whole number from 1024 to 65535, not ''"],
  ['example.org:80', "the server port must be a whole number from 1024 to 65535, not '80'"],
  ['0.0.0.0', 'no server can answer from'],
  ['[::ffff:0.0.0.0]', 'no server can answer from'],
  ['ff02::1', 'no server can answer from'],
])('%j is refused', (text, problem) => {
  expect(() => parseServer(text)).toThrow(problem);
});

test.each(['192.0.2.5', '192.0.2.5:6000', '2001:db8::1', '[2001:db8::1]:6000'])(
  '%s is written as it is read',
  (text) => {
    expect(serverText(parseServer(text) as { ip: string; port: number })).toBe(text);
  },
);

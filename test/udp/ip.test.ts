import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { canonicalIp } from '../../src/udp/ip.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8:0:0:1::0001', '2001:db8::1:0:0:1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ['FE80:0::1%eth9', 'fe80::1%eth9'],
  // A zone says nothing about an address that is the same everywhere.
  ['::1%lo', '::1'],
  ['127.1', null],
  ['192.0.2.256', null],
  ['192.0.2.01', null],
  ['::1::', null],
  ['[::1]', null],
  ['localhost', null],
  ['', null],
])('%s is known as %s', (text, ip) => {
  expect(canonicalIp(text)).toBe(ip);
});

const linkLocal = Object.entries(networkInterfaces())
  .flatMap(([name, faces = []]) => faces.map((face) => ({ ...face, name })))
  .find(({ address }) => address.startsWith('fe80'));

it.runIf(linkLocal)('the number of an interface stands for its name', () => {
  const { address, name, scopeid } = linkLocal ?? {};
  expect(canonicalIp(`${address}%${scopeid}`)).toBe(`${address}%${name}`);
});

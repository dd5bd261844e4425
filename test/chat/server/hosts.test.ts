import { describe, expect, test } from 'vitest';
import { HostCounts, hostOf } from '../../../src/chat/server/hosts.ts';

describe('who is behind an address', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['2001:db8:1::', '2001:db8:1:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['febf::2', 'febf::2'],
    ['fec0::2', 'fec0:0:0:0'],
  ])('%s is %s', (ip, host) => {
    expect(hostOf({ ip, port: 4_000 })).toBe(host);
  });
});

test('counts are of one host each, and nothing is left of a host that has nothing', () => {
  const counts = new HostCounts();
  counts.add('a');
  counts.add('a');
  counts.add('b');
  counts.remove('a');
  counts.remove('b');
  counts.remove('b');
  expect([counts.of('a'), counts.of('b')]).toEqual([1, 0]);
  counts.add('b');
  expect(counts.of('b')).toBe(1);
});

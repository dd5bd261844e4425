import { expect, it } from 'vitest';
import { lookUp } from '../../src/udp/lookUp.ts';

it('knows the addresses of this machine', async () => {
  expect(await lookUp('localhost')).toContain('127.0.0.1');
});

it('says in one line that a host is not known', async () => {
  // RFC 6761 section 6.4: no name server may know it.
  await expect(lookUp('nobody.invalid')).rejects.toMatchObject({
    name: 'HostError',
    message: expect.stringMatching(/^(no address is known for )?nobody\.invalid[^\n]*$/),
  });
});

it('does not wait for ever', async () => {
  // No process starts as soon as that.
  await expect(lookUp('localhost', 1)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

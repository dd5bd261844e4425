import { expect, it, onTestFinished, vi } from 'vitest';
import { addressesIn, lookUp } from '../../src/udp/lookUp.ts';

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

it.each([
  ['ENOTFOUND', 'no address is known for a.example: check its name'],
  [[], 'no address is known for a.example: check its name'],
  [['fe80::1%eth0 and more'], 'no address is known for a.example: check its name'],
  ['EAI_AGAIN', 'a.example cannot be looked up now: no name server answers'],
  ['ETIMEDOUT', 'a.example cannot be looked up: no name server has answered in time'],
  ['EFAILED', 'a.example cannot be looked up: EFAILED'],
])('says in one line what went wrong: %j', (found, message) => {
  expect(() => addressesIn(found, 'a.example')).toThrow(message);
});

it('asks an address once, and no more of them than sixteen', () => {
  const ips = Array.from({ length: 100 }, (_, i) => `192.0.2.${i}`);
  expect(addressesIn(['::1', '0:0::1', ...ips], 'a.example')).toEqual(['::1', ...ips.slice(0, 15)]);
});

it('does not wait for ever', async () => {
  // What starts while this is set never comes to the question.
  const waits = 'await(new(Promise)(()=>setInterval(()=>{},1e9)))';
  vi.stubEnv('NODE_OPTIONS', `--import=data:text/javascript,${waits}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(lookUp('localhost', 1)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

import { expect, it } from 'vitest';
import { startClient } from '../../src/udp/client.ts';
import { startServer } from '../../src/udp/server.ts';

async function registered() {
  const server = await startServer({ port: 0, host: '127.0.0.1', onNotice: () => {} });
  const client = await startClient({
    name: 'ann',
    server: server.address,
    port: 0,
    onNotice: () => {},
  });
  await client.settled();
  return { server, client };
}

it('a server may be closed twice, and a client killed though it has ended', async () => {
  const { server, client } = await registered();
  client.leave();
  expect(await client.ended).toBe(0);
  client.kill();
  client.kill();
  await Promise.all([server.close(), server.close()]);
  await server.close();
});

it('a client that is killed has settled and ended', async () => {
  const { server, client } = await registered();
  client.command({ kind: 'send', to: 'ann', text: 'never acked' });
  const settled = client.settled();
  client.kill();
  await settled;
  await client.settled();
  expect(await client.ended).toBe(137);
  await server.close();
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { findServer } from '../../src/udp/findServer.ts';
import { startServer } from '../../src/udp/server.ts';

it('finds the one of several addresses that answers', async () => {
  const server = await startServer({ port: 0, host: '127.0.0.1', onNotice: () => {} });
  const { port } = server.address;
  // Somebody who listens and is no server.
  const mute = createSocket('udp4').bind(0, '127.0.0.2');
  await once(mute, 'listening');
  try {
    const addresses = [
      { ip: '::1', port },
      { ip: '127.0.0.2', port: mute.address().port },
      { ip: '127.0.0.1', port },
    ];
    expect(await findServer(addresses)).toEqual(server.address);
  } finally {
    mute.close();
    await server.close();
  }
});

it('says that none answers', async () => {
  const mute = createSocket('udp4').bind(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address();
  try {
    expect(await findServer([{ ip: '127.0.0.1', port }])).toBeNull();
  } finally {
    mute.close();
  }
});

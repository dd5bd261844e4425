import { expect, it } from 'vitest';
import { startClient } from '../../src/udp/client.ts';

it.each(['', 'a b', 'x'.repeat(3_000)])(
  'refuses the name %j before a socket is opened',
  async (name) => {
    const server = { ip: '127.0.0.1', port: 5_000 };
    await expect(startClient({ name, server, port: 0, onNotice: () => {} })).rejects.toThrow(
      RangeError,
    );
  },
);

it.each(['127.1', 'localhost', 'example.org', '', '256.0.0.1'])(
  'refuses the server address %j before a socket is opened',
  async (ip) => {
    const server = { ip, port: 5_000 };
    await expect(startClient({ name: 'ann', server, port: 0, onNotice: () => {} })).rejects.toThrow(
      `${JSON.stringify(ip)} is no IP address`,
    );
  },
);

/** IPv4 and IPv6 on real sockets. */
import { networkInterfaces } from 'node:os';
import { afterEach, it } from 'vitest';
import type { ClientNotice } from '../../machines/vocabulary.ts';
import type { RunningClient, RunningServer } from '../../src/udp/chat.ts';
import { startClient } from '../../src/udp/client.ts';
import { startServer } from '../../src/udp/server.ts';
import { Happenings } from '../support/happenings.ts';

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((face) => face?.family === 'IPv6');

let server: RunningServer | null = null;
let clients: RunningClient[] = [];
const happenings = new Happenings();

afterEach(async () => {
  for (const client of clients) client.kill();
  clients = [];
  await server?.close();
  server = null;
});

/** Waits until a client has seen such a notice. */
function hears(
  notices: readonly ClientNotice[],
  isWanted: (notice: ClientNotice) => boolean,
): Promise<void> {
  return happenings.until(
    () => notices.some(isWanted),
    () => `seen so far: ${JSON.stringify(notices)}`,
  );
}

/** Starts a client; what it sees is added to `notices`. */
async function enter(name: string, ip: string, notices: ClientNotice[]): Promise<RunningClient> {
  const client = await startClient({
    name,
    port: 0,
    server: { ip, port: server?.address.port ?? 0 },
    onNotice: (notice) => {
      notices.push(notice);
      happenings.happened();
    },
  });
  clients.push(client);
  await hears(notices, ({ kind }) => kind === 'tableUpdated');
  return client;
}

it
  .runIf(hasIpv6)
  .each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1', '::FFFF:7F00:1'])(
  'two clients at %s write to each other, though the server listens on IPv6',
  async (ip) => {
    server = await startServer({ port: 0, host: '::', onNotice: () => {} });
    const notices: ClientNotice[] = [];
    const ann = await enter('ann', ip, notices);
    await enter('bob', ip, []);
    await happenings.until(
      () => ann.names().includes('bob'),
      () => `ann does not know bob: ${JSON.stringify(notices)}`,
    );
    ann.command({ kind: 'send', to: 'bob', text: 'hello' });
    await hears(notices, (notice) => notice.kind === 'received' && notice.by === 'bob');
  },
);

/** What the table of states in docs/protocol.md says, where no other test says it. */
import { expect, test } from 'vitest';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { Transit } from '../../../src/lab/world/transit.ts';
import { World } from '../../../src/lab/world/world.ts';

const ADDRESS = { ip: '10.0.0.2', port: 6000 };

function carries({ bytes }: Transit, kind: Packet['kind']): boolean {
  return decodeDatagram(bytes)?.frames.some(({ code }) => code === codeOf(kind)) ?? false;
}

// Regression: a REGISTERED that came while deregistering took the DEREGISTER's session away. The
// request was dropped with it, nothing else was asked for, and the client never ended.
test('a client that leaves while it registers again ends in time', () => {
  let answers = 0;
  const world = new World({
    seed: 1,
    network: (transit) => {
      if (carries(transit, 'REGISTERED')) answers++;
      return [5];
    },
  });
  const ann = world.startClient('ann', ADDRESS);
  world.advance(1_000);
  expect(answers).toBe(1);
  world.kill(SERVER_ADDRESS);
  world.startServer();
  // The new server's REGISTERED is on its way when the user leaves.
  expect(world.advanceUntil(() => answers === 2, 10_000)).toBe(true);
  ann.endpoint.leave();
  world.advance(10_000);
  expect(ann.status).toBe(0);
  expect(ann.notices.at(-1)).toStrictEqual({ kind: 'offline' });
});

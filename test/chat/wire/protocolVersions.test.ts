/** Programs that speak different versions of the protocol tell each other so, and end. */
import { describe, expect, test } from 'vitest';
import { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram, encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { World } from '../../../src/lab/world/world.ts';
import { frameOf } from '../support/packets.ts';
import { inVersion } from '../support/versions.ts';

const ANN = { ip: '10.0.0.2', port: 6000 };
const HEADER = { session: 77, number: 5, tableVersion: 9 };

describe('a server that is asked in another version', () => {
  /** What it answers, as hex. */
  function answersTo(...datagrams: Uint8Array[]): string[] {
    const answers: string[] = [];
    const server = new ServerEndpoint({
      runtime: { clock: new VirtualClock(), randomIdentity: () => 1 },
      keyedHash: () => new Uint8Array(8),
      onDue: () => {},
      onNotice: () => {},
    });
    for (const datagram of datagrams) server.receive(Buffer.from(datagram), ANN);
    server.flush((bytes) => answers.push(Buffer.from(bytes).toString('hex')));
    return answers;
  }

  const empty = encodeDatagram(HEADER, []);
  const versions: Packet = { kind: 'VERSIONS', lowest: 2, highest: 2 };
  const answer = encodeDatagram({ ...HEADER, tableVersion: 0 }, [frameOf(versions, 0)]);

  test.each([1, 3, 255])('%i: says which it understands, under session and number', (version) => {
    expect(answersTo(inVersion(version, empty))).toEqual([Buffer.from(answer).toString('hex')]);
    expect(answer[1]).toBe(0);
  });

  test('whatever stands behind the header', () => {
    const junk = Buffer.concat([empty, Buffer.from('what version 3 may have here')]);
    expect(answersTo(inVersion(3, junk))).toHaveLength(1);
  });

  test('not what no version allows', () => {
    const damaged = Buffer.from(inVersion(3, empty));
    damaged[19] = (damaged[19] as number) ^ 1;
    const long = Buffer.concat([empty, Buffer.alloc(1_181)]);
    const short = inVersion(3, empty).subarray(0, 19);
    expect(answersTo(damaged, short, inVersion(3, long))).toEqual([]);
  });

  test('nobody answers an answer', () => {
    expect(answersTo(answer, inVersion(0, empty))).toEqual([]);
  });
});

test('version 0 is VERSIONS and nothing else, and VERSIONS has no other', () => {
  const versions = frameOf({ kind: 'VERSIONS', lowest: 3, highest: 4 }, 0);
  const reset = frameOf({ kind: 'RESET' }, 0);
  const alone = encodeDatagram(HEADER, [versions]);
  expect(decodeDatagram(alone)?.frames).toEqual([versions]);
  expect(decodeDatagram(inVersion(2, alone))).toBeNull();
  for (const frames of [[], [reset], [versions, reset]]) {
    expect(decodeDatagram(inVersion(0, encodeDatagram(HEADER, frames)))).toBeNull();
  }
});

describe('a client whose server speaks another version', () => {
  type Reply = (asked: Datagram) => Uint8Array | null;

  /** A client; from now on nobody is at the server's address but what replies. */
  function clientOf(reply: Reply, onlineMs = 0) {
    const world: World = new World({
      seed: 1,
      network: ({ bytes, from, to }) => {
        if (world === undefined || world.clock.nowMs() < onlineMs) return [5];
        const asked = decodeDatagram(bytes);
        const answer = asked && to.port === SERVER_ADDRESS.port ? reply(asked) : null;
        if (answer) world.launch({ bytes: answer, from: to, to: from }, 5, 0);
        return [];
      },
    });
    const ann = world.startClient('ann', ANN);
    world.advance(onlineMs);
    return { world, ann };
  }

  function understands(lowest: number, highest: number, session?: number): Reply {
    const frame = frameOf({ kind: 'VERSIONS', lowest, highest }, 0);
    return ({ header }) =>
      encodeDatagram({ ...header, session: session ?? header.session }, [frame]);
  }

  test.each([
    [3, 4, 'serverNewer'],
    [1, 1, 'serverOlder'],
  ] as const)('%i to %i: it ends at once, and its user knows why', (lowest, highest, refusal) => {
    const { world, ann } = clientOf(understands(lowest, highest));
    world.advance(20);
    expect(ann.notices).toEqual([{ kind: 'refused', name: 'ann', refusal }]);
    expect(ann.status).toBe(1);
  });

  test.each([
    ['its own version is among them', understands(1, 3)],
    ['the answer is under another number than its try', understands(3, 3, 12345)],
  ])('%s: it asks on, as somebody is there', (_why, reply) => {
    const { world, ann } = clientOf(reply);
    world.advance(20_000);
    expect([ann.status, ann.notices]).toEqual([null, []]);
  });

  test('it is told also where the server was another one before', () => {
    const { world, ann } = clientOf(understands(3, 3), 1_000);
    expect(ann.notices.map(({ kind }) => kind)).toContain('registered');
    world.advance(3_000);
    const refused = { kind: 'refused', name: 'ann', refusal: 'serverNewer' };
    expect([ann.notices.at(-1), ann.status]).toEqual([refused, 1]);
  });
});

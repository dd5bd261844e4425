import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import { Inbox } from '../../../src/chat/link/inbox.ts';
import { decodeControl, decodeMessage, isStreamCode } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram, encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { seededRandom } from '../../../src/lab/world/random.ts';
import { mutated, randomDatagram } from '../support/mutations.ts';
import { frameOf, packet } from '../support/packets.ts';

const { FC_SEED = 20_260_101 } = process.env;
const SEED = Number(FC_SEED);
const DATAGRAMS = 200_000;

/** Datagrams of all kinds, of one frame and of several, to be damaged. */
function goodDatagrams(count: number): Uint8Array[] {
  const packets = fc.sample(packet, { numRuns: count, seed: SEED });
  const frames = packets.map((sent, i) => frameOf(sent, i + 1));
  const short = frames.filter(({ body }) => body.length <= 200);
  const header = (i: number) => ({ session: i, number: i + 1, tableVersion: i });
  const single = short.map((frame, i) => encodeDatagram(header(i), [frame]));
  const several = short.slice(4).map((_, i) => encodeDatagram(header(i), short.slice(i, i + 4)));
  return [...single, ...several];
}

describe(`${DATAGRAMS} datagrams (seed ${SEED})`, () => {
  const { stackTraceLimit } = Error;
  // The CBOR reader throws for most of them: without stacks that takes half the time.
  beforeEach(() => {
    Error.stackTraceLimit = 0;
  });
  afterEach(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  test('random and damaged ones never throw past the boundary', () => {
    const random = seededRandom(SEED);
    const good = goodDatagrams(800);
    const inbox = new Inbox(16_400);
    const counts = { datagrams: 0, bodies: 0, packets: 0 };
    for (let i = 0; i < DATAGRAMS; i++) {
      const base = good[i % good.length] as Uint8Array;
      const bytes = i % 8 === 0 ? randomDatagram(random) : mutated(base, random);
      const datagram = decodeDatagram(bytes);
      if (datagram === null) continue;
      counts.datagrams++;
      for (const { code, body } of datagram.frames) {
        counts.bodies++;
        if ((decodeControl(code, body) ?? decodeMessage(code, body)) !== null) counts.packets++;
      }
      for (const frame of datagram.frames) {
        if (!isStreamCode(frame.code) || frame.id <= frame.back) continue;
        inbox.keep(frame);
        for (let next = inbox.take(); next; next = inbox.take()) {
          decodeMessage(next.code, next.body);
        }
      }
    }
    // They were not all stopped by the first checks, nor mostly undamaged.
    expect(counts.datagrams).toBeGreaterThan(0.4 * DATAGRAMS);
    expect(counts.datagrams).toBeLessThan(0.9 * DATAGRAMS);
    expect(counts.packets).toBeGreaterThan(0.2 * counts.bodies);
    expect(counts.packets).toBeLessThan(0.8 * counts.bodies);
  });
});

test('the datagrams that are damaged were good', () => {
  for (const bytes of goodDatagrams(300)) {
    expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
    const frames = decodeDatagram(bytes)?.frames ?? [];
    expect(frames.length).toBeGreaterThan(0);
    for (const { code, body } of frames) {
      expect(decodeControl(code, body) ?? decodeMessage(code, body)).not.toBeNull();
    }
  }
});

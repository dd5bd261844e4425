import { describe, expect, test } from 'vitest';
import { Inbox } from '../../../src/chat/link/inbox.ts';
import { Link } from '../../../src/chat/link/link.ts';
import {
  codeOf,
  decodeControl,
  decodeMessage,
  encodeBody,
  isStreamCode,
} from '../../../src/chat/wire/codec.ts';
import { decodeDatagram, encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { KINDS } from '../support/packets.ts';
import type { DatagramVector, RejectedVector } from '../support/vectors.ts';
import { fromHex, join, packetOf, toHex, vectors } from '../support/vectors.ts';

function decodeBody(code: number, body: Uint8Array): Packet | null {
  return isStreamCode(code) ? decodeMessage(code, body) : decodeControl(code, body);
}

function isTaken(vector: RejectedVector, bytes: Uint8Array): boolean {
  if (vector.stage === 'datagram') return decodeDatagram(bytes) !== null;
  return decodeBody(vector.code, bytes) !== null;
}

describe('datagrams', () => {
  for (const vector of vectors.datagrams) test(vector.name, () => verify(vector));

  function verify({ hex, header, frames }: DatagramVector): void {
    const sent = frames.map(({ packet, ...fields }) => ({ packet: packetOf(packet), ...fields }));
    const bytes = encodeDatagram(
      header,
      sent.map(({ packet, ...fields }) => ({ ...fields, body: encodeBody(packet) })),
    );
    expect(toHex(bytes)).toBe(hex);

    const read = decodeDatagram(fromHex(hex));
    expect(read?.header).toStrictEqual(header);
    const meaning = read?.frames.map(({ code, more, id, back, body }) => {
      return { code, more, id, back, packet: decodeBody(code, body) };
    });
    expect(meaning).toStrictEqual(sent.map(({ packet, ...fields }) => ({ ...fields, packet })));
    for (const { code, packet } of sent) expect(codeOf(packet.kind)).toBe(code);
  }

  test('every kind has one', () => {
    const shown = vectors.datagrams.flatMap(({ frames }) =>
      frames.map(({ packet }) => packet.kind),
    );
    expect([...new Set(shown)].sort()).toStrictEqual([...KINDS].sort());
  });

  test('every name is another', () => {
    const names = vectors.datagrams.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('messages in pieces', () => {
  test.each(vectors.messages)('$name: sent', (vector) => {
    const { session, tableVersion, firstId, firstNumber } = vector;
    expect([firstId, firstNumber]).toStrictEqual([1, 1]);
    const runtime = { clock: new VirtualClock(), randomIdentity: () => 1 };
    const link = new Link({
      runtime,
      label: 'sender',
      session,
      maxMessageBytes: 0,
      onDue: () => {},
    });
    const packet = packetOf(vector.packet);
    link.push(codeOf(packet.kind), encodeBody(packet));
    expect(link.flush(tableVersion).map(toHex)).toStrictEqual(vector.datagrams);
  });

  test.each(vectors.messages)('$name: received, in whatever order', (vector) => {
    const datagrams = vector.datagrams.map((hex) => decodeDatagram(fromHex(hex)));
    for (const order of [datagrams, datagrams.toReversed()]) {
      const inbox = new Inbox(16_400);
      const frames = order.flatMap((datagram) => datagram?.frames ?? []);
      for (const frame of frames) inbox.keep(frame);
      const arrival = inbox.take();
      expect(inbox.take()).toBeNull();
      const body = arrival?.body ?? new Uint8Array(0);
      expect(decodeBody(arrival?.code ?? 0, body)).toStrictEqual(packetOf(vector.packet));
    }
  });
});

describe('rejected', () => {
  for (const vector of vectors.rejected) {
    const what = vector.stage === 'body' ? vector.kind : 'a datagram';
    test(`${what}: ${vector.reason}`, () => verify(vector));
  }

  function verify(vector: RejectedVector): void {
    expect(isTaken(vector, join(vector.parts))).toBe(false);
    expect(isTaken(vector, join(vector.mended)), 'without the fault').toBe(true);
    if (vector.stage === 'body') expect(vector.code).toBe(codeOf(vector.kind));
  }

  test.each(vectors.rejected.filter(({ stage }) => stage === 'body'))(
    'as a datagram $kind is well-formed: $reason',
    (vector) => {
      if (vector.stage !== 'body') return;
      const body = join(vector.parts).subarray(0, 1_050);
      const frame = { code: vector.code, more: false, id: 1, back: 0, body };
      const bytes = encodeDatagram({ session: 1, number: 1, tableVersion: 0 }, [frame]);
      expect(decodeDatagram(bytes)?.frames).toStrictEqual([frame]);
    },
  );
});

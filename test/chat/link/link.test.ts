import { describe, expect, test } from 'vitest';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import type { Delivery } from '../../../src/chat/link/link.ts';
import { Link, NOTHING } from '../../../src/chat/link/link.ts';
import type { Occurrence } from '../../../src/chat/runtime.ts';
import { codeOf, encodeBody } from '../../../src/chat/wire/codec.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram, MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import type { ControlPacket } from '../../../src/chat/wire/packets.ts';

const SESSION = 7;
const CODE = codeOf('PRIVATE');
const VERSION = 3;

/** One end, at a time that the test sets, which counts how often it asked to be flushed. */
class End {
  nowMs = 0;
  dues = 0;
  readonly noted: Occurrence[] = [];
  readonly link: Link;

  constructor(session = SESSION) {
    this.link = new Link({
      session,
      nowMs: () => this.nowMs,
      maxMessageBytes: 20_000,
      onDue: () => {
        this.dues++;
      },
      note: (occurrence) => this.noted.push(occurrence),
    });
  }

  /** Puts messages on the stream and sends a copy of each. */
  post(...bodies: Uint8Array[]): this {
    for (const body of bodies) this.link.transmit(this.link.push(CODE, body));
    return this;
  }

  flush(): Datagram[] {
    return this.link.flush(VERSION).map((bytes) => {
      expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      return decodeDatagram(bytes) as Datagram;
    });
  }

  /** Takes the datagrams and says what they brought, all together. */
  take(datagrams: readonly Datagram[]): Delivery[] {
    return datagrams.map((datagram) => this.link.receive(datagram));
  }
}

function codesOf(datagrams: readonly Datagram[]): number[][] {
  return datagrams.map(({ frames }) => frames.map(({ code }) => code));
}

const short = (n: number) => Uint8Array.of(n);

describe('Link', () => {
  test('delivers a message and has it acked', () => {
    const [ann, bob] = [new End().post(short(1)), new End()];
    const [delivery] = bob.take(ann.flush());
    expect(delivery).toEqual({
      messages: [{ code: CODE, id: 1, body: short(1) }],
      controls: [],
      acked: false,
      isFresh: true,
    });
    expect(bob.dues).toBe(1);
    expect(ann.take(bob.flush())).toEqual([{ ...NOTHING, acked: true, isFresh: true }]);
    expect(ann.link.settledBelow).toBe(2);
    expect(ann.link.unsettledFrames).toBe(0);
  });

  test('sends nothing on its own, and nothing twice', () => {
    const ann = new End();
    ann.link.push(CODE, short(1));
    expect(ann.flush()).toEqual([]);
    expect(ann.dues).toBe(0);
    ann.post(short(2));
    expect(ann.dues).toBe(1);
    expect(ann.flush()).toHaveLength(1);
    expect(ann.flush()).toEqual([]);
  });

  test('puts what is due in one turn into one datagram', () => {
    const ann = new End().post(short(1), short(2), short(3));
    ann.link.control({ kind: 'KEEPALIVE' });
    expect(codesOf(ann.flush())).toEqual([[CODE, CODE, CODE, codeOf('KEEPALIVE')]]);
  });

  test('fills each datagram as far as the frames go, in order', () => {
    const full = new Uint8Array(MAX_BODY_BYTES);
    const ann = new End().post(full, short(1), full, full, short(2));
    expect(codesOf(ann.flush()).map(({ length }) => length)).toEqual([2, 1, 2]);
  });

  test('numbers its datagrams from 1 and tells the version of the table', () => {
    const ann = new End().post(short(1));
    const [first] = ann.flush();
    ann.link.control({ kind: 'PROBE' });
    const [second] = ann.flush();
    expect(first?.header).toEqual({ session: SESSION, number: 1, tableVersion: VERSION });
    expect(second?.header).toEqual({ session: SESSION, number: 2, tableVersion: VERSION });
  });

  test('acks a copy again, but not a replayed datagram', () => {
    const [ann, bob] = [new End(), new End()];
    const span = ann.link.push(CODE, short(1));
    ann.link.transmit(span);
    const datagrams = ann.flush();
    bob.take(datagrams);
    expect(bob.flush()).toHaveLength(1);
    expect(bob.take(datagrams)).toEqual([NOTHING]);
    expect(bob.flush()).toEqual([]);
    expect(bob.noted).toEqual(['replayed']);

    ann.link.transmit(span);
    expect(bob.take(ann.flush())).toEqual([{ ...NOTHING, isFresh: true }]);
    expect(bob.noted).toEqual(['replayed', 'duplicate']);
    expect(ann.take(bob.flush())).toEqual([{ ...NOTHING, acked: true, isFresh: true }]);
  });

  test('acks all datagrams of a turn with one frame, which goes first and counts the last', () => {
    const [ann, bob] = [new End(), new End()];
    for (const n of [1, 2, 3]) bob.take(ann.post(short(n)).flush());
    const [answer, ...more] = bob.post(short(9)).flush();
    expect(more).toEqual([]);
    expect(answer?.frames.map(({ code }) => code)).toEqual([codeOf('ACK'), CODE]);
    expect(answer?.frames[0]?.body).toEqual(
      encodeBody({ kind: 'ACK', next: 4, echo: 3, held: [] }),
    );
  });

  test('does not ack an ack', () => {
    const [ann, bob] = [new End().post(short(1)), new End()];
    bob.take(ann.flush());
    ann.take(bob.flush());
    expect(ann.flush()).toEqual([]);
  });

  test.each<[ControlPacket, isAcked: boolean]>([
    [{ kind: 'PROBE' }, true],
    [{ kind: 'KEEPALIVE' }, true],
    [{ kind: 'RESET' }, false],
    [{ kind: 'REQUEST_TABLE', since: 0 }, false],
    [{ kind: 'UPDATED_TABLE', from: 0, to: 1, latest: 1, entries: [] }, false],
  ])('hands a control packet over; acked if it is a check for life: %o', (packet, isAcked) => {
    const [ann, bob] = [new End(), new End()];
    ann.link.control(packet);
    expect(bob.take(ann.flush())).toEqual([{ ...NOTHING, controls: [packet], isFresh: true }]);
    expect(codesOf(bob.flush())).toEqual(isAcked ? [[codeOf('ACK')]] : []);
  });

  test('takes nothing of another session', () => {
    const bob = new End();
    expect(bob.take(new End(SESSION + 1).post(short(1)).flush())).toEqual([NOTHING]);
    expect(bob.dues).toBe(0);
  });

  test('neither takes nor acks messages while there is no room for them', () => {
    const [ann, bob] = [new End(), new End()];
    const span = ann.link.push(CODE, short(1));
    ann.link.transmit(span);
    const [datagram] = ann.flush();
    expect(bob.link.receive(datagram as Datagram, 'all')).toEqual({ ...NOTHING, isFresh: true });
    expect(bob.flush()).toEqual([]);
    ann.link.transmit(span);
    expect(bob.take(ann.flush())[0]?.messages).toHaveLength(1);
  });

  test('takes no frame whose numbers cannot be, nor a control packet that is none', () => {
    const bob = new End();
    const header = { session: SESSION, number: 1, tableVersion: 0 };
    const body = short(1);
    const frames = [
      { code: CODE, more: false, id: 0, back: 0, body },
      { code: CODE, more: false, id: 5, back: 5, body },
      { code: CODE, more: false, id: 5, back: 9, body },
      { code: codeOf('ACK'), more: false, id: 0, back: 0, body },
      { code: 31, more: false, id: 0, back: 0, body },
      { code: 127, more: false, id: 1, back: 0, body },
    ];
    expect(bob.take([{ header, frames }])).toEqual([{ ...NOTHING, isFresh: true }]);
    expect(bob.flush()).toEqual([]);
  });

  test('does not send what was settled since it was queued, but an ack for it', () => {
    const [ann, bob] = [new End(), new End()];
    const span = ann.link.push(CODE, short(1));
    ann.link.transmit(span);
    bob.take(ann.flush());
    const answer = bob.flush();
    ann.link.transmit(span);
    ann.take(answer);
    expect(ann.flush()).toEqual([]);
  });

  test('measures the round trip of the datagram that was acked', () => {
    const [ann, bob] = [new End(), new End()];
    const span = ann.link.push(CODE, short(1));
    for (ann.nowMs of [0, 250]) {
      ann.link.transmit(span);
      bob.take(ann.flush());
    }
    ann.nowMs = 310;
    ann.take(bob.flush());
    expect(ann.link.roundTrip.rtoMs).toBe(180);
  });

  test('refuses what fits into no datagram, rather than try for ever', () => {
    const ann = new End();
    ann.link.control({ kind: 'RESET' }, new Uint8Array(MAX_DATAGRAM_BYTES));
    expect(() => ann.flush()).toThrow(RangeError);
  });
});

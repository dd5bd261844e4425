import { describe, expect, test } from 'vitest';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import type { Delivery } from '../../../src/chat/link/link.ts';
import { Link, NOTHING } from '../../../src/chat/link/link.ts';
import type { Occurrence } from '../../../src/chat/runtime.ts';
import { codeOf, decodeControl } from '../../../src/chat/wire/codec.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram, MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import type { ControlPacket } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

const SESSION = 7;
const CODE = codeOf('PRIVATE');
const VERSION = 3;

/** One end, at a time that the test sets, which counts how often it asked to be flushed. */
class End {
  readonly clock = new VirtualClock();
  dues = 0;
  readonly noted: Occurrence[] = [];
  readonly link: Link;

  constructor(session = SESSION) {
    this.link = new Link({
      runtime: {
        clock: this.clock,
        randomIdentity: () => 1,
        note: (occurrence) => this.noted.push(occurrence),
      },
      label: 'end',
      session,
      maxMessageBytes: 20_000,
      onDue: () => {
        this.dues++;
      },
    });
  }

  /** Puts messages on the stream. */
  post(...bodies: Uint8Array[]): this {
    for (const body of bodies) this.link.push(CODE, body);
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

  /** Ids of the messages that are there. */
  read(): number[] {
    return this.link.takeAll().map(({ id }) => id);
  }
}

function codesOf(datagrams: readonly Datagram[]): number[][] {
  return datagrams.map(({ frames }) => frames.map(({ code }) => code));
}

const short = (n: number) => Uint8Array.of(n);

/** What an ACK says, where a test does not. */
const ACK = { kind: 'ACK', next: 1, limit: 257, floor: 1, delay: 0, arrived: [] } as const;

function ackIn([datagram]: readonly Datagram[]): unknown {
  const frame = datagram?.frames[0];
  return frame && decodeControl(frame.code, frame.body);
}

describe('Link', () => {
  test('delivers a message and has it acked when it is taken', () => {
    const [ann, bob] = [new End().post(short(1)), new End()];
    expect(bob.take(ann.flush())).toEqual([{ ...NOTHING, isFresh: true }]);
    expect(bob.link.takeAll()).toEqual([{ code: CODE, id: 1, body: short(1) }]);
    const answer = bob.flush();
    expect(ackIn(answer)).toEqual({ ...ACK, next: 2, limit: 258, arrived: [1, 1] });
    expect(ann.take(answer)).toEqual([{ ...NOTHING, acked: true, isFresh: true }]);
    expect(ann.link.settledBelow).toBe(2);
    expect(ann.link.unsettledFrames).toBe(0);
  });

  test('says that a datagram arrived though its message is not taken yet', () => {
    const [ann, bob] = [new End().post(short(1), short(2)), new End()];
    bob.take(ann.flush());
    const answer = bob.flush();
    expect(ackIn(answer)).toEqual({ ...ACK, arrived: [1, 1] });
    ann.take(answer);
    expect(ann.link.unsettledFrames).toBe(2);
    expect(bob.read()).toEqual([1, 2]);
    const later = bob.flush();
    expect(ackIn(later)).toEqual({ ...ACK, next: 3, limit: 259, arrived: [1, 1] });
    expect(ann.take(later)).toEqual([{ ...NOTHING, acked: true, isFresh: true }]);
    expect(ann.link.unsettledFrames).toBe(0);
  });

  test('sends nothing twice', () => {
    const ann = new End().post(short(1));
    expect(ann.dues).toBe(1);
    expect(ann.flush()).toHaveLength(1);
    expect(ann.flush()).toEqual([]);
  });

  test('puts what is due in one turn into one datagram', () => {
    const ann = new End().post(short(1), short(2), short(3));
    ann.link.control({ kind: 'KEEPALIVE' });
    expect(codesOf(ann.flush())).toEqual([[codeOf('KEEPALIVE'), CODE, CODE, CODE]]);
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
    const [ann, bob] = [new End().post(short(1)), new End()];
    const datagrams = ann.flush();
    bob.take(datagrams);
    expect(bob.read()).toEqual([1]);
    expect(bob.flush()).toHaveLength(1);
    expect(bob.take(datagrams)).toEqual([NOTHING]);
    expect(bob.flush()).toEqual([]);
    expect(bob.noted).toEqual(['replayed']);

    ann.clock.advance(250);
    bob.take(ann.flush());
    expect(bob.read()).toEqual([]);
    expect(bob.noted).toEqual(['replayed', 'duplicate']);
    expect(ackIn(bob.flush())).toEqual({ ...ACK, next: 2, limit: 258, arrived: [1, 2] });
  });

  test('acks all datagrams of a turn with one frame, which goes first', () => {
    const [ann, bob] = [new End(), new End()];
    for (const n of [1, 2, 3]) bob.take(ann.post(short(n)).flush());
    bob.read();
    const [answer, ...more] = bob.post(short(9)).flush();
    expect(more).toEqual([]);
    expect(answer?.frames.map(({ code }) => code)).toEqual([codeOf('ACK'), CODE]);
    expect(ackIn(answer ? [answer] : [])).toEqual({
      ...ACK,
      next: 4,
      limit: 260,
      arrived: [1, 3],
    });
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

  test('does not listen to who sends more than there is credit for', () => {
    const bob = new End();
    const header = { session: SESSION, number: 1, tableVersion: 0 };
    const frame = { code: CODE, more: false, id: 257, back: 0, body: short(1) };
    expect(bob.take([{ header, frames: [frame] }])).toEqual([NOTHING]);
    expect(bob.flush()).toEqual([]);
    // Nor is the number taken for seen.
    expect(bob.take([{ header, frames: [{ ...frame, id: 256 }] }])[0]?.isFresh).toBe(true);
  });

  test('gives no credit beyond what is kept, and all of it when that is handed on', () => {
    const [ann, bob] = [new End(), new End()];
    bob.take(ann.post(short(1), short(2)).flush());
    expect(bob.read()).toEqual([1, 2]);
    bob.link.holdCredit(2);
    expect(ackIn(bob.flush())).toMatchObject({ next: 3, limit: 258 });
    bob.link.holdCredit(null);
    expect(ackIn(bob.flush())).toMatchObject({ next: 3, limit: 259 });
    bob.link.holdCredit(null);
    expect(bob.flush()).toEqual([]);
  });

  // Found by the lab: 257 frames were kept of one sender, whose first message took two turns.
  test('counts the credit from the message of which not all is there', () => {
    const bob = new End();
    const header = { session: SESSION, tableVersion: 0 };
    const piece = (id: number) => ({ code: CODE, more: id < 3, id, back: id - 1, body: short(id) });
    bob.take([{ header: { ...header, number: 1 }, frames: [piece(1), piece(2)] }]);
    expect(bob.read()).toEqual([]);
    expect(ackIn(bob.flush())).toMatchObject({ next: 3, limit: 257 });
    bob.take([{ header: { ...header, number: 2 }, frames: [piece(3)] }]);
    expect(bob.read()).toEqual([1]);
    bob.link.holdCredit(1);
    expect(ackIn(bob.flush())).toMatchObject({ next: 4, limit: 257 });
    bob.link.holdCredit(null);
    expect(ackIn(bob.flush())).toMatchObject({ next: 4, limit: 260 });
  });

  test('measures the round trip of the datagram that was acked', () => {
    const [ann, bob] = [new End().post(short(1)), new End()];
    bob.take(ann.flush());
    ann.clock.advance(60);
    ann.take(bob.flush());
    expect(ann.link.roundTrip.smoothedMs).toBe(60);
  });

  test('refuses what fits into no datagram, rather than try for ever', () => {
    const ann = new End();
    ann.link.control({ kind: 'RESET' }, new Uint8Array(MAX_DATAGRAM_BYTES));
    expect(() => ann.flush()).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../src/chat/link/inbox.ts';
import { Inbox, WINDOW_FRAMES } from '../../../src/chat/link/inbox.ts';
import type { Span } from '../../../src/chat/link/outbox.ts';
import { Outbox } from '../../../src/chat/link/outbox.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import { check } from '../../support/property.ts';

const CODE = 32;
const LIMIT = 4 * MAX_BODY_BYTES;

/** A frame of a sender that has nothing settled yet, unless `back` says otherwise. */
function frame(id: number, { more = false, back = id - 1, body = [id], code = CODE } = {}): Frame {
  return { code, more, id, back, body: Uint8Array.from(body) };
}

/** Ids of the messages that these frames complete, one after the other. */
function idsOf(inbox: Inbox, ...frames: Frame[]): number[] {
  return frames.flatMap((one) => inbox.take(one)).map(({ id }) => id);
}

describe('Inbox', () => {
  test('gives out each message once and in order', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(2), frame(3), frame(2))).toEqual([]);
    expect(inbox.heldRanges()).toEqual([2, 3]);
    expect(idsOf(inbox, frame(1))).toEqual([1, 2, 3]);
    expect(idsOf(inbox, frame(1), frame(2), frame(3))).toEqual([]);
    expect(inbox.next).toBe(4);
    expect(inbox.heldRanges()).toEqual([]);
  });

  describe('what was refused', () => {
    const ANSWER = CODE + 1;
    const message = (id: number, more = false) => frame(id, { more });
    const answer = (id: number, more = false) => frame(id, { more, code: ANSWER });

    test('is not taken, and messages of other kinds overtake it, each once', () => {
      const inbox = new Inbox(LIMIT);
      expect(inbox.refuse(message(1))).toEqual([]);
      expect(idsOf(inbox, answer(2), answer(2))).toEqual([2]);
      expect(inbox.next).toBe(1);
      expect(inbox.heldRanges()).toEqual([2, 2]);
      expect(inbox.refuse(message(3))).toEqual([]);
      expect(inbox.take(answer(5))).toEqual([]);
      expect(inbox.take(answer(4, true))).toEqual([
        { code: ANSWER, id: 4, body: Uint8Array.of(4, 5) },
      ]);
      expect(idsOf(inbox, message(1), message(3))).toEqual([1, 3]);
      expect(inbox.next).toBe(6);
      expect(idsOf(inbox, answer(2), message(6), answer(7))).toEqual([6, 7]);
    });

    test('is not overtaken by its own kind, nor by half a message', () => {
      const inbox = new Inbox(LIMIT);
      // Kept before the first was refused: the rest of the second, the third.
      expect(idsOf(inbox, message(3), message(4), answer(5, true))).toEqual([]);
      expect(inbox.refuse(message(1))).toEqual([]);
      expect(inbox.refuse(message(2, true))).toEqual([]);
      expect(idsOf(inbox, answer(6))).toEqual([5]);
      expect(idsOf(inbox, message(1), message(2, true))).toEqual([1, 2, 4]);
    });

    test('may be overtaken, but not a gap, which may be anything', () => {
      const inbox = new Inbox(LIMIT);
      expect(inbox.refuse(message(1))).toEqual([]);
      expect(idsOf(inbox, answer(3))).toEqual([]);
      expect(inbox.refuse(message(2)).map(({ id }) => id)).toEqual([3]);
    });

    test('is forgotten when it is given up', () => {
      const inbox = new Inbox(LIMIT);
      expect(inbox.refuse(message(1))).toEqual([]);
      expect(idsOf(inbox, answer(2))).toEqual([2]);
      expect(inbox.refuse(frame(4, { back: 1 }))).toEqual([]);
      expect(inbox.next).toBe(3);
      expect(idsOf(inbox, answer(3))).toEqual([3]);
      expect(inbox.next).toBe(4);
    });
  });

  test('puts a message together from its pieces, under the id of the first', () => {
    const inbox = new Inbox(LIMIT);
    inbox.take(frame(3, { body: [5] }));
    inbox.take(frame(2, { more: true, body: [3, 4] }));
    expect(inbox.take(frame(1, { more: true, body: [1, 2] }))).toEqual([
      { code: CODE, id: 1, body: Uint8Array.of(1, 2, 3, 4, 5) },
    ]);
  });

  test('names the first eight ranges of what it holds', () => {
    const inbox = new Inbox(LIMIT);
    for (let id = 30; id >= 2; id--) if (id % 3 !== 1) inbox.take(frame(id));
    const ranges = [2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24];
    expect(inbox.heldRanges()).toEqual(ranges);
  });

  test('does not take what lies 256 frames or more ahead of a gap', () => {
    const inbox = new Inbox(LIMIT);
    inbox.take(frame(1 + WINDOW_FRAMES));
    inbox.take(frame(2 ** 32 - 1));
    expect(inbox.heldRanges()).toEqual([]);
    inbox.take(frame(WINDOW_FRAMES));
    expect(inbox.heldRanges()).toEqual([WINDOW_FRAMES, WINDOW_FRAMES]);
  });

  test('does not wait for what the sender has given up', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(3), frame(5, { back: 3 }))).toEqual([]);
    expect(inbox.next).toBe(2);
    expect(idsOf(inbox, frame(4, { back: 1 }))).toEqual([3, 4, 5]);
  });

  test('drops the pieces of a message that the sender has given up', () => {
    const inbox = new Inbox(LIMIT);
    inbox.take(frame(1, { more: true, body: [1] }));
    inbox.take(frame(3, { more: true, body: [3] }));
    expect(inbox.take(frame(5, { body: [5] }))).toEqual([]);
    const [arrival] = inbox.take(frame(6, { back: 1, body: [6] }));
    expect(arrival).toEqual({ code: CODE, id: 5, body: Uint8Array.of(5) });
    expect(inbox.next).toBe(7);
  });

  test('does not go back for a frame with an older floor', () => {
    const inbox = new Inbox(LIMIT);
    inbox.take(frame(10, { back: 0 }));
    expect(idsOf(inbox, frame(11, { back: 1 }))).toEqual([11]);
    expect(idsOf(inbox, frame(2, { back: 1 }), frame(5, { back: 4 }))).toEqual([]);
    expect(inbox.next).toBe(12);
  });

  test('drops a message that grows beyond the limit, all of it, and goes on', () => {
    const inbox = new Inbox(3);
    const pieces = [1, 2, 3, 4].map((id) => frame(id, { more: true, body: [id] }));
    expect(idsOf(inbox, ...pieces, frame(5, { body: [5] }))).toEqual([]);
    expect(inbox.take(frame(6, { body: [6] }))).toEqual([
      { code: CODE, id: 6, body: Uint8Array.of(6) },
    ]);
  });

  test('takes a message that is as long as the limit', () => {
    const inbox = new Inbox(3);
    expect(idsOf(inbox, frame(1, { more: true }), frame(2, { more: true }), frame(3))).toEqual([1]);
  });

  test('does not keep the pieces of a message that never ends', () => {
    const inbox = new Inbox(100);
    for (let id = 1; id <= 1_000; id++) inbox.take(frame(id, { more: true, body: [] }));
    expect(idsOf(inbox, frame(1_001))).toEqual([]);
  });

  test('drops a message whose pieces are not of one kind', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(1, { more: true }), frame(2, { code: 33 }))).toEqual([]);
    expect(idsOf(inbox, frame(3))).toEqual([3]);
  });
});

describe('a stream from an outbox to an inbox', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 3 * MAX_BODY_BYTES }), {
    maxLength: 12,
    size: 'max',
  });
  /** Which of the frames arrives next. What is not chosen is lost, what comes twice a duplicate. */
  const choices = fc.array(fc.nat(), { maxLength: 60, size: 'max' });

  const bodiesOf = (of: readonly number[]) => of.map((n, i) => new Uint8Array(n).fill(i + 1));
  const textsOf = (all: readonly Uint8Array[]) =>
    all.map((body) => Buffer.from(body).toString('latin1'));
  const copiesOf = (outbox: Outbox, span: Span) =>
    outbox.lacking(span).flatMap((lacking) => outbox.departing(lacking) ?? []);

  const EVERYTHING: Span = { first: 1, last: 100 };
  /**
   * Nothing is lost any more: what is lacking is sent, and acked. Each gap that a message left which
   * was given up can take a turn more, because the floor rises with the ack of what is before it.
   */
  const heal = (outbox: Outbox, inbox: Inbox, gaps: number) => {
    const arrivals: Arrival[] = [];
    for (let turn = 0; turn < 1 + gaps; turn++) {
      for (const copy of copiesOf(outbox, EVERYTHING)) arrivals.push(...inbox.take(copy));
      outbox.settle(inbox.next, inbox.heldRanges());
    }
    return arrivals;
  };

  test('delivers each message once, whole and in order, whatever is lost or repeated', () => {
    check(
      fc.property(lengths, choices, (all, picked) => {
        const [outbox, inbox] = [new Outbox(), new Inbox(LIMIT)];
        const spans = bodiesOf(all).map((body) => outbox.push(CODE, body));
        const frames = spans.flatMap((span) => copiesOf(outbox, span));
        const arrivals: Arrival[] = [];
        for (const choice of picked) {
          const one = frames[choice % Math.max(1, frames.length)];
          if (one) arrivals.push(...inbox.take(one));
          // An ack gets through now and then.
          if (choice % 3 === 0) outbox.settle(inbox.next, inbox.heldRanges());
        }
        arrivals.push(...heal(outbox, inbox, 0));
        expect(textsOf(arrivals.map(({ body }) => body))).toEqual(textsOf(bodiesOf(all)));
        expect(outbox.unsettledFrames).toBe(0);
        expect(inbox.heldRanges()).toEqual([]);
      }),
    );
  });

  test('delivers in order what is not given up, and what is given up at most once', () => {
    check(
      fc.property(lengths, choices, fc.array(fc.nat({ max: 12 })), (all, picked, givenUp) => {
        const [outbox, inbox] = [new Outbox(), new Inbox(LIMIT)];
        const spans = bodiesOf(all).map((body) => outbox.push(CODE, body));
        const arrivals: Arrival[] = [];
        for (const [i, choice] of picked.entries()) {
          const id = 1 + (choice % Math.max(1, spans.at(-1)?.last ?? 1));
          const copies = copiesOf(outbox, { first: id, last: id });
          for (const copy of copies) arrivals.push(...inbox.take(copy));
          const lost = spans[givenUp[i] ?? -1];
          if (lost) outbox.abandon(lost);
        }
        const abandoned = new Set(givenUp.slice(0, picked.length));
        arrivals.push(...heal(outbox, inbox, abandoned.size));
        expect(outbox.unsettledFrames).toBe(0);
        const ids = arrivals.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
        const texts = textsOf(bodiesOf(all));
        for (const [i, span] of spans.entries()) {
          const arrival = arrivals.find(({ id }) => id === span.first);
          if (arrival) expect(textsOf([arrival.body])).toEqual([texts[i]]);
          else expect(abandoned.has(i)).toBe(true);
        }
      }),
    );
  });

  test('takes any garbage without throwing, and never gives out a message too long', () => {
    const garbage = fc.record({
      code: fc.integer({ min: 0, max: 127 }),
      more: fc.boolean(),
      id: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 32 - 1 })),
      back: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 16 - 1 })),
      body: fc.uint8Array({ maxLength: 10 }),
    });
    check(
      fc.property(fc.array(garbage, { maxLength: 100 }), (frames) => {
        const inbox = new Inbox(25);
        let last = 0;
        for (const one of frames) {
          for (const { id, body } of inbox.take(one)) {
            expect(body.length).toBeLessThanOrEqual(25);
            expect(id).toBeGreaterThan(last);
            last = id;
          }
          expect(inbox.heldRanges().length).toBeLessThanOrEqual(16);
        }
      }),
    );
  });
});

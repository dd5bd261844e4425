import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HALF_DONE_MS } from '../../../machines/timers.ts';
import type { Arrival } from '../../../src/chat/link/inbox.ts';
import { Inbox } from '../../../src/chat/link/inbox.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import { check } from '../../support/property.ts';

const CODE = 32;
const LIMIT = 4 * MAX_BODY_BYTES;

/** A frame of a sender that has nothing settled yet, unless `back` says otherwise. */
function frame(id: number, { more = false, back = id - 1, body = [id], code = CODE } = {}): Frame {
  return { code, more, id, back, body: Uint8Array.from(body) };
}

/** The messages that these frames complete, one after the other. */
function taken(inbox: Inbox, ...frames: Frame[]): Arrival[] {
  const arrivals: Arrival[] = [];
  for (const one of frames) {
    inbox.keep(one);
    for (let next = inbox.take(); next; next = inbox.take()) arrivals.push(next);
  }
  return arrivals;
}

function idsOf(inbox: Inbox, ...frames: Frame[]): number[] {
  return taken(inbox, ...frames).map(({ id }) => id);
}

describe('Inbox', () => {
  test('gives out each message once and in order', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(2), frame(3), frame(2))).toEqual([]);
    expect(idsOf(inbox, frame(1))).toEqual([1, 2, 3]);
    expect(idsOf(inbox, frame(1), frame(2), frame(3))).toEqual([]);
    expect(inbox.next).toBe(4);
  });

  test('keeps a message until it is taken', () => {
    const inbox = new Inbox(LIMIT);
    inbox.keep(frame(1));
    inbox.keep(frame(2));
    expect(inbox.next).toBe(1);
    expect(inbox.take()?.id).toBe(1);
    expect(inbox.next).toBe(2);
    expect(inbox.take()?.id).toBe(2);
    expect(inbox.take()).toBeNull();
  });

  test('gives out no message that was given up before it was taken', () => {
    const inbox = new Inbox(LIMIT);
    for (const id of [1, 2, 3]) inbox.keep(frame(id));
    inbox.skipTo(3);
    expect(inbox.take()?.id).toBe(3);
    expect(inbox.take()).toBeNull();
  });

  describe('what is refused', () => {
    const ANSWER = CODE + 1;
    const NEWS = CODE + 2;
    const REFUSED = { code: CODE, behind: NEWS };
    const message = (id: number, more = false) => frame(id, { more });
    const answer = (id: number, more = false) => frame(id, { more, code: ANSWER });

    test('stays, and messages of other kinds overtake it, each once', () => {
      const inbox = new Inbox(LIMIT);
      for (const one of [message(1), answer(2), message(3), answer(5)]) inbox.keep(one);
      expect(inbox.take(REFUSED)?.id).toBe(2);
      expect(inbox.take(REFUSED)).toBeNull();
      expect(inbox.next).toBe(1);
      inbox.keep(answer(4, true));
      expect(inbox.take(REFUSED)).toEqual({ code: ANSWER, id: 4, body: Uint8Array.of(4, 5) });
      expect(idsOf(inbox, answer(2))).toEqual([1, 3]);
      expect(inbox.next).toBe(6);
      expect(idsOf(inbox, answer(2), message(6), answer(7))).toEqual([6, 7]);
    });

    test('is not overtaken by its own kind, nor by half a message, nor across a gap', () => {
      const inbox = new Inbox(LIMIT);
      for (const one of [message(1), message(2, true), message(3), answer(4, true)]) {
        inbox.keep(one);
      }
      inbox.keep(answer(7));
      expect(inbox.take(REFUSED)).toBeNull();
      inbox.keep(answer(5));
      expect(inbox.take(REFUSED)?.id).toBe(4);
      expect(inbox.take(REFUSED)).toBeNull();
      expect(idsOf(inbox, message(6))).toEqual([1, 2, 6, 7]);
    });

    test('keeps the news behind it in its place, and not the news before it', () => {
      const inbox = new Inbox(LIMIT);
      const news = (id: number) => frame(id, { code: NEWS });
      for (const one of [news(1), message(2), news(3), answer(4)]) inbox.keep(one);
      const taken = [inbox.take(REFUSED)?.id, inbox.take(REFUSED)?.id, inbox.take(REFUSED)];
      expect(taken).toEqual([1, 4, null]);
      expect(inbox.next).toBe(2);
      expect(idsOf(inbox, news(3))).toEqual([2, 3]);
    });

    test('is forgotten when it is given up', () => {
      const inbox = new Inbox(LIMIT);
      inbox.keep(message(1));
      inbox.keep(answer(2));
      expect(inbox.take(REFUSED)?.id).toBe(2);
      expect(idsOf(inbox, frame(4, { back: 1 }))).toEqual([]);
      expect(inbox.next).toBe(3);
      expect(idsOf(inbox, answer(3))).toEqual([3, 4]);
    });
  });

  test('puts a message together from its pieces, under the id of the first', () => {
    const inbox = new Inbox(LIMIT);
    taken(inbox, frame(3, { body: [5] }), frame(2, { more: true, body: [3, 4] }));
    expect(taken(inbox, frame(1, { more: true, body: [1, 2] }))).toEqual([
      { code: CODE, id: 1, body: Uint8Array.of(1, 2, 3, 4, 5) },
    ]);
  });

  // Regression: of a Buffer, which is what a socket delivers, `slice` is a view.
  test('does not hold on to the datagrams that brought its pieces', () => {
    const inbox = new Inbox(LIMIT);
    const datagram = Buffer.alloc(1_200, 7);
    taken(inbox, { code: CODE, more: true, id: 1, back: 0, body: datagram.subarray(30, 31) });
    datagram.fill(0);
    const [arrival] = taken(inbox, frame(2, { body: [8] }));
    expect(arrival?.body).toEqual(Uint8Array.of(7, 8));
  });

  test('does not wait for what the sender has given up', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(3), frame(5, { back: 3 }))).toEqual([]);
    expect(inbox.next).toBe(2);
    expect(idsOf(inbox, frame(4, { back: 1 }))).toEqual([3, 4, 5]);
  });

  test('drops the pieces of a message that the sender has given up', () => {
    const inbox = new Inbox(LIMIT);
    taken(inbox, frame(1, { more: true, body: [1] }), frame(3, { more: true, body: [3] }));
    expect(taken(inbox, frame(5, { body: [5] }))).toEqual([]);
    expect(taken(inbox, frame(6, { back: 1, body: [6] }))[0]).toEqual({
      code: CODE,
      id: 5,
      body: Uint8Array.of(5),
    });
    expect(inbox.next).toBe(7);
  });

  test('does not go back for a frame with an older floor', () => {
    const inbox = new Inbox(LIMIT);
    taken(inbox, frame(10, { back: 0 }));
    expect(idsOf(inbox, frame(11, { back: 1 }))).toEqual([11]);
    expect(idsOf(inbox, frame(2, { back: 1 }), frame(5, { back: 4 }))).toEqual([]);
    expect(inbox.next).toBe(12);
  });

  test('drops a message that grows beyond the limit, all of it, and goes on', () => {
    const inbox = new Inbox(3);
    const pieces = [1, 2, 3, 4].map((id) => frame(id, { more: true, body: [id] }));
    expect(idsOf(inbox, ...pieces, frame(5, { body: [5] }))).toEqual([]);
    expect(taken(inbox, frame(6, { body: [6] }))).toEqual([
      { code: CODE, id: 6, body: Uint8Array.of(6) },
    ]);
  });

  test('takes a message that is as long as the limit', () => {
    const inbox = new Inbox(3);
    expect(idsOf(inbox, frame(1, { more: true }), frame(2, { more: true }), frame(3))).toEqual([1]);
  });

  test('does not keep the pieces of a message that never ends', () => {
    const inbox = new Inbox(100);
    for (let id = 1; id <= 1_000; id++) taken(inbox, frame(id, { more: true, body: [] }));
    expect(idsOf(inbox, frame(1_001))).toEqual([]);
  });

  test('drops a message whose pieces are not of one kind', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(1, { more: true }), frame(2, { code: 33 }))).toEqual([]);
    expect(idsOf(inbox, frame(3))).toEqual([3]);
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
        for (const { id, body } of taken(inbox, ...frames)) {
          expect(body.length).toBeLessThanOrEqual(25);
          expect(id).toBeGreaterThan(last);
          last = id;
        }
      }),
    );
  });
});

describe('what waits for something that is missing', () => {
  test('is let go when nothing was taken for long', () => {
    const inbox = new Inbox(LIMIT);
    inbox.keep(frame(3));
    inbox.tidy(0);
    inbox.tidy(HALF_DONE_MS - 1);
    inbox.keep(frame(2));
    expect(idsOf(inbox, frame(1))).toEqual([1, 2, 3]);
    inbox.keep(frame(6));
    inbox.tidy(HALF_DONE_MS);
    inbox.tidy(2 * HALF_DONE_MS);
    expect(idsOf(inbox, frame(4), frame(5))).toEqual([4, 5]);
  });

  test('is a message without its end, too, of which nothing is taken for another', () => {
    const inbox = new Inbox(LIMIT);
    expect(idsOf(inbox, frame(1, { more: true }))).toEqual([]);
    inbox.tidy(0);
    inbox.tidy(HALF_DONE_MS);
    expect(idsOf(inbox, frame(2, { more: true }), frame(3), frame(4))).toEqual([4]);
  });

  test('is not what waits for its reader', () => {
    const inbox = new Inbox(LIMIT);
    inbox.keep(frame(1, { more: true }));
    inbox.keep(frame(2));
    inbox.tidy(0);
    inbox.tidy(HALF_DONE_MS);
    expect(inbox.take()?.body).toEqual(Uint8Array.of(1, 2));
  });

  test('waits anew for each thing that is missing', () => {
    const inbox = new Inbox(LIMIT);
    inbox.keep(frame(2));
    inbox.tidy(0);
    idsOf(inbox, frame(1));
    inbox.keep(frame(4));
    inbox.tidy(HALF_DONE_MS);
    expect(idsOf(inbox, frame(3))).toEqual([3, 4]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WINDOW_FRAMES } from '../../../src/chat/link/inbox.ts';
import type { Span } from '../../../src/chat/link/outbox.ts';
import { Outbox } from '../../../src/chat/link/outbox.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import { check } from '../../support/property.ts';

const CODE = 32;
const FAR = 1_000;

/** An outbox with messages of so many frames each. */
function outboxOf(...frameCounts: number[]) {
  const outbox = new Outbox();
  const spans = frameCounts.map((count) =>
    outbox.push(CODE, new Uint8Array(count * MAX_BODY_BYTES)),
  );
  return { outbox, spans };
}

/** All that may leave, in one datagram of this number. */
function depart(outbox: Outbox, number = 1): Frame[] {
  const frames: Frame[] = [];
  while (outbox.isDue) frames.push(outbox.depart(number));
  return frames;
}

const idsOf = (frames: readonly Frame[]) => frames.map(({ id }) => id);

describe('Outbox', () => {
  test('numbers frames from 1, and lets each leave once', () => {
    const { outbox, spans } = outboxOf(1, 3);
    expect(spans).toEqual([
      { first: 1, last: 1 },
      { first: 2, last: 4 },
    ]);
    expect(outbox.unsent).toBe(1);
    expect(idsOf(depart(outbox))).toEqual([1, 2, 3, 4]);
    expect(outbox.unsent).toBe(5);
    expect(depart(outbox)).toEqual([]);
    expect(outbox.unsettledFrames).toBe(4);
  });

  test('cuts a message into frames that together are the message', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 5 * MAX_BODY_BYTES, size: 'max' }), (body) => {
        const outbox = new Outbox();
        outbox.push(CODE, body);
        const frames = depart(outbox);
        expect(Buffer.concat(frames.map((frame) => frame.body))).toEqual(Buffer.from(body));
        expect(frames.length).toBe(Math.max(1, Math.ceil(body.length / MAX_BODY_BYTES)));
        expect(frames.every((frame) => frame.code === CODE)).toBe(true);
        expect(frames.map(({ more }) => more)).toEqual(frames.map((_, i) => i < frames.length - 1));
      }),
      { numRuns: 50 },
    );
  });

  test('settles what the receiver has taken, and takes no notice of what was never sent', () => {
    const { outbox } = outboxOf(1, 1, 1);
    expect(outbox.settle(2, FAR)).toBe(false);
    outbox.depart(1);
    outbox.depart(1);
    expect(outbox.settle(4, FAR)).toBe(false);
    expect(outbox.settle(2 ** 32 - 1, FAR)).toBe(false);
    expect(outbox.floor).toBe(1);
    expect(outbox.settle(3, FAR)).toBe(true);
    expect(outbox.floor).toBe(3);
    expect(outbox.settle(2, FAR)).toBe(false);
    expect(outbox.settle(3, FAR)).toBe(false);
    expect(outbox.unsettledFrames).toBe(1);
  });

  test('lets lost frames leave again, the oldest first, before what is new', () => {
    const { outbox } = outboxOf(3);
    depart(outbox, 1);
    outbox.push(CODE, new Uint8Array(1));
    outbox.lost(1, [2, 3]);
    outbox.lost(1, [1]);
    expect(idsOf(depart(outbox, 2))).toEqual([1, 2, 3, 4]);
  });

  test('sends no frame again that left in a later datagram, is held, or settled', () => {
    const { outbox } = outboxOf(1, 1, 1);
    depart(outbox, 1);
    outbox.lost(1, [1]);
    depart(outbox, 2);
    outbox.held([2]);
    outbox.settle(1, FAR);
    // Lost for the second time, as if it could be.
    outbox.lost(1, [1, 2]);
    expect(depart(outbox)).toEqual([]);
    outbox.settle(2, FAR);
    outbox.lost(2, [1]);
    expect(depart(outbox)).toEqual([]);
  });

  test('sends what was lost and queued, and then arrived all the same, no more', () => {
    const { outbox } = outboxOf(2);
    depart(outbox, 1);
    outbox.lost(1, [1, 2]);
    outbox.held([1, 2]);
    outbox.settle(3, FAR);
    expect(outbox.isDue).toBe(false);
  });

  test('probes with the oldest frames on their way, as many as are asked for', () => {
    const { outbox } = outboxOf(4);
    depart(outbox, 1);
    outbox.held([1]);
    outbox.probe(3 * MAX_BODY_BYTES);
    expect(idsOf(depart(outbox, 2))).toEqual([2, 3]);
    // A probe is a copy more: what it copies is not lost for that.
    outbox.lost(1, [1, 2, 3, 4]);
    expect(idsOf(depart(outbox, 3))).toEqual([4]);
  });

  test('sends no more than there is credit for', () => {
    const outbox = new Outbox();
    for (let i = 0; i <= WINDOW_FRAMES; i++) outbox.push(CODE, new Uint8Array(1));
    expect(depart(outbox)).toHaveLength(WINDOW_FRAMES);
    expect(outbox.isOutOfCredit).toBe(true);
    outbox.settle(1, WINDOW_FRAMES);
    expect(outbox.isOutOfCredit).toBe(true);
    outbox.settle(1, WINDOW_FRAMES + 2);
    expect(outbox.isOutOfCredit).toBe(false);
    expect(depart(outbox)).toHaveLength(1);
  });

  test('begins no message that there is not credit for to its end', () => {
    const { outbox } = outboxOf(WINDOW_FRAMES - 1, 2, 1);
    expect(depart(outbox)).toHaveLength(WINDOW_FRAMES - 1);
    expect(outbox.isOutOfCredit).toBe(true);
    outbox.settle(1, WINDOW_FRAMES + 2);
    expect(depart(outbox)).toHaveLength(2);
  });

  test('raises its floor over what is given up, when nothing before it is waited for', () => {
    const { outbox, spans } = outboxOf(1, 2, 1);
    depart(outbox);
    outbox.abandon(spans[1] as Span);
    expect(outbox.floor).toBe(1);
    outbox.settle(2, FAR);
    expect(outbox.floor).toBe(4);
    outbox.abandon(spans[2] as Span);
    expect(outbox.floor).toBe(5);
    expect(outbox.unsettledFrames).toBe(0);
  });

  test('never sends what is given up before it leaves', () => {
    const { outbox, spans } = outboxOf(1, 1, 1);
    outbox.abandon(spans[0] as Span);
    outbox.abandon(spans[1] as Span);
    expect(depart(outbox).map(({ id, back }) => [id, back])).toEqual([[3, 0]]);
  });

  test('sends again what the receiver holds, if that alone tells it what was given up', () => {
    const { outbox, spans } = outboxOf(1, 1, 1);
    depart(outbox, 1);
    outbox.settle(2, FAR);
    outbox.held([3]);
    expect(outbox.isDue).toBe(false);
    outbox.abandon(spans[1] as Span);
    expect(depart(outbox, 2).map(({ id, back }) => [id, back])).toEqual([[3, 0]]);
    // The receiver knows, and has not taken it: it is not told for ever.
    outbox.settle(3, FAR);
    outbox.held([3]);
    expect(outbox.isDue).toBe(false);
  });

  test('tells in each frame how far back the receiver need not wait', () => {
    const { outbox, spans } = outboxOf(1, 1, 1);
    expect(depart(outbox).map(({ back }) => back)).toEqual([0, 1, 2]);
    outbox.abandon(spans[0] as Span);
    outbox.lost(1, [3]);
    expect(depart(outbox, 2).map(({ back }) => back)).toEqual([1]);
  });
});

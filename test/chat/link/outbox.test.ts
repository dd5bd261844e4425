import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../../../src/chat/link/outbox.ts';
import { Outbox } from '../../../src/chat/link/outbox.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import { check } from '../../support/property.ts';

const CODE = 32;
const ALL: Span = { first: 1, last: 1_000 };

/** An outbox with messages of so many frames each. */
function outboxOf(...frameCounts: number[]) {
  const outbox = new Outbox();
  const spans = frameCounts.map((count) =>
    outbox.push(CODE, new Uint8Array(count * MAX_BODY_BYTES)),
  );
  return { outbox, spans };
}

function idsOf(frames: readonly Frame[]): number[] {
  return frames.map(({ id }) => id);
}

describe('Outbox', () => {
  test('numbers frames from 1 and keeps each until it is settled', () => {
    const { outbox, spans } = outboxOf(1, 3);
    expect(spans).toEqual([
      { first: 1, last: 1 },
      { first: 2, last: 4 },
    ]);
    expect(idsOf(outbox.lacking(ALL))).toEqual([1, 2, 3, 4]);
    expect(outbox.unsettledFrames).toBe(4);
    expect(outbox.floor).toBe(1);
  });

  test('cuts a message into frames that together are the message', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 5 * MAX_BODY_BYTES, size: 'max' }), (body) => {
        const outbox = new Outbox();
        const span = outbox.push(CODE, body);
        const frames = outbox.lacking(span);
        expect(Buffer.concat(frames.map((frame) => frame.body))).toEqual(Buffer.from(body));
        expect(frames.length).toBe(Math.max(1, Math.ceil(body.length / MAX_BODY_BYTES)));
        expect(frames.every((frame) => frame.code === CODE)).toBe(true);
        expect(frames.map(({ more }) => more)).toEqual(frames.map((_, i) => i < frames.length - 1));
      }),
      { numRuns: 50 },
    );
  });

  test('settles what the receiver has taken', () => {
    const { outbox } = outboxOf(1, 1, 1);
    expect(outbox.settle(3, [])).toBe(true);
    expect(outbox.floor).toBe(3);
    expect(idsOf(outbox.lacking(ALL))).toEqual([3]);
    expect(outbox.settle(4, [])).toBe(true);
    expect(outbox.unsettledFrames).toBe(0);
  });

  test('takes no notice of an ack of what was never sent', () => {
    const { outbox } = outboxOf(1, 1);
    expect(outbox.settle(4, [1, 2])).toBe(false);
    expect(outbox.settle(2 ** 32 - 1, [])).toBe(false);
    expect(outbox.floor).toBe(1);
    expect(idsOf(outbox.lacking(ALL))).toEqual([1, 2]);
  });

  test('takes no notice of an ack that others have overtaken', () => {
    const { outbox } = outboxOf(1, 1, 1, 1);
    outbox.settle(3, []);
    expect(outbox.settle(2, [3, 4])).toBe(false);
    expect(outbox.floor).toBe(3);
    expect(idsOf(outbox.lacking(ALL))).toEqual([3, 4]);
    expect(outbox.settle(3, [])).toBe(false);
  });

  test('does not send again what the receiver holds, unless it no longer does', () => {
    const { outbox } = outboxOf(6);
    expect(outbox.settle(1, [2, 3, 5, 5])).toBe(false);
    expect(idsOf(outbox.lacking(ALL))).toEqual([1, 4, 6]);
    expect(outbox.unsettledFrames).toBe(6);
    outbox.settle(4, []);
    expect(idsOf(outbox.lacking(ALL))).toEqual([4, 5, 6]);
  });

  test('raises its floor over what is given up, when nothing before it is waited for', () => {
    const { outbox, spans } = outboxOf(1, 2, 1);
    outbox.abandon(spans[1] as Span);
    expect(outbox.floor).toBe(1);
    expect(idsOf(outbox.lacking(ALL))).toEqual([1, 4]);
    outbox.settle(2, []);
    expect(outbox.floor).toBe(4);
    outbox.abandon(spans[2] as Span);
    expect(outbox.floor).toBe(5);
    expect(outbox.unsettledFrames).toBe(0);
  });

  test('sends again what the receiver holds, if that alone tells it what was given up', () => {
    const { outbox, spans } = outboxOf(1, 1, 1);
    outbox.abandon(spans[1] as Span);
    outbox.settle(2, [3, 3]);
    expect(outbox.floor).toBe(3);
    expect(idsOf(outbox.lacking(ALL))).toEqual([3]);
  });

  test('tells in each frame how far back the receiver need not wait', () => {
    const { outbox, spans } = outboxOf(1, 1, 1);
    const [, , third] = outbox.lacking(ALL) as [Frame, Frame, Frame];
    expect(outbox.departing(third)?.back).toBe(2);
    outbox.abandon(spans[0] as Span);
    expect(outbox.departing(third)?.back).toBe(1);
    outbox.settle(3, []);
    expect(outbox.departing(third)?.back).toBe(0);
  });

  test('does not let a frame depart that was settled since it was queued', () => {
    const { outbox, spans } = outboxOf(1, 1);
    const [first, second] = outbox.lacking(ALL) as [Frame, Frame];
    outbox.settle(2, []);
    outbox.abandon(spans[1] as Span);
    expect(outbox.departing(first)).toBeNull();
    expect(outbox.departing(second)).toBeNull();
  });

  test('goes on after everything was given up', () => {
    const { outbox, spans } = outboxOf(2);
    outbox.abandon(spans[0] as Span);
    const span = outbox.push(CODE, Uint8Array.of(1));
    expect(span).toEqual({ first: 3, last: 3 });
    expect(outbox.departing(outbox.lacking(span)[0] as Frame)).toEqual({
      code: CODE,
      more: false,
      id: 3,
      back: 0,
      body: Uint8Array.of(1),
    });
  });
});

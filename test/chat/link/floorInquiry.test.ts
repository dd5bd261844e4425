/** What the other end has given up, asked for. */
import { expect, test } from 'vitest';
import { FloorInquiry } from '../../../src/chat/link/floorInquiry.ts';

test('is answered by an ack of the datagram that asked, or of a later one', () => {
  const inquiry = new FloorInquiry();
  inquiry.ask(7, 1_000);
  inquiry.acked(6, 1_100);
  expect([inquiry.isOpen, inquiry.wasAnsweredSince(1_000)]).toEqual([true, false]);
  inquiry.acked(8, 1_200);
  expect([inquiry.isOpen, inquiry.wasAnsweredSince(1_200)]).toEqual([false, true]);
  expect(inquiry.wasAnsweredSince(1_201)).toBe(false);
});

// Twenty tries were made, which took 40 s where the probe timeout was 2 s: nothing came to rest.
test.each([250, 1_288, 2_000])('regression: ends after 5 s, tried every %i ms', (everyMs) => {
  const inquiry = new FloorInquiry();
  inquiry.ask(1, 0);
  let atMs = 0;
  while (inquiry.isOpen) {
    atMs += everyMs;
    inquiry.askAgain(atMs);
  }
  expect(atMs).toBeGreaterThanOrEqual(5_000);
  expect(atMs).toBeLessThan(5_000 + everyMs);
  expect(inquiry.wasAnsweredSince(0)).toBe(false);
});

test('is over when the other end is gone', () => {
  const inquiry = new FloorInquiry();
  inquiry.ask(1, 0);
  inquiry.close();
  expect(inquiry.isOpen).toBe(false);
});

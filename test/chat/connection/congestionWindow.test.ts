import { describe, expect, test } from 'vitest';
import { CongestionWindow } from '../../../src/chat/connection/congestionWindow.ts';
import { Pacer } from '../../../src/chat/connection/pacer.ts';

describe('CongestionWindow', () => {
  test('begins with ten datagrams, and counts what is on its way', () => {
    const window = new CongestionWindow();
    expect(window.bytes).toBe(12_000);
    for (let i = 0; i < 10; i++) {
      expect(window.hasRoomFor(1_200)).toBe(true);
      window.sent(1_200);
    }
    expect(window.hasRoomFor(1)).toBe(false);
    window.landed(1_200);
    expect(window.hasRoomFor(1_200)).toBe(true);
    expect(window.hasRoomFor(1_201)).toBe(false);
  });

  test('doubles in a round trip at first, and then grows by a datagram', () => {
    const window = new CongestionWindow();
    for (let i = 0; i < 10; i++) window.acked(1_200, 12_000, 'slowStart');
    expect(window.bytes).toBe(24_000);
    for (let i = 0; i < 20; i++) window.acked(1_200, 24_000, 'congestionAvoidance');
    expect(window.bytes).toBeGreaterThan(25_100);
    expect(window.bytes).toBeLessThanOrEqual(25_200);
  });

  test('does not grow while it recovers, nor while it is not used', () => {
    const window = new CongestionWindow();
    window.acked(1_200, 12_000, 'recovery');
    window.acked(1_200, 5_999, 'slowStart');
    window.acked(1_200, 5_999, 'congestionAvoidance');
    expect(window.bytes).toBe(12_000);
    window.acked(1_200, 6_000, 'slowStart');
    expect(window.bytes).toBe(13_200);
  });

  test('is halved by a loss, and never below two datagrams', () => {
    const window = new CongestionWindow();
    expect(window.isAtThreshold).toBe(false);
    window.reduce();
    expect(window.bytes).toBe(6_000);
    expect(window.isAtThreshold).toBe(true);
    for (let i = 0; i < 5; i++) window.reduce();
    expect(window.bytes).toBe(2_400);
  });

  test('collapses to two datagrams, and remembers where it lost', () => {
    const window = new CongestionWindow();
    window.reduce();
    window.collapse();
    expect(window.bytes).toBe(2_400);
    expect(window.isAtThreshold).toBe(false);
    for (let i = 0; i < 3; i++) window.acked(1_200, 2_400, 'slowStart');
    expect(window.isAtThreshold).toBe(true);
  });
});

describe('Pacer', () => {
  test('lets ten datagrams leave at once, and the others as the round trip goes on', () => {
    const pacer = new Pacer();
    pacer.refill(0, 24_000, 100);
    pacer.sent(12_000);
    expect(pacer.hasRoomFor(1)).toBe(false);
    // 1.25 * 24,000 bytes in 100 ms
    expect(pacer.waitMs(24_000, 100)).toBe(4);
    pacer.refill(4, 24_000, 100);
    expect(pacer.hasRoomFor(1_200)).toBe(true);
    expect(pacer.hasRoomFor(1_201)).toBe(false);
    pacer.refill(1_000_000, 24_000, 100);
    expect(pacer.hasRoomFor(12_000)).toBe(true);
    expect(pacer.hasRoomFor(12_001)).toBe(false);
  });

  test('holds nothing back while the round trip is not known', () => {
    const pacer = new Pacer();
    pacer.sent(12_000);
    expect(pacer.waitMs(12_000, 0)).toBe(0);
    pacer.refill(1, 12_000, 0);
    expect(pacer.hasRoomFor(12_000)).toBe(true);
  });
});

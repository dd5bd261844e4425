import { describe, expect, test } from 'vitest';
import { INITIAL_PTO_MS, MAX_ACK_DELAY_MS, MAX_PTO_MS } from '../../../machines/timers.ts';
import { RoundTrip } from '../../../src/chat/connection/roundTrip.ts';

function after(...samplesMs: number[]): RoundTrip {
  const roundTrip = new RoundTrip();
  for (const ms of samplesMs) roundTrip.sample(ms, 0);
  return roundTrip;
}

describe('RoundTrip', () => {
  test('guesses with care before anything was measured', () => {
    const roundTrip = new RoundTrip();
    expect(roundTrip.isMeasured).toBe(false);
    expect(roundTrip.probeTimeoutMs).toBe(INITIAL_PTO_MS);
    expect(roundTrip.lossDelayMs).toBe(1);
  });

  test.each([
    // smoothed 60, variation 30
    { samplesMs: [60], timeoutMs: 60 + 120 },
    // variation 3/4 * 30 + 1/4 * |60 - 20| = 32.5, smoothed 7/8 * 60 + 1/8 * 20 = 55
    { samplesMs: [60, 20], timeoutMs: 55 + 130 },
    // variation 3/4 * 32.5 + 1/4 * |55 - 75| = 29.375, smoothed 7/8 * 55 + 1/8 * 75 = 57.5
    { samplesMs: [60, 20, 75], timeoutMs: 57.5 + 117.5 },
    { samplesMs: [0], timeoutMs: 0 + 1 },
  ])('follows RFC 9002 section 5.3 after $samplesMs ms', ({ samplesMs, timeoutMs }) => {
    expect(after(...samplesMs).probeTimeoutMs).toBe(Math.ceil(timeoutMs + MAX_ACK_DELAY_MS));
  });

  // Regression: after a process had stood still for 10 s nothing was probed for half a minute.
  test('does not take a pause for a path', () => {
    expect(after(10_000).probeTimeoutMs).toBe(MAX_PTO_MS);
  });

  test('leaves out how long the other end waited, but never below the least it has seen', () => {
    const roundTrip = after(60);
    roundTrip.sample(80, 20);
    expect(roundTrip.smoothedMs).toBe(60);
    roundTrip.sample(70, 20);
    expect(roundTrip.smoothedMs).toBe(61.25);
  });

  test('does not believe a delay longer than one that is allowed', () => {
    const roundTrip = after(60);
    roundTrip.sample(160, 4_000_000);
    expect(roundTrip.smoothedMs).toBe(60 + (160 - MAX_ACK_DELAY_MS - 60) / 8);
  });

  test('waits for 9/8 of a round trip before it takes a datagram for lost', () => {
    expect(after(80).lossDelayMs).toBe(90);
    // The latest counts where it is longer than the smoothed one.
    expect(after(80, 800).lossDelayMs).toBe(900);
  });
});

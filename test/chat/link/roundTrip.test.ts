import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACK_TIMEOUT_MS, INITIAL_RTO_MS, MIN_RTO_MS } from '../../../machines/timers.ts';
import { RoundTrip } from '../../../src/chat/link/roundTrip.ts';
import { check } from '../../support/property.ts';

/** A measurement after these samples, one after the other. */
function after(...samplesMs: number[]): RoundTrip {
  const roundTrip = new RoundTrip();
  for (const [i, ms] of samplesMs.entries()) {
    roundTrip.sent(i + 1, 1_000 * i);
    roundTrip.echoed(i + 1, 1_000 * i + ms);
  }
  return roundTrip;
}

describe('the retransmission timeout', () => {
  test('is a cautious guess before anything was measured', () => {
    expect(new RoundTrip().rtoMs).toBe(INITIAL_RTO_MS);
  });

  test.each([
    // SRTT 60, RTTVAR 30
    { samplesMs: [60], rtoMs: 180 },
    // RTTVAR 3/4 * 30 + 1/4 * |60 - 20| = 32.5, SRTT 7/8 * 60 + 1/8 * 20 = 55
    { samplesMs: [60, 20], rtoMs: 185 },
    // RTTVAR 3/4 * 32.5 + 1/4 * |55 - 75| = 29.375, SRTT 7/8 * 55 + 1/8 * 75 = 57.5
    { samplesMs: [60, 20, 75], rtoMs: 175 },
    // RTTVAR 3/4 * 29.375 + 1/4 * |57.5 - 57.5| = 22.03, SRTT 57.5: 145.6
    { samplesMs: [60, 20, 75, 57.5], rtoMs: 146 },
  ])('follows RFC 6298 after $samplesMs ms', ({ samplesMs, rtoMs }) => {
    expect(after(...samplesMs).rtoMs).toBe(rtoMs);
  });

  test('is not so short that a busy process looks like a loss', () => {
    expect(after(0).rtoMs).toBe(MIN_RTO_MS);
    expect(after(1, 1, 1).rtoMs).toBe(MIN_RTO_MS);
  });

  test('is not longer than the time that a message has', () => {
    expect(after(400).rtoMs).toBe(ACK_TIMEOUT_MS);
    expect(after(60_000).rtoMs).toBe(ACK_TIMEOUT_MS);
  });

  test('is always a whole number between its bounds', () => {
    check(
      fc.property(fc.array(fc.double({ min: 0, max: 10_000, noNaN: true })), (samplesMs) => {
        const { rtoMs } = after(...samplesMs);
        expect(Number.isInteger(rtoMs)).toBe(true);
        expect(rtoMs).toBeGreaterThanOrEqual(MIN_RTO_MS);
        expect(rtoMs).toBeLessThanOrEqual(ACK_TIMEOUT_MS);
      }),
    );
  });
});

describe('a measurement', () => {
  test('is of the copy that was acked, not of the first', () => {
    const roundTrip = new RoundTrip();
    roundTrip.sent(1, 0);
    roundTrip.sent(2, 250);
    roundTrip.echoed(2, 310);
    expect(roundTrip.rtoMs).toBe(180);
  });

  test('is taken once of each datagram, however often its ack is repeated', () => {
    const roundTrip = after(60);
    roundTrip.echoed(1, 5_000);
    expect(roundTrip.rtoMs).toBe(180);
  });

  test('is not taken from an ack of what was never sent', () => {
    const roundTrip = new RoundTrip();
    roundTrip.sent(3, 0);
    for (const number of [0, 1, 2, 4, 67, 64]) roundTrip.echoed(number, 60);
    expect(roundTrip.rtoMs).toBe(INITIAL_RTO_MS);
  });

  test('is not taken of a datagram that 64 others have followed', () => {
    const roundTrip = new RoundTrip();
    for (let number = 1; number <= 65; number++) roundTrip.sent(number, number);
    roundTrip.echoed(1, 61);
    expect(roundTrip.rtoMs).toBe(INITIAL_RTO_MS);
    roundTrip.echoed(2, 62);
    expect(roundTrip.rtoMs).toBe(180);
  });
});

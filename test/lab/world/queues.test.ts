import { describe, expect, test } from 'vitest';
import { byList, LabNetwork, PERFECT } from '../../../src/lab/world/conditions.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { Lines } from '../../../src/lab/world/queues.ts';

const ALICE = { ip: '10.0.1.1', port: 6_000 };
const BOB = { ip: '10.0.1.2', port: 6_000 };
const CAROL = { ip: '10.0.1.3', port: 6_000 };
/** 1,000 bytes take a second; one more may wait. */
const LINE = { bytesPerSecond: 1_000, queueBytes: 2_000 };

function networkOf(lines?: Lines) {
  let nowMs = 0;
  let drops = 0;
  const conditions = { ...PERFECT, delay: { kind: 'fixed', ms: 0 }, ...(lines ? { lines } : {}) };
  const network = new LabNetwork(
    conditions as typeof PERFECT,
    byList([]),
    () => 0,
    () => nowMs,
  );
  network.onTailDrop = () => drops++;
  return {
    network,
    /** When a datagram of 1,000 bytes arrives; null if it is lost. */
    send: (from: typeof ALICE, to: typeof ALICE) =>
      network.carry({ bytes: new Uint8Array(1_000), from, to })[0] ?? null,
    wait: (ms: number) => {
      nowMs += ms;
    },
    drops: () => drops,
  };
}

describe('a line with a queue', () => {
  test('carries one after the other, drops at its tail, and takes again what fits', () => {
    const { send, wait, drops } = networkOf({ pair: LINE });
    const sent = [send(ALICE, BOB), send(ALICE, BOB), send(ALICE, BOB)];
    expect(sent).toEqual([1_000, 2_000, null]);
    wait(1_000);
    expect([send(ALICE, BOB), send(ALICE, BOB)]).toEqual([2_000, null]);
    expect(drops()).toBe(2);
  });

  test('between two is nobody else’s, and each way has its own', () => {
    const { send } = networkOf({ pair: LINE });
    const sent = [send(ALICE, BOB), send(BOB, ALICE), send(ALICE, CAROL)];
    expect(sent).toEqual([1_000, 1_000, 1_000]);
  });

  test('out of a machine is asymmetric to the one into it, and the server has none', () => {
    const { send } = networkOf({ up: LINE, down: { ...LINE, bytesPerSecond: 4_000 } });
    expect([send(SERVER_ADDRESS, BOB), send(BOB, SERVER_ADDRESS)]).toEqual([250, 1_000]);
    expect([send(ALICE, BOB), send(ALICE, CAROL)]).toEqual([1_000, 2_000]);
  });

  test('is shared by all', () => {
    const { send } = networkOf({ shared: LINE });
    expect([send(ALICE, BOB), send(BOB, SERVER_ADDRESS), send(CAROL, BOB)]).toEqual([
      1_000,
      2_000,
      null,
    ]);
  });

  test('that is full takes nothing of what it cannot carry, on other lines either', () => {
    const { send } = networkOf({ pair: LINE, shared: { ...LINE, queueBytes: 4_000 } });
    expect([send(ALICE, BOB), send(ALICE, BOB), send(ALICE, BOB)]).toEqual([1_000, 2_000, null]);
    expect(send(BOB, ALICE)).toBe(3_000);
  });
});

test('one machine has a line of its own, until all is mended', () => {
  const { network, send } = networkOf();
  network.narrow(ALICE, LINE);
  expect([send(ALICE, BOB), send(BOB, CAROL), send(BOB, ALICE)]).toEqual([1_000, 0, 1_000]);
  network.mend();
  expect([send(ALICE, BOB), send(BOB, ALICE)]).toEqual([0, 0]);
});

import { describe, expect, test } from 'vitest';
import { flow } from '../../machines/flow.ts';
import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from '../../machines/timers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const roundOver = { type: 'roundOver' } as const;
const overdue = { type: 'overdue' } as const;
const stuck = { type: 'stuck' } as const;
const goOn = { type: 'goOn', waitMs: 200 } as const;
const unacked = { type: 'unacked' } as const;

describe('flow', () => {
  test('asks after each round, and goes on while something is acked', () => {
    const run = new MachineRun(flow).advance(300);
    for (let round = 0; round < 100; round++) {
      run.advance(199).expect();
      run.advance(1).expectNow(roundOver);
      run.send(goOn).expect();
      expect(run.state).toEqual({ flowing: 'waiting' });
    }
  });

  test('lags when nothing was acked in a round, and flows again', () => {
    const run = new MachineRun(flow).advance(ACK_TIMEOUT_MS).forget();
    run.send(unacked).expectNow(overdue);
    expect(run.state).toEqual({ lagging: 'waiting' });
    run.advance(ACK_TIMEOUT_MS).expectNow(roundOver);
    run.send(goOn).expect();
    expect(run.state).toEqual({ flowing: 'waiting' });
    expect(run.snapshot.context).toEqual({ rounds: 0, waitMs: 200 });
  });

  test('is stuck after 15 s in a row without an ack, and at its end', () => {
    const run = new MachineRun(flow);
    for (let round = 1; round < DELIVERY_ROUNDS; round++) {
      run.advance(ACK_TIMEOUT_MS).expectNow(roundOver).send(unacked).expectNow(overdue);
    }
    run.advance(ACK_TIMEOUT_MS).expectNow(roundOver).send(unacked).expect([15_000, stuck]);
    expect(run.isDone).toBe(true);
  });

  test('waits for the answer of its owner, however long that stood still', () => {
    const run = new MachineRun(flow).advance(60_000).expect([ACK_TIMEOUT_MS, roundOver]);
    run.send(unacked).expectNow(overdue);
    run.advance(60_000).expect([60_000 + ACK_TIMEOUT_MS, roundOver]);
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(flow)).toEqual([]);
  });
});

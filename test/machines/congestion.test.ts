import { describe, expect, test } from 'vitest';
import type { CongestionEvent } from '../../machines/congestion.ts';
import { congestion } from '../../machines/congestion.ts';
import { MachineRun, untested } from '../support/machine.ts';

function after(...types: CongestionEvent['type'][]): unknown {
  const run = new MachineRun(congestion);
  for (const type of types) run.send({ type });
  return run.state;
}

describe('congestion', () => {
  test('begins slowly', () => {
    expect(after()).toBe('slowStart');
  });

  test.each<[CongestionEvent['type'][], string]>([
    [['lost'], 'recovery'],
    [['lost', 'lost'], 'recovery'],
    [['lost', 'recovered'], 'congestionAvoidance'],
    [['filled'], 'congestionAvoidance'],
    [['filled', 'lost'], 'recovery'],
    [['collapsed'], 'persistentCongestion'],
    [['lost', 'collapsed'], 'persistentCongestion'],
    [['filled', 'collapsed'], 'persistentCongestion'],
    [['collapsed', 'recovered'], 'slowStart'],
    [['collapsed', 'lost'], 'recovery'],
    [['collapsed', 'filled'], 'persistentCongestion'],
    [['recovered'], 'slowStart'],
    [['lost', 'filled'], 'recovery'],
  ])('%j leads to %s', (events, state) => {
    expect(after(...events)).toBe(state);
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(congestion)).toEqual([]);
  });
});

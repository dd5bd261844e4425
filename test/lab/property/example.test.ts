import fc from 'fast-check';
import { test } from 'vitest';
import { checkScenarios, scenarioArbitrary } from '../../../src/lab/index.ts';

const quarrel = { wait: 4, send: 4, cutPair: 1, mend: 1 };
const friends = { clients: 2, actions: quarrel, maxFaults: 30, maxPadding: 200 };

test('two friends on a bad line are told within 20 s what became of a short message', () => {
  checkScenarios(fc, scenarioArbitrary(fc, friends), {
    numRuns: 100,
    claim: ({ worstAckMs }) => worstAckMs < 20_000,
  });
});

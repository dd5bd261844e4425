/** Steps at random, few names and many collisions, to hold an index against a plain look. */
import fc from 'fast-check';
import type { MachineStep, TraceStep } from '../../../src/trace/trace.ts';
import { fault, step, went } from '../../support/steps.ts';

const NODES = ['server', 'alice', 'bob'];
const MACHINES = ['ackWait:bob:1', 'ackWait:bob:2', 'client:alice', 'broadcast:g:1'];

const machineStep: fc.Arbitrary<MachineStep> = fc
  .record({
    machine: fc.constantFrom(...MACHINES),
    how: fc.constantFrom('starts', 'moves', 'moves', 'moves', 'is done', 'is stopped'),
    mark: fc.nat(9),
  })
  .map(({ machine, how, mark }) => {
    const context = { mark };
    if (how === 'starts') return went(machine, null, 'waiting', { context });
    if (how === 'moves') return went(machine, 'waiting', 'overdue', { context });
    const status = how === 'is done' ? 'done' : 'stopped';
    return went(machine, 'waiting', 'end', { context, status });
  });

/** Numbered steps in which machines live, die and come back. */
export const randomSteps: fc.Arbitrary<TraceStep[]> = fc
  .array(
    fc.record({
      node: fc.constantFrom(...NODES),
      afterMs: fc.constantFrom(0, 0, 1, 250),
      cause: fc.oneof(
        { weight: 12, arbitrary: fc.constant({ kind: 'flush' } as const) },
        { weight: 1, arbitrary: fc.constant({ kind: 'start' } as const) },
        { weight: 1, arbitrary: fc.constantFrom(fault('kill'), fault('pause')) },
      ),
      machines: fc.array(machineStep, { maxLength: 3 }),
    }),
    { maxLength: 60 },
  )
  .map((parts) => {
    let atMs = 0;
    return parts.map(({ node, afterMs, cause, machines }, i) => {
      atMs += afterMs;
      return step({ step: i + 1, atMs, node, cause, machines });
    });
  });

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Listing } from '../../../machines/vocabulary.ts';
import type { TraceTable } from '../../../src/trace/trace.ts';
import { fault, step } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';

function row(name: string, port = 1): Listing {
  return { name, ip: '10.0.0.1', port, online: true };
}

test('each process has its own, as it was then', () => {
  const timeline = timelineOf([
    step({ node: 'alice' }),
    step({ node: 'server', table: { version: 1, rows: [row('alice')] } }),
    step({ node: 'alice', table: { version: 1, rows: [row('alice')] } }),
    step({ node: 'server', table: { version: 2, rows: [row('bob'), row('alice', 2)] } }),
    step({ node: 'server', table: { version: 3, rows: [], gone: ['alice'] } }),
    step({ node: 'alice', table: { version: 1, rows: [row('carol')], reset: true } }),
  ]);
  expect(timeline.tablesAt(1)).toEqual([]);
  expect(timeline.tablesAt(3)).toEqual([
    { node: 'server', version: 1, rows: [row('alice')], changedAt: 2 },
    { node: 'alice', version: 1, rows: [row('alice')], changedAt: 3 },
  ]);
  expect(timeline.tablesAt(4)[0]?.rows).toEqual([row('alice', 2), row('bob')]);
  expect(timeline.tablesAt(5)[0]).toMatchObject({ version: 3, rows: [row('bob')] });
  expect(timeline.tablesAt(6)[1]?.rows).toEqual([row('carol')]);
});

test('a process that is gone or new has none', () => {
  const known = step({ table: { version: 1, rows: [row('alice')] } });
  const timeline = timelineOf([
    known,
    step({ cause: fault('kill') }),
    step({ cause: { kind: 'start' } }),
    step({ table: { version: 4, rows: [row('bob')] } }),
    step({ cause: { kind: 'start' } }),
  ]);
  const tables = [1, 2, 3, 4, 5].map((position) => timeline.tablesAt(position)[0]?.rows);
  expect(tables).toEqual([[row('alice')], undefined, undefined, [row('bob')], undefined]);
});

const changes: fc.Arbitrary<readonly (TraceTable | 'start' | null)[]> = fc.array(
  fc
    .oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constant('start' as const) },
      {
        weight: 20,
        arbitrary: fc.record(
          {
            version: fc.nat(9),
            rows: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(3)), {
              maxLength: 3,
            }),
            gone: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 1 }),
            reset: fc.constant(true as const),
          },
          { requiredKeys: ['version', 'rows'] },
        ),
      },
    )
    .map((change) => {
      if (change === null || change === 'start') return change;
      return { ...change, rows: change.rows.map(([name, port]) => row(name, port)) };
    }),
  { maxLength: 120, size: 'max' },
);

test('any position says what all changes before it made', () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 150 }), (all, capacity) => {
      const steps = all.map((change) => {
        if (change === 'start') return step({ cause: { kind: 'start' } });
        return change ? step({ table: change }) : step();
      });
      const timeline = timelineOf(steps, { capacity });
      const rows = new Map<string, Listing>();
      let expected: unknown = [];
      for (const [i, change] of all.entries()) {
        if (change === 'start' || change?.reset) rows.clear();
        if (change === 'start') expected = [];
        else if (change) {
          for (const one of change.rows) rows.set(one.name, one);
          for (const name of change.gone ?? []) rows.delete(name);
          const { version } = change;
          expected = [{ node: 'alice', version, rows: [...rows.values()], changedAt: i + 1 }];
        }
        if (i + 1 >= timeline.first - 1) expect(timeline.tablesAt(i + 1)).toEqual(expected);
      }
    }),
  );
});

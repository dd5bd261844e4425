import { expect, test } from 'vitest';
import type { PromiseLight } from '../../../src/inspector/model/types.ts';
import { diffSummary, doneWords, signOf } from '../../../src/inspector/page/views/context/words.ts';
import { inOrder, promisesSummary } from '../../../src/inspector/page/views/promises/summary.ts';
import type { MachineStep } from '../../../src/trace/trace.ts';

function light(promise: string, state: PromiseLight['state'], step = 0): PromiseLight {
  const sentence = `${promise}!`;
  const violation = state === 'broken' ? { promise, sentence, detail: 'how', step } : null;
  return { promise, sentence, state, violation };
}

test('the promises in one line', () => {
  const kept = light('a', 'kept');
  expect(promisesSummary([])).toBe('No promises are known here.');
  expect(promisesSummary([kept, light('b', 'kept')])).toBe('2 kept so far');
  expect(promisesSummary([kept, light('b', 'broken', 1_812)])).toBe(
    '1 kept so far, 1 broken at step 1,812',
  );
  expect(promisesSummary([light('a', 'broken', 5), light('b', 'broken', 5)])).toBe(
    '2 broken at step 5',
  );
  expect(promisesSummary([light('a', 'broken', 5), light('b', 'broken', 6)])).toBe(
    '2 broken at steps 5, 6',
  );
  expect(promisesSummary([light('a', 'unchecked'), light('b', 'unchecked')])).toBe('2 not checked');
});

test('broken promises come first, then those that will be, the others as they were', () => {
  const lights = [
    light('a', 'kept'),
    { ...light('e', 'kept'), ahead: 9 },
    light('b', 'broken'),
    light('c', 'kept'),
    light('d', 'broken'),
  ];
  expect(inOrder(lights).map(({ promise }) => promise)).toEqual(['b', 'd', 'e', 'a', 'c']);
});

test('what a step did to a machine, in words', () => {
  const step: MachineStep = {
    machine: 'client:bob',
    event: { type: 'x' },
    from: { online: { mode: 'ready' } },
    to: { online: { mode: 'busy' } },
    taken: ['client.online|x|0'],
    effects: [],
    context: {},
  };
  expect(doneWords(step)).toBe('online.mode: ready → busy');
  expect(doneWords({ ...step, from: null, to: 'waiting', taken: [] })).toBe('starts in waiting');
  expect(doneWords({ ...step, to: step.from })).toBe('stays in its state');
  expect(doneWords({ ...step, to: step.from, taken: [] })).toBe('ignores the event');
  expect(doneWords({ ...step, from: 'a', to: '\u202eb', status: 'done' })).toBe(
    'a → \\u{202e}b, and is done',
  );
});

test('a difference in one line, and its kinds without colour', () => {
  const row = (kind: 'added' | 'removed' | 'changed' | 'same') => {
    return { path: kind, kind, before: 1, after: 2 } as const;
  };
  expect(diffSummary([])).toBe('nothing changed');
  expect(diffSummary([row('same')])).toBe('nothing changed');
  expect(diffSummary([row('added'), row('same'), row('changed'), row('added')])).toBe(
    '2 added, 1 changed',
  );
  expect(diffSummary([row('removed')])).toBe('1 removed');
  expect(new Set((['added', 'removed', 'changed', 'same'] as const).map(signOf)).size).toBe(4);
});

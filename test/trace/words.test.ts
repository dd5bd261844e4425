import { expect, test } from 'vitest';
import { outerState } from '../../src/trace/words.ts';

test('the outermost state is read from any state value', () => {
  expect(['a', { b: 'c' }, null, 7].map(outerState)).toEqual(['a', 'b', '', '']);
});

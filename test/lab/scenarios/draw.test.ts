import { expect, test } from 'vitest';
import { drawScenario } from '../../../src/lab/scenarios/draw.ts';
import type { ProfileName } from '../../../src/lab/scenarios/profileNames.ts';

function drawn(profile: ProfileName) {
  return Array.from({ length: 400 }, (_, seed) =>
    drawScenario({ seed, profile, clients: 4, actions: 5 }),
  );
}

test('where things go wrong, in about a quarter of the sessions some stay', () => {
  const staying = drawn('stormy').flatMap(({ stays = [] }) => (stays.length > 0 ? [stays] : []));
  expect(staying.length).toBeGreaterThan(70);
  expect(staying.length).toBeLessThan(130);
  expect(new Set(staying.flat())).toEqual(new Set([0, 1, 2, 3]));
  expect(staying.some((stays) => stays.length < 4)).toBe(true);
});

test('where nothing goes wrong nobody needs to', () => {
  expect(drawn('calm').every(({ stays }) => stays === undefined)).toBe(true);
});

/** What the play panel says. */

import type { NodeView } from '../../../../lab/sandbox/sandbox.ts';
import type { Conditions, Delay } from '../../../../lab/world/conditions.ts';
import { outerState } from '../../../../trace/words.ts';
import { formatDuration } from '../../widgets/format.ts';

/** When something is due: `23 ms`, `now`. */
export function dueWords(ms: number): string {
  return ms <= 0 ? 'now' : formatDuration(ms);
}

/** What a process is doing, in a few words. `value` is the state of its machine `client`. */
export function processWords({ kind, state, group }: NodeView, value: unknown): string {
  if (state === 'paused') return 'stands still';
  if (state === 'suspended') return 'is switched off';
  if (state === 'killed') return 'was killed';
  if (state === 'ended') return 'has ended';
  if (kind === 'server') return 'is running';
  if (group !== null) return `is in group ${group}`;
  return MODE_WORDS.get(outerState(value)) ?? 'is running';
}

const MODE_WORDS: ReadonlyMap<string, string> = new Map([
  ['registering', 'is registering'],
  ['withdrawing', 'is leaving'],
  ['online', 'is registered'],
  ['away', 'looks for the server'],
  ['deregistering', 'is deregistering'],
]);

/** Stops of the delay slider, in milliseconds on average. */
export const DELAYS_MS = [1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 2_000];

/** A delay of so much on average that varies by a third of it. */
export function delayAround(meanMs: number): Delay {
  if (meanMs < 10) return { kind: 'fixed', ms: meanMs };
  return { kind: 'uniform', minMs: (meanMs * 2) / 3, maxMs: (meanMs * 4) / 3 };
}

export function meanMsOf(delay: Delay): number {
  switch (delay.kind) {
    case 'fixed':
      return delay.ms;
    case 'uniform':
      return (delay.minMs + delay.maxMs) / 2;
    case 'exponential':
      return delay.minMs + delay.meanMs;
  }
}

/** Place of the stop that is nearest. */
export function delayStop({ delay }: Conditions): number {
  const meanMs = meanMsOf(delay);
  const distances = DELAYS_MS.map((ms) => Math.abs(ms - meanMs));
  return distances.indexOf(Math.min(...distances));
}

/** `none`, `1 in 4`, `all`. */
export function shareWords(rate: number): string {
  if (rate <= 0) return 'none';
  if (rate >= 1) return 'all';
  const oneIn = 1 / rate;
  return Number.isInteger(oneIn) ? `1 in ${oneIn}` : `${Math.round(rate * 100)} %`;
}

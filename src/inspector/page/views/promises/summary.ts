/** Promises in words. */
import type { PromiseLight } from '../../../model/types.ts';
import { formatCount } from '../../widgets/format.ts';

/** `15 kept so far, 1 broken at step 812`. */
export function promisesSummary(lights: readonly PromiseLight[]): string {
  const kept = lights.filter(({ state }) => state === 'kept').length;
  const unchecked = lights.filter(({ state }) => state === 'unchecked').length;
  const broken = lights.filter(({ state }) => state === 'broken');
  const parts = [
    ...(kept > 0 ? [`${kept} kept so far`] : []),
    ...(broken.length > 0 ? [brokenWords(broken)] : []),
    ...(unchecked > 0 ? [`${unchecked} not checked`] : []),
  ];
  return parts.length === 0 ? 'No promises are known here.' : parts.join(', ');
}

function brokenWords(broken: readonly PromiseLight[]): string {
  const steps = new Set(broken.flatMap(({ violation }) => violation?.step ?? []));
  const where = steps.size === 0 ? '' : ` at ${steps.size === 1 ? 'step' : 'steps'} `;
  return `${broken.length} broken${where}${[...steps].map(formatCount).join(', ')}`;
}

/** The broken ones first, then those that will be: they are why somebody looks. */
export function inOrder(lights: readonly PromiseLight[]): readonly PromiseLight[] {
  return [...lights].sort((a, b) => urgency(b) - urgency(a));
}

function urgency({ state, ahead }: PromiseLight): number {
  return state === 'broken' ? 2 : ahead === undefined ? 0 : 1;
}

/** What is done to a sandbox, in the words in which it stands in the trace. */
import type { Conditions, Delay } from '../world/conditions.ts';
import type { Line } from '../world/queues.ts';
import type { Deed } from './log.ts';

type NetworkDeed = Extract<
  Deed,
  { do: 'conditions' | 'cut' | 'mend' | 'drop' | 'deliver' | 'delay' | 'duplicate' }
>;

/** What happens to the network, as the `fault` of a step. */
export function faultWords(deed: NetworkDeed): string {
  switch (deed.do) {
    case 'conditions':
      return `conditions: ${conditionsWords(deed.conditions)}`;
    case 'cut':
      return `cut off from ${deed.from ?? 'everybody'}`;
    case 'mend':
      return `no longer cut off from ${deed.from ?? 'everybody'}`;
    case 'drop':
      return `datagram ${deed.datagram} is dropped`;
    case 'deliver':
      return `datagram ${deed.datagram} arrives now`;
    case 'delay':
      return `datagram ${deed.datagram} is delayed by ${rounded(deed.ms)} ms`;
    case 'duplicate':
      return `datagram ${deed.datagram} is duplicated`;
  }
}

/** `30 % lost, 5 % duplicated, 20 ms`; what does not happen is left out. */
function conditionsWords(conditions: Conditions): string {
  const { lossRate, duplicateRate, reorderRate, corruptRate, bytesPerSecond, lines } = conditions;
  const shares: readonly (readonly [number, string])[] = [
    [lossRate, 'lost'],
    [duplicateRate, 'duplicated'],
    [reorderRate, 'reordered'],
    [corruptRate, 'corrupted'],
  ];
  return [
    ...shares
      .filter(([rate]) => rate > 0)
      .map(([rate, what]) => `${rounded(rate * 100)} % ${what}`),
    delayWords(conditions.delay),
    ...(bytesPerSecond === null ? [] : [`${bytesPerSecond} bytes/s`]),
    ...Object.entries(lines ?? {}).map(([name, line]) => lineWords(name, line)),
  ].join(', ');
}

function lineWords(name: string, { bytesPerSecond, queueBytes }: Line): string {
  return `${name}: ${rounded(bytesPerSecond)} bytes/s and a queue of ${rounded(queueBytes)} bytes`;
}

function delayWords(delay: Delay): string {
  switch (delay.kind) {
    case 'fixed':
      return `${rounded(delay.ms)} ms`;
    case 'uniform':
      return `${rounded(delay.minMs)} to ${rounded(delay.maxMs)} ms`;
    case 'exponential':
      return `${rounded(delay.minMs)} ms and more, ${rounded(delay.meanMs)} ms on average`;
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

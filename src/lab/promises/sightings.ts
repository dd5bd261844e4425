import type { Sighting } from './beat.ts';

/**
 * What must have happened in some of many runs, or they prove little: every kind of fault and its
 * repair, every mode of congestion control, every budget used up.
 */
const SIGHTINGS: readonly Sighting[] = [
  'addressChanged',
  'budgetUsedUp',
  'buffered',
  'cleared',
  'congestionAvoidance',
  'creditUsedUp',
  'duplicate',
  'evicted',
  'forged',
  'junk',
  'laggardRemoved',
  'lost',
  'nameTaken',
  'persistentCongestion',
  'posted',
  'queueOverflowed',
  'recovery',
  'registeredAgain',
  'replayInjected',
  'replayed',
  'reset',
  'retransmitted',
  'serverRestarted',
  'slowStart',
  'suspected',
  'tableGap',
  'tablePulled',
  'toldRemoved',
];

/** Which of them never happened. */
export function missingOf(seen: ReadonlyMap<Sighting, number>): readonly Sighting[] {
  return SIGHTINGS.filter((sighting) => !seen.has(sighting));
}

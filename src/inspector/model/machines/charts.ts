/** Charts in the order in which they are read; others come after them. */
export const CHARTS: readonly string[] = [
  'client',
  'membership',
  'lobby',
  'registration',
  'deregistration',
  'tableSync',
  'peer',
  'reader',
  'session',
  'broadcast',
  'groupNews',
  'announcer',
  'flow',
  'ackWait',
  'keepalive',
  'congestion',
  'retransmission',
];

/** The id of a machine's chart: `ackWait` of `ackWait:bob:3`. */
export function chartOf(machine: string): string {
  const colon = machine.indexOf(':');
  return colon < 0 ? machine : machine.slice(0, colon);
}

/** Where a machine stands among others: those that are about more come first. */
export function rankOf(machine: string): number {
  const rank = CHARTS.indexOf(chartOf(machine));
  return rank < 0 ? CHARTS.length : rank;
}

/** What all runs of the lab together have shown, as a table. */

import type { Sighting } from '../../lab/promises/beat.ts';
import { missingOf } from '../../lab/promises/sightings.ts';
import type { Report } from '../../lab/scenarios/run.ts';
import { Digest } from '../../lab/world/digest.ts';

/** The sums of many runs. */
export class Totals {
  runs = 0;
  steps = 0;
  private violations = 0;
  private messages = 0;
  private shown = 0;
  private datagrams = 0;
  private virtualMs = 0;
  private worstAckMs = 0;
  private readonly occurrences = new Map<Sighting, number>();
  private readonly digest = new Digest();

  add(report: Report): void {
    this.runs++;
    this.steps += report.steps;
    if (report.violation) this.violations++;
    this.messages += report.messages;
    this.shown += report.shown;
    this.datagrams += report.datagrams;
    this.virtualMs += report.virtualMs;
    this.worstAckMs = Math.max(this.worstAckMs, report.worstAckMs);
    for (const [occurrence, count] of report.occurrences) {
      this.occurrences.set(occurrence, this.count(occurrence) + count);
    }
    this.digest.text(report.hash);
  }

  /** What runs should sometimes see, and none of these has. */
  get missing(): readonly Sighting[] {
    return missingOf(this.occurrences);
  }

  /** The table. `realMs` is what it took, without what was spent on shrinking. */
  lines(realMs: number): string[] {
    const speed = (this.steps / realMs) * 1_000;
    const ratio = this.virtualMs / realMs;
    const rows: [string, string][] = [
      ['runs', number(this.runs)],
      ['violations', number(this.violations)],
      ['messages', number(this.messages)],
      ['shown', number(this.shown)],
      ['datagrams', number(this.datagrams)],
      ...OCCURRENCES.map(([what, name]): [string, string] => [name, number(this.count(what))]),
      ['worst ack', `${number(this.worstAckMs)} ms`],
      ['virtual time', duration(this.virtualMs)],
      ['speed', `${number(speed)} events/s, ${number(ratio)} times real time`],
      ['hash', this.digest.hex()],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  }

  /** The same for programs. */
  sums(realMs: number): object {
    const { runs, steps, violations, messages, shown, datagrams, virtualMs, worstAckMs } = this;
    const occurrences = Object.fromEntries(OCCURRENCES.map(([what]) => [what, this.count(what)]));
    return {
      ...{ runs, violations, steps, messages, shown, datagrams, occurrences },
      ...{ worstAckMs, virtualMs, realMs: Math.round(realMs), hash: this.digest.hex() },
    };
  }

  private count(occurrence: Sighting): number {
    return this.occurrences.get(occurrence) ?? 0;
  }
}

/** What a run should have seen to prove anything. */
const OCCURRENCES: readonly [Sighting, string][] = [
  ['retransmitted', 'retransmissions'],
  ['duplicate', 'duplicates'],
  ['suspected', 'suspicions'],
  ['cleared', 'cleared'],
  ['lost', 'lost clients'],
  ['evicted', 'evictions'],
  ['tablePulled', 'table pulls'],
  ['addressChanged', 'address changes'],
  ['registeredAgain', 'registered again'],
  ['serverRestarted', 'server restarts'],
  ['nameTaken', 'names refused'],
  ['buffered', 'kept for later'],
  ['junk', 'junk'],
  ['forged', 'forgeries'],
  ['replayed', 'replays'],
  ['queueOverflowed', 'queue drops'],
  ['recovery', 'recoveries'],
  ['persistentCongestion', 'collapses'],
  ['creditUsedUp', 'credit used up'],
  ['laggardRemoved', 'laggards'],
];

/** `12,345`: the same in every language setting. */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${number(hours)} h ${minutes} min ${seconds % 60} s`;
}

/** What a simulated network does to datagrams, and where it decides so. */
import type { Address } from '../../chat/address.ts';
import { SERVER_ADDRESS } from './node.ts';
import type { Line, Lines } from './queues.ts';
import { Queues } from './queues.ts';
import type { Random } from './random.ts';
import type { Fate, Network, Transit } from './transit.ts';

/** How long a datagram takes. */
export type Delay =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  /** Mostly quick, sometimes very late; cut at ten times the mean. */
  | { readonly kind: 'exponential'; readonly minMs: number; readonly meanMs: number };

/** Shares are probabilities from 0 to 1, for each datagram by itself. */
export interface Conditions {
  readonly lossRate: number;
  readonly duplicateRate: number;
  /** Share that takes longer by up to `reorderMs`, so that later ones overtake it. */
  readonly reorderRate: number;
  readonly reorderMs: number;
  /** Share that arrives with a few bytes changed. */
  readonly corruptRate: number;
  readonly delay: Delay;
  /** What one link carries, with a queue before it that never ends; null for no limit. */
  readonly bytesPerSecond: number | null;
  /** Lines with queues that do end. */
  readonly lines?: Lines;
}

export const PERFECT: Conditions = {
  lossRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  reorderMs: 0,
  corruptRate: 0,
  delay: { kind: 'fixed', ms: 1 },
  bytesPerSecond: null,
};

/** What is done to one datagram. */
export type Decision = 'deliver' | 'drop' | 'duplicate' | 'delay' | 'corrupt';

/** Chooses for each datagram. Data, so that a counterexample can shrink. */
export type DecisionSource = (transit: Transit) => Decision;

/** How late a datagram is that was decided to be delayed: later than any retransmission. */
const LATE_MS = 300;

/** Decisions by chance. */
export function byChance(conditions: Conditions, random: Random): DecisionSource {
  const { lossRate, duplicateRate, reorderRate, corruptRate } = conditions;
  return () => {
    const chance = random();
    if (chance < lossRate) return 'drop';
    if (chance < lossRate + duplicateRate) return 'duplicate';
    if (chance < lossRate + duplicateRate + reorderRate) return 'delay';
    return chance < lossRate + duplicateRate + reorderRate + corruptRate ? 'corrupt' : 'deliver';
  };
}

/** Decisions from a list, one for each datagram that is sent; then all are delivered. */
export function byList(decisions: readonly Decision[]): DecisionSource {
  let next = 0;
  return () => decisions[next++] ?? 'deliver';
}

/** A network with conditions, partitions and clogged links. */
export class LabNetwork {
  conditions: Conditions;
  /** Where the decisions come from; may be replaced at any moment. */
  decide: DecisionSource;
  /** Called for each datagram that finds a queue full. */
  onTailDrop: () => void = () => {};
  /** Nothing was ever done to a datagram or a link; whatever was lost, a full queue has lost. */
  areQueuesAlone = true;
  private readonly random: Random;
  private readonly nowMs: () => number;
  /** One-way cuts, as `from>to` of IP addresses; `*` stands for everybody. */
  private readonly cuts = new Set<string>();
  private readonly cloggedUntilMs = new Map<string, number>();
  private readonly busyUntilMs = new Map<string, number>();
  private readonly queues = new Queues();
  /** Machines with a line of their own, each way. */
  private readonly ownLines = new Map<string, Line>();

  constructor(conditions: Conditions, decide: DecisionSource, random: Random, nowMs: () => number) {
    this.conditions = conditions;
    this.decide = decide;
    this.random = random;
    this.nowMs = nowMs;
  }

  /** To be given to a `World`. */
  readonly carry: Network = (transit) => {
    // Decided first, so that a list of decisions does not depend on what is cut.
    const decision = this.decide(transit);
    if (decision !== 'deliver') this.areQueuesAlone = false;
    return this.isCut(transit) ? [] : this.fateOf(decision, transit);
  };

  /** Nothing passes from one to the other; `*` for everybody. */
  cut(from: string, to: string): void {
    this.areQueuesAlone = false;
    this.cuts.add(`${from}>${to}`);
  }

  /** A cut is over, others stay. */
  rejoin(from: string, to: string): void {
    this.cuts.delete(`${from}>${to}`);
  }

  /** What passes between these two waits, and arrives together when the link is free. */
  clog(a: Address, b: Address, untilMs: number): void {
    this.areQueuesAlone = false;
    this.cloggedUntilMs.set(linkOf(a, b), untilMs);
    this.cloggedUntilMs.set(linkOf(b, a), untilMs);
  }

  /** This machine's line carries so much, each way, whatever those of the others do. */
  narrow({ ip }: Address, line: Line): void {
    this.ownLines.set(ip, line);
  }

  /** Cuts and clogs are over, and no machine has a line of its own. */
  mend(): void {
    this.cuts.clear();
    this.cloggedUntilMs.clear();
    this.ownLines.clear();
  }

  /** From now on the network is perfect. */
  heal(): void {
    this.mend();
    this.conditions = PERFECT;
    this.decide = () => 'deliver';
    this.busyUntilMs.clear();
    this.queues.clear();
  }

  private isCut({ from, to }: Transit): boolean {
    const { cuts } = this;
    if (cuts.size === 0) return false;
    return cuts.has(`${from.ip}>${to.ip}`) || cuts.has(`*>${to.ip}`) || cuts.has(`${from.ip}>*`);
  }

  private fateOf(decision: Decision, transit: Transit): Fate {
    if (decision === 'drop') return [];
    const queuedMs = this.queuedMs(transit);
    if (queuedMs === null) {
      this.onTailDrop();
      return [];
    }
    switch (decision) {
      case 'deliver':
        return [queuedMs + this.delayOf(transit)];
      case 'duplicate': {
        const delayMs = queuedMs + this.delayOf(transit);
        return [delayMs, queuedMs + this.delayOf(transit) + this.random() * LATE_MS];
      }
      case 'delay': {
        const lateMs = this.conditions.reorderMs || LATE_MS;
        return [queuedMs + this.delayOf(transit) + (0.1 + 0.9 * this.random()) * lateMs];
      }
      case 'corrupt':
        this.corrupt(transit.bytes);
        return [queuedMs + this.delayOf(transit)];
    }
  }

  /** The time in queues that end; null if one is full. */
  private queuedMs({ bytes, from, to }: Transit): number | null {
    const { queues, ownLines } = this;
    const { lines } = this.conditions;
    if (lines === undefined && ownLines.size === 0) return 0;
    if (lines?.pair) queues.pass(linkOf(from, to), lines.pair);
    queues.pass(`${from.ip} up`, ownLines.get(from.ip) ?? (isServer(from) ? undefined : lines?.up));
    queues.pass(`${to.ip} down`, ownLines.get(to.ip) ?? (isServer(to) ? undefined : lines?.down));
    queues.pass('shared', lines?.shared);
    return queues.enter(bytes.length, this.nowMs());
  }

  private delayOf({ bytes, from, to }: Transit): number {
    const { bytesPerSecond, delay } = this.conditions;
    // Most networks of the lab are wide and free: those make no key.
    if (bytesPerSecond === null && this.cloggedUntilMs.size === 0) return this.latency(delay);
    const link = linkOf(from, to);
    const nowMs = this.nowMs();
    const freeMs = Math.max(
      nowMs,
      this.cloggedUntilMs.get(link) ?? 0,
      this.busyUntilMs.get(link) ?? 0,
    );
    const sendingMs = bytesPerSecond === null ? 0 : (bytes.length / bytesPerSecond) * 1_000;
    if (bytesPerSecond !== null) this.busyUntilMs.set(link, freeMs + sendingMs);
    return freeMs - nowMs + sendingMs + this.latency(delay);
  }

  private latency(delay: Delay): number {
    switch (delay.kind) {
      case 'fixed':
        return delay.ms;
      case 'uniform':
        return delay.minMs + this.random() * (delay.maxMs - delay.minMs);
      case 'exponential': {
        const ms = -Math.log(1 - this.random()) * delay.meanMs;
        return delay.minMs + Math.min(ms, 10 * delay.meanMs);
      }
    }
  }

  private corrupt(bytes: Uint8Array): void {
    const changes = 1 + Math.floor(this.random() * 4);
    for (let i = 0; i < changes; i++) {
      const place = Math.floor(this.random() * bytes.length);
      const flip = 1 + Math.floor(this.random() * 255);
      bytes[place] = (bytes[place] as number) ^ flip;
    }
  }
}

function linkOf(from: Address, to: Address): string {
  return `${from.ip}>${to.ip}`;
}

function isServer({ ip }: Address): boolean {
  return ip === SERVER_ADDRESS.ip;
}

/** Every datagram from its sender to wherever its copies got. An arrival names its datagram. */
import { ACK_TIMEOUT_MS } from '../../../../machines/timers.ts';
import type { Cause, TraceStep } from '../../../trace/trace.ts';
import { Spans } from '../spans.ts';
import type { FlightFate } from '../types.ts';
import { Addresses } from './addresses.ts';
import type { Airspace } from './record.ts';
import { FlightRecord } from './record.ts';
import { Transmissions } from './transmissions.ts';

/** A real datagram that did not arrive within the time of an ack is lost, until it arrives. */
const PATIENCE_MS = ACK_TIMEOUT_MS;
/** Times that were computed in different ways may differ by this. */
const ROUNDING_MS = 1e-6;
/** Datagrams under way are looked through after so many steps. */
const SWEEP_STEPS = 1_024;

export interface FlightOptions {
  /** Whose an address is, where nothing that arrived has told it. */
  ownerOf?(address: string, position: number): string | null;
  /** Whether a process tells what arrives at it. Asked where the fate of datagrams is unknown. */
  reports?(node: string): boolean;
}

type CauseOf<Kind extends Cause['kind']> = Extract<Cause, { kind: Kind }>;

/** When a process stood still. */
interface Pause {
  sinceMs: number | null;
  resumedAtMs: number;
}

export class Flights implements Airspace {
  private readonly options: FlightOptions;
  private readonly positionAtMs: (atMs: number) => number;
  private readonly spans = new Spans<FlightRecord>();
  private readonly byId = new Map<number, FlightRecord>();
  private readonly addresses = new Addresses();
  private readonly transmissions = new Transmissions();
  private readonly pauses = new Map<string, Pause>();
  private nowMs = 0;
  private sweptMs = -1;
  private steps = 0;

  constructor(options: FlightOptions, positionAtMs: (atMs: number) => number) {
    this.options = options;
    this.positionAtMs = positionAtMs;
  }

  append(position: number, step: TraceStep): void {
    this.nowMs = Math.max(this.nowMs, step.atMs);
    const { cause, node } = step;
    if (cause.kind === 'datagram') this.arrive(position, node, cause);
    else if (cause.kind === 'fault') this.fault(position, step, cause);
    else if (cause.kind === 'start' && typeof cause.address === 'string') {
      this.addresses.learn(cause.address, node, position);
    }
    for (const datagram of step.sent) {
      const isRetransmission = this.transmissions.isRepeated(step, datagram);
      const { atMs } = step;
      this.depart(
        new FlightRecord(this, { from: node, datagram, sentAt: position, isRetransmission, atMs }),
      );
    }
    if (++this.steps % SWEEP_STEPS === 0) this.sweep();
  }

  /**
   * Time has gone on to this moment, though nothing happened.
   *
   * @returns whether something is not awaited any more
   */
  passed(nowMs: number): boolean {
    this.nowMs = Math.max(this.nowMs, nowMs);
    const { size } = this.spans.open;
    this.sweep();
    return this.spans.open.size < size;
  }

  /** Lets go of what was sent up to a position. */
  drop(position: number): void {
    for (;;) {
      const { oldest } = this.spans;
      if (!oldest || oldest.sentAt > position) return;
      this.spans.dropOldest();
      if (this.byId.get(oldest.id) === oldest) this.byId.delete(oldest.id);
    }
  }

  get(id: number): FlightRecord | null {
    return this.byId.get(id) ?? null;
  }

  between(from: number, to: number): FlightRecord[] {
    this.sweep();
    return this.spans.overlapping(from, to);
  }

  ownerAt(address: string, position: number): string | null {
    return (
      this.addresses.ownerAt(address, position) ?? this.options.ownerOf?.(address, position) ?? null
    );
  }

  fateOf(flight: FlightRecord): FlightFate {
    if (flight.arrivals.length > 0) return 'arrived';
    if (flight.dueMs === null) return 'lost';
    const { to } = flight;
    if (flight.datagram.fate === null && !this.isReporting(to)) return 'unknown';
    return this.isAwaited(flight.dueMs, to) ? 'underWay' : 'lost';
  }

  private depart(flight: FlightRecord): void {
    flight.dueMs = dueOf(flight.sentAtMs, flight.datagram.fate);
    this.spans.add(flight);
    if (flight.dueMs !== null) this.spans.open.add(flight);
    this.byId.set(flight.id, flight);
  }

  private arrive(position: number, node: string, cause: CauseOf<'datagram'>): void {
    const flight = this.byId.get(cause.datagram);
    if (!flight) return;
    flight.arrivals.push(position);
    flight.recipient ??= node;
    this.addresses.learn(flight.datagram.to, node, position);
    this.addresses.learn(cause.from, flight.from, flight.sentAt);
    this.spans.reach(flight, position);
    if (flight.arrivals.length >= flight.copies) this.spans.open.delete(flight);
  }

  private fault(position: number, step: TraceStep, cause: CauseOf<'fault'>): void {
    const { node, atMs } = step;
    const { fault, datagram, fate } = cause;
    const rebound = /^rebind to (.+)$/.exec(fault)?.[1];
    if (rebound !== undefined) this.addresses.learn(rebound, node, position);
    if (fault === 'pause') this.pauseOf(node).sinceMs ??= atMs;
    else if (fault === 'resume') {
      const pause = this.pauseOf(node);
      pause.sinceMs = null;
      pause.resumedAtMs = atMs;
    } else if (fault === 'kill') this.pauses.delete(node);
    const flight = datagram === undefined ? undefined : this.byId.get(datagram);
    if (!flight || !fate) return;
    flight.dueMs = dueOf(atMs, fate);
    flight.copies = flight.arrivals.length + fate.length;
    this.spans.reach(flight, position);
    if (flight.dueMs === null) this.spans.open.delete(flight);
    else this.spans.open.add(flight);
  }

  /** What is not awaited any more has its end. */
  private sweep(): void {
    if (this.sweptMs === this.nowMs) return;
    this.sweptMs = this.nowMs;
    for (const flight of this.spans.open) {
      const { dueMs } = flight;
      if (dueMs !== null && this.isAwaited(dueMs, flight.to)) continue;
      this.spans.open.delete(flight);
      if (dueMs === null || this.fateOf(flight) !== 'lost') continue;
      this.spans.reach(flight, this.positionAtMs(dueMs));
    }
  }

  /** Whether what is due then may still arrive: it is not that late, or its recipient is paused. */
  private isAwaited(dueMs: number, to: string | null): boolean {
    const pause = to === null ? undefined : this.pauses.get(to);
    if (pause?.sinceMs != null) return dueMs >= pause.sinceMs - ROUNDING_MS || this.isEarly(dueMs);
    return this.isEarly(Math.max(dueMs, pause?.resumedAtMs ?? dueMs));
  }

  private isEarly(dueMs: number): boolean {
    return this.nowMs <= dueMs + ROUNDING_MS;
  }

  private isReporting(node: string | null): boolean {
    return node !== null && (this.options.reports?.(node) ?? false);
  }

  private pauseOf(node: string): Pause {
    const known = this.pauses.get(node);
    if (known) return known;
    const pause = { sinceMs: null, resumedAtMs: 0 };
    this.pauses.set(node, pause);
    return pause;
  }
}

function dueOf(atMs: number, fate: readonly number[] | null): number | null {
  if (fate === null) return atMs + PATIENCE_MS;
  return fate.length === 0 ? null : fate.reduce((dueMs, ms) => Math.max(dueMs, atMs + ms), atMs);
}

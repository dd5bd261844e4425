/** What several real processes report, brought into one timeline. */
import type { TraceStep } from '../../../trace/trace.ts';
import type { PageLine, ReportedSource } from '../../hubLines.ts';
import { Addresses } from '../flights/addresses.ts';
import { Timeline } from '../timeline.ts';
import { Departures } from './departures.ts';
import { LaneNames } from './laneNames.ts';
import { Reordering } from './reordering.ts';

export interface LiveOptions {
  /** Milliseconds since any moment, by the clock of the page. */
  nowMs(): number;
  /** Steps that are kept. */
  readonly capacity?: number;
  /** How long a step is held back for others that happened before it; 150 ms. */
  readonly holdMs?: number;
}

interface Process {
  readonly source: ReportedSource;
  /** Its lane. */
  readonly name: string;
  /** Time of its last step, in milliseconds since 1970. */
  lastMs: number;
  isGone: boolean;
}

const HOLD_MS = 150;
/** More than a teacher's room does in an hour. */
const CAPACITY = 100_000;

export class LiveTimeline {
  readonly timeline: Timeline;
  private readonly nowMs: () => number;
  private readonly processes = new Map<number, Process>();
  private readonly names = new LaneNames();
  /** Lanes of processes that went without a word: what became of their datagrams is not known. */
  private readonly vanished = new Set<string>();
  private readonly ports = new Addresses();
  private readonly departures = new Departures();
  private readonly reordering: Reordering;
  /** The time of day at which the timeline's time is 0; null before the first step. */
  private beganMs: number | null = null;
  private datagrams = 0;
  private steps = 0;
  private grewMs = 0;

  constructor({ nowMs, capacity = CAPACITY, holdMs = HOLD_MS }: LiveOptions) {
    this.nowMs = nowMs;
    this.reordering = new Reordering(holdMs);
    this.timeline = new Timeline({
      capacity,
      ownerOf: (address, position) => this.ports.ownerAt(portOf(address), position),
      reports: (node) => !this.vanished.has(node),
    });
  }

  /** Takes a line of the hub. What it tells is in the timeline after `release`. */
  take(line: PageLine): void {
    switch (line.kind) {
      case 'hello':
        this.timeline.leftOut(line.dropped);
        return;
      case 'source':
        this.admit(line.id, line.source);
        return;
      case 'step':
        this.hold(line.id, line.step);
        return;
      case 'dropped':
        this.timeline.leftOut(line.steps);
        return;
      case 'gone':
        this.leave(line.id, line.how);
    }
  }

  /**
   * Puts into the timeline what has been held back long enough; to be called again and again.
   *
   * @param isIdle nothing more is on its way: hold nothing back
   * @returns whether the timeline is another than before
   */
  release(isIdle = false): boolean {
    const { last } = this.timeline;
    const nowMs = this.nowMs();
    for (const { process, step } of this.reordering.due(nowMs, isIdle)) this.append(process, step);
    if (this.timeline.last > last) {
      this.grewMs = nowMs;
      return true;
    }
    if (!this.reordering.isEmpty || last === 0) return false;
    return this.timeline.passed(this.timeMs + nowMs - this.grewMs);
  }

  /** Time of the newest step. */
  private get timeMs(): number {
    return this.timeline.step(this.timeline.last)?.atMs ?? 0;
  }

  private admit(id: number, source: ReportedSource): void {
    const name = this.names.admit(source);
    this.vanished.delete(name);
    this.processes.set(id, { source, name, lastMs: source.startedAtMs, isGone: false });
    this.ports.learn(String(source.port), name, this.timeline.last + 1);
  }

  private hold(id: number, step: TraceStep): void {
    const process = this.processes.get(id);
    if (!process || process.isGone) return;
    const atMs = process.source.startedAtMs + step.atMs;
    process.lastMs = atMs;
    this.reordering.add({ process: id, step: { ...step, atMs }, receivedMs: this.nowMs() });
  }

  private leave(id: number, how: 'ended' | 'vanished'): void {
    const process = this.processes.get(id);
    if (!process || process.isGone) return;
    const fault = how === 'ended' ? 'ended' : 'stopped reporting';
    this.hold(id, {
      step: 0,
      atMs: process.lastMs - process.source.startedAtMs,
      node: process.name,
      cause: { kind: 'fault', fault },
      machines: [],
      notices: [],
      sent: [],
    });
    process.isGone = true;
    if (how === 'vanished') this.vanished.add(process.name);
    this.names.release(process.name);
  }

  private append(id: number, step: TraceStep): void {
    const process = this.processes.get(id);
    if (!process) return;
    this.beganMs ??= step.atMs;
    const sent = step.sent.map((datagram) => ({ ...datagram, id: ++this.datagrams }));
    const renamed = {
      ...step,
      step: ++this.steps,
      // A late report of an earlier time stands where it came.
      atMs: Math.max(this.timeMs, step.atMs - this.beganMs),
      node: process.name,
      sent,
    };
    this.timeline.append(this.departures.joined(renamed));
    if (process.isGone && step.cause.kind === 'fault') this.processes.delete(id);
  }
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(' ') + 1);
}

import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import type { CongestionEvent, CongestionMode } from '../../../machines/congestion.ts';
import { congestion } from '../../../machines/congestion.ts';
import { retransmission } from '../../../machines/retransmission.ts';
import { CREDIT_PROBE_MS, MAX_PROBE_BACKOFF_MS } from '../../../machines/timers.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import { CongestionWindow, SMALL_PROBE_BYTES } from './congestionWindow.ts';
import { Pacer } from './pacer.ts';
import { RoundTrip } from './roundTrip.ts';
import type { SentDatagram } from './sentDatagrams.ts';
import { SentDatagrams } from './sentDatagrams.ts';

/** Probe timeouts that everything must be lost for (RFC 9002 section 7.6.1). */
const PERSISTENT_TIMEOUTS = 3;

export interface RecoveryOptions {
  readonly runtime: Runtime;
  /** Names the actors: `congestion:<label>`, `retransmission:<label>`. */
  readonly label: string;
  /** What was measured before on the same way. */
  readonly roundTrip?: RoundTrip;
  /** These frames have to leave again. */
  onLost(sent: SentDatagram): void;
  /** Whether anything is on its way, or waits to be. */
  isOwed(): boolean;
  /**
   * Nothing was heard for a probe timeout: something is to be sent that will be acked.
   *
   * @param maxBytes of its frames
   */
  onProbeDue(maxBytes: number): void;
  /** There may be something to `flush`. */
  onDue(): void;
}

/**
 * Knows for one connection what is on its way, what of it is lost, and how much more may leave. Its
 * machines begin when something leaves, and are let go when it was idle for a while.
 *
 * @see RFC 9002
 */
export class Recovery {
  readonly roundTrip: RoundTrip;
  private readonly options: RecoveryOptions;
  private readonly window = new CongestionWindow();
  private readonly pacer = new Pacer();
  private readonly datagrams = new SentDatagrams();
  private congestion: ActorRefFrom<typeof congestion> | null = null;
  private timer: ActorRefFrom<typeof retransmission> | null = null;
  /** When the timer will be over. */
  private lookAtMs = 0;
  private lastSentAtMs = 0;
  private newestAckedSentAtMs = Number.NEGATIVE_INFINITY;
  private recoveryBeganAtMs = Number.NEGATIVE_INFINITY;
  /** Probes in a row that brought nothing. */
  private probes = 0;
  /** What kept the last flush from sending all that there was. */
  private obstacle: 'window' | 'pace' | null = null;
  /** When the pace lets the next datagram leave. */
  private pacedUntilMs = 0;
  /** When the other end was last asked how far it is, or gave news of it. */
  private askedAtMs = 0;
  /** What `lastSentAtMs` was when somebody last asked whether this is idle. */
  private idleCheckedMs = 0;

  constructor(options: RecoveryOptions) {
    this.options = options;
    this.roundTrip = options.roundTrip ?? new RoundTrip();
    const { roundTripMs } = options.runtime;
    if (roundTripMs !== undefined) this.roundTrip.sample(roundTripMs, 0);
  }

  /** A turn ends in which something may be sent. */
  beginFlush(): void {
    this.obstacle = null;
    this.pacer.refill(this.nowMs, this.window.bytes, this.roundTrip.smoothedMs);
  }

  /** Whether a datagram with so many bytes may leave now. */
  hasRoomFor(bytes: number): boolean {
    if (!this.window.hasRoomFor(bytes)) this.obstacle = 'window';
    else if (!this.pacer.hasRoomFor(bytes)) this.obstacle = 'pace';
    else return true;
    return false;
  }

  /**
   * A datagram leaves that will be acked.
   *
   * @param bytes of it that count as in flight
   * @param ids of the frames that it carries
   */
  sent(number: number, bytes: number, ids: readonly number[]): void {
    const { nowMs } = this;
    this.datagrams.add({ number, sentAtMs: nowMs, bytes, ids });
    if (bytes === 0) return;
    this.lastSentAtMs = nowMs;
    this.window.sent(bytes);
    this.pacer.sent(bytes);
    this.congestion ??= this.startCongestion();
  }

  /**
   * An ack arrived.
   *
   * @param ranges numbers of datagrams: first, last, first, last, …, the newest first
   * @returns the datagrams that it acks for the first time
   */
  acked(ranges: readonly number[], ackDelayMs: number): readonly SentDatagram[] {
    const { nowMs } = this;
    const { acked, sample } = this.datagrams.ack(ranges);
    if (acked.length === 0) return acked;
    if (sample) {
      const { roundTripMs = Math.max(0, nowMs - sample.sentAtMs) } = this.options.runtime;
      this.roundTrip.sample(roundTripMs, ackDelayMs);
    }
    const wasProbing = this.probes > 0;
    this.probes = 0;
    this.askedAtMs = nowMs;
    this.lose(acked);
    this.widen(acked);
    if (wasProbing) this.arm(true);
    return acked;
  }

  /** What could be sent has been sent: sees to it that somebody looks again in time. */
  endFlush(): void {
    if (this.obstacle === 'pace') {
      const waitMs = this.pacer.waitMs(this.window.bytes, this.roundTrip.smoothedMs);
      this.pacedUntilMs = this.nowMs + waitMs;
    }
    this.arm();
  }

  /** To be called now and then: lets the machines go if nothing was sent since the last call. */
  checkIdle(): void {
    const isIdle = this.timer?.getSnapshot().value === 'idle';
    if (isIdle && this.idleCheckedMs === this.lastSentAtMs) this.rest();
    this.idleCheckedMs = this.lastSentAtMs;
  }

  /** Nothing that is on its way matters any more. */
  forget(): void {
    this.datagrams.clear();
    this.window.landed(this.window.inFlightBytes);
    this.obstacle = null;
    this.probes = 0;
    this.rest();
  }

  private get nowMs(): number {
    return this.options.runtime.clock.nowMs();
  }

  private get mode(): CongestionMode {
    return (this.congestion?.getSnapshot().value ?? 'slowStart') as CongestionMode;
  }

  private lose(acked: readonly SentDatagram[]): void {
    const newestBefore = this.newestAckedSentAtMs;
    for (const { sentAtMs } of acked) {
      this.newestAckedSentAtMs = Math.max(this.newestAckedSentAtMs, sentAtMs);
    }
    const lost = this.datagrams.takeLost(this.nowMs - this.roundTrip.lossDelayMs);
    let newestLost = Number.NEGATIVE_INFINITY;
    for (const sent of lost) {
      this.options.onLost(sent);
      if (sent.bytes === 0) continue;
      this.window.landed(sent.bytes);
      newestLost = Math.max(newestLost, sent.sentAtMs);
    }
    if (newestLost > this.recoveryBeganAtMs) {
      this.recoveryBeganAtMs = this.nowMs;
      this.window.reduce();
      this.tell('lost');
    }
    if (this.isPersistent(lost, acked, newestBefore)) {
      // What was sent before says nothing of the path, even if it arrived: see `widen`.
      this.recoveryBeganAtMs = this.nowMs;
      this.window.collapse();
      this.tell('collapsed');
    }
  }

  /** Whether all that was sent for a long time is lost (RFC 9002 section 7.6.2). */
  private isPersistent(
    lost: readonly SentDatagram[],
    acked: readonly SentDatagram[],
    ackedBeforeMs: number,
  ): boolean {
    if (lost.length < 2 || !this.roundTrip.isMeasured) return false;
    const longMs = PERSISTENT_TIMEOUTS * this.roundTrip.probeTimeoutMs;
    let began: SentDatagram | null = null;
    let next = 0;
    for (const sent of lost) {
      // One that was acked in between begins the time anew.
      for (; next < acked.length && (acked[next] as SentDatagram).number < sent.number; next++) {
        began = null;
      }
      if (sent.bytes === 0 || sent.sentAtMs <= ackedBeforeMs) continue;
      began ??= sent;
      if (sent.sentAtMs - began.sentAtMs > longMs) return true;
    }
    return false;
  }

  private widen(acked: readonly SentDatagram[]): void {
    const { window } = this;
    const inFlightBytes = window.inFlightBytes + acked.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { bytes, sentAtMs } of acked) {
      if (bytes === 0) continue;
      window.landed(bytes);
      const { mode } = this;
      if (mode === 'recovery' || mode === 'persistentCongestion') {
        if (sentAtMs <= this.recoveryBeganAtMs) continue;
        this.tell('recovered');
      }
      window.acked(bytes, inFlightBytes, this.mode);
      if (window.isAtThreshold && this.mode === 'slowStart') this.tell('filled');
    }
  }

  private tell(type: CongestionEvent['type']): void {
    this.congestion?.send({ type });
    this.options.runtime.note?.(this.mode);
  }

  /** When it is time to look again; null if nothing is waited for. */
  private deadlineMs(): number | null {
    if (!this.options.isOwed()) return null;
    const { roundTrip, obstacle, window } = this;
    let deadlineMs = Number.POSITIVE_INFINITY;
    const overtaken = this.datagrams.oldestOvertaken;
    if (overtaken) deadlineMs = overtaken.sentAtMs + roundTrip.lossDelayMs;
    if (window.inFlightBytes > 0) deadlineMs = Math.min(deadlineMs, this.probeAtMs);
    if (obstacle === 'pace') return Math.min(deadlineMs, this.pacedUntilMs);
    // The other end has all that it takes: it is asked whether it takes more by now.
    return Number.isFinite(deadlineMs) ? deadlineMs : this.askedAtMs + CREDIT_PROBE_MS;
  }

  private get probeAtMs(): number {
    const timeoutMs = this.roundTrip.probeTimeoutMs;
    const limitMs = Math.max(timeoutMs, MAX_PROBE_BACKOFF_MS);
    return this.lastSentAtMs + Math.min(timeoutMs * 2 ** Math.min(this.probes, 8), limitMs);
  }

  /** @param isAnew the wait that is under way is for something else */
  private arm(isAnew = this.isAtRest): void {
    const deadlineMs = this.deadlineMs();
    if (deadlineMs === null) {
      // A timer that still runs will find that nothing is owed: that costs less than to stop it now.
      if (this.timer?.getSnapshot().value === 'due') this.timer.send({ type: 'rest' });
      return;
    }
    const waitMs = Math.max(1, Math.ceil(deadlineMs - this.nowMs));
    if (!this.timer) this.startTimer(waitMs);
    else if (isAnew || deadlineMs + 1 < this.lookAtMs) {
      this.timer.send({ type: this.probes > 0 ? 'probe' : 'wait', waitMs });
    } else return;
    this.lookAtMs = this.nowMs + waitMs;
  }

  /** No wait is under way. */
  private get isAtRest(): boolean {
    const state = this.timer?.getSnapshot().value;
    return state === 'due' || state === 'idle';
  }

  private look(): void {
    const { nowMs, options, window } = this;
    const deadlineMs = this.deadlineMs();
    if (deadlineMs === null || deadlineMs > nowMs) {
      this.arm();
      return;
    }
    const overtaken = this.datagrams.oldestOvertaken;
    if (overtaken && overtaken.sentAtMs + this.roundTrip.lossDelayMs <= nowMs) this.lose([]);
    else if (window.inFlightBytes === 0) this.ask();
    else if (this.probeAtMs <= nowMs) {
      // It may be one that does not count as in flight.
      this.lastSentAtMs = nowMs;
      options.onProbeDue(window.probeBytes(++this.probes));
    }
    options.onDue();
  }

  private ask(): void {
    if (this.obstacle === 'pace') return;
    this.askedAtMs = this.nowMs;
    this.options.onProbeDue(SMALL_PROBE_BYTES);
  }

  private rest(): void {
    this.timer?.stop();
    this.congestion?.stop();
    this.timer = null;
    this.congestion = null;
  }

  private startCongestion(): ActorRefFrom<typeof congestion> {
    const { runtime, label } = this.options;
    const actor = createActor(congestion, actorOptions(runtime, `congestion:${label}`)).start();
    if (this.window.isAtThreshold) actor.send({ type: 'filled' });
    return actor;
  }

  private startTimer(waitMs: number): void {
    const { runtime, label } = this.options;
    const timer = createActor(retransmission, {
      ...actorOptions(runtime, `retransmission:${label}`),
      input: { waitMs },
    });
    timer.on('due', () => this.look());
    this.timer = timer;
    timer.start();
  }
}

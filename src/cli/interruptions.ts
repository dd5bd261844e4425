import type { EventEmitter } from 'node:events';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** What a shell expects of a program that ctrl-C ended. */
const INTERRUPTED_STATUS = 130;

/** npm passes a ctrl-C on to a program that got it already: two so close are one. */
const SAME_PRESS_MS = 50;

/**
 * The user's wish to end: the first asks to leave in good order, a second ctrl-C ends at once.
 * Signals other than ctrl-C may come twice when a terminal closes, and only ask.
 */
export class Interruptions {
  /** Resolves with the exit status when the user will not wait. */
  readonly forced: Promise<number>;
  private readonly signals: EventEmitter;
  private readonly leave: () => void;
  private readonly force: (status: number) => void;
  private readonly listeners: readonly (readonly [Signal, () => void])[];
  private askedAt: number | null = null;
  private isHurried = false;

  constructor(signals: EventEmitter, leave: () => void) {
    let force: (status: number) => void = () => {};
    this.forced = new Promise((resolve) => {
      force = resolve;
    });
    this.force = force;
    this.signals = signals;
    this.leave = leave;
    this.listeners = [
      ['SIGINT', () => this.interruptedBySignal()],
      ['SIGTERM', () => this.hurry()],
      ['SIGHUP', () => this.hurry()],
    ];
    for (const [signal, listener] of this.listeners) signals.on(signal, listener);
  }

  /** Whether leaving has begun. */
  get asked(): boolean {
    return this.askedAt !== null;
  }

  /** Whether it was asked for by a signal or its key: then nobody waits for a reader. */
  get isUrgent(): boolean {
    return this.isHurried;
  }

  /** Leave in good order. */
  ask(): void {
    if (this.askedAt !== null) return;
    this.askedAt = performance.now();
    this.leave();
  }

  /** Ctrl-C: the first asks, the second ends. */
  interrupt(): void {
    if (this.askedAt === null) this.hurry();
    else this.force(INTERRUPTED_STATUS);
  }

  /** Stops listening to signals. */
  close(): void {
    // A terminal that closes says so twice: the second must not kill what ends.
    this.signals.on('SIGHUP', () => {});
    for (const [signal, listener] of this.listeners) this.signals.off(signal, listener);
  }

  private hurry(): void {
    this.isHurried = true;
    this.ask();
  }

  private interruptedBySignal(): void {
    const since = this.askedAt === null ? Infinity : performance.now() - this.askedAt;
    if (since > SAME_PRESS_MS) this.interrupt();
  }
}

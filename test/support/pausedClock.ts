import type { Clock } from '../../src/chat/runtime.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/**
 * The clock of a process that is paused now and then: time jumps, and one turn of the event loop
 * fires what was due. What is set in that turn waits its time from now on, as real timers do.
 */
export class PausedClock implements Clock {
  private currentMs = 0;
  private timers: Timer[] = [];

  nowMs(): number {
    return this.currentMs;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const timer = { dueMs: this.currentMs + delayMs, callback };
    this.timers.push(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.timers = this.timers.filter((timer) => timer !== handle);
  }

  /** The process sleeps this long and then has one turn. */
  jump(durationMs: number): void {
    this.currentMs += durationMs;
    for (const timer of [...this.timers]) {
      if (timer.dueMs > this.currentMs || !this.timers.includes(timer)) continue;
      this.clearTimeout(timer);
      timer.callback();
    }
  }
}

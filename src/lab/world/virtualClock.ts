import type { Clock } from '../../chat/runtime.ts';

interface Timer {
  dueMs: number;
  order: number;
  state: 'set' | 'fired' | 'cleared';
  readonly callback: () => void;
}

/**
 * Time that passes only from one deadline to the next. Timers of the same moment fire in the order
 * in which they were set.
 */
export class VirtualClock implements Clock {
  private currentMs = 0;
  private orders = 0;
  private readonly heap: Timer[] = [];
  private set = 0;

  nowMs(): number {
    return this.currentMs;
  }

  /** Timers that are set and have not fired. */
  get pending(): number {
    return this.set;
  }

  /** The next deadline, or null if nothing is set. */
  get nextMs(): number | null {
    this.discardCleared();
    return this.heap[0]?.dueMs ?? null;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const dueMs = this.currentMs + Math.max(0, delayMs);
    const timer: Timer = { dueMs, order: ++this.orders, state: 'set', callback };
    this.set++;
    this.push(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    const timer = handle as Timer | undefined;
    if (!timer) return;
    if (timer.state === 'set') this.set--;
    timer.state = 'cleared';
  }

  /** Whether a timer was cleared, be it after it fired. */
  isCleared(handle: unknown): boolean {
    return (handle as Timer).state === 'cleared';
  }

  /** When a timer is due; null if it has fired or was cleared. */
  dueMs(handle: unknown): number | null {
    const timer = handle as Timer;
    return timer.state === 'set' ? timer.dueMs : null;
  }

  /** Sets a timer that has not fired anew, as late as if it were set now. Costs O(timers). */
  reset(handle: unknown, delayMs: number): void {
    const timer = handle as Timer;
    if (timer.state !== 'set') return;
    const others = this.heap.filter((other) => other !== timer);
    timer.dueMs = this.currentMs + Math.max(0, delayMs);
    timer.order = ++this.orders;
    this.heap.length = 0;
    for (const other of [...others, timer]) this.push(other);
  }

  /**
   * Goes to the next deadline and fires one timer.
   *
   * @returns false if there is none
   */
  step(): boolean {
    this.discardCleared();
    const timer = this.pop();
    if (!timer) return false;
    timer.state = 'fired';
    this.set--;
    this.currentMs = timer.dueMs;
    timer.callback();
    return true;
  }

  /** Fires everything that is due within this time, and ends exactly after it. */
  advance(durationMs: number): void {
    this.advanceTo(this.currentMs + durationMs);
  }

  /** Fires everything that is due until this moment, and ends exactly there. */
  advanceTo(endMs: number): void {
    for (let next = this.nextMs; next !== null && next <= endMs; next = this.nextMs) this.step();
    this.currentMs = endMs;
  }

  private discardCleared(): void {
    while (this.heap[0]?.state === 'cleared') this.pop();
  }

  private push(timer: Timer): void {
    const { heap } = this;
    let child = heap.push(timer) - 1;
    while (child > 0) {
      const parent = (child - 1) >>> 1;
      if (isBefore(heap[parent] as Timer, timer)) break;
      heap[child] = heap[parent] as Timer;
      child = parent;
    }
    heap[child] = timer;
  }

  private pop(): Timer | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return top;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child] as Timer)) child++;
      if (isBefore(last, heap[child] as Timer)) break;
      heap[hole] = heap[child] as Timer;
      hole = child;
    }
    heap[hole] = last;
    return top;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

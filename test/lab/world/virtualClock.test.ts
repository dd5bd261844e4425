import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { check } from '../../support/property.ts';

/** A clock, and what fired when: `<label>@<ms>`. */
function clockWithLog() {
  const clock = new VirtualClock();
  const log: string[] = [];
  const set = (label: string | number, delayMs: number) =>
    clock.setTimeout(() => log.push(`${label}@${clock.nowMs()}`), delayMs);
  return { clock, log, set };
}

describe('VirtualClock', () => {
  test('fires timers in the order of their deadlines, each at its own', () => {
    const { clock, log, set } = clockWithLog();
    set('c', 30);
    set('a', 10);
    set('b', 20);
    clock.advance(100);
    expect(log).toEqual(['a@10', 'b@20', 'c@30']);
    expect(clock.nowMs()).toBe(100);
  });

  test('fires timers of one moment in the order in which they were set', () => {
    const { clock, log, set } = clockWithLog();
    for (const label of ['a', 'b', 'c', 'd', 'e']) set(label, 5);
    clock.advance(5);
    expect(log).toEqual(['a@5', 'b@5', 'c@5', 'd@5', 'e@5']);
  });

  test('counts the time of a timer that a timer sets from the moment it fires', () => {
    const { clock, log, set } = clockWithLog();
    clock.setTimeout(() => set('then', 10), 5);
    clock.advance(1_000);
    expect(log).toEqual(['then@15']);
  });

  test('fires within the same advance what is set for its last moment', () => {
    const { clock, log, set } = clockWithLog();
    clock.setTimeout(() => set('now', 0), 10);
    clock.advance(10);
    expect(log).toEqual(['now@10']);
  });

  test('does not fire what was cleared, not even from a timer of the same moment', () => {
    const { clock, log, set } = clockWithLog();
    const first = set('first', 10);
    clock.setTimeout(() => clock.clearTimeout(second), 10);
    const second = set('second', 10);
    clock.clearTimeout(first);
    clock.clearTimeout(first);
    clock.clearTimeout(undefined);
    expect(clock.pending).toBe(2);
    clock.advance(10);
    expect(log).toEqual([]);
    expect(clock.pending).toBe(0);
    clock.clearTimeout(second);
    clock.clearTimeout(set('third', 10));
    expect(clock.step()).toBe(false);
    expect(log).toEqual([]);
  });

  test('steps from deadline to deadline, one timer a step', () => {
    const { clock, log, set } = clockWithLog();
    set('a', 10);
    set('b', 10);
    const cleared = set('c', 20);
    set('d', 30);
    clock.clearTimeout(cleared);
    expect(clock.nextMs).toBe(10);
    expect(clock.step()).toBe(true);
    expect(log).toEqual(['a@10']);
    expect(clock.step()).toBe(true);
    expect(clock.nextMs).toBe(30);
    expect(clock.step()).toBe(true);
    expect(log).toEqual(['a@10', 'b@10', 'd@30']);
    expect(clock.nextMs).toBeNull();
    expect(clock.step()).toBe(false);
    expect(clock.nowMs()).toBe(30);
  });

  test('takes a negative delay for none: time never goes back', () => {
    const { clock, log, set } = clockWithLog();
    clock.advance(10);
    set('late', -5);
    expect(clock.nextMs).toBe(10);
    clock.advance(0);
    expect(log).toEqual(['late@10']);
  });
});

/** The clock as simply as it can be written: a list that is searched. */
class NaiveClock {
  nowMs = 0;
  readonly log: string[] = [];
  private timers: { readonly label: number; readonly dueMs: number }[] = [];

  get pending(): number {
    return this.timers.length;
  }

  get nextMs(): number | null {
    return this.timers.length === 0 ? null : Math.min(...this.timers.map(({ dueMs }) => dueMs));
  }

  set(label: number, delayMs: number): void {
    this.timers.push({ label, dueMs: this.nowMs + delayMs });
  }

  clear(label: number): void {
    this.timers = this.timers.filter((timer) => timer.label !== label);
  }

  step(): boolean {
    const next = this.timers.find(({ dueMs }) => dueMs === this.nextMs);
    if (!next) return false;
    this.nowMs = next.dueMs;
    this.log.push(`${next.label}@${this.nowMs}`);
    this.clear(next.label);
    return true;
  }

  advance(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    while (this.nextMs !== null && this.nextMs <= endMs) this.step();
    this.nowMs = endMs;
  }
}

describe('VirtualClock and a list of timers', () => {
  const operation = fc.oneof(
    { weight: 4, arbitrary: fc.record({ set: fc.nat({ max: 20 }) }) },
    { weight: 2, arbitrary: fc.record({ clear: fc.nat({ max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ advance: fc.nat({ max: 15 }) }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant(true) }) },
  );

  test('do the same, whatever is set, cleared and awaited', () => {
    check(
      fc.property(fc.array(operation, { maxLength: 120, size: 'max' }), (operations) => {
        const { clock, log, set } = clockWithLog();
        const naive = new NaiveClock();
        const handles: unknown[] = [];
        for (const doing of operations) {
          if ('set' in doing) {
            naive.set(handles.length, doing.set);
            handles.push(set(handles.length, doing.set));
          } else if ('clear' in doing) {
            naive.clear(doing.clear);
            clock.clearTimeout(handles[doing.clear]);
          } else if ('advance' in doing) {
            naive.advance(doing.advance);
            clock.advance(doing.advance);
          } else {
            expect(clock.step()).toBe(naive.step());
          }
          expect(clock.nowMs()).toBe(naive.nowMs);
          expect(clock.nextMs).toBe(naive.nextMs);
          expect(clock.pending).toBe(naive.pending);
        }
        expect(log).toEqual(naive.log);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

function clockWithLog() {
  const clock = new VirtualClock();
  const log: string[] = [];
  const set = (label: string, delayMs: number) =>
    clock.setTimeout(() => log.push(`${label}@${clock.nowMs()}`), delayMs);
  return { clock, log, set };
}

describe('a timer that is set anew', () => {
  test('fires at its new time, earlier or later, and once', () => {
    const { clock, log, set } = clockWithLog();
    const late = set('late', 100);
    const soon = set('soon', 20);
    set('other', 50);
    clock.advance(10);
    clock.reset(late, 5);
    clock.reset(soon, 60);
    expect([clock.dueMs(late), clock.dueMs(soon)]).toEqual([15, 70]);
    clock.advance(1_000);
    expect(log).toEqual(['late@15', 'other@50', 'soon@70']);
    expect(clock.pending).toBe(0);
  });

  test('comes after those that were set before for the same moment', () => {
    const { clock, log, set } = clockWithLog();
    const first = set('first', 10);
    set('second', 20);
    clock.reset(first, 20);
    clock.advance(20);
    expect(log).toEqual(['second@20', 'first@20']);
  });

  test('can still be cleared', () => {
    const { clock, log, set } = clockWithLog();
    const timer = set('never', 10);
    clock.reset(timer, 20);
    clock.clearTimeout(timer);
    clock.advance(100);
    expect(log).toEqual([]);
    expect(clock.dueMs(timer)).toBeNull();
  });

  test('stays over when it has fired or was cleared', () => {
    const { clock, log, set } = clockWithLog();
    const fired = set('once', 10);
    const cleared = set('never', 10);
    clock.clearTimeout(cleared);
    clock.advance(10);
    for (const timer of [fired, cleared]) clock.reset(timer, 5);
    clock.advance(100);
    expect(log).toEqual(['once@10']);
  });
});

test('the clock goes exactly to a moment', () => {
  const { clock, log, set } = clockWithLog();
  set('at', 0.1 + 0.2);
  set('after', 0.4);
  clock.advanceTo(0.1 + 0.2);
  expect(clock.nowMs()).toBe(0.1 + 0.2);
  expect(log).toEqual([`at@${0.1 + 0.2}`]);
});

/** What the tests of the lab's commands make happen in it; `vi.restoreAllMocks` undoes it. */
import { vi } from 'vitest';
import { BrokenPromise } from '../../../src/lab/promises/promises.ts';
import { Watch } from '../../../src/lab/promises/watch.ts';
import type { FakeWorld } from '../fakes.ts';

/** A bug: whoever is sent a text of its own breaks the promise. */
export function breakPromise(onBroken: () => void = () => {}): void {
  const { sends } = Watch.prototype;
  vi.spyOn(Watch.prototype, 'sends').mockImplementation(function (this: Watch, ...args) {
    sends.apply(this, args);
    const [sender, to] = args;
    if (sender.name !== to) return;
    onBroken();
    throw new BrokenPromise('shownOnce', 'patched\n\x1b[2J');
  });
}

/** Presses ctrl-C when the promises have been checked so often. */
export function interruptAfter(checks: number, world: FakeWorld): void {
  const { check } = Watch.prototype;
  let count = 0;
  vi.spyOn(Watch.prototype, 'check').mockImplementation(function (this: Watch) {
    check.call(this);
    if (++count === checks) world.signals.emit('SIGINT');
  });
}

import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from '../../src/demo/pace.ts';
import { FakeWorld } from '../cli/fakes.ts';

const LINE = 'x'.repeat(40);

let world: FakeWorld;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  world = new FakeWorld();
});
afterEach(() => vi.useRealTimers());

/** Whether a promise is settled by now, and what comes of it meanwhile. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return over;
}

test('waits as long as it takes to read what was printed, and no longer', async () => {
  const pace = new Pace(world);
  pace.printed([LINE, LINE]);
  const pause = pace.pause();
  vi.advanceTimersByTime(1_999);
  expect(await isOver(pause)).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await isOver(pause)).toBe(true);
  // That has been read.
  expect(await isOver(Promise.all([pace.pause(), vi.runAllTimersAsync()]))).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  pace.end();
});

test('a key leads to the end of a section, and another one on', async () => {
  const pace = new Pace(world);
  pace.printed([LINE]);
  const pause = pace.pause();
  world.stdin.write('x');
  expect(await isOver(pause)).toBe(true);
  pace.printed([LINE]);
  expect(await isOver(pace.pause())).toBe(true);

  const turn = pace.turn();
  expect(await isOver(turn)).toBe(false);
  expect(world.out).toBe('(any key goes on)');
  world.stdin.write('x');
  expect(await isOver(turn)).toBe(true);
  expect(world.out).toBe('\r\x1b[K');
  // The next section is to be read again.
  pace.printed([LINE]);
  const next = pace.pause();
  expect(await isOver(next)).toBe(false);
  pace.end();
  expect(await isOver(next)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('the end of a section waits for its time as well', async () => {
  const pace = new Pace(world);
  pace.printed([LINE]);
  const turn = pace.turn();
  expect(await isOver(turn)).toBe(false);
  vi.advanceTimersByTime(2_500);
  expect(await isOver(turn)).toBe(true);
  pace.end();
});

test.each([
  ['\x03', 130],
  ['\x04', 0],
])('%j asks for the end', async (key, status) => {
  const pace = new Pace(world);
  world.stdin.write(key);
  expect(await pace.left).toBe(status);
  pace.end();
});

test('where nobody reads nothing waits, and nobody is listened to', async () => {
  const pace = new Pace(null);
  pace.printed([LINE]);
  expect(await isOver(Promise.all([pace.pause(), pace.turn()]))).toBe(true);
  pace.end();
});

test('the terminal is given back as it was', () => {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => modes.push(on) });
  const pace = new Pace({ ...world, stdin });
  expect(modes).toEqual([true]);
  pace.end();
  expect(modes).toEqual([true, false]);
  expect(stdin.listenerCount('data')).toBe(0);
});

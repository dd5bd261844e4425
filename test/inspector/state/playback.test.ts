import { beforeEach, describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { Story } from '../../../src/inspector/page/state/playback.ts';
import { needsTime, playback } from '../../../src/inspector/page/state/playback.ts';

const FRAME_MS = 10;

/** The playback on a story, with a cursor that answers as the page's does. */
class Watcher {
  readonly timesMs: number[];
  cursor = 0;
  /** What a page would have drawn, in order. */
  readonly shown: number[] = [];
  passedMs = 0;
  story: Story | null;
  readonly actor;

  constructor(timesMs: readonly number[], more: Partial<Story> = {}) {
    this.timesMs = [...timesMs];
    const { timesMs: times } = this;
    const told = {
      get last() {
        return times.length;
      },
      step: (position: number) => {
        const atMs = times[position - 1];
        return atMs === undefined ? undefined : { atMs };
      },
    };
    this.story = { told, start: 0, isGrowing: false, ...more };
    const deck = { story: () => this.story, show: (position: number) => this.show(position) };
    this.actor = createActor(playback, { input: { deck } }).start();
  }

  get state(): unknown {
    return this.actor.getSnapshot().value;
  }

  get needsTime(): boolean {
    return needsTime(this.actor.getSnapshot());
  }

  /** Somebody puts the cursor there: the playback, a view, a link. */
  show(position: number): void {
    const { start = 0, told } = this.story ?? {};
    const nearest = Math.max(start, Math.min(told?.last ?? 0, position));
    if (nearest === this.cursor) return;
    this.cursor = nearest;
    this.shown.push(nearest);
    this.actor.send({ type: 'moved', position: nearest });
  }

  happens(...timesMs: readonly number[]): void {
    this.timesMs.push(...timesMs);
    this.actor.send({ type: 'grew' });
  }

  /** Time passes for the one who watches; frames are drawn as long as they are needed. */
  watch(durationMs: number): void {
    for (let ms = 0; ms < durationMs && this.needsTime; ms += FRAME_MS) {
      this.actor.send({ type: 'tick', elapsedMs: FRAME_MS });
    }
  }
}

let watcher: Watcher;

describe('the playback of a story that is over', () => {
  beforeEach(() => {
    watcher = new Watcher([0, 100, 200, 5_200]);
  });

  it('stands still until it is played', () => {
    expect(watcher.state).toBe('paused');
    expect(watcher.needsTime).toBe(false);
    watcher.actor.send({ type: 'tick', elapsedMs: 1_000 });
    expect(watcher.shown).toEqual([]);
  });

  it('tells it in its own time, shortens the long wait, and stops at the end', () => {
    watcher.actor.send({ type: 'toggle' });
    expect(watcher.state).toBe('playing');
    watcher.watch(90);
    expect(watcher.shown).toEqual([1]);
    watcher.watch(10);
    expect(watcher.shown).toEqual([1, 2]);
    watcher.watch(100);
    expect(watcher.shown).toEqual([1, 2, 3]);
    watcher.watch(990);
    expect(watcher.shown).toEqual([1, 2, 3]);
    watcher.watch(10);
    expect(watcher.shown).toEqual([1, 2, 3, 4]);
    expect(watcher.state).toBe('paused');
  });

  it('keeps the way it has come when it is paused, and goes on from there', () => {
    watcher.actor.send({ type: 'goTo', position: 1 });
    watcher.actor.send({ type: 'toggle' });
    watcher.watch(60);
    watcher.actor.send({ type: 'toggle' });
    expect(watcher.state).toBe('paused');
    watcher.actor.send({ type: 'toggle' });
    watcher.watch(30);
    expect(watcher.cursor).toBe(1);
    watcher.watch(10);
    expect(watcher.cursor).toBe(2);
  });

  it('changes its speed while it goes', () => {
    watcher.actor.send({ type: 'goTo', position: 1 });
    watcher.actor.send({ type: 'setSpeed', speed: 0.1 });
    watcher.actor.send({ type: 'toggle' });
    watcher.watch(500);
    expect(watcher.cursor).toBe(1);
    watcher.actor.send({ type: 'changeSpeed', way: 1 });
    expect(watcher.actor.getSnapshot().context.speed).toBe(0.2);
    watcher.watch(250);
    expect(watcher.cursor).toBe(2);
  });

  it('does not jump after a frame that came late', () => {
    watcher.actor.send({ type: 'goTo', position: 1 });
    watcher.actor.send({ type: 'toggle' });
    watcher.actor.send({ type: 'tick', elapsedMs: 60_000 });
    expect(watcher.cursor).toBe(3);
  });

  it('goes step by step, and pauses for it', () => {
    watcher.actor.send({ type: 'toggle' });
    watcher.actor.send({ type: 'step', way: 1 });
    watcher.actor.send({ type: 'step', way: 1 });
    watcher.actor.send({ type: 'step', way: -1 });
    expect(watcher.shown).toEqual([1, 2, 1]);
    expect(watcher.state).toBe('paused');
  });

  it('goes no further than the story', () => {
    watcher.actor.send({ type: 'step', way: -1 });
    watcher.actor.send({ type: 'toEnd' });
    watcher.actor.send({ type: 'step', way: 1 });
    watcher.actor.send({ type: 'goTo', position: 99 });
    watcher.actor.send({ type: 'step', way: -1 });
    expect(watcher.shown).toEqual([4, 3]);
    expect(watcher.state).toBe('paused');
  });

  it('goes on from where somebody puts the cursor', () => {
    watcher.actor.send({ type: 'goTo', position: 1 });
    watcher.actor.send({ type: 'toggle' });
    watcher.watch(90);
    watcher.show(2);
    expect(watcher.state).toBe('playing');
    watcher.watch(90);
    expect(watcher.cursor).toBe(2);
    watcher.watch(10);
    expect(watcher.cursor).toBe(3);
  });

  it('begins anew when it is played at the end', () => {
    watcher.actor.send({ type: 'toEnd' });
    watcher.actor.send({ type: 'toggle' });
    expect(watcher.state).toBe('playing');
    expect(watcher.cursor).toBe(0);
    watcher.watch(10);
    expect(watcher.cursor).toBe(1);
  });

  it('begins with the oldest step that is kept', () => {
    watcher = new Watcher([0, 1, 2, 3], { start: 2 });
    watcher.actor.send({ type: 'toEnd' });
    watcher.actor.send({ type: 'toStart' });
    watcher.actor.send({ type: 'step', way: -1 });
    expect(watcher.shown).toEqual([4, 2]);
  });

  it('goes on from the start while it is played', () => {
    watcher.actor.send({ type: 'goTo', position: 3 });
    watcher.actor.send({ type: 'toggle' });
    watcher.actor.send({ type: 'toStart' });
    expect(watcher.cursor).toBe(0);
    expect(watcher.state).toBe('playing');
  });
});

describe('the playback of a story that grows', () => {
  it('stays at the end, and lets nobody wait for a frame', () => {
    watcher = new Watcher([0, 10], { isGrowing: true });
    watcher.actor.send({ type: 'toEnd' });
    watcher.happens(20, 30);
    watcher.happens(40);
    expect(watcher.shown).toEqual([2, 4, 5]);
    expect(watcher.state).toBe('following');
    expect(watcher.needsTime).toBe(false);
  });

  it('leaves the end when the cursor is put elsewhere, and finds it again', () => {
    watcher = new Watcher([0, 10, 20], { isGrowing: true });
    watcher.actor.send({ type: 'toEnd' });
    watcher.show(2);
    expect(watcher.state).toBe('paused');
    watcher.happens(30);
    expect(watcher.cursor).toBe(2);
    watcher.actor.send({ type: 'toggle' });
    expect(watcher.state).toBe('playing');
    watcher.watch(20);
    expect(watcher.state).toBe('following');
    watcher.happens(40);
    expect(watcher.cursor).toBe(5);
  });

  it.each(['toggle', 'step', 'toStart'] as const)('leaves the end on %s', (type) => {
    watcher = new Watcher([0, 10, 20], { isGrowing: true });
    watcher.actor.send({ type: 'toEnd' });
    watcher.actor.send(type === 'step' ? { type, way: -1 } : { type });
    expect(watcher.state).toBe('paused');
    watcher.happens(30);
    expect(watcher.cursor).toBe({ toggle: 3, step: 2, toStart: 0 }[type]);
  });

  it('waits at the end of nothing', () => {
    watcher = new Watcher([], { isGrowing: true });
    watcher.actor.send({ type: 'toggle' });
    expect(watcher.state).toBe('following');
    watcher.happens(0);
    expect(watcher.cursor).toBe(1);
  });
});

describe('the playback in play mode', () => {
  beforeEach(() => {
    watcher = new Watcher([0], {
      isGrowing: true,
      pass: (durationMs) => {
        watcher.passedMs += durationMs;
      },
      happenNext: () => {
        if (watcher.timesMs.length >= 3) return false;
        watcher.happens(watcher.timesMs.length * 100);
        return true;
      },
    });
  });

  it('lets time pass at the end, as fast as was chosen', () => {
    watcher.actor.send({ type: 'toEnd' });
    watcher.watch(100);
    expect(watcher.passedMs).toBe(100);
    watcher.actor.send({ type: 'setSpeed', speed: 10 });
    watcher.watch(50);
    expect(watcher.passedMs).toBe(600);
    watcher.actor.send({ type: 'toggle' });
    watcher.watch(50);
    expect(watcher.passedMs).toBe(600);
  });

  it('lets no time pass in the past', () => {
    watcher.happens(50);
    watcher.actor.send({ type: 'goTo', position: 1 });
    watcher.actor.send({ type: 'toggle' });
    watcher.watch(40);
    expect(watcher.state).toBe('playing');
    expect(watcher.passedMs).toBe(0);
  });

  it('lets the next thing happen on a step forward at the end, and nowhere else', () => {
    watcher.happens(50);
    watcher.actor.send({ type: 'goTo', position: 1 });
    watcher.actor.send({ type: 'step', way: 1 });
    expect(watcher.timesMs).toHaveLength(2);
    watcher.actor.send({ type: 'step', way: 1 });
    expect(watcher.timesMs).toHaveLength(3);
    expect(watcher.shown).toEqual([1, 2, 3]);
    watcher.actor.send({ type: 'step', way: 1 });
    expect(watcher.shown).toEqual([1, 2, 3]);
    expect(watcher.state).toBe('paused');
  });

  it('catches up with a late frame no further than a frame goes', () => {
    watcher.actor.send({ type: 'toEnd' });
    watcher.actor.send({ type: 'tick', elapsedMs: 60_000 });
    expect(watcher.passedMs).toBe(250);
  });
});

describe('the playback without a story', () => {
  it('takes everything, and does nothing', () => {
    watcher = new Watcher([]);
    watcher.story = null;
    for (const type of ['toggle', 'toEnd', 'toStart', 'grew'] as const)
      watcher.actor.send({ type });
    watcher.actor.send({ type: 'step', way: 1 });
    watcher.actor.send({ type: 'tick', elapsedMs: 10 });
    expect(watcher.state).toBe('paused');
    expect(watcher.shown).toEqual([]);
  });
});

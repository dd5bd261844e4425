import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipSafe } from '../../../src/chat/display/clip.ts';
import { positionAfterKey } from '../../../src/inspector/page/views/spaceTime/keys.ts';
import { captionFigures } from '../../../src/inspector/page/views/spaceTime/layout/captions.ts';
import { cursorFigures } from '../../../src/inspector/page/views/spaceTime/layout/cursor.ts';
import { layOut } from '../../../src/inspector/page/views/spaceTime/layout/layout.ts';
import { Crowd } from '../../../src/inspector/page/views/spaceTime/layout/places.ts';
import {
  stepsBetween,
  timeScale,
} from '../../../src/inspector/page/views/spaceTime/layout/scale.ts';
import { fault, went } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';
import {
  arrowOf,
  endOf,
  FLUSH,
  figuresOf,
  greeting,
  inputOf,
  labSteps,
  PING,
  START,
  Story,
  shapesOf,
  TIMER,
} from './story.ts';

describe('an arrow', () => {
  it('goes from the row where it left to the row where it arrived', () => {
    const story = greeting();
    const { position, id } = story.send(10, 'server', 'bob', PING, [5]);
    const arrival = story.arrive(15, 'bob', 'server', id);
    const timeline = story.timeline();
    const { scale, lanes } = inputOf(timeline);
    expect(scale.middlePx(arrival)).toBeGreaterThan(scale.middlePx(position));
    const arrow = arrowOf(timeline, id);
    const stroke = shapesOf(arrow, 'spaceTime-stroke')[0];
    const begin = stroke?.tag === 'path' ? /^M([\d.]+) ([\d.]+)/.exec(stroke.d) : null;
    expect(Number(begin?.[1])).toBeCloseTo((lanes.xOf('server') ?? 0) + 5);
    expect(Number(begin?.[2])).toBeCloseTo(scale.middlePx(position), 0);
    const head = shapesOf(arrow, 'spaceTime-head')[0];
    const tip = `L${(lanes.xOf('bob') ?? 0) - 5} ${scale.middlePx(arrival)}L`;
    expect(head).toMatchObject({ d: expect.stringContaining(tip) });
    expect(arrow.className).toBe('spaceTime-arrow is-message is-arrived');
    expect(arrow.title).toBe('server → bob  PRIVATE_MESSAGE 3  (40 bytes, arrived after 5 ms)');
  });

  it('that is lost breaks off before the lane', () => {
    const story = greeting();
    const { id } = story.send(10, 'server', 'bob', PING, []);
    story.step(20, 'server', START);
    const timeline = story.timeline();
    const arrow = arrowOf(timeline, id);
    const { lanes } = inputOf(timeline);
    expect(endOf(arrow)[0]).toBeLessThan((lanes.xOf('bob') ?? 0) - 50);
    expect(shapesOf(arrow, 'spaceTime-lostMark')).toHaveLength(1);
    expect(shapesOf(arrow, 'spaceTime-head')).toHaveLength(0);
    expect(arrow.className).toContain('is-lost');
  });

  it('of a datagram that arrives twice has two heads', () => {
    const story = greeting();
    const { id } = story.send(10, 'alice', 'server', PING, [5, 9]);
    story.arrive(15, 'server', 'alice', id);
    story.arrive(19, 'server', 'alice', id);
    const arrow = arrowOf(story.timeline(), id);
    expect(shapesOf(arrow, 'spaceTime-head')).toHaveLength(2);
    expect(shapesOf(arrow, 'is-copy')).toHaveLength(1);
  });

  it('of a retransmission is drawn as two lines, and its label says so', () => {
    const story = greeting();
    story.send(10, 'alice', 'server', PING, []);
    const { id } = story.send(20, 'alice', 'server', PING, [1]);
    story.arrive(21, 'server', 'alice', id);
    const arrow = arrowOf(story.timeline(), id);
    expect(arrow.className).toContain('is-again');
    expect(shapesOf(arrow, 'spaceTime-core')).toHaveLength(1);
    expect(shapesOf(arrow, 'spaceTime-label')).toMatchObject([{ text: '↻ PRIVATE_MESSAGE 3' }]);
    expect(arrow.title).toContain('again: PRIVATE_MESSAGE 3');
  });

  it('of an ack has an open head', () => {
    const timeline = greeting().timeline();
    const acks = figuresOf(timeline).filter(({ className }) => className.includes('is-ack'));
    expect(acks).toHaveLength(2);
    for (const ack of acks) {
      expect(shapesOf(ack, 'spaceTime-openHead')).toHaveLength(1);
      expect(shapesOf(ack, 'spaceTime-head')).toHaveLength(0);
    }
  });

  it('that is under way ends on its way, at the end of the story', () => {
    const story = greeting();
    const { id } = story.send(10, 'server', 'bob', PING, [100]);
    story.step(60, 'alice', TIMER, { machines: [went('m:1', 'a', 'b')] });
    const timeline = story.timeline();
    const arrow = arrowOf(timeline, id);
    const { scale, lanes } = inputOf(timeline);
    const [from, to] = [lanes.xOf('server') ?? 0, lanes.xOf('bob') ?? 0];
    const mark = shapesOf(arrow, 'spaceTime-underWayMark')[0];
    expect(mark).toMatchObject({ cx: (from + to) / 2, cy: scale.bottomPx(timeline.last) });
    expect(shapesOf(arrow, 'spaceTime-head')).toHaveLength(0);
  });

  it('of which nobody knows what became ends with a question', () => {
    const story = greeting();
    const { id } = story.send(10, 'server', '192.0.2.7 99', PING, null);
    story.step(5_000, 'server', START);
    const arrow = arrowOf(story.timeline(), id);
    expect(arrow.className).toContain('is-unknown');
    expect(shapesOf(arrow, 'spaceTime-unknownMark')).toMatchObject([{ text: '?' }]);
    expect(arrow.title).toContain('server → 192.0.2.7 99');
  });

  it('to a process that stands still ends at its door', () => {
    const story = greeting();
    story.step(10, 'bob', fault('pause'));
    const { id } = story.send(20, 'server', 'bob', PING, [5]);
    const between = story.step(30, 'alice', TIMER, { machines: [went('m:1', 'a', 'b')] });
    story.step(400, 'bob', fault('resume'));
    story.arrive(400, 'bob', 'server', id);
    const timeline = story.timeline();
    const [x, y] = endOf(arrowOf(timeline, id));
    const { scale, lanes } = inputOf(timeline);
    expect((lanes.xOf('bob') ?? 0) - x).toBeLessThan(12);
    expect(y).toBeLessThanOrEqual(scale.topPx(between));
  });

  it('to oneself goes out and comes back', () => {
    const story = greeting();
    const { id } = story.send(10, 'alice', 'alice', PING, [5]);
    story.arrive(15, 'alice', 'alice', id);
    const arrow = arrowOf(story.timeline(), id);
    expect(shapesOf(arrow, 'spaceTime-stroke')).toMatchObject([
      { d: expect.stringContaining('C') },
    ]);
  });

  it('is drawn where it only passes', () => {
    const story = greeting();
    const { id } = story.send(10, 'server', 'bob', PING, [490]);
    for (let i = 0; i < 100; i++) {
      story.step(11 + i, 'alice', TIMER, { machines: [went('m:1', 'a', 'b')] });
    }
    story.arrive(500, 'bob', 'server', id);
    const input = inputOf(story.timeline());
    const middlePx = input.scale.heightPx / 2;
    const window = { fromPx: middlePx, toPx: middlePx + 100 };
    const { figures } = layOut({ ...input, window });
    expect(figures.filter(({ flight }) => flight !== null).map(({ flight }) => flight)).toEqual([
      id,
    ]);
  });
});

describe('labels', () => {
  const box = fc.record({
    x: fc.integer({ min: -50, max: 300 }),
    y: fc.integer({ min: -50, max: 300 }),
    width: fc.integer({ min: 1, max: 150 }),
    height: fc.integer({ min: 1, max: 80 }),
  });

  it('never stand on each other, and find a place where one is free', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 30 }), (boxes) => {
        const crowd = new Crowd();
        const placed: typeof boxes = [];
        for (const { x, y, width, height } of boxes) {
          const isFree = placed.every(
            (other) =>
              x + width <= other.x ||
              other.x + other.width <= x ||
              y + height <= other.y ||
              other.y + other.height <= y,
          );
          expect(crowd.take({ x, y, width, height })).toBe(isFree);
          if (isFree) placed.push({ x, y, width, height });
        }
      }),
    );
  });

  it('are hidden where another stands, until their arrow is pointed at', () => {
    const story = greeting();
    const sent = [1, 2, 3, 4, 5].map(() => story.datagram('bob', PING, []));
    story.step(10, 'server', FLUSH, { sent });
    story.step(20, 'server', START);
    const timeline = story.timeline();
    const isHidden = sent.map(({ id }) => arrowOf(timeline, id).className.includes('is-crowded'));
    expect([isHidden[0], isHidden.at(-1)]).toEqual([false, true]);
  });

  it('are hidden where rows stand too close', () => {
    const figures = figuresOf(greeting().timeline(), 10);
    const arrows = figures.filter(({ flight }) => flight !== null);
    expect(arrows).toHaveLength(4);
    expect(arrows.every(({ className }) => className.includes('is-crowded'))).toBe(true);
    expect(figures.flatMap((figure) => shapesOf(figure, 'spaceTime-saying'))).toEqual([]);
  });
});

describe('a broadcast', () => {
  const broadcast = (pending: number[], type: string, to = 'awaitingAcks') => ({
    ...went('broadcast:g:1', 'awaitingAcks', to, { context: { pending } }),
    event: { type },
  });

  it('is a bracket with a tick for each ack, from its start to its end', () => {
    const story = greeting();
    const begin = { ...broadcast([1, 2, 3], 'xstate.init'), from: null };
    const started = story.step(10, 'server', TIMER, { machines: [begin] });
    const first = story.step(20, 'server', FLUSH, { machines: [broadcast([2, 3], 'acks')] });
    const last = story.step(30, 'server', FLUSH, {
      machines: [broadcast([], 'acks', 'complete')],
    });
    const timeline = story.timeline();
    const { scale } = inputOf(timeline);
    const gathering = figuresOf(timeline).find(({ key }) => key.startsWith('gathering'));
    if (!gathering) throw new Error('there is no bracket');
    expect(gathering.className).toBe('spaceTime-gathering');
    expect(gathering.title).toContain('3 of 3');
    expect(shapesOf(gathering, 'spaceTime-gatheringLabel')).toMatchObject([{ text: 'g:1' }]);
    expect(shapesOf(gathering, 'spaceTime-gatheringCount')).toMatchObject([{ text: '3 of 3' }]);
    expect(
      shapesOf(gathering, 'spaceTime-count').map((count) => 'cy' in count && count.cy),
    ).toEqual([scale.middlePx(first), scale.middlePx(last)].map((y) => Math.round(y * 10) / 10));
    const field = shapesOf(gathering, 'spaceTime-gatheringField')[0];
    expect(field).toMatchObject({ y: scale.middlePx(started) });
  });

  it('tells at the cursor what had been counted by then', () => {
    const story = greeting();
    const begin = { ...broadcast([1, 2, 3], 'xstate.init'), from: null };
    const started = story.step(10, 'server', TIMER, { machines: [begin] });
    story.step(20, 'server', FLUSH, { machines: [broadcast([2, 3], 'acks')] });
    story.step(25, 'alice', TIMER, { machines: [went('m:1', 'a', 'b')] });
    story.step(30, 'server', FLUSH, { machines: [broadcast([3], 'gone')] });
    const last = story.step(40, 'server', FLUSH, { machines: [broadcast([], 'acks', 'complete')] });
    const timeline = story.timeline();
    const input = inputOf(timeline);
    const countAt = (position: number) =>
      cursorFigures(input, timeline, position)
        .filter(({ key }) => key.startsWith('count '))
        .flatMap((count) => shapesOf(count, 'spaceTime-gatheringCount'))
        .map((shape) => shape.tag === 'text' && shape.text);
    const positions = [-1, 0, 1, 2, 3].map((after) => started + after);
    expect(positions.map(countAt)).toEqual([[], ['0 of 3'], ['1 of 3'], ['1 of 3'], ['2 of 3']]);
    // From its end on the bracket says it.
    expect(countAt(last)).toEqual([]);
  });

  it('has a line of its own at the cursor beside others', () => {
    const story = greeting();
    const begin = { ...broadcast([1], 'xstate.init'), from: null };
    const machines = ['g:1', 'g:2', 'h:1'].map((name) => ({
      ...begin,
      machine: `broadcast:${name}`,
    }));
    const now = story.step(10, 'server', TIMER, { machines });
    const timeline = story.timeline();
    const input = inputOf(timeline);
    layOut(input);
    const boxes = cursorFigures(input, timeline, now)
      .flatMap((count) => shapesOf(count, 'spaceTime-countPlate'))
      .flatMap((shape) => (shape.tag === 'rect' ? shape : []));
    expect(boxes).toHaveLength(3);
    const crowd = new Crowd();
    expect(boxes.map((box) => crowd.take(box))).toEqual([true, true, true]);
  });

  it('is open while acks are awaited', () => {
    const story = greeting();
    const begin = { ...broadcast([1, 2], 'xstate.init'), from: null };
    story.step(10, 'server', TIMER, { machines: [begin] });
    const figures = figuresOf(story.timeline());
    const gathering = figures.find(({ key }) => key.startsWith('gathering'));
    expect(gathering?.className).toBe('spaceTime-gathering is-open');
    expect(gathering?.title).toContain('acks are still awaited');
  });

  it('stands beside another one of the same time', () => {
    const { columns } = inputOf(greeting().timeline());
    const at = (name: string, startedAt: number, endedAt: number | null) =>
      columns.columnOf({
        machine: name,
        node: 'server',
        startedAt,
        endedAt,
        counts: [],
        label: '',
        name: '',
        countAt: () => null,
      });
    expect(at('a', 1, 10)).toBe(0);
    expect(at('b', 2, null)).toBe(1);
    expect(at('c', 11, 12)).toBe(0);
    expect(at('d', 11, 12)).toBe(2);
    expect(at('b', 2, 20)).toBe(1);
  });
});

describe('sentences', () => {
  it('are marked beside the numbers of their steps, where those are drawn', () => {
    const timeline = greeting().timeline();
    const { scale } = inputOf(timeline);
    const captions = [2, 5, 9].map((position) => ({ position, text: `At ${position}\u202e` }));
    const window = { fromPx: scale.topPx(3), toPx: scale.bottomPx(9) };
    const figures = captionFigures(captions, scale, window);
    expect(figures.map(({ position, title }) => [position, title])).toEqual([
      [5, clipSafe('At 5\u202e', 99)],
      [9, clipSafe('At 9\u202e', 99)],
    ]);
    expect(figures[0]?.title).not.toContain('\u202e');
  });
});

describe('the cursor', () => {
  it('shows where a datagram is that left before and arrives later', () => {
    const story = greeting();
    const { id } = story.send(10, 'server', 'bob', PING, [90]);
    const now = story.step(20, 'alice', TIMER, { machines: [went('m:1', 'a', 'b')] });
    const later = story.arrive(100, 'bob', 'server', id);
    const timeline = story.timeline();
    const input = inputOf(timeline);
    const keysAt = (position: number) =>
      cursorFigures(input, timeline, position).map(({ key }) => key);
    expect(keysAt(now)).toEqual(['fade', 'cursor', 'ring', `crossing ${id} 0`]);
    expect(keysAt(later)).toEqual(['cursor', 'ring']);
    expect(keysAt(0)).toEqual(['fade', 'cursor']);
  });

  it('passes steps in which there is nothing to see', () => {
    const story = new Story();
    story.step(0, 'alice', START);
    story.step(1, 'alice', TIMER);
    story.step(2, 'bob', START);
    const { index } = inputOf(story.timeline());
    expect(positionAfterKey('ArrowDown', 1, index)).toBe(3);
    expect(positionAfterKey('ArrowUp', 3, index)).toBe(1);
    expect(positionAfterKey('ArrowDown', 3, index)).toBe(3);
    expect(positionAfterKey('ArrowDown', 0, index)).toBe(1);
    expect(positionAfterKey('PageDown', 1, index)).toBe(3);
    expect(positionAfterKey('x', 1, index)).toBeNull();
  });
});

describe('a long story', () => {
  const steps = labSteps(7, 8, 600);

  it('costs as much as is seen of it', () => {
    const timeline = timelineOf(steps);
    const input = inputOf(timeline);
    let asked = 0;
    const watched = new Proxy(timeline, {
      get: (target, key) => {
        if (key === 'step' || key === 'event') asked++;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const fromPx = input.scale.heightPx / 2;
    const { figures, gutter, isCut } = layOut({
      ...input,
      timeline: watched,
      window: { fromPx, toPx: fromPx + 800 },
    });
    expect(steps.length).toBeGreaterThan(4_000);
    expect(figures.length).toBeGreaterThan(50);
    expect(figures.length).toBeLessThan(400);
    expect(gutter.length).toBeLessThan(80);
    expect(asked).toBeLessThan(2_000);
    expect(isCut).toBe(false);
  });

  it('draws nothing outside of the window but what passes through it', () => {
    const input = inputOf(timelineOf(steps));
    const fromPx = Math.floor(input.scale.heightPx / 2);
    const window = { fromPx, toPx: fromPx + 800 };
    for (const { shapes, position } of layOut({ ...input, window }).figures) {
      if (position === null) continue;
      for (const shape of shapes) {
        if (!('cy' in shape)) continue;
        expect(shape.cy).toBeGreaterThan(fromPx - 100);
        expect(shape.cy).toBeLessThan(fromPx + 900);
      }
    }
  });

  it('is in proportion on the scale of time', () => {
    const timeline = timelineOf(steps);
    const scale = timeScale(timeline, 24, 0.5);
    const ms = (position: number) => timeline.step(position)?.atMs ?? 0;
    for (const position of [1, 77, 2_000, steps.length]) {
      expect(scale.middlePx(position) - scale.middlePx(1)).toBeCloseTo(ms(position) * 0.5);
      expect(ms(scale.at(scale.topPx(position)))).toBe(ms(position));
    }
  });

  it('is shown by the steps that stand between two heights', () => {
    const timeline = timelineOf(steps);
    const { scale } = inputOf(timeline);
    const between = (fromPx: number, toPx: number) => stepsBetween(scale, timeline, fromPx, toPx);
    const [from, to] = [1_000, 1_040];
    expect(between(scale.topPx(from), scale.bottomPx(to))).toEqual({ from, to });
    expect(between(scale.topPx(from) + 5, scale.topPx(to) + 5)).toEqual({ from, to });
    expect(between(-100, scale.heightPx + 1_000)).toEqual({ from: 1, to: steps.length });
    expect(between(scale.topPx(from), scale.topPx(from))).toEqual({ from, to: from });
  });

  it('says so when more happens than can be drawn', () => {
    const story = new Story();
    const machines = [went('m:1', 'a', 'b')];
    for (let i = 0; i < 3_000; i++) story.step(0, 'server', TIMER, { machines });
    const input = inputOf(story.timeline());
    expect(layOut(input).isCut).toBe(true);
    expect(layOut({ ...input, window: { fromPx: 0, toPx: 800 } }).isCut).toBe(false);
  });
});

it('marks the step in which a promise was broken', () => {
  const story = greeting();
  const timeline = story.timeline();
  const sentence = 'Nobody is <shown> twice.';
  timeline.violated({ promise: 'shownOnce', sentence, detail: 'bob saw it', step: 3 });
  const broken = figuresOf(timeline).filter(({ className }) => className === 'spaceTime-broken');
  expect(broken.map(({ key }) => key)).toEqual(['field 3', 'broken 3']);
  expect(broken[1]).toMatchObject({
    position: 3,
    title: `✕ broken promise: ${sentence} bob saw it`,
  });
});

it('draws nothing of a story without steps', () => {
  expect(layOut(inputOf(timelineOf([])))).toEqual({ gutter: [], figures: [], isCut: false });
});

import { describe, expect, test } from 'vitest';
import { Timeline } from '../../../src/inspector/model/timeline.ts';
import { PROMISES } from '../../../src/lab/promises/promises.ts';
import { fault, step } from '../../support/steps.ts';
import { storyOf, traceOf } from '../support/stories.ts';
import { timelineOf } from '../support/timeline.ts';

describe('positions', () => {
  test('count the steps from 1', () => {
    const timeline = new Timeline();
    expect([timeline.first, timeline.last, timeline.dropped]).toEqual([1, 0, 0]);
    const one = step({ step: 17 });
    expect(timeline.append(one)).toBe(1);
    expect(timeline.append(step())).toBe(2);
    expect([timeline.first, timeline.last]).toEqual([1, 2]);
    expect(timeline.step(1)).toBe(one);
    expect([timeline.step(0), timeline.step(3), timeline.event(3)]).toEqual([
      undefined,
      undefined,
      null,
    ]);
  });

  test('stay what they are when older steps are dropped', () => {
    const steps = [1, 2, 3, 4, 5].map((number) => step({ step: number }));
    const timeline = timelineOf(steps, { capacity: 2 });
    expect([timeline.first, timeline.last, timeline.dropped]).toEqual([4, 5, 3]);
    expect([3, 4, 5].map((position) => timeline.step(position))).toEqual([
      undefined,
      steps[3],
      steps[4],
    ]);
    timeline.leftOut(7);
    expect([timeline.first, timeline.dropped]).toEqual([4, 10]);
  });

  test('are found by their time', () => {
    const timeline = timelineOf([0, 5, 5, 9, 7].map((atMs) => step({ atMs })));
    const found = [-1, 0, 4, 5, 8, 9, 10].map((atMs) => timeline.positionAtMs(atMs));
    expect(found).toEqual([0, 1, 1, 3, 3, 5, 5]);
    const steps = [0, 5, 9].map((atMs) => step({ atMs }));
    expect(timelineOf(steps, { capacity: 2 }).positionAtMs(0)).toBe(1);
  });
});

test('lanes stand in the order in which they began, the server first', () => {
  const timeline = timelineOf(
    ['alice', 'bob', 'server', 'alice', 'carol'].map((node) => step({ node })),
  );
  expect(timeline.lanes).toEqual([
    { node: 'server', since: 3 },
    { node: 'alice', since: 1 },
    { node: 'bob', since: 2 },
    { node: 'carol', since: 5 },
  ]);
});

test('what only has things done to it is no process', () => {
  const timeline = timelineOf([
    step({ node: 'network', cause: fault('conditions: 30 % lost') }),
    step({ node: 'alice' }),
  ]);
  expect(timeline.lanes).toEqual([{ node: 'alice', since: 2 }]);
});

describe('promises', () => {
  const violation = {
    promise: 'shownOnce',
    sentence: PROMISES.shownOnce,
    detail: 'twice',
    step: 12,
  };
  const numbered = [10, 11, 12, 13].map((number) => step({ step: number }));
  const lightsOf = (timeline: Timeline, promise: string) =>
    [0, 1, 2, 3, 4].map((position) => {
      return timeline.promisesAt(position).find((light) => light.promise === promise)?.state;
    });

  test('are not checked unless somebody does', () => {
    const lights = timelineOf([step()]).promisesAt(1);
    expect(lights.map(({ promise, sentence }) => [promise, sentence])).toEqual(
      Object.entries(PROMISES),
    );
    expect(new Set(lights.map(({ state }) => state))).toEqual(new Set(['unchecked']));
    expect(lights.every((light) => light.violation === null)).toBe(true);
  });

  test('are kept until the step in which one is found broken', () => {
    const timeline = new Timeline({ arePromisesChecked: true });
    for (const one of numbered) timeline.append(one);
    timeline.violated(violation);
    timeline.violated({ ...violation, detail: 'once more', step: 13 });
    expect(lightsOf(timeline, 'shownOnce')).toEqual(['kept', 'kept', 'kept', 'broken', 'broken']);
    expect(lightsOf(timeline, 'nothingIsCut')).toEqual(Array(5).fill('kept'));
    const [light] = timeline.promisesAt(4).filter(({ state }) => state === 'broken');
    expect(light?.violation).toBe(violation);
    expect(timeline.promisesAt(2).every((other) => other.violation === null)).toBe(true);
  });

  test('that will be broken say where, until they are', () => {
    const timeline = new Timeline({ arePromisesChecked: true });
    for (const one of numbered) timeline.append(one);
    timeline.violated(violation);
    const aheadOf = (promise: string) =>
      [0, 2, 3, 4].map((position) => {
        return timeline.promisesAt(position).find((light) => light.promise === promise)?.ahead;
      });
    expect(aheadOf('shownOnce')).toEqual([3, 3, undefined, undefined]);
    expect(aheadOf('nothingIsCut')).toEqual(Array(4).fill(undefined));
  });

  test('may be broken in a step that is still to come', () => {
    const timeline = new Timeline({ arePromisesChecked: true });
    timeline.violated({ ...violation, step: 2 });
    timeline.append(step({ step: 1 }));
    timeline.append(step({ step: 2 }));
    expect(lightsOf(timeline, 'shownOnce').slice(1, 3)).toEqual(['kept', 'broken']);
  });

  test('that are not ours have a light too', () => {
    const timeline = timelineOf([step({ step: 12 })], { arePromisesChecked: true });
    const mine = { ...violation, promise: 'mine', sentence: 'Mine is kept.' };
    timeline.violated(mine);
    const lights = timeline.promisesAt(1);
    expect(lights).toHaveLength(Object.keys(PROMISES).length + 1);
    const { promise, sentence } = mine;
    expect(lights.at(-1)).toEqual({ promise, sentence, state: 'broken', violation: mine });
  });
});

describe('a story of the lab', () => {
  const story = storyOf({
    clients: 3,
    actions: [
      { do: 'wait', ms: 300 },
      { do: 'create', client: 0, group: 0 },
      { do: 'wait', ms: 200 },
      { do: 'join', client: 0, group: 0 },
      { do: 'join', client: 1, group: 0 },
      { do: 'join', client: 2, group: 0 },
      { do: 'wait', ms: 200 },
      { do: 'say', client: 0, padding: 0 },
      { do: 'send', client: 1, to: 2, padding: 0 },
      { do: 'wait', ms: 200 },
      { do: 'kill', client: 2 },
    ],
  });

  test.each([
    ['as it happened', story.steps],
    ['from a file', traceOf(story).steps],
  ])('%s: everything fits together', (_, steps) => {
    const timeline = timelineOf(steps);
    expect(timeline.lanes.map(({ node }) => node)).toEqual(['server', 'alice', 'bob', 'carol']);
    const flights = timeline.flights(1, timeline.last);
    expect(flights).toHaveLength(steps.flatMap(({ sent }) => sent).length);
    expect(new Set(flights.map(({ fate }) => fate))).toEqual(new Set(['arrived', 'lost']));
    expect(new Set(flights.map(({ to }) => to))).toEqual(
      new Set(['server', 'alice', 'bob', 'carol']),
    );
    expect(timeline.gatherings(1, timeline.last)).toMatchObject([
      { machine: 'broadcast:g0:1', node: 'server', label: 'g0:1: 2 of 2' },
    ]);
    const tables = timeline.tablesAt(timeline.last);
    expect(tables.map(({ node }) => node)).toEqual(['server', 'alice', 'bob']);
    expect(new Set(tables.map(({ rows }) => JSON.stringify(rows))).size).toBe(1);
    expect(tables[0]?.rows.map(({ name, online }) => [name, online])).toEqual([
      ['alice', true],
      ['bob', true],
      ['carol', false],
    ]);
    const clients = timeline.machinesAt(timeline.last).filter(({ chart }) => chart === 'client');
    expect(clients.map(({ node, isOver }) => [node, isOver])).toEqual([
      ['alice', false],
      ['bob', false],
      ['carol', true],
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { MachineState } from '../../../src/inspector/model/types.ts';
import type { MachineStep, TraceStep } from '../../../src/trace/trace.ts';
import { fault, step, went } from '../../support/steps.ts';
import { randomSteps } from '../support/randomSteps.ts';
import { timelineOf } from '../support/timeline.ts';

function told(states: readonly MachineState[]): string[] {
  return states.map(({ node, machine, value, isOver, changedAt }) => {
    return `${node} ${machine} ${value}${isOver ? ' over' : ''} @${changedAt}`;
  });
}

describe('which machines there are', () => {
  test('stand in the order in which they began, whatever they do', () => {
    const timeline = timelineOf([
      step({ machines: [went('client:alice', null, 'registering')] }),
      step({ node: 'bob', machines: [went('client:bob', null, 'registering')] }),
      step({ machines: [went('ackWait:1', null, 'waiting')] }),
      step({ machines: [went('client:alice', 'registering', 'online')] }),
    ]);
    expect(told(timeline.machinesAt(0))).toEqual([]);
    expect(told(timeline.machinesAt(2))).toEqual([
      'alice client:alice registering @1',
      'bob client:bob registering @2',
    ]);
    expect(told(timeline.machinesAt(4))).toEqual([
      'alice client:alice online @4',
      'bob client:bob registering @2',
      'alice ackWait:1 waiting @3',
    ]);
  });

  test('one that is over is there in the step in which it ended', () => {
    const timeline = timelineOf([
      step({
        machines: [went('client:alice', null, 'online'), went('ackWait:1', null, 'waiting')],
      }),
      step({ machines: [went('ackWait:1', 'waiting', 'acked', { status: 'done' })] }),
      step(),
    ]);
    expect(told(timeline.machinesAt(2))).toEqual([
      'alice client:alice online @1',
      'alice ackWait:1 acked over @2',
    ]);
    expect(told(timeline.machinesAt(3))).toEqual(['alice client:alice online @1']);
    expect(timeline.machineAt(3, 'alice', 'ackWait:1')).toMatchObject({
      value: 'acked',
      isOver: true,
    });
    expect(timeline.machineAt(1, 'alice', 'ackWait:1')).toMatchObject({ isOver: false });
    expect(timeline.machineAt(1, 'bob', 'ackWait:1')).toBeNull();
  });

  test.each([
    ['a kill', fault('kill')],
    ['the end of a real process', fault('ended')],
    ['the silence of a real process', fault('stopped reporting')],
  ])('%s ends all machines of the process, which stay to be seen', (_, cause) => {
    const timeline = timelineOf([
      step({
        machines: [went('client:alice', null, 'online'), went('ackWait:1', null, 'waiting')],
      }),
      step({ node: 'bob', machines: [went('client:bob', null, 'online')] }),
      step({ cause }),
      step({ node: 'bob' }),
      step({ cause: { kind: 'start' }, machines: [went('client:alice', null, 'registering')] }),
      step(),
    ]);
    const dead = ['alice client:alice online over @1', 'alice ackWait:1 waiting over @1'];
    const bob = 'bob client:bob online @2';
    expect(told(timeline.machinesAt(3))).toEqual([...dead, bob]);
    expect(told(timeline.machinesAt(4))).toEqual([...dead, bob]);
    expect(told(timeline.machinesAt(6))).toEqual([bob, 'alice client:alice registering @5']);
    expect(timeline.machineAt(2, 'alice', 'client:alice')?.isOver).toBe(false);
  });

  test('a pause ends nothing', () => {
    const timeline = timelineOf([
      step({ machines: [went('client:alice', null, 'online')] }),
      step({ cause: fault('pause') }),
    ]);
    expect(told(timeline.machinesAt(2))).toEqual(['alice client:alice online @1']);
  });

  test('a process that starts again has none of its machines', () => {
    const timeline = timelineOf([
      step({
        machines: [went('client:alice', null, 'online'), went('ackWait:1', null, 'waiting')],
      }),
      step({ cause: { kind: 'start' }, machines: [went('client:alice', null, 'registering')] }),
    ]);
    expect(told(timeline.machinesAt(2))).toEqual([
      'alice ackWait:1 waiting over @1',
      'alice client:alice registering @2',
    ]);
  });

  test.each([
    ['session:bob:7', 'lost'],
    ['broadcast:g:1', 'complete'],
    ['client:alice', 'offline'],
    ['client:alice', 'exited'],
  ])('a trace without statuses: %s in %s is over', (machine, value) => {
    const timeline = timelineOf([step({ machines: [went(machine, null, value)] })]);
    expect(told(timeline.machinesAt(1))).toEqual([`alice ${machine} ${value} over @1`]);
  });

  test.each([
    ['client:alice', { online: { mode: 'group' } }],
    ['client:alice', 'serverSilent'],
    ['session:bob:7', { suspect: 'probing' }],
    ['ackWait:bob:1', 'constructor'],
    ['somethingNew:1', 'acked'],
    ['ackWait:bob:1', null],
    ['ackWait:bob:1', 7],
  ])('a trace without statuses: %s in %j is not', (machine, value) => {
    const timeline = timelineOf([step({ machines: [went(machine, null, value)] })]);
    expect(timeline.machineAt(1, 'alice', machine)).toMatchObject({ value, isOver: false });
  });

  test('an actor that was stopped is over', () => {
    const stop = { event: { type: 'xstate.stop' } };
    const timeline = timelineOf([step({ machines: [went('announcer', 'a', 'a', stop)] })]);
    expect(told(timeline.machinesAt(1))).toEqual(['alice announcer a over @1']);
  });
});

describe('what a machine did', () => {
  const steps = [
    step({ machines: [went('client:alice', null, 'a', { context: 1 })] }),
    step(),
    step({
      machines: [
        went('client:alice', 'a', 'b', { context: 2, effects: ['x'] }),
        went('client:alice', 'b', 'b', { context: 3, taken: [], event: { type: 'ignored' } }),
      ],
    }),
    step({ machines: [went('client:alice', null, 'a', { context: 4 })] }),
  ];

  test('is told with the context before, several steps in one as one', () => {
    const timeline = timelineOf(steps);
    expect(timeline.changeAt(1, 'alice', 'client:alice')).toMatchObject({
      position: 1,
      contextBefore: null,
    });
    const change = timeline.changeAt(3, 'alice', 'client:alice');
    expect(change).toMatchObject({
      position: 3,
      contextBefore: 1,
      step: {
        event: { type: 'event' },
        from: 'a',
        to: 'b',
        context: 3,
        effects: ['x'],
        taken: ['client:alice|event|0'],
      },
    });
    expect(timeline.changeAt(2, 'alice', 'client:alice')?.position).toBe(1);
  });

  test('of a new life begins with nothing', () => {
    expect(timelineOf(steps).changeAt(4, 'alice', 'client:alice')).toMatchObject({
      position: 4,
      contextBefore: null,
    });
  });

  test('of nobody is nothing', () => {
    const timeline = timelineOf(steps);
    expect(timeline.changeAt(0, 'alice', 'client:alice')).toBeNull();
    expect(timeline.changeAt(4, 'bob', 'client:alice')).toBeNull();
    expect(timeline.neighbour(4, 'bob', 'client:alice', 1)).toBeNull();
  });

  test('leads to the steps before and after', () => {
    const timeline = timelineOf(steps);
    const to = (position: number, way: 1 | -1) =>
      timeline.neighbour(position, 'alice', 'client:alice', way);
    expect([to(0, 1), to(1, 1), to(2, 1), to(3, 1), to(4, 1)]).toEqual([1, 3, 3, 4, null]);
    expect([to(0, -1), to(1, -1), to(2, -1), to(3, -1), to(4, -1)]).toEqual([null, null, 1, 1, 3]);
  });
});

/** What a look at all steps says, one after the other. */
interface Life {
  readonly node: string;
  readonly machine: string;
  position: number;
  step: MachineStep;
  before: unknown;
  overAt: number | null;
}

function livesAt(steps: readonly TraceStep[], position: number): Life[] {
  let lives: Life[] = [];
  const living = (node: string) =>
    lives.filter((life) => life.node === node && life.overAt === null);
  for (const [i, { node, cause, machines }] of steps.slice(0, position).entries()) {
    const isEnd = cause.kind === 'start' || (cause.kind === 'fault' && cause.fault === 'kill');
    if (isEnd) for (const life of living(node)) life.overAt = i + 1;
    for (const taken of machines) {
      const current = living(node).find(({ machine }) => machine === taken.machine);
      const isBirth = taken.event.type === 'xstate.init';
      if (current && isBirth) current.overAt = i + 1;
      const isNew = !current || isBirth;
      const fresh = {
        node,
        machine: taken.machine,
        position: 0,
        step: taken,
        before: null,
        overAt: null,
      };
      const life: Life = isNew ? fresh : current;
      if (isNew) lives = [...lives, life];
      if (life.position !== i + 1) life.before = isNew ? null : life.step.context;
      life.position = i + 1;
      life.step = taken;
      if (taken.status !== undefined) life.overAt = i + 1;
    }
  }
  return lives;
}

function shown(lives: readonly Life[], position: number): Life[] {
  const newest = new Map<string, Life>();
  for (const life of lives) newest.set(`${life.node} ${life.machine}`, life);
  const current = lives.filter((life) => [...newest.values()].includes(life));
  return current.filter((life) => {
    if (life.overAt === null || life.overAt === position) return true;
    const others = lives.filter(({ node }) => node === life.node);
    if (others.some(({ overAt }) => overAt === null)) return false;
    return life.overAt === Math.max(...others.map(({ overAt }) => overAt ?? 0));
  });
}

function compare(timeline: Timeline, steps: readonly TraceStep[], position: number): void {
  const lives = livesAt(steps, position);
  const expected = shown(lives, position);
  const states = timeline.machinesAt(position);
  expect(told(states)).toEqual(
    expected.map(({ node, machine, step: taken, overAt, position: changedAt }) => {
      return `${node} ${machine} ${taken.to}${overAt === null ? '' : ' over'} @${changedAt}`;
    }),
  );
  for (const [i, { node, machine, step: taken, before }] of expected.entries()) {
    expect(states[i]?.context).toBe(taken.context);
    expect(timeline.machineAt(position, node, machine)).toEqual(states[i]);
    const change = timeline.changeAt(position, node, machine);
    expect(change?.step.context).toBe(taken.context);
    if (timeline.first === 1) expect(change?.contextBefore).toEqual(before);
  }
}

test('the index says what a look at every step says', () => {
  fc.assert(
    fc.property(randomSteps, (steps) => {
      const timeline = new Timeline();
      for (const [i, one] of steps.entries()) {
        // Asked too early, the answer must not be kept.
        timeline.machinesAt(i + 1);
        timeline.append(one);
        compare(timeline, steps, i + 1);
      }
      for (let position = 0; position <= steps.length; position++) {
        compare(timeline, steps, position);
      }
    }),
    { numRuns: 150 },
  );
});

test('what was dropped is still known by what it led to', () => {
  fc.assert(
    fc.property(randomSteps, fc.integer({ min: 1, max: 20 }), (steps, capacity) => {
      const timeline = timelineOf(steps, { capacity });
      expect(timeline.first).toBe(Math.max(1, steps.length - capacity + 1));
      expect(timeline.last).toBe(steps.length);
      expect(timeline.dropped).toBe(timeline.first - 1);
      for (let position = timeline.first - 1; position <= steps.length; position++) {
        compare(timeline, steps, position);
        for (const { node, machine } of timeline.machinesAt(position)) {
          const next = timeline.neighbour(position, node, machine, -1);
          expect(next === null || next >= timeline.first).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('machines that were over long ago are forgotten, those that live are not', () => {
  const timeline = new Timeline({ capacity: 10 });
  timeline.append(step({ machines: [went('client:alice', null, 'online')] }));
  for (let i = 0; i < 100; i++) {
    const begun = went(`ackWait:${i}`, null, 'waiting');
    timeline.append(step({ machines: [begun, { ...begun, to: 'acked', status: 'done' }] }));
  }
  expect(timeline.machineAt(101, 'alice', 'client:alice')).toMatchObject({ value: 'online' });
  const known = Array.from({ length: 100 }, (_, i) => {
    return timeline.machineAt(101, 'alice', `ackWait:${i}`) !== null;
  });
  expect(known.indexOf(true)).toBeGreaterThanOrEqual(88);
  expect(known[99]).toBe(true);
});

test('checkpoints change nothing', () => {
  const steps: TraceStep[] = [];
  for (let i = 0; i < 600; i++) {
    steps.push(step({ machines: [went(`ackWait:${i}`, null, 'waiting')] }));
    const over = went(`ackWait:${i - 3}`, 'waiting', 'acked', { status: 'done' });
    if (i >= 3) steps.push(step({ machines: [over] }));
  }
  for (const timeline of [timelineOf(steps), timelineOf(steps, { capacity: 500 })]) {
    for (let position = timeline.first; position <= steps.length; position += 7) {
      compare(timeline, steps, position);
    }
  }
});

import { describe, expect, it } from 'vitest';
import { SpaceTimeIndex } from '../../../src/inspector/page/views/spaceTime/layout/storyIndex.ts';
import { fault, went } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';
import { FLUSH, greeting, labSteps, PING, START, Story, TIMER } from './story.ts';

const LAB = labSteps(9, 4, 80);

describe('rows', () => {
  it('stand below each other, and are found again by their height', () => {
    const index = new SpaceTimeIndex(timelineOf(LAB));
    let end = 0;
    for (let position = 1; position <= LAB.length; position++) {
      expect(index.top(position)).toBe(end + index.breakBefore(position));
      end = index.top(position) + index.heightOf(position);
      if (index.heightOf(position) === 0) continue;
      expect(index.at(index.top(position))).toBe(position);
      expect(index.at(end - 1e-6)).toBe(position);
    }
    expect(index.height).toBe(end);
    expect(LAB.length).toBeGreaterThan(500);
  });

  it('are not made for steps in which there is nothing to see', () => {
    const story = greeting();
    const idle = story.step(3, 'alice', TIMER);
    const told = story.step(4, 'alice', TIMER, { machines: [went('m:1', 'a', 'b')] });
    const flush = story.step(4, 'bob', FLUSH);
    const index = new SpaceTimeIndex(story.timeline());
    expect(index.heightOf(idle)).toBe(0);
    expect(index.heightOf(told)).toBe(1);
    expect(index.heightOf(flush)).toBe(0);
    expect(index.top(told)).toBe(index.top(idle));
    expect(index.at(index.top(idle))).toBe(told);
  });

  it('are as high as what is said in them, up to a bound', () => {
    const story = new Story();
    const notices = [
      { kind: 'registered', prompt: null },
      { kind: 'tableUpdated', prompt: null },
    ];
    const command = { kind: 'command', command: { kind: 'table' } } as const;
    const said = story.step(0, 'alice', command, { notices });
    const many = story.step(0, 'alice', TIMER, { notices: Array(9).fill(notices[0]) });
    const index = new SpaceTimeIndex(story.timeline());
    expect(index.heightOf(said)).toBe(3);
    expect(index.heightOf(many)).toBe(4);
  });

  it('stand closer where a process ends its turn', () => {
    const story = greeting();
    const got = story.arrive(3, 'bob', 'server', 0);
    const own = story.send(3, 'bob', 'server', PING, []).position;
    const other = story.send(3, 'alice', 'server', PING, []).position;
    const index = new SpaceTimeIndex(story.timeline());
    expect([got, own, other].map((position) => index.heightOf(position))).toEqual([1, 0.625, 1]);
  });

  it('stand apart after a silence', () => {
    const story = new Story();
    story.step(0, 'alice', START);
    const soon = story.step(499, 'bob', START);
    const late = story.step(999, 'carol', START);
    const index = new SpaceTimeIndex(story.timeline());
    expect(index.breakBefore(soon)).toBe(0);
    expect(index.breakBefore(late)).toBe(0.875);
    expect(index.top(late)).toBe(2.875);
  });

  it('of a silence in which nothing was seen count from the last thing that was', () => {
    const story = new Story();
    story.step(0, 'alice', START);
    story.step(300, 'alice', TIMER);
    const late = story.step(600, 'bob', START);
    expect(new SpaceTimeIndex(story.timeline()).breakBefore(late)).toBe(0.875);
  });
});

describe('growing', () => {
  it('step by step comes to the same as all at once', () => {
    const timeline = timelineOf(LAB.slice(0, 1));
    const grown = new SpaceTimeIndex(timeline);
    for (const step of LAB.slice(1)) {
      timeline.append(step);
      expect(grown.isOf(timeline)).toBe(true);
      grown.grow(timeline);
    }
    const whole = new SpaceTimeIndex(timeline);
    for (let position = 1; position <= LAB.length; position++) {
      expect(grown.top(position)).toBe(whole.top(position));
    }
    for (const { node } of timeline.lanes) {
      expect(grown.stretches(node, 1, LAB.length)).toEqual(whole.stretches(node, 1, LAB.length));
    }
  });

  it('costs as much as is new', () => {
    const timeline = timelineOf(LAB);
    const index = new SpaceTimeIndex(timeline);
    let asked = 0;
    const watched = new Proxy(timeline, {
      get: (target, key) => {
        if (key === 'step') asked++;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    index.grow(watched);
    timeline.append({ ...(LAB.at(-1) as (typeof LAB)[number]), step: LAB.length + 1 });
    index.grow(watched);
    expect(asked).toBe(1);
  });

  it('lets go of what the timeline has dropped, and begins at 0 with what is left', () => {
    const timeline = timelineOf([], { capacity: 200 });
    const index = new SpaceTimeIndex(timeline);
    for (const step of LAB) {
      timeline.append(step);
      index.grow(timeline);
    }
    const whole = new SpaceTimeIndex(timelineOf(LAB));
    const first = LAB.length - 199;
    expect(index.oldest).toBe(first);
    expect(index.newest).toBe(LAB.length);
    expect(index.top(first)).toBe(0);
    for (let position = first; position <= LAB.length; position++) {
      expect(index.top(position)).toBe(whole.top(position) - whole.top(first));
    }
    expect(index.height).toBe(whole.height - whole.top(first));
    expect(index.at(-5)).toBe(first);
    for (const { node } of timeline.lanes) {
      expect(index.stateAt(node, first)).toEqual(whole.stateAt(node, first));
    }
  });

  it('does not follow a story that took steps back', () => {
    const index = new SpaceTimeIndex(timelineOf(LAB));
    expect(index.isOf(timelineOf(LAB.slice(0, 10)))).toBe(false);
  });

  it('takes up a story whose beginning is gone', () => {
    const story = new Story();
    story.step(0, 'server', START);
    story.step(1, 'alice', START, { machines: [inGroup()] });
    for (let i = 0; i < 5; i++) story.step(2 + i, 'server', TIMER);
    const index = new SpaceTimeIndex(story.timeline(3));
    expect(index.stateAt('alice', 6)).toMatchObject({ process: 'up', mode: 'group', group: 'g' });
  });
});

describe('lanes', () => {
  const statesOf = (story: Story, node: string) => {
    const index = new SpaceTimeIndex(story.timeline());
    return story.steps.map(({ step }) => index.stateAt(node, step));
  };

  it('are there from the start of their process', () => {
    const story = new Story();
    story.step(0, 'server', TIMER);
    story.step(1, 'alice', START);
    expect(statesOf(story, 'alice').map(({ process }) => process)).toEqual(['absent', 'up']);
    expect(statesOf(story, 'server').map(({ process }) => process)).toEqual(['up', 'up']);
    expect(new SpaceTimeIndex(story.timeline()).stateAt('server', 0).process).toBe('up');
  });

  it('tell what becomes of the process', () => {
    const story = new Story();
    story.step(0, 'alice', START);
    for (const words of ['pause', 'resume', 'suspend', 'resume', 'kill']) {
      story.step(1, 'alice', fault(words));
    }
    story.step(2, 'alice', START);
    story.step(3, 'alice', fault('constructor'));
    const processes = statesOf(story, 'alice').map(({ process }) => process);
    expect(processes).toEqual(['up', 'paused', 'up', 'paused', 'up', 'killed', 'up', 'up']);
  });

  it.each([
    ['kill', 'killed'],
    ['ended', 'ended'],
    ['stopped reporting', 'vanished'],
  ])('end with their process: %s', (words, process) => {
    const story = new Story();
    story.step(0, 'alice', START, { machines: [inGroup()] });
    const gone = story.step(1, 'alice', fault(words));
    story.step(2, 'bob', START);
    story.step(3, 'alice', START);
    const index = new SpaceTimeIndex(story.timeline());
    expect(index.stateAt('alice', gone - 1)).toMatchObject({ process: 'up', mode: 'group' });
    const over = { process, mode: null, group: null, belief: null };
    expect([gone, gone + 1].map((at) => index.stateAt('alice', at))).toEqual([over, over]);
    expect(index.stateAt('alice', 4).process).toBe('up');
  });

  it('go on when a process that stopped reporting is heard of again', () => {
    const story = new Story();
    story.step(0, 'alice', START);
    story.step(1, 'alice', fault('stopped reporting'));
    story.step(2, 'alice', TIMER);
    expect(statesOf(story, 'alice').map(({ process }) => process)).toEqual([
      'up',
      'vanished',
      'up',
    ]);
  });

  it('tell the mode of a client', () => {
    const story = new Story();
    const told = [
      went('client:alice', 'x', 'registering'),
      went('client:alice', 'x', 'online'),
      went('membership:alice', 'x', 'ready', { context: { group: 'g' } }),
      went('client:alice', 'x', 'away'),
      went('membership:alice', 'x', 'over', { context: { group: 'g' } }),
      went('membership:alice', 'x', 'ready', { context: { group: 'h' } }),
      went('client:alice', 'x', 'deregistering'),
      went('membership:alice', 'x', 'over', { context: { group: 'h' } }),
      went('client:alice', 'x', 'offline'),
    ];
    story.step(0, 'alice', START);
    for (const each of told) story.step(1, 'alice', TIMER, { machines: [each] });
    const states = statesOf(story, 'alice').slice(1);
    expect(states.map(({ mode, group }) => (group === null ? mode : `${mode} ${group}`))).toEqual([
      'registering',
      'nonGroup',
      'group g',
      'group g',
      'nonGroup',
      'group h',
      'deregistering',
      'deregistering',
      'offline',
    ]);
    const ended = states.map(({ process }) => process === 'ended');
    expect(ended.indexOf(true)).toBe(ended.length - 1);
  });

  it('tell what the server believes of a client', () => {
    const story = new Story();
    story.step(0, 'alice', START);
    const values = [{ suspect: 'probing' }, { online: 'heard' }, { suspect: 'probing' }, 'lost'];
    for (const to of values) {
      story.step(1, 'server', TIMER, { machines: [went('session:alice:7', 'x', to)] });
    }
    expect(statesOf(story, 'alice').map(({ belief }) => belief)).toEqual([
      null,
      'suspect',
      null,
      'suspect',
      'lost',
    ]);
  });
});

function inGroup() {
  return went('membership:alice', 'x', 'ready', { context: { group: 'g' } });
}

import { beforeEach, describe, expect, test } from 'vitest';
import { Timeline } from '../../../src/inspector/model/timeline.ts';
import { Director } from '../../../src/inspector/tour/director.ts';
import { gets, sends } from '../../../src/inspector/tour/moments.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import { formatLine } from '../../../src/trace/trace.ts';

let timeline: Timeline;
let director: Director;

beforeEach(() => {
  timeline = new Timeline();
  director = new Director({
    seed: 1,
    conditions: PERFECT,
    record: { timeline, onStep: (step) => timeline.append(JSON.parse(formatLine(step))) },
  });
});

test('waits up to a step, and not past it', () => {
  director.do({ do: 'start', node: 'alice' });
  director.until(gets('server', 'alice', 'REGISTER'));
  expect(timeline.event(timeline.last)?.title).toBe('server gets #1 from alice: REGISTER');
  expect(director.sandbox.steps).toBe(timeline.last);
});

describe('a story that goes astray is not told', () => {
  test.each([
    ['There is no alice.', () => director.type('alice', { kind: 'help' })],
    ['did not happen', () => director.until(sends('alice', 'bob', 'PRIVATE'))],
    [
      'nothing with PRIVATE is on its way from alice to bob',
      () => director.drop('alice', 'bob', 'PRIVATE'),
    ],
  ])('%s', (words, happen) => {
    expect(happen).toThrow(words);
  });
});

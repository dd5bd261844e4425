import { expect, test } from 'vitest';
import { machineChoices } from '../../../src/inspector/page/views/context/choice.ts';
import { step, went } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';

test('the machines of the step come first, once each, then the others that live', () => {
  const story = timelineOf([
    step({ machines: [went('client:alice', null, 'a'), went('ackWait:x:1', null, 'waiting')] }),
    step({ node: 'bob', machines: [went('client:alice', null, 'a')] }),
    step({ machines: [went('ackWait:x:1', 'waiting', 'acked', { status: 'done' })] }),
    step({ machines: [went('client:alice', 'a', 'b'), went('client:alice', 'b', 'c')] }),
  ]);
  expect(machineChoices(story, 3)).toMatchObject({
    own: [{ machine: 'ackWait:x:1' }],
    others: [{ machine: 'client:alice' }, { machine: 'client:alice', node: 'bob' }],
  });
  const choices = machineChoices(story, 4);
  expect(choices.own).toMatchObject([{ node: 'alice', machine: 'client:alice' }]);
  expect(choices.own[0]?.did.split('; ')).toHaveLength(2);
  expect(choices.others).toEqual([{ node: 'bob', machine: 'client:alice', did: '' }]);
  expect(choices.hidden).toBe(0);
});

test('a step without machines offers those that live', () => {
  const story = timelineOf([step({ machines: [went('client:alice', null, 'a')] }), step()]);
  expect(machineChoices(story, 2)).toEqual({
    own: [],
    others: [{ node: 'alice', machine: 'client:alice', did: '' }],
    hidden: 0,
  });
  expect(machineChoices(story, 0)).toEqual({ own: [], others: [], hidden: 0 });
});

test('what is over is not offered', () => {
  const left = went('client:alice', 'online', 'offline', { status: 'done' });
  const story = timelineOf([step({ machines: [left] }), step({ node: 'bob' })]);
  expect(story.machinesAt(2)).toMatchObject([{ machine: 'client:alice', isOver: true }]);
  expect(machineChoices(story, 2)).toEqual({ own: [], others: [], hidden: 0 });
});

test('thousands are counted, not listed', () => {
  const machines = Array.from({ length: 3_000 }, (_, i) => went(`ackWait:x:${i}`, null, 'waiting'));
  const story = timelineOf([step({ machines }), step({ node: 'bob' })]);
  const { others, hidden } = machineChoices(story, 2);
  expect(others.length + hidden).toBe(3_000);
  expect(others.length).toBeLessThanOrEqual(200);
});

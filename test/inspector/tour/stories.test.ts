import { describe, expect, test } from 'vitest';
import { STORIES } from '../../../src/inspector/tour/stories.ts';
import { place } from '../../../src/inspector/tour/story.ts';
import { Told } from './told.ts';

const told = new Map(STORIES.map((story) => [story, new Told(story)]));

describe.each(STORIES.map((story) => [story.title, story] as const))('%s', (_title, story) => {
  const { sentences, timeline, steps, sandbox, violations, lines } = told.get(story) as Told;

  test('is told in the same way each time, byte for byte', () => {
    expect(new Told(story).lines).toEqual(lines);
  });

  test('is short', () => {
    expect(steps.length).toBeGreaterThanOrEqual(40);
    expect(steps.length).toBeLessThanOrEqual(270);
  });

  test('has few sentences, each at a step of its own, in their order', () => {
    expect(sentences.map(({ text }) => text)).toEqual(story.sentences.map(({ text }) => text));
    expect(sentences.length).toBeGreaterThanOrEqual(6);
    expect(sentences.length).toBeLessThanOrEqual(10);
    const positions = sentences.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  });

  test('says little at a time', () => {
    for (const { text } of [...sentences, { text: story.sentence }]) {
      // As much as two lines hold in a narrow window.
      expect(text.length, text).toBeLessThanOrEqual(125);
      expect(text.match(/[.!?](?=\s|$)/g)?.length, text).toBeLessThanOrEqual(2);
      expect(text, text).toMatch(/[.?]$/);
    }
  });

  test('shows the machine that a sentence is about, which nothing else takes the place of', () => {
    for (const [i, { position, machine }] of sentences.entries()) {
      expect(machine === undefined).toBe(story.sentences[i]?.machine === undefined);
      if (!machine) continue;
      const { node, machines } = timeline.step(position) ?? {};
      const tookPart = machines?.map((each) => ({ node, machine: each.machine })) ?? [];
      if (tookPart.length > 0) expect(tookPart).toContainEqual(machine);
      else expect(timeline.machineAt(position, machine.node, machine.machine)).not.toBeNull();
    }
  });

  test('keeps every promise, and comes to rest', () => {
    expect(timeline.promisesAt(timeline.last).map(({ state }) => state)).not.toContain('broken');
    sandbox.pass(60_000);
    sandbox.checkRest();
    expect(violations).toEqual([]);
  });
});

test('a sentence whose step does not come is not left out, but told of', () => {
  const [story] = STORIES;
  if (!story) throw new Error('there are stories');
  const never = { at: () => false, text: 'It never comes.' };
  const { timeline } = told.get(story) as Told;
  const waiting = { ...story, sentences: [...story.sentences, never] };
  expect(() => place(waiting, timeline)).toThrow('no step is the one of “It never comes.”');
});

test('the stories have ids and titles of their own', () => {
  for (const name of ['id', 'title'] as const) {
    expect(new Set(STORIES.map((story) => story[name])).size).toBe(STORIES.length);
  }
});

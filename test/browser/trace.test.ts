/** `statechat inspect <trace>`: somebody reads a story step by step. */
import { describe, expect } from 'vitest';
import type { MachineStep, TraceStep } from '../../src/trace/trace.ts';
import {
  browserTest,
  inspect,
  servedTest,
  suffix,
  withChromium,
  write,
} from './support/fixtures.ts';
import { eventually } from './support/patience.ts';
import { brokenPromise, conversation } from './support/stories.ts';

const STORY = conversation();
const LAST = STORY.steps.length;

const test = withChromium(servedTest({ name: 'conversation.trace.jsonl', text: STORY.text }));

/** The steps in which a machine took a transition. */
function stepsOf(machine: string): { readonly step: TraceStep; readonly last: MachineStep }[] {
  return STORY.steps.flatMap((step) => {
    const own = step.machines.filter((each) => each.machine === machine);
    const last = own.at(-1);
    return last && own.length === 1 && last.taken.length > 0 ? [{ step, last }] : [];
  });
}

/** The innermost states of a value, as XState writes it. */
function leavesOf(prefix: string, value: unknown): string[] {
  if (typeof value === 'string') return [`${prefix}.${value}`];
  const parts = Object.entries((value ?? {}) as object);
  return parts.flatMap(([name, inside]) =>
    typeof inside === 'object' && Object.keys(inside).length === 0
      ? [`${prefix}.${name}`]
      : leavesOf(`${prefix}.${name}`, inside),
  );
}

describe('the transport', () => {
  test(`steps forward and back, by buttons and by keys${suffix}`, async ({ inspector }) => {
    expect(await inspector.title()).toBe('conversation.trace.jsonl');
    expect(await inspector.last()).toBe(LAST);
    await inspector.isAt(1);
    await inspector.press('Step forward');
    await inspector.press('Step forward');
    await inspector.isAt(3);
    await inspector.press('Step back');
    await inspector.isAt(2);
    await inspector.key('ArrowRight');
    await inspector.key('ArrowRight');
    await inspector.isAt(4);
    await inspector.key('ArrowLeft');
    await inspector.isAt(3);
    await inspector.key('End');
    await inspector.isAt(LAST);
    await inspector.key('ArrowRight');
    await inspector.isAt(LAST);
    await inspector.key('Home');
    await inspector.isAt(0);
    await inspector.press('To the end');
    await inspector.isAt(LAST);
    await inspector.press('To the start');
    await inspector.isAt(0);
    expect(await inspector.slider.inputValue()).toBe('0');
  });

  test(`seeks by the slider and by a number${suffix}`, async ({ inspector }) => {
    const { slider } = inspector;
    const box = await slider.boundingBox();
    if (box === null) throw new Error('there is no slider');
    await slider.click({ position: { x: box.width / 2, y: box.height / 2 } });
    await eventually(async () => Math.abs((await inspector.position()) - LAST / 2)).toBeLessThan(
      LAST / 20,
    );
    const middle = await inspector.position();
    await slider.press('ArrowRight');
    await inspector.isAt(middle + 1);
    await slider.press('PageDown');
    await eventually(() => inspector.position()).toBeLessThan(middle);
    await inspector.transport.getByTitle('Go to a step (g)').click();
    const dialog = inspector.page.getByRole('dialog', { name: 'Go to a step' });
    await dialog.getByRole('spinbutton').fill('12');
    await dialog.getByRole('button', { name: 'Go', exact: true }).click();
    await inspector.isAt(12);
    await inspector.key('g');
    await dialog.getByRole('spinbutton').fill('30');
    await inspector.key('Enter');
    await inspector.isAt(30);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(new RegExp(`^step 30 of ${LAST},`));
  });

  test(`plays to the end, at the speed that was chosen, and pauses${suffix}`, async ({
    inspector,
  }) => {
    const speed = inspector.transport.getByRole('combobox', { name: 'Speed' });
    // So slow that it does not come to the end meanwhile, however busy the machine is.
    await speed.selectOption({ label: '0.2×' });
    await inspector.press('Play');
    await eventually(() => inspector.position()).toBeGreaterThan(1);
    await inspector.press('Pause');
    const paused = await inspector.position();
    expect(paused).toBeLessThan(LAST);
    await inspector.transport.getByRole('button', { name: 'Play', exact: true }).waitFor();
    const fastest = await speed.locator('option').last().getAttribute('value');
    await speed.selectOption(fastest);
    expect(await inspector.position()).toBe(paused);
    await inspector.slider.blur();
    await inspector.key('Space');
    await inspector.isAt(LAST);
    await inspector.transport.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });
});

test(`a link leads to the step and the machine${suffix}`, async ({ inspector, visitor }) => {
  const [, { step, last } = { step: undefined, last: undefined }] = stepsOf('lobby:bob');
  if (!step || !last) throw new Error('bob does nothing');
  await inspector.goTo(step.step);
  await inspector.choose('lobby:bob');
  await inspector.header.getByRole('button', { name: 'Copy link' }).click();
  await inspector.page.getByRole('status').filter({ hasText: 'copied' }).waitFor();
  const link = await inspector.clipboard();
  const other = await visitor.open(link);
  await other.storyOpens();
  await other.isAt(step.step);
  await other.machineIs('lobby:bob');
  expect(await other.lit('leaf', 'state')).toEqual(leavesOf('lobby', last.to).sort());
});

describe('the statechart', () => {
  test(`is lit as the machine is, with the transition just taken${suffix}`, async ({
    inspector,
  }) => {
    for (const machine of ['client:alice', 'lobby:bob', 'tableSync:carol']) {
      const steps = stepsOf(machine);
      const some = [0, 0.3, 0.6, 0.99].flatMap((share) => {
        const found = steps[Math.floor(steps.length * share)];
        return found ? [found] : [];
      });
      for (const { step, last } of some) {
        await inspector.goTo(step.step);
        await inspector.choose(machine);
        const chart = machine.split(':')[0] ?? '';
        await eventually(() => inspector.lit('leaf', 'state')).toEqual(
          leavesOf(chart, last.to).sort(),
        );
        await eventually(() => inspector.lit('now', 'transition')).toEqual([...last.taken].sort());
        expect(await inspector.lit('before', 'transition')).toEqual([]);
        const drawing = inspector.page.locator('.statechart-sheet svg');
        expect(await drawing.getAttribute('aria-label')).toContain(`${machine} is in `);
      }
    }
  });
});

withChromium(browserTest)(
  `a failing trace opens at the broken promise${suffix}`,
  async ({ processes, folder, visit }) => {
    const { text, violation } = brokenPromise();
    const path = write(folder, 'failing.trace.jsonl', text);
    const inspector = await (await visit()).open(await inspect(processes, path));
    await inspector.storyOpens();
    await inspector.isAt(violation.step);
    const promises = await inspector.view('Promises');
    const lights = promises.getByRole('list', { name: 'All promises' }).getByRole('listitem');
    const light = lights.filter({ hasText: violation.sentence });
    expect(await light.textContent()).toContain(`broken at step ${violation.step}`);
    expect(await light.locator('pre').textContent()).toBe(violation.detail);
    await eventually(() => promises.getByRole('status').textContent()).toContain(
      `1 broken at step ${violation.step}`,
    );

    // Until then it was kept; a button leads there.
    await inspector.press('To the start');
    await eventually(() => light.textContent()).toContain('kept so far');
    await inspector.goTo(violation.step - 1);
    expect(await light.textContent()).toContain('kept so far');
    await light.getByRole('button', { name: `at step ${violation.step}` }).click();
    await inspector.isAt(violation.step);
    await eventually(() => light.textContent()).toContain(`broken at step ${violation.step}`);
  },
);

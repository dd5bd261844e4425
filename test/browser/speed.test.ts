/**
 * The page is small, and can be used with many steps of 50 processes. How long that takes is printed
 * here, and told by `npm run bench`, which runs this file with 100,000 steps: `STATECHAT_STEPS`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import { expect, test as plainTest } from 'vitest';
import { DIST } from '../support/program.ts';
import { servedTest, suffix, withChromium } from './support/fixtures.ts';
import { writeLongTrace } from './support/long.ts';
import type { InspectorPage } from './support/page.ts';
import { eventually } from './support/patience.ts';

const test = withChromium(servedTest(null));
const MAX_BYTES = 300_000;
const LOADS = 3;
const { STATECHAT_STEPS = 20_000 } = process.env;
const STEPS = Number(STATECHAT_STEPS);

test(`the page can be used at once${suffix}`, async ({ address, visit }) => {
  const visitor = await visit();
  const times: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const { page } = await visitor.open(address);
    await page.getByRole('button', { name: 'Open a trace…' }).waitFor();
    // After a frame was drawn that has it.
    times.push(
      await page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => done(performance.now())))',
      ),
    );
    await page.close();
  }
  console.log(`the page is there after ${times.map(Math.round).join(', ')} ms`);
  expect(times).toHaveLength(LOADS);
});

plainTest('the page and all its parts are small', () => {
  const folder = join(DIST, 'inspector');
  const sizes = readdirSync(folder).map(
    (name) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`the page has ${bytes} bytes, compressed`);
  expect(sizes.length).toBeGreaterThanOrEqual(3);
  expect(bytes).toBeLessThan(MAX_BYTES);
});

/** Takes down every task that held the page up. */
const OBSERVE = `(() => {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
})()`;

/** Does something, and prints how long the page was held up by it. */
async function measure(
  { page }: InspectorPage,
  what: string,
  act: () => Promise<void>,
): Promise<void> {
  await page.evaluate('globalThis.longTasks.length = 0');
  const beganMs = performance.now();
  await act();
  const tookMs = performance.now() - beganMs;
  // The observer is told after the frame.
  const tasks = await page.evaluate<number[]>(
    'new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(longTasks))))',
  );
  const worst = Math.max(0, ...tasks);
  console.log(
    `${what}: ${Math.round(tookMs)} ms, ${tasks.length} long tasks, the longest ${worst} ms`,
  );
}

/** Scrolls a box to a share of its height. */
function scroll(box: Locator, share: number): Promise<void> {
  return box.evaluate((element: { scrollTop: number; readonly scrollHeight: number }, to) => {
    element.scrollTop = element.scrollHeight * to;
  }, share);
}

test(`a story of ${STEPS} steps and 50 processes${suffix}`, async ({ inspector, folder }) => {
  const path = `${folder}/long.trace.jsonl`;
  writeLongTrace(path, STEPS);
  const { page } = inspector;
  await page.evaluate(OBSERVE);
  const check = (what: string, act: () => Promise<void>) => measure(inspector, what, act);

  await check('opening', async () => {
    // Looked for from the beginning: it is there as long as it takes.
    await Promise.all([page.getByRole('progressbar').waitFor(), inspector.pick(path)]);
    await inspector.slider.waitFor();
  });
  expect(await inspector.last()).toBe(STEPS);
  expect(await page.locator('.spaceTime-head-box').count()).toBe(50);

  await check('stepping', async () => {
    const from = await inspector.position();
    for (let i = 0; i < 20; i++) await inspector.press('Step forward');
    await inspector.isAt(from + 20);
  });
  await check('seeking', async () => {
    const { x = 0, y = 0, width = 0, height = 0 } = (await inspector.slider.boundingBox()) ?? {};
    await page.mouse.move(x + width / 10, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + (width * 9) / 10, y + height / 2, { steps: 20 });
    await page.mouse.up();
    await eventually(() => inspector.position()).toBeGreaterThan(STEPS * 0.8);
  });
  await check('scrolling the diagram', async () => {
    const diagram = page.locator('.spaceTime-scroll');
    await diagram.hover();
    for (let i = 0; i < 20; i++) await page.mouse.wheel(0, i % 2 === 0 ? 40_000 : -30_000);
    const times = page.locator('.spaceTime-drawing.is-gutter text');
    await eventually(async () => {
      await scroll(diagram, 0);
      return times.filter({ hasText: /^0\.000 s$/ }).count();
    }).toBeGreaterThan(0);
  });
  await check('scrolling the events', async () => {
    const events = await inspector.view('Events');
    const grid = events.getByRole('grid', { name: 'Steps' });
    for (const share of [0.2, 0.9, 0.5]) {
      await scroll(grid, share);
      const row = Math.round(STEPS * share);
      await eventually(async () =>
        Number(await grid.getByRole('row').nth(1).getAttribute('aria-rowindex')),
      ).toBeGreaterThan(row - 100);
    }
  });
  await check('searching', async () => {
    const events = await inspector.view('Events');
    await events.getByRole('searchbox').pressSequentially('private_message', { delay: 20 });
    await eventually(() => events.locator('output').textContent()).toContain(
      ` of ${STEPS.toLocaleString('en-US')}`,
    );
    await inspector.key('Enter');
  });
  await check('every other view', async () => {
    for (const view of ['Context', 'Tables', 'Promises', 'Events'] as const) {
      await inspector.view(view);
    }
    await inspector.machine.click();
    await inspector.machines.first().waitFor();
    await inspector.key('Escape');
  });
  await check('playing', async () => {
    const speed = inspector.transport.getByRole('combobox', { name: 'Speed' });
    await speed.selectOption({ label: '10×' });
    await inspector.press('To the start');
    await inspector.press('Play');
    await eventually(() => inspector.position()).toBeGreaterThan(300);
    await inspector.press('Pause');
  });
  // Only what is seen is in the document.
  expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(12_000);
});

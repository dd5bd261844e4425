/** Names and texts are whatever somebody sent: they are shown, and never obeyed. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { servedTest, suffix, withChromium } from './support/fixtures.ts';
import { FINDINGS, hostileTrace, MARKUP } from './support/hostile.ts';
import type { InspectorPage, ViewTitle } from './support/page.ts';
import { eventually } from './support/patience.ts';

const TEXT = hostileTrace();
const LAST = TEXT.split('\n').length - 3;
/** Of the steps in which nothing is as it should be. */
const POISONS = 11;
const VIEWS: readonly ViewTitle[] = ['Events', 'Context', 'Tables', 'Promises'];

async function isHarmless({ page }: InspectorPage): Promise<void> {
  expect(await page.evaluate<string[]>(FINDINGS)).toEqual([]);
}

/** Looks at some steps in every view, and at everything that opens there. */
async function lookAround(inspector: InspectorPage, steps: readonly number[]): Promise<void> {
  for (const title of VIEWS) {
    const view = await inspector.view(title);
    for (const step of steps) {
      await inspector.goTo(step);
      await openAll(view);
      await isHarmless(inspector);
    }
  }
  for (const step of steps) await lookAtDatagram(inspector, step);
}

/** Looks at what is told of a datagram that left or arrived in a step, if one did. */
async function lookAtDatagram(inspector: InspectorPage, step: number): Promise<void> {
  const { page } = inspector;
  await inspector.goTo(step);
  const arrow = page.locator('.spaceTime-arrow[tabindex="0"]').first();
  if ((await arrow.count()) === 0) return;
  await arrow.focus();
  await inspector.key('Enter');
  await page.getByRole('complementary', { name: 'Selected datagram' }).waitFor();
  await isHarmless(inspector);
  await inspector.key('Escape');
}

/** Opens everything that can be opened in a view, and what opens in that. */
async function openAll(view: Locator): Promise<void> {
  for (let depth = 0; depth < 2; depth++) {
    await view.locator('details').evaluateAll(async (all: { open: boolean }[]) => {
      for (const details of all) details.open = true;
      // What is inside is drawn when the page has been told.
      await new Promise((done) => setTimeout(done));
    });
  }
}

const name = `${MARKUP}\u202e.trace.jsonl`.replaceAll('/', '');
const test = withChromium(servedTest({ name, text: TEXT }));

describe('hostile names and texts', () => {
  test(`are shown as text in every view${suffix}`, async ({ inspector }) => {
    // Whatever is broken is seen first.
    await inspector.isAt(LAST);
    const { page } = inspector;
    expect(await inspector.title()).toContain(MARKUP);
    const poisons = Array.from({ length: POISONS }, (_, i) => LAST - i);
    await lookAround(inspector, [1, 90, ...poisons]);
    for (const box of ['#view-spaceTime', '#view-promises', '#view-statechart']) {
      expect(await page.locator(box).textContent(), box).toContain('<');
    }
    await inspector.view('Tables');
    await page.locator('#view-tables').getByText(MARKUP).first().waitFor();
    await page.getByRole('button', { name: 'Overview' }).click();
    await isHarmless(inspector);
  });

  test(`do not get into the list of machines or of filters${suffix}`, async ({ inspector }) => {
    await inspector.goTo(LAST - 3);
    await inspector.machine.click();
    await inspector.machines.first().waitFor();
    await isHarmless(inspector);
    await inspector.machine.fill('<img');
    await inspector.machines.first().click();
    await isHarmless(inspector);
    const events = await inspector.view('Events');
    await events.getByText('all nodes', { exact: true }).click();
    await events.getByRole('checkbox', { name: MARKUP }).first().check();
    await isHarmless(inspector);
    await events.getByRole('searchbox').fill(MARKUP);
    await eventually(() => events.locator('output').textContent()).toContain(' of ');
    await isHarmless(inspector);
  });
});

describe('what is saved', () => {
  test(`a picture of either kind is a picture only${suffix}`, async ({
    inspector,
    visitor,
    folder,
  }) => {
    await inspector.goTo(LAST - 3);
    for (const kind of [/^Space-time/, /^Statechart/]) {
      const saved = await inspector.save(kind);
      const path = `${folder}/picture.svg`;
      await saved.saveAs(path);
      expect(saved.suggestedFilename()).toMatch(/^[\w-]+\.svg$/);
      const text = readFileSync(path, 'utf8');
      expect(text).not.toMatch(/<(?:script|img|foreignObject|a|image|use)\b|\son\w+=["']|href=/i);
      const { page } = await visitor.open(pathToFileURL(path).href);
      expect(await page.evaluate('document.documentElement.tagName')).toBe('svg');
      expect(await page.locator('parsererror').count()).toBe(0);
      expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
      await page.close();
    }
  });

  test(`a report works without a server, and is as harmless${suffix}`, async ({
    inspector,
    visitor,
    folder,
  }) => {
    await inspector.goTo(40);
    const saved = await inspector.save(/^Report/);
    const path = `${folder}/report.html`;
    await saved.saveAs(path);
    const report = await visitor.open(pathToFileURL(path).href);
    await report.storyOpens();
    await report.isAt(40);
    expect(await report.last()).toBe(LAST);
    await report.press('Step forward');
    await report.isAt(41);
    await report.slider.press('End');
    await report.isAt(LAST);
    await lookAround(report, [LAST, LAST - 3]);
    await report.header.getByRole('button', { name: 'New play' }).click();
    await eventually(() => report.title()).toBe('play 1');
  });
});

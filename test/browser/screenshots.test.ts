/**
 * Pictures of every view, for looking at and for the README, where STATECHAT_SCREENSHOTS names a
 * folder for them; else nothing is drawn.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { servedTest, withChromium, write } from './support/fixtures.ts';
import { hostileTrace } from './support/hostile.ts';
import { writeLongTrace } from './support/long.ts';
import type { InspectorPage, ViewTitle } from './support/page.ts';
import { Playground } from './support/play.ts';
import { brokenPromise, conversation } from './support/stories.ts';

const { STATECHAT_SCREENSHOTS: FOLDER } = process.env;
const test = withChromium(servedTest(null), FOLDER === undefined);
if (FOLDER !== undefined) mkdirSync(FOLDER, { recursive: true });

const VIEWS: readonly ViewTitle[] = ['Events', 'Context', 'Tables', 'Promises'];
const ALONE: readonly ViewTitle[] = ['Space-time', 'Statechart'];
const NARROW = { width: 800, height: 900 };
const WIDE = { width: 1280, height: 800 };

async function draw({ page }: InspectorPage, name: string): Promise<void> {
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER ?? '', `${name}.png`) });
}

const why = FOLDER === undefined ? ' (skipped: STATECHAT_SCREENSHOTS names no folder)' : '';

describe.each(['light', 'dark'] as const)(`%s${why}`, (colorScheme) => {
  describe.each([NARROW, WIDE])('$width wide', (size) => {
    const mark = `${size.width}-${colorScheme}`;
    const views = size === NARROW ? [...ALONE, ...VIEWS] : VIEWS;

    test('the start', async ({ address, visit }) => {
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      await inspector.page.getByText('Waiting for running processes').waitFor();
      await draw(inspector, `start-${mark}`);
    });

    test('a trace', async ({ address, visit, folder }) => {
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      await inspector.pick(write(folder, 'conversation.trace.jsonl', conversation().text));
      await inspector.isAt(1);
      await inspector.goTo(100);
      for (const view of views) {
        await inspector.view(view);
        await draw(inspector, `trace-${view.toLowerCase()}-${mark}`);
      }
      await inspector.view('Statechart');
      await inspector.page.getByRole('button', { name: 'Overview' }).click();
      await draw(inspector, `trace-overview-${mark}`);
    });

    test('hostile texts', async ({ address, visit, folder }) => {
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      await inspector.pick(write(folder, 'hostile.trace.jsonl', hostileTrace()));
      await inspector.storyOpens();
      for (const view of views) {
        await inspector.view(view);
        await draw(inspector, `hostile-${view.toLowerCase()}-${mark}`);
      }
    });

    test('a broken promise', async ({ address, visit, folder }) => {
      const { text, violation } = brokenPromise();
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      await inspector.pick(write(folder, 'broken.trace.jsonl', text));
      await inspector.isAt(violation.step);
      await inspector.view('Promises');
      await draw(inspector, `broken-${mark}`);
    });

    test('50 processes', async ({ address, visit, folder }) => {
      writeLongTrace(`${folder}/long.trace.jsonl`, 10_000);
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      await inspector.pick(`${folder}/long.trace.jsonl`);
      await inspector.isAt(1);
      await inspector.goTo(3_000);
      await draw(inspector, `fifty-${mark}`);
    });

    test('a play', async ({ address, visit }) => {
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      const play = await Playground.open(inspector);
      await play.types('alice', 'send bob hello');
      await draw(inspector, `play-${mark}`);
    });

    test('the tour', async ({ address, visit }) => {
      const inspector = await (await visit({ ...size, colorScheme })).open(address);
      await inspector.tour('A lost ack');
      await inspector.storyOpens();
      const next = inspector.page.getByRole('button', { name: 'Next ›' });
      for (let captions = 0; captions < 3; captions++) await next.click();
      await draw(inspector, `tour-${mark}`);
    });
  });
});

/** The guided tour: each story opens, and can be followed from its first sentence to its last. */
import { expect } from 'vitest';
import { servedTest, suffix, withChromium } from './support/fixtures.ts';
import { eventually } from './support/patience.ts';

const test = withChromium(servedTest(null));

test(`a story of the tour is taken over${suffix}`, async ({ inspector }) => {
  await inspector.tour('A lost ack');
  await inspector.storyOpens();
  const position = await inspector.position();
  await inspector.page.getByRole('button', { name: 'Take over here' }).click();
  await eventually(() => inspector.title()).toMatch(/^fork 1: .*A lost ack/);
  expect(await inspector.last()).toBe(position);
  await inspector.press('Step forward');
  await eventually(() => inspector.last()).toBeGreaterThan(position);
});

test(`every stop is told from the first sentence to the last${suffix}`, async ({
  address,
  visit,
}) => {
  const inspector = await (await visit()).open(address);
  const { page } = inspector;
  const stops = page.getByRole('main').locator('ol').getByRole('button');
  await stops.first().waitFor();
  const titles = await stops.locator('strong').allTextContents();
  expect(titles.length).toBeGreaterThanOrEqual(4);
  for (const title of titles) {
    // The first one from the start screen, the others from the menu.
    if (title === titles[0]) await stops.first().click();
    else await inspector.tour(title);
    await eventually(() => inspector.title()).toBe(title);
    const captions = page.getByRole('region', { name: 'What happens here' });
    const next = captions.getByRole('button', { name: /^Next/ });
    const sentence = captions.locator('p');
    const positions = [await inspector.position()];
    const sentences = [(await sentence.textContent()) ?? ''];
    expect(sentences[0], title).toMatch(/^1\/\d/);
    while (await next.isEnabled()) {
      const before = sentences.at(-1);
      await next.click();
      await eventually(() => sentence.textContent()).not.toBe(before);
      positions.push(await inspector.position());
      sentences.push((await sentence.textContent()) ?? '');
    }
    const count = sentences.length;
    expect(count, title).toBeGreaterThan(2);
    expect(positions, title).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(sentences.map((text) => text.split('/')[0])).toEqual(
      sentences.map((_, i) => String(i + 1)),
    );
    for (const text of sentences) expect(text).toMatch(new RegExp(`^\\d+/${count}\\S.{20}`));
    await captions.getByRole('button', { name: /Before/ }).click();
    await inspector.isAt(positions.at(-2) ?? 0);
    const promises = await inspector.view('Promises');
    await eventually(() => promises.getByRole('status').textContent()).toMatch(/^\d+ kept so far$/);
  }
});

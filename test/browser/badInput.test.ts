/** What cannot be shown: the page says why, and keeps what it shows. */
import { describe, expect } from 'vitest';
import { servedTest, suffix, withChromium, write } from './support/fixtures.ts';
import type { InspectorPage } from './support/page.ts';
import { eventually } from './support/patience.ts';
import { conversation } from './support/stories.ts';

const { text, steps } = conversation(1_000);

const test = withChromium(servedTest({ name: 'good.trace.jsonl', text }));

/** The message, with the story still there. */
async function refusal(inspector: InspectorPage): Promise<string> {
  await inspector.alert.waitFor();
  const words = await inspector.alert.locator('p').first().textContent();
  expect(await inspector.title()).toBe('good.trace.jsonl');
  const position = await inspector.position();
  await inspector.press('Step forward');
  await inspector.isAt(position + 1);
  await inspector.alert.getByRole('button', { name: 'Dismiss' }).click();
  await inspector.alert.waitFor({ state: 'detached' });
  return words ?? '';
}

/** What is no trace, and a word of the answer. */
const BAD_FILES: readonly (readonly [content: string | Uint8Array, word: string])[] = [
  ['', 'empty'],
  ['{"hello":1}\n', 'not a statechat trace'],
  [Buffer.from('89504e470d0a1a0a0000000d49484452ff00fe', 'hex'), 'not a statechat trace'],
  ['{"trace":"statechat","version":99,"source":"lab"}\n', 'version'],
];

describe('a file that is picked', () => {
  test(`is refused if it is no trace${suffix}`, async ({ inspector, folder }) => {
    for (const [content, word] of BAD_FILES) {
      await inspector.pick(write(folder, 'bad.trace.jsonl', content));
      const words = await refusal(inspector);
      expect(words).toContain('bad.trace.jsonl: ');
      expect(words).toContain(word);
    }
  });

  test(`that is cut off can be opened as far as it goes${suffix}`, async ({
    inspector,
    folder,
  }) => {
    const lines = text.split('\n').slice(0, 41);
    const half = `${lines.join('\n')}\n${text.split('\n')[41]?.slice(0, 30)}`;
    await inspector.pick(write(folder, 'cut.trace.jsonl', half));
    await inspector.alert.getByRole('button', { name: /^Open the 40 steps/ }).click();
    await eventually(() => inspector.title()).toBe('cut.trace.jsonl');
    await inspector.alert.waitFor({ state: 'detached' });
    expect(await inspector.last()).toBe(40);
  });

  test(`another good one takes the place of the story${suffix}`, async ({ inspector, folder }) => {
    await inspector.pick(write(folder, 'other.trace.jsonl', text));
    await eventually(() => inspector.title()).toBe('other.trace.jsonl');
    expect(await inspector.last()).toBe(steps.length);
  });
});

describe('a file that is dropped', () => {
  test(`is opened${suffix}`, async ({ inspector }) => {
    await inspector.drop('dropped.trace.jsonl', text);
    await eventually(() => inspector.title()).toBe('dropped.trace.jsonl');
    expect(await inspector.page.getByText('Drop the trace to open it').count()).toBe(0);
  });

  test(`is refused if it is none of ours${suffix}`, async ({ inspector }) => {
    await inspector.drop('shopping.txt', 'eggs\nmilk\n');
    expect(await refusal(inspector)).toMatch(/^shopping\.txt: .*not a statechat trace/);
  });
});

test(`a wrong token${suffix}`, async ({ address, visit }) => {
  const wrong = address.replace(/[\w-]{22}\/$/, 'AAAAAAAAAAAAAAAAAAAAAA/');
  const visitor = await visit({ expected: /status of 40[34]/ });
  const { page } = await visitor.open(wrong);
  const words = await page.locator('body').textContent();
  expect(words?.trim()).toMatch(/address/);
  expect(words?.length).toBeGreaterThan(40);
});

/** Nobody needs a mouse. */
import { describe } from 'vitest';
import { focused, tabTo } from './support/accessibility.ts';
import { servedTest, suffix, withChromium, write } from './support/fixtures.ts';
import { eventually } from './support/patience.ts';
import { conversation } from './support/stories.ts';

const test = withChromium(servedTest(null));
const STORY = conversation();
describe('by keyboard alone', () => {
  test(`a trace is opened, played, stepped through and searched${suffix}`, async ({
    inspector,
    folder,
  }) => {
    const { page } = inspector;
    await page.getByRole('button', { name: 'Open a trace…' }).waitFor();
    const path = write(folder, 'conversation.trace.jsonl', STORY.text);
    await tabTo(inspector, 'button', 'Open a trace…');
    const chosen = page.waitForEvent('filechooser');
    await inspector.key('Enter');
    await (await chosen).setFiles(path);
    await inspector.storyOpens();

    await tabTo(inspector, 'button', 'Step forward');
    await inspector.key('Enter');
    await inspector.isAt(2);
    await inspector.key('Shift+Tab');
    await inspector.key('Enter');
    await eventually(() => inspector.position()).toBeGreaterThan(2);
    await inspector.key('Enter');
    await tabTo(inspector, 'slider', 'Step');
    await inspector.key('Home');
    await inspector.isAt(0);
    await inspector.key('End');
    await inspector.isAt(STORY.steps.length);

    // To a view by its number, and from there by tab.
    const panel = (id: string) => page.locator(`#view-${id}:focus`);
    for (const [key, id] of ['spaceTime', 'statechart', 'events', 'context'].entries()) {
      await page.locator('body').press('Escape');
      await page.evaluate('document.activeElement.blur()');
      await inspector.key(String(key + 1));
      await panel(id).waitFor();
    }
    await inspector.key('2');
    await tabTo(inspector, 'combobox', 'Machine');
    await inspector.key('Enter');
    await page.keyboard.type('client:bob');
    await inspector.key('ArrowDown');
    await inspector.key('Enter');
    await inspector.machineIs('client:bob');
    await tabTo(inspector, 'tab', 'Context');
    await inspector.key('ArrowRight');
    await page.getByRole('tab', { name: 'Tables', selected: true }).and(focused(page)).waitFor();
    await inspector.key('Tab');
    await page
      .getByRole('region', { name: /^Tables, a column/ })
      .and(focused(page))
      .waitFor();
    await inspector.key('/');
    await page.getByRole('searchbox').and(focused(page)).waitFor();
    await page.keyboard.type('create_group');
    await inspector.key('Enter');
    await eventually(() => inspector.position()).toBeLessThan(STORY.steps.length);
    await tabTo(inspector, 'grid', 'Steps');
    await inspector.key('Home');
    await eventually(() => page.locator('output').first().textContent()).toContain(' of ');
  });

  test(`a play is begun, and a datagram dropped${suffix}`, async ({ inspector }) => {
    const { page } = inspector;
    await page.getByRole('button', { name: 'Open a trace…' }).waitFor();
    await tabTo(inspector, 'button', /^New play$/);
    await inspector.key('Enter');
    await inspector.storyOpens();
    await page.evaluate('document.activeElement.blur()');
    await inspector.key('7');
    await page.locator('#view-play:focus').waitFor();
    await tabTo(inspector, 'combobox', /command of alice/);
    await page.keyboard.type('send bob hello');
    await inspector.key('Enter');
    await tabTo(inspector, 'button', /^Drop datagram \d+$/);
    await inspector.key('Enter');
    await page.getByRole('button', { name: /^alice → bob +PRIVATE.* lost/ }).waitFor();
  });

  test(`the help tells the keys, and a menu lets one go${suffix}`, async ({
    inspector,
    folder,
  }) => {
    const { page } = inspector;
    await inspector.pick(write(folder, 'conversation.trace.jsonl', STORY.text));
    await inspector.isAt(1);
    await inspector.key('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.getByText('Play or pause').waitFor();
    // A dialog has the keys to itself.
    await inspector.key('ArrowRight');
    await inspector.isAt(1);
    await inspector.key('Escape');
    await help.waitFor({ state: 'detached' });
    await page.locator('summary', { hasText: 'Export' }).focus();
    await inspector.key('Enter');
    const first = page.getByRole('button', { name: /^Space-time diagram/ });
    // What is not drawn yet is passed over.
    await first.waitFor();
    await inspector.key('Tab');
    await first.and(focused(page)).waitFor();
    await inspector.key('Escape');
    await page.locator('summary:focus', { hasText: 'Export' }).waitFor();
    await first.waitFor({ state: 'hidden' });
  });
});

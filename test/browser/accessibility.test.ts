/**
 * Whoever does not see the page is told what is on it, whoever has no mouse sees where they are, and
 * everybody can read it.
 */
import { describe, expect } from 'vitest';
import { speechless, tabStops } from './support/accessibility.ts';
import { servedTest, suffix, withChromium } from './support/fixtures.ts';
import { eventually } from './support/patience.ts';
import { conversation } from './support/stories.ts';

const { text } = conversation();
const test = withChromium(servedTest({ name: 'conversation.trace.jsonl', text }));

/** What WCAG 2.2 asks of text, level AA. */
const MIN_CONTRAST = 4.5;
const GROUNDS = ['paper', 'panel', 'panel-strong'];

/** Text and what it stands on, by the names of the theme's variables. */
const PAIRS: readonly (readonly [text: string, ground: string])[] = [
  ...['ink', 'ink-soft', 'accent', 'good', 'bad'].flatMap((text) =>
    GROUNDS.map((ground) => [text, ground] as const),
  ),
  ...['message', 'ack', 'again', 'lost', 'gathering', 'taken', 'lit-line'].map(
    (text) => [text, 'paper'] as const,
  ),
  ...['lit', 'added', 'removed'].map((ground) => ['ink', ground] as const),
  ['on-accent', 'accent'],
];

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const digits = colour.match(colour.length > 4 ? /[\da-f]{2}/gi : /[\da-f]/gi) ?? [];
  const [red = 0, green = 0, blue = 0] = digits.map((digit) => {
    const share = Number.parseInt(digit.padStart(2, digit), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([1280, 800])('%i wide', (width) => {
  test(`one sees where the focus is, and comes round${suffix}`, async ({ address, visit }) => {
    const inspector = await (await visit({ width })).open(`${address}#step=60`);
    await inspector.storyOpens();
    await inspector.isAt(60);
    const { all, unseen } = await tabStops(inspector);
    expect(all.length, all.join('\n')).toBeGreaterThan(20);
    expect(unseen).toEqual([]);
  });

  test(`everything says what it is${suffix}`, async ({ address, visit }) => {
    const inspector = await (await visit({ width })).open(address);
    await inspector.storyOpens();
    await inspector.goTo(60);
    const complaints: string[] = [];
    const look = async (where: string) => {
      for (const complaint of await speechless(inspector.page))
        complaints.push(`${where}: ${complaint}`);
    };
    const views = ['Space-time', 'Statechart', 'Events', 'Context', 'Tables', 'Promises'] as const;
    for (const view of views) {
      await inspector.view(view);
      await look(view);
    }
    await inspector.header.getByRole('button', { name: 'New play' }).click();
    await eventually(() => inspector.title()).toBe('play 1');
    for (const tab of ['Timers', 'Network', 'Plays', /^On their way/]) {
      await inspector.page.getByRole('tab', { name: tab }).click();
      await look(`play, ${tab}`);
    }
    expect(complaints).toEqual([]);
  });
});

test.for(['light', 'dark'] as const)(
  `text can be read: %s${suffix}`,
  async (colorScheme, { address, visit }) => {
    const visitor = await visit({ colorScheme });
    const { page } = await visitor.open(address);
    const colourOf = (name: string) =>
      page.evaluate<string>(
        `getComputedStyle(document.documentElement).getPropertyValue('--${name}').trim()`,
      );
    const low: string[] = [];
    for (const [text, ground] of PAIRS) {
      const colours = [await colourOf(text), await colourOf(ground)] as const;
      for (const colour of colours)
        expect(colour, `${text} on ${ground}`).toMatch(/^#(?:[\da-f]{3}){1,2}$/i);
      const ratio = contrast(...colours);
      if (ratio < MIN_CONTRAST) low.push(`${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
    expect(low).toEqual([]);
  },
);

/** Play: the lab's world in the page, in the hands of whoever looks. */
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { parseTrace } from '../../src/trace/parse.ts';
import { servedTest, suffix, withChromium } from './support/fixtures.ts';
import { eventually } from './support/patience.ts';
import { Playground } from './support/play.ts';

const WELCOME = '>>> [Welcome, You are registered.]';
const RECEIVED = '>>> [Message received by bob.]';

const played = servedTest(null).extend<{ readonly play: Playground }>({
  play: async ({ inspector }, use) => use(await Playground.open(inspector)),
});
const test = withChromium(played);

test(`a client is added and types commands${suffix}`, async ({ play }) => {
  await play.add('carol');
  await play.runUntil('carol', WELCOME);
  await play.types('carol', 'send alice tea?');
  await play.goOnUntil('carol', '>>> [Message received by alice.]');
  await play.sees('alice', '>>> carol: tea?');
  await play.types('alice', 'create_group tea');
  await play.goOnUntil('alice', '>>> [Group tea created by Server.]');
  // What is no command is answered as on a terminal.
  await play.types('alice', 'nonsense');
  await play.sees('alice', />>> \[.*nonsense/);
});

test(`begun before it is known what the page was opened for: it stays${suffix}`, async ({
  inspector,
}) => {
  const { page } = inspector;
  let answer = () => {};
  const isBegun = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/opening', async (route) => {
    await isBegun;
    await route.continue();
  });
  await page.reload();
  await Playground.open(inspector);
  answer();
  await inspector.header.getByRole('button', { name: 'Live' }).waitFor();
  expect(await inspector.title()).toBe('play 1');
});

describe('a datagram on its way', () => {
  test(`dropped: it is sent again, and shown once${suffix}`, async ({ play }) => {
    await play.types('alice', 'send bob hello');
    const [datagram = 0] = await play.onTheirWay();
    await play.clickArrow();
    await play.isSelected(datagram);
    await play.doTo(datagram, 'Drop');
    expect(await play.onTheirWay()).toEqual([]);
    await play.arrows(/^alice → bob +PRIVATE.* lost/).waitFor();
    await play.goOnUntil('alice', RECEIVED);
    await play.goOnUntilArrow(/^alice → bob +again: PRIVATE.* arrived/);
    expect(await play.heard('bob')).toEqual(['>>> alice: hello']);
  });

  test(`duplicated: it arrives twice and is shown once${suffix}`, async ({ play }) => {
    await play.types('alice', 'send bob hello');
    const [datagram = 0] = await play.onTheirWay();
    await play.doTo(datagram, 'Duplicate');
    await play.goOnUntilArrow(/^alice → bob +PRIVATE.* arrived 2 times/);
    expect(await play.heard('bob')).toEqual(['>>> alice: hello']);
  });

  test(`delayed: another comes before it${suffix}`, async ({ play }) => {
    await play.types('alice', 'send bob hello');
    const [datagram = 0] = await play.onTheirWay();
    await play.panel.getByRole('combobox', { name: 'Delay by' }).selectOption('1000');
    await play.doTo(datagram, 'Delay');
    await play.goOnUntil('alice', RECEIVED);
    await play.goOnUntilArrow(/^alice → bob +again: PRIVATE.* arrived/);
    await play.goOnUntilArrow(/^alice → bob +PRIVATE.* arrived after 1 s/);
    expect(await play.heard('bob')).toEqual(['>>> alice: hello']);
  });
});

test(`a timer fires early${suffix}`, async ({ play }) => {
  await play.types('alice', 'send bob hello');
  await play.tab('Timers');
  await play.panel.getByRole('button', { name: /of ackWait:bob:\d+ now/ }).click();
  // Time stands still: the message is sent again at the same moment.
  await play.tab(/^On their way/);
  await eventually(() => play.onTheirWay()).toHaveLength(2);
});

test(`killed, and started again${suffix}`, async ({ play }) => {
  await play.does('bob', 'Kill');
  await play.types('alice', 'send bob hello');
  await play.runUntil('alice', '>>> [No ACK from bob, message not delivered]');
  await play.does('bob', 'Start again');
  await play.goOnUntil('bob', WELCOME, 2);
});

test(`cut off and mended${suffix}`, async ({ play }) => {
  await play.does('bob', 'Cut off from everybody');
  await play.types('alice', 'send bob hello');
  expect(await play.onTheirWay()).toEqual([]);
  await play.does('bob', 'Mend to everybody');
  await play.goOnUntil('bob', '>>> alice: hello');
  await play.goOnUntil('alice', RECEIVED);
});

test(`a fork takes another way, and the old one is still there${suffix}`, async ({ play }) => {
  const { inspector, panel } = play;
  const before = await inspector.last();
  await play.types('alice', 'send bob hello');
  await play.goOnUntil('alice', RECEIVED);
  const after = await inspector.last();
  await inspector.goTo(before);
  await panel.getByText(`This is the past (step ${before})`).waitFor();
  await panel.getByRole('button', { name: 'Fork from here' }).click();
  await eventually(() => inspector.title()).toBe(`fork 1: fork of play 1 at step ${before}`);
  expect(await inspector.last()).toBe(before);
  await play.types('bob', 'send alice something else');
  await play.goOnUntil('alice', '>>> bob: something else');
  expect(await play.heard('bob')).not.toContain('>>> alice: hello');
  await play.tab('Plays');
  await panel.getByRole('button', { name: 'Go to play 1' }).click();
  await eventually(() => inspector.title()).toBe('play 1');
  expect(await inspector.last()).toBe(after);
  await play.sees('bob', '>>> alice: hello');
});

test(`saved as a trace, opened, and gone on with${suffix}`, async ({ play, folder }) => {
  const { inspector, panel } = play;
  await play.types('alice', 'send bob hello');
  await play.goOnUntil('alice', RECEIVED);
  const steps = await inspector.last();
  await play.tab('Plays');
  const saving = inspector.page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as trace' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('play-1.trace.jsonl');
  const path = `${folder}/saved.trace.jsonl`;
  await saved.saveAs(path);
  expect(parseTrace(readFileSync(path, 'utf8')).steps).toHaveLength(steps);
  await inspector.pick(path);
  await eventually(() => inspector.title()).toBe('saved.trace.jsonl');
  expect(await inspector.last()).toBe(steps);
  await inspector.header.getByRole('button', { name: 'Continue this play' }).click();
  await eventually(() => inspector.title()).toContain('continued');
  await play.types('bob', 'send alice and back');
  await play.goOnUntil('alice', '>>> bob: and back');
});

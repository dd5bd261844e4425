/** Running processes on one page: `--inspect`. */
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { TABLE_UPDATED, WELCOME } from '../support/processes.ts';
import { addressOf, browserTest, suffix, withChromium, write } from './support/fixtures.ts';
import type { InspectorPage } from './support/page.ts';
import { eventually } from './support/patience.ts';
import { conversation } from './support/stories.ts';

const test = withChromium(browserTest);
const LOOPBACK = '127.0.0.1';
/**
 * Of a hub that is gone the browser itself tells on its console, and of another that has taken its
 * port.
 */
const GONE = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|403/;

/** The head of somebody's line; others may be told of in it: `suspected by the server`. */
function head({ page }: InspectorPage, name: string): Locator {
  return page.locator(`.spaceTime-head-box[title^="${name}: "]`);
}

test(`a server and two clients on one page, until each has gone its way${suffix}`, async ({
  processes,
  folder,
  visit,
}) => {
  const port = String(await processes.port());
  const hub = processes.run('inspect');
  const address = await addressOf(hub);
  const inspector = await (await visit({ expected: GONE })).open(address);
  const { page } = inspector;
  await page.getByText('Waiting for running processes to report').waitFor();

  const server = processes.run('server', port, '--host', LOOPBACK, '--inspect');
  await server.sees(`>>> Server is online (${LOOPBACK}:${port})`);
  const enter = async (name: string) => {
    const own = String(await processes.port());
    const client = processes.run('client', name, LOOPBACK, port, own, '--inspect');
    await client.sees(WELCOME, TABLE_UPDATED);
    expect(await addressOf(client)).toBe(address);
    return client;
  };
  const alice = await enter('alice');
  const bob = await enter('bob');
  await alice.sees(TABLE_UPDATED);
  await alice.says('send bob good morning', '>>> [Message received by bob.]');

  // Everybody is there, and the message with its ack.
  const diagram = await inspector.view('Space-time');
  for (const name of ['server', 'alice', 'bob']) {
    await head(inspector, name).waitFor();
  }
  const said = diagram.locator('.spaceTime-saying');
  await said.filter({ hasText: 'good morning' }).first().waitFor();
  const follow = inspector.transport.getByRole('button', { name: 'Follow' });
  expect(await follow.getAttribute('aria-pressed')).toBe('true');
  const promises = await inspector.view('Promises');
  await promises.getByText('no promise can be checked').waitFor();
  const arrow = diagram.getByRole('button', { name: /^alice → bob +PRIVATE/ });
  // Its sender and its recipient report each on its own.
  await eventually(() => arrow.first().getAttribute('aria-label')).toMatch(/arrived after/);

  // Looking back holds the page where it is, while the story goes on.
  await inspector.press('To the start');
  const known = await inspector.last();
  await alice.says('send bob good night', '>>> [Message received by bob.]');
  await eventually(() => inspector.last()).toBeGreaterThan(known);
  await inspector.isAt(0);
  await follow.click();
  await eventually(async () => (await inspector.last()) - (await inspector.position())).toBe(0);
  const night = said.filter({ hasText: 'good night' }).first();
  await night.waitFor();
  // What is still to come may lead the diagram away from it.
  const nightStep = await inspector.position();

  // Another story meanwhile, and back.
  await inspector.pick(write(folder, 'conversation.trace.jsonl', conversation(500).text));
  await eventually(() => inspector.title()).toBe('conversation.trace.jsonl');
  await inspector.header.getByRole('button', { name: 'Live' }).click();
  await eventually(() => inspector.title()).toBe('Running processes');
  await inspector.goTo(nightStep);
  await night.waitFor();

  bob.signal('SIGKILL');
  await inspector.alert.filter({ hasText: /bob stopped reporting without a word/ }).waitFor();
  alice.endInput();
  expect(await alice.exits()).toBe(0);
  await page.getByText('alice has ended.').waitFor();

  hub.signal('SIGKILL');
  await inspector.alert.filter({ hasText: "The inspector's process has ended" }).waitFor();
  await night.waitFor();
  await inspector.press('Step back');
  await inspector.isAt(nightStep - 1);
});

test(`the demo shows everybody in it${suffix}`, async ({ processes, visit }) => {
  const demo = processes.run('demo', '--inspect');
  const inspector = await (await visit({ expected: GONE })).open(await addressOf(demo));
  for (const name of ['server', 'alice', 'bob', 'carol']) await head(inspector, name).waitFor();
  demo.endInput();
  expect(await demo.exits()).toBe(0);
  await inspector.alert.filter({ hasText: "The inspector's process has ended" }).waitFor();
});

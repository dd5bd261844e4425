/** The views beside the statechart: what they show at the step, and what can be found with them. */
import { expect } from 'vitest';
import type { TraceStep } from '../../src/trace/trace.ts';
import { servedTest, suffix, withChromium } from './support/fixtures.ts';
import { eventually } from './support/patience.ts';
import { conversation } from './support/stories.ts';

const STORY = conversation();

const test = withChromium(servedTest({ name: 'conversation.trace.jsonl', text: STORY.text }));

/** The first step that is like that. */
function stepWhere(condition: (step: TraceStep) => boolean): TraceStep {
  const step = STORY.steps.find(condition);
  if (!step) throw new Error('there is no such step');
  return step;
}

test(`the list of events follows the cursor and leads it${suffix}`, async ({ inspector }) => {
  const events = await inspector.view('Events');
  const selected = events.locator('[role=row][aria-selected=true]');
  const step = stepWhere(({ cause }) => cause.kind === 'command');
  await inspector.goTo(step.step);
  await eventually(() => selected.textContent()).toContain(`${step.step}`);
  expect(await selected.textContent()).toContain(step.node);
  await inspector.press('Step forward');
  await eventually(() => selected.getByRole('gridcell').first().textContent()).toBe(
    `${step.step + 1}`,
  );
  await events
    .getByRole('row')
    .filter({ hasText: /^\s*\d/ })
    .last()
    .click();
  await eventually(() => selected.getByRole('gridcell').first().textContent()).toBe(
    String(await inspector.position()),
  );
  const grid = events.getByRole('grid', { name: 'Steps' });
  await grid.press('Home');
  await inspector.isAt(1);
  await grid.press('ArrowDown');
  await inspector.isAt(2);
  await events.locator('summary').filter({ hasText: 'Step 2' }).click();
  const data = events.getByRole('tree', { name: 'The step at the cursor, as data' });
  await data.getByRole('treeitem').filter({ hasText: 'node' }).first().waitFor();
});

test(`the events are searched and filtered${suffix}`, async ({ inspector }) => {
  const events = await inspector.view('Events');
  const count = events.locator('output');
  const all = await count.textContent();
  expect(all).toBe(`${STORY.steps.length} steps`);
  const isCommand = ({ cause }: TraceStep) => cause.kind === 'command';
  const commands = STORY.steps.filter(isCommand);
  await events.getByText('all kinds', { exact: true }).click();
  await events.getByRole('checkbox', { name: 'command' }).check();
  await eventually(() => count.textContent()).toBe(
    `${commands.length} of ${STORY.steps.length} steps`,
  );
  await inspector.key('Escape');
  await inspector.key('/');
  const search = events.getByRole('searchbox');
  await search.and(inspector.page.locator(':focus')).waitFor();
  await inspector.page.keyboard.type('CREATE_GROUP');
  const [creation] = commands.filter((step) => JSON.stringify(step).includes('create_group'));
  await eventually(() => count.textContent()).toBe(`1 of ${STORY.steps.length} steps`);
  await inspector.key('Enter');
  await inspector.isAt(creation?.step ?? 0);
  await search.fill('there is no such thing');
  await events.getByText('No step passes the filters.').waitFor();
  await events.getByRole('button', { name: 'clear' }).click();
  await eventually(() => count.textContent()).toBe(all);
});

test(`the context is told as a difference${suffix}`, async ({ inspector }) => {
  const { step, machine, fields } = changedContext();
  await inspector.goTo(step);
  await inspector.choose(machine);
  const context = await inspector.view('Context');
  const changes = context.getByRole('list', { name: 'What changed' }).getByRole('listitem');
  await eventually(() => changes.count()).toBe(fields.length);
  const texts = await changes.allTextContents();
  for (const [i, [field, before, after]] of fields.entries()) {
    expect(texts[i]).toContain(`${field}${before}→${after}`);
  }
});

/** A step in which a machine took one event, and numbers or texts of its context changed. */
function changedContext() {
  const known = new Map<string, Record<string, unknown>>();
  for (const { step, node, machines } of STORY.steps) {
    for (const { machine, context } of machines) {
      const before = known.get(`${node} ${machine}`);
      const after = context as Record<string, unknown>;
      known.set(`${node} ${machine}`, after);
      if (!before || machines.length > 1) continue;
      const fields = Object.keys(after).flatMap((field) =>
        JSON.stringify(before[field]) === JSON.stringify(after[field])
          ? []
          : [[field, before[field], after[field]] as const],
      );
      const isPlain = fields.every(([, ...values]) => values.every((v) => typeof v === 'number'));
      if (fields.length > 0 && isPlain) return { step, machine, fields };
    }
  }
  throw new Error('no context changes like that');
}

test(`the tables stand side by side, and what differs is marked${suffix}`, async ({
  inspector,
}) => {
  const tables = await inspector.view('Tables');
  await tables.getByText('Nobody stands in a table yet.').waitFor();
  const isEntry = ({ node, table }: TraceStep) => node === 'server' && table !== undefined;
  const entry = stepWhere(isEntry);
  await inspector.goTo(entry.step);
  const cells = tables.getByRole('cell');
  await eventually(() => cells.filter({ hasText: 'changed in this step' }).count()).toBe(1);
  await inspector.press('To the end');
  await inspector.isAt(STORY.steps.length);
  const heads = await tables.getByRole('columnheader').allTextContents();
  expect(heads.map((head) => head.trim())).toHaveLength(5);
  await eventually(() => cells.filter({ hasText: '● online' }).count()).toBe(12);
  expect(await cells.filter({ hasText: 'not as the server has it' }).count()).toBe(0);
});

test(`every promise has its light${suffix}`, async ({ inspector }) => {
  const promises = await inspector.view('Promises');
  const lights = promises.getByRole('list', { name: 'All promises' }).getByRole('listitem');
  await eventually(() => lights.count()).toBeGreaterThan(10);
  for (const light of await lights.allTextContents()) expect(light).toContain('kept so far');
});

test(`a datagram of the diagram tells what it carries and where it went${suffix}`, async ({
  inspector,
}) => {
  const sending = stepWhere(({ sent }) => (sent[0]?.fate?.length ?? 0) === 1);
  const [datagram] = sending.sent;
  const arrival = stepWhere(
    ({ cause }) => cause.kind === 'datagram' && cause.datagram === datagram?.id,
  );
  await inspector.goTo(sending.step);
  const diagram = await inspector.view('Space-time');
  await diagram.locator('g[role=button][tabindex="0"]').first().focus();
  await inspector.key('Enter');
  const card = diagram.getByRole('complementary', { name: 'Selected datagram' });
  expect(await card.textContent()).toContain(`${datagram?.bytes} bytes`);
  await card.getByRole('button', { name: `arrived in step ${arrival.step}` }).click();
  await inspector.isAt(arrival.step);
  await card.getByRole('button', { name: 'Close' }).click();
  await card.waitFor({ state: 'detached' });
});

/** What an open page is told, at its own speed, and what is kept for one that comes later. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Hub } from '../../../src/inspector/hub/hub.ts';
import { PageLog } from '../../../src/inspector/hub/pageLog.ts';
import type { PageLine } from '../../../src/inspector/hubLines.ts';
import { FakePage, SOURCE, stepOf } from './fakePage.ts';

let hub: Hub;
beforeEach(async () => {
  // Nothing is told only because time passes.
  hub = await Hub.open({ port: null, version: '1', limits: { heartbeatMs: 1_000_000 } });
});
afterEach(() => hub.close());

const line = (step: number, notice?: unknown) => JSON.stringify(stepOf(step, notice));
const stepsIn = (lines: readonly PageLine[]) =>
  lines.flatMap((told) => (told.kind === 'step' ? [told.step.step] : []));

/** Opens the hub anew. */
async function reopen(limits: Parameters<typeof Hub.open>[0]['limits'] = {}): Promise<void> {
  await hub.close();
  hub = await Hub.open({ port: null, version: '1', limits });
}

test('a page that comes late is told everything from the beginning', async () => {
  const report = hub.report(SOURCE);
  report.step(line(1));
  report.step(line(2));
  const page = await FakePage.open(hub.url);
  expect(page.status).toBe(200);
  report.step(line(3));
  report.gone('ended');
  expect(await page.told(6)).toEqual([
    { kind: 'hello', dropped: 0 },
    { kind: 'source', id: 1, source: SOURCE },
    { kind: 'step', id: 1, step: stepOf(1) },
    { kind: 'step', id: 1, step: stepOf(2) },
    { kind: 'step', id: 1, step: stepOf(3) },
    { kind: 'gone', id: 1, how: 'ended' },
  ]);
  page.close();
});

describe('a page that lost its line', () => {
  test('goes on where it was', async () => {
    const report = hub.report(SOURCE);
    report.step(line(1));
    const page = await FakePage.open(hub.url);
    await page.told(3);
    page.close();
    report.step(line(2));
    const again = await FakePage.open(hub.url, { 'last-event-id': String(page.lastId) });
    report.step(line(3));
    expect(stepsIn(await again.told(2))).toEqual([2, 3]);
    again.close();
  });

  test('is told at once that there is nothing new', async () => {
    hub.report(SOURCE);
    const page = await FakePage.open(hub.url, { 'last-event-id': '1' });
    hub.report({ ...SOURCE, node: 'bob' });
    expect(await page.told(1)).toMatchObject([{ kind: 'source', id: 2 }]);
    page.close();
  });

  test.each(['0', '-1', '3', '99', '1.5', 'x', '9'.repeat(30)])(
    'begins anew if nobody knows where it was: %s',
    async (id) => {
      hub.report(SOURCE).step(line(1));
      const page = await FakePage.open(hub.url, { 'last-event-id': id });
      expect((await page.told(3)).map(({ kind }) => kind)).toEqual(['hello', 'source', 'step']);
      page.close();
    },
  );

  test('begins anew if what it missed is gone', async () => {
    await reopen({ maxSteps: 2 });
    const report = hub.report(SOURCE);
    for (let i = 1; i <= 5; i++) report.step(line(i));
    const page = await FakePage.open(hub.url, { 'last-event-id': '2' });
    expect(await page.told(4)).toEqual([
      { kind: 'hello', dropped: 3 },
      { kind: 'source', id: 1, source: SOURCE },
      { kind: 'step', id: 1, step: stepOf(4) },
      { kind: 'step', id: 1, step: stepOf(5) },
    ]);
    page.close();
  });
});

test('a page that does not read begins anew later, and the others are told meanwhile', async () => {
  await reopen({ maxSteps: 50 });
  const [slow, quick] = [await FakePage.open(hub.url), await FakePage.open(hub.url)];
  const report = hub.report(SOURCE);
  await Promise.all([slow.told(2), quick.told(2)]);
  slow.pause();
  const text = 'x'.repeat(100_000);
  const count = 400;
  for (let i = 1; i <= count; i++) {
    report.step(line(i, text));
    await quick.told(2 + i);
  }
  expect(stepsIn(quick.lines)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  slow.resume();
  await slow.until(() => stepsIn(slow.lines.slice(-1))[0] === count, 'the last step');
  const greetings = slow.lines.flatMap((told, i) => (told.kind === 'hello' ? [i] : []));
  expect(greetings).toHaveLength(2);
  const anew = slow.lines.slice(greetings[1]);
  expect(anew.slice(0, 2)).toEqual([
    { kind: 'hello', dropped: count - 50 },
    { kind: 'source', id: 1, source: SOURCE },
  ]);
  expect(stepsIn(anew)).toEqual(Array.from({ length: 50 }, (_, i) => count - 49 + i));
  // What the connection itself holds is all that it was told before.
  expect(stepsIn(slow.lines.slice(0, greetings[1])).length).toBeLessThan(200);
  slow.close();
  quick.close();
});

test('a page hears that its line is alive', async () => {
  await reopen({ heartbeatMs: 5 });
  const page = await FakePage.open(hub.url);
  await page.until(() => page.beats >= 3, 'three beats');
  expect(page.lines).toEqual([{ kind: 'hello', dropped: 0 }]);
  page.close();
});

test('so many pages may be open at once, and the next is told so', async () => {
  await reopen({ maxPages: 2 });
  const pages = [await FakePage.open(hub.url), await FakePage.open(hub.url)];
  const third = await FakePage.open(hub.url);
  expect(third.status).toBe(503);
  third.close();
  pages[0]?.close();
  // The server hears of it a moment later.
  await expect
    .poll(
      async () => {
        const next = await FakePage.open(hub.url);
        pages.push(next);
        return next.status;
      },
      { timeout: 25_000 },
    )
    .toBe(200);
  for (const page of pages) page.close();
});

test('the end is told before the line is cut', async () => {
  const page = await FakePage.open(hub.url);
  const report = hub.report(SOURCE);
  report.step(line(1));
  report.gone('ended');
  await hub.close();
  await page.until(() => page.hasEnded, 'the end');
  expect(page.lines.map(({ kind }) => kind)).toEqual(['hello', 'source', 'step', 'gone']);
});

test('a page that does not read does not keep the hub from ending', async () => {
  const page = await FakePage.open(hub.url);
  await page.told(1);
  page.pause();
  const report = hub.report(SOURCE);
  for (let i = 1; i <= 100; i++) report.step(line(i, 'x'.repeat(200_000)));
  await hub.close();
  page.close();
});

describe('the log', () => {
  const entry = (source: number, kind: 'source' | 'step' | 'gone' | 'dropped', text = 'x') => ({
    kind,
    source,
    steps: kind === 'step' ? 1 : kind === 'dropped' ? 7 : 0,
    text,
  });

  test('keeps so many characters, whatever the lines are', () => {
    const log = new PageLog({ maxSteps: 1_000, maxCharacters: 100 });
    for (let i = 0; i < 30; i++) log.add(entry(1, 'step', 'x'.repeat(30)));
    expect([log.first, log.next, log.dropped]).toEqual([28, 31, 27]);
    log.add(entry(1, 'step', 'x'.repeat(101)));
    expect([log.first, log.next, log.dropped]).toEqual([32, 32, 31]);
    log.add(entry(1, 'step', 'y'));
    expect(log.at(32)?.text).toBe('y');
    expect([log.at(31), log.at(33)]).toEqual([undefined, undefined]);
  });

  test('finds an entry by its number after a long time', () => {
    const log = new PageLog({ maxSteps: 10, maxCharacters: 1_000 });
    for (let i = 1; i <= 10_000; i++) log.add(entry(1, 'step', String(i)));
    expect(log.first).toBe(9_991);
    for (let i = log.first; i < log.next; i++) expect(log.at(i)?.text).toBe(String(i));
  });

  test('introduces whoever may still say something, and forgets the others', () => {
    const log = new PageLog({ maxSteps: 1, maxCharacters: 1_000 });
    log.add(entry(1, 'source', '"one"'));
    log.add(entry(2, 'source', '"two"'));
    log.add(entry(1, 'dropped'));
    log.add(entry(1, 'gone'));
    log.add(entry(2, 'step'));
    expect(log.opening()).toEqual(['{"kind":"hello","dropped":0}']);
    log.add(entry(2, 'step'));
    expect(log.first).toBe(6);
    expect(log.opening()).toEqual(['{"kind":"hello","dropped":8}', '"two"']);
    log.add(entry(2, 'gone'));
    log.add(entry(3, 'source', '"three"'));
    log.add(entry(3, 'step'));
    expect(log.opening()).toEqual(['{"kind":"hello","dropped":9}', '"two"']);
    log.add(entry(3, 'step'));
    expect(log.opening()).toEqual(['{"kind":"hello","dropped":10}', '"three"']);
  });
});

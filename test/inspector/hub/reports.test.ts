/** What processes report reaches every page; nonsense reaches none. */
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Hub } from '../../../src/inspector/hub/hub.ts';
import { ask as askAt, behind, FakePage, linesOf, SOURCE, stepOf } from './fakePage.ts';

let hub: Hub;
let page: FakePage;
beforeEach(async () => {
  hub = await Hub.open({ port: null, version: '1' });
  page = await FakePage.open(hub.url);
});
afterEach(async () => {
  page.close();
  await hub.close();
});

const report = (body: string | Buffer) =>
  askAt(hub.url, behind(hub.url, 'report'), { method: 'POST', body });

const BEGINNING = { kind: 'source', source: SOURCE };
const END = { kind: 'end' };
const step = (n: number) => ({ kind: 'step', step: stepOf(n) });
const told = (...lines: readonly object[]) => [{ kind: 'hello', dropped: 0 }, ...lines];

test('a whole report', async () => {
  const lines = [BEGINNING, step(1), { kind: 'dropped', steps: 3 }, step(5), END];
  expect(await report(linesOf(...lines))).toMatchObject({ status: 204, body: '' });
  expect(await page.told(6)).toEqual(
    told(
      { kind: 'source', id: 1, source: SOURCE },
      { kind: 'step', id: 1, step: stepOf(1) },
      { kind: 'dropped', id: 1, steps: 3 },
      { kind: 'step', id: 1, step: stepOf(5) },
      { kind: 'gone', id: 1, how: 'ended' },
    ),
  );
});

test('several at once are told apart', async () => {
  const [first, second] = [begin(), begin()];
  first.write(linesOf(BEGINNING, step(1)));
  await page.told(3);
  second.write(linesOf(BEGINNING, step(1)));
  await page.told(5);
  first.end(linesOf(END));
  await page.told(6);
  second.end(linesOf(step(2), END));
  const ids = (await page.told(8)).map((line) => ('id' in line ? [line.kind, line.id] : line.kind));
  expect(ids).toEqual([
    'hello',
    ['source', 1],
    ['step', 1],
    ['source', 2],
    ['step', 2],
    ['gone', 1],
    ['step', 2],
    ['gone', 2],
  ]);
});

test('wherever it is cut into pieces, nothing is lost', async () => {
  const name = 'Grüße, 世界 🙂';
  const bytes = Buffer.from(
    linesOf({ kind: 'source', source: { ...SOURCE, node: name } }, step(1), END),
  );
  const outgoing = begin();
  for (const byte of bytes) {
    outgoing.write(Buffer.of(byte));
    // Each in a chunk of its own, which takes a turn.
    await new Promise(setImmediate);
  }
  outgoing.end();
  expect((await page.told(4))[1]).toMatchObject({ source: { node: name } });
  expect(page.lines[3]).toEqual({ kind: 'gone', id: 1, how: 'ended' });
});

test('a text stays what it is, on one line', async () => {
  const text = '\u2028\r\n\n data: </script>\u0000\ud800 id: 7';
  const noted = { kind: 'step', step: stepOf(1, text) };
  await report(linesOf(BEGINNING, noted, END));
  expect((await page.told(4))[2]).toEqual({ kind: 'step', id: 1, step: stepOf(1, text) });
});

describe('a process that goes away without a word', () => {
  test('has vanished', async () => {
    const outgoing = begin();
    outgoing.write(linesOf(BEGINNING, step(1)));
    await page.told(3);
    outgoing.destroy();
    expect((await page.told(4)).at(-1)).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
  });

  test('in the middle of a line, too', async () => {
    const outgoing = begin();
    outgoing.write(linesOf(BEGINNING) + linesOf(step(1)).slice(0, 20));
    await page.told(2);
    outgoing.destroy();
    expect((await page.told(3)).at(-1)).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
  });

  test('or forgets to say that it ends', async () => {
    expect(await report(linesOf(BEGINNING, step(1)))).toMatchObject({ status: 204 });
    expect((await page.told(4)).at(-1)).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
  });
});

const deep = `{"kind":"step","step":{"step":1,"atMs":1,"node":"n","cause":{"kind":"flush"},"machines":[],"notices":[${'['.repeat(200_000)}${']'.repeat(200_000)}],"sent":[]}}\n`;

describe('a line that does not belong there', () => {
  const bad: [string, string | Buffer][] = [
    ['no JSON', 'hello\n'],
    ['nothing', '\n'],
    ['null', 'null\n'],
    ['another kind', linesOf({ kind: 'hello', dropped: 0 })],
    ['no step', linesOf({ kind: 'step', step: {} })],
    ['a step that is none', linesOf({ kind: 'step', step: { ...stepOf(1), machines: [{}] } })],
    ['an inherited kind', linesOf({ kind: 'constructor' })],
    ['nothing dropped', linesOf({ kind: 'dropped', steps: 0 })],
    ['less than nothing dropped', linesOf({ kind: 'dropped', steps: -1 })],
    ['a count that is none', linesOf({ kind: 'dropped', steps: '1' })],
    ['a second beginning', linesOf(BEGINNING)],
    ['no text', Buffer.from([0xff, 0x0a])],
    ['too many brackets', deep],
  ];
  test.each(bad)('ends the report, and nothing else: %s', async (_what, line) => {
    const good = begin();
    good.write(linesOf(BEGINNING));
    await page.told(2);
    const body = Buffer.concat([
      Buffer.from(linesOf(BEGINNING, step(1))),
      Buffer.from(line),
      Buffer.from(linesOf(step(9))),
    ]);
    const answer = await report(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toBe('This line is not part of a report of this version of statechat.\n');
    await page.told(5);
    good.end(linesOf(step(1), END));
    expect(await page.told(7)).toEqual(
      told(
        { kind: 'source', id: 1, source: SOURCE },
        { kind: 'source', id: 2, source: SOURCE },
        { kind: 'step', id: 2, step: stepOf(1) },
        { kind: 'gone', id: 2, how: 'vanished' },
        { kind: 'step', id: 1, step: stepOf(1) },
        { kind: 'gone', id: 1, how: 'ended' },
      ),
    );
  });

  test('after the end', async () => {
    expect(await report(linesOf(BEGINNING, END, step(1)))).toMatchObject({ status: 400 });
    expect(await report(linesOf(BEGINNING, END, BEGINNING))).toMatchObject({ status: 400 });
    const gone = (id: number) => ({ kind: 'gone', id, how: 'ended' });
    const source = (id: number) => ({ kind: 'source', id, source: SOURCE });
    expect(await page.told(5)).toEqual(told(source(1), gone(1), source(2), gone(2)));
  });

  test('that is never ended', async () => {
    const half = linesOf(BEGINNING, step(1)).slice(0, -1);
    expect(await report(half)).toMatchObject({ status: 400 });
    expect((await page.told(3)).at(-1)).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
  });

  const { startedAtMs: _, ...unfinished } = SOURCE;
  test.each([
    ['a step', step(1)],
    ['an end', END],
    ['no source', { kind: 'source' }],
    ['half a source', { kind: 'source', source: unfinished }],
    ['a port that is none', { kind: 'source', source: { ...SOURCE, port: '1' } }],
    ['a kind that is none', { kind: 'source', source: { ...SOURCE, kind: 'page' } }],
    ['a long name', { kind: 'source', source: { ...SOURCE, node: 'x'.repeat(2_000) } }],
  ])('at the beginning: %s', async (_what, line) => {
    expect(await report(linesOf(line, step(2)))).toMatchObject({ status: 400 });
    expect(await report(linesOf(BEGINNING, END))).toMatchObject({ status: 204 });
    expect((await page.told(3)).map(({ kind }) => kind)).toEqual(['hello', 'source', 'gone']);
  });

  test('that is too long is not read to its end', async () => {
    const outgoing = begin();
    outgoing.write(linesOf(BEGINNING));
    flood(outgoing);
    const [response] = await once(outgoing, 'response');
    expect(response.statusCode).toBe(400);
    outgoing.destroy();
    expect((await page.told(3)).at(-1)).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
  });
});

test('fields that nobody knows are left out of who reports, and kept in a step', async () => {
  const source = { ...SOURCE, id: 7, html: '<b>' };
  const more = { ...stepOf(1), more: 1 };
  await report(linesOf({ kind: 'source', source }, { kind: 'step', step: more, id: 9 }, END));
  expect((await page.told(4)).slice(1, 3)).toEqual([
    { kind: 'source', id: 1, source: SOURCE },
    { kind: 'step', id: 1, step: more },
  ]);
});

test('a flood is kept within bounds, and what was dropped is counted', async () => {
  page.close();
  await hub.close();
  hub = await Hub.open({ port: null, version: '1', limits: { maxSteps: 100 } });
  const steps = Array.from({ length: 5_000 }, (_unused, i) => step(i + 1));
  expect(await report(linesOf(BEGINNING, ...steps, END))).toMatchObject({ status: 204 });
  const late = await FakePage.open(hub.url);
  const lines = await late.told(103);
  expect(lines.slice(0, 3)).toEqual([
    { kind: 'hello', dropped: 4_900 },
    { kind: 'source', id: 1, source: SOURCE },
    { kind: 'step', id: 1, step: stepOf(4_901) },
  ]);
  expect(lines.at(-1)).toEqual({ kind: 'gone', id: 1, how: 'ended' });
  late.close();
});

test('so many may report at once, and the next is told so', async () => {
  const reports = Array.from({ length: 128 }, () => begin());
  for (const outgoing of reports) outgoing.write(linesOf(BEGINNING));
  await page.told(129);
  const answer = await report(linesOf(BEGINNING, END));
  expect(answer.status).toBe(503);
  expect(answer.body).toContain('Too many pages or processes');
  reports[0]?.end(linesOf(END));
  await page.told(130);
  expect(await report(linesOf(BEGINNING, END))).toMatchObject({ status: 204 });
  for (const outgoing of reports) outgoing.destroy();
  await page.told(130 + 2 + 127);
});

/** A report that goes on until it is ended. */
function begin(): ClientRequest {
  const outgoing = request(new URL('report', hub.url), { method: 'POST', agent: false });
  outgoing.on('error', () => {});
  outgoing.flushHeaders();
  return outgoing;
}

/** One line that does not end as long as anybody reads it. */
function flood(outgoing: ClientRequest): void {
  const piece = 'x'.repeat(65_536);
  const pour = () => {
    let isRead = true;
    while (isRead && !outgoing.destroyed) isRead = outgoing.write(piece);
  };
  outgoing.on('drain', pour);
  pour();
}

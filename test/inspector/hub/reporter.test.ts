/** The side of a process that reports: it goes on whatever becomes of the hub. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Hub } from '../../../src/inspector/hub/hub.ts';
import type { Report } from '../../../src/inspector/hub/reporter.ts';
import { LocalReport, RemoteReport } from '../../../src/inspector/hub/reporter.ts';
import { recordTo } from '../../../src/trace/recording.ts';
import { FakePage, stepOf } from './fakePage.ts';

const WHO = { node: 'ann', kind: 'client', startedAtMs: 5 } as const;
const SOURCE = { ...WHO, port: 6_001 };

const take = (report: Report, n: number, notice?: unknown) =>
  report.take(stepOf(n, notice), JSON.stringify(stepOf(n, notice)));

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

describe.each<[string, () => Report]>([
  ['in the process of the hub', () => new LocalReport(hub, WHO)],
  ['in another process', () => new RemoteReport(hub.url, WHO)],
])('%s', (_where, begin) => {
  test('who reports is known with its first step, and its port with it', async () => {
    const report = begin();
    take(report, 1);
    take(report, 2);
    await report.end();
    expect(await page.told(5)).toEqual([
      { kind: 'hello', dropped: 0 },
      { kind: 'source', id: 1, source: SOURCE },
      { kind: 'step', id: 1, step: stepOf(1) },
      { kind: 'step', id: 1, step: stepOf(2) },
      { kind: 'gone', id: 1, how: 'ended' },
    ]);
  });

  test('whoever is killed has vanished', async () => {
    const report = begin();
    take(report, 1);
    await page.told(3);
    report.vanish();
    expect((await page.told(4)).at(-1)).toEqual({ kind: 'gone', id: 1, how: 'vanished' });
  });

  test('after its end it says nothing more', async () => {
    const report = begin();
    take(report, 1);
    await report.end();
    await page.told(4);
    take(report, 2);
    report.vanish();
    await report.end();
    const next = begin();
    take(next, 1);
    await next.end();
    expect((await page.told(7)).slice(4).map(({ kind }) => kind)).toEqual([
      'source',
      'step',
      'gone',
    ]);
  });

  test('a process that never took a step is not mentioned', async () => {
    const report = begin();
    await report.end();
    report.vanish();
    const next = begin();
    take(next, 1);
    expect((await page.told(3))[1]).toMatchObject({ kind: 'source', id: 1 });
    await next.end();
  });

  test('what is no start tells no port', async () => {
    const report = begin();
    const step = { ...stepOf(1), cause: { kind: 'flush' } } as const;
    report.take(step, JSON.stringify(step));
    expect((await page.told(2))[1]).toMatchObject({ source: { port: 0 } });
    await report.end();
  });
});

test('each step is written once, wherever it goes', async () => {
  let written = 0;
  const notice = {
    toJSON: () => {
      written++;
      return 'noted';
    },
  };
  const lines: string[] = [];
  const sinks = [new LocalReport(hub, WHO), new RemoteReport(hub.url, WHO)];
  const recorder = recordTo([...sinks, { take: (_step, line) => lines.push(line) }]);
  recorder.step('ann', { kind: 'start' }, () => recorder.notice(notice));
  for (const sink of sinks) await sink.end();
  expect(written).toBe(1);
  const steps = (await page.told(7)).flatMap((told) => (told.kind === 'step' ? [told.step] : []));
  expect(steps.map((step) => JSON.stringify(step))).toEqual([...lines, ...lines]);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ step: 1, node: 'ann', notices: ['noted'] });
});

describe('a hub that', () => {
  test('ends takes nobody with it', async () => {
    const report = new RemoteReport(hub.url, WHO);
    take(report, 1);
    await page.told(3);
    await hub.close();
    for (let i = 2; i < 100; i++) {
      take(report, i);
      await new Promise(setImmediate);
    }
    await report.end();
  });

  test('was never there takes nobody with it', async () => {
    await hub.close();
    const report = new RemoteReport(hub.url, WHO);
    take(report, 1);
    await report.end();
    take(report, 2);
    await report.end();
  });

  test('refuses is left alone', async () => {
    const bad = new RemoteReport(hub.url.replace(/.{3}\/$/, '/'), WHO);
    take(bad, 1);
    await bad.end();
    expect(page.lines.length).toBe(1);
  });
});

describe('a hub that does not read', () => {
  let waiting: { request: IncomingMessage; response: ServerResponse }[];
  let url: string;
  const server = createServer((request, response) => {
    waiting.push({ request, response });
    server.emit('reported');
  });
  beforeEach(async () => {
    waiting = [];
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token/`;
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  test('is told how many steps it missed', async () => {
    const report = new RemoteReport(url, WHO);
    const reported = once(server, 'reported');
    take(report, 1);
    await reported;
    const [{ request, response } = { request: null, response: null }] = waiting;
    const text = 'x'.repeat(100_000);
    const count = 400;
    for (let i = 2; i <= count; i++) {
      take(report, i, text);
      await new Promise(setImmediate);
    }
    let body = '';
    request?.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    // As soon as there is room again the next step goes, and before it what is missing.
    let last = count;
    while (!body.includes('"dropped"')) {
      take(report, ++last);
      await new Promise(setImmediate);
    }
    const ended = report.end();
    if (request) await once(request, 'end');
    response?.end();
    await ended;

    const lines = body
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ kind: 'source', source: SOURCE });
    expect(lines.at(-1)).toEqual({ kind: 'end' });
    let next = 1;
    for (const { kind, step, steps } of lines) {
      if (kind === 'dropped') next += steps;
      if (kind === 'step') expect(step.step).toBe(next++);
    }
    expect(next).toBe(last + 1);
    const dropped = lines.filter(({ kind }) => kind === 'dropped');
    expect(dropped.length).toBeGreaterThan(0);
    const kept = lines.filter(({ kind }) => kind === 'step').length;
    expect(kept * text.length).toBeLessThan(32 * 1024 * 1024);
  });

  test('holds the end of a process up for a moment only', async () => {
    const report = new RemoteReport(url, WHO);
    const reported = once(server, 'reported');
    take(report, 1);
    await reported;
    for (let i = 2; i < 300; i++) take(report, i, 'x'.repeat(100_000));
    await report.end();
    expect(waiting[0]?.request.readableEnded).toBe(false);
  });

  test('is not sent a step that it would refuse', async () => {
    const report = new RemoteReport(hub.url, WHO);
    take(report, 1);
    take(report, 2, 'x'.repeat(9 * 1024 * 1024));
    take(report, 3);
    await report.end();
    expect((await page.told(6)).slice(2)).toEqual([
      { kind: 'step', id: 1, step: stepOf(1) },
      { kind: 'dropped', id: 1, steps: 1 },
      { kind: 'step', id: 1, step: stepOf(3) },
      { kind: 'gone', id: 1, how: 'ended' },
    ]);
  });
});

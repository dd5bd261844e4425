/** What a hub owes to those who attack it, and to those who do not know that they are attacked. */
import type { IncomingMessage, Server } from 'node:http';
import { createServer, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { isHub } from '../../../src/inspector/hub/discovery.ts';
import { admit, challengeOf } from '../../../src/inspector/hub/guard.ts';
import { Hub } from '../../../src/inspector/hub/hub.ts';
import { PageLog } from '../../../src/inspector/hub/pageLog.ts';
import { PageStream } from '../../../src/inspector/hub/pageStream.ts';
import { parseReportLine } from '../../../src/inspector/hub/reportLine.ts';
import { parseHeader, parseLine } from '../../../src/trace/parse.ts';
import { TraceError } from '../../../src/trace/trace.ts';
import { ask, SOURCE, stepOf } from './fakePage.ts';

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server of somebody else's; returns its port. */
async function listen(answer: (request: IncomingMessage) => Promise<string>): Promise<number> {
  const server: Server = createServer((request, response) => {
    void answer(request).then((text) => response.end(text));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function openHub(): Promise<Hub> {
  const hub = await Hub.open({ port: 0, version: '1' });
  closers.push(() => hub.close());
  return hub;
}

describe('where a hub was killed, somebody else listens', () => {
  const OPENING = '{"version":"1","trace":null,"isLive":true}';

  test('who plays the hub is not told the token, and not believed', async () => {
    const asked: string[] = [];
    const port = await listen(async ({ url = '' }) => {
      asked.push(url);
      return OPENING;
    });
    expect(await isHub(`http://127.0.0.1:${port}/ToKeN/`)).toBe(false);
    expect(asked).toEqual([expect.stringMatching(/^\/\?prove=[\w-]{22}$/)]);
  });

  test('nor is who asks a hub that lives', async () => {
    const hub = await openHub();
    const port = await listen(async ({ url = '' }) => {
      const path = url.startsWith('/?') ? url : '/';
      const { host } = new URL(hub.url);
      return url.startsWith('/?')
        ? (await ask(hub.url, path, { headers: { host } })).body
        : OPENING;
    });
    const { pathname } = new URL(hub.url);
    expect(await isHub(`http://127.0.0.1:${port}${pathname}`)).toBe(false);
    expect(await isHub(hub.url)).toBe(true);
  });

  test('a question is never asked twice, and its answer says nothing of the token', () => {
    const site = { port: 4_900, token: 'ToKeN' };
    const [first, second] = [challengeOf(site), challengeOf(site)];
    expect(first.path).not.toBe(second.path);
    expect(first.proof).not.toBe(second.proof);
    expect(first.proof).toMatch(/^[\w-]{43}$/);
  });

  test('a page of another site gets no proof', async () => {
    const { url } = await openHub();
    const path = `/?prove=${'x'.repeat(22)}`;
    const { host } = new URL(url);
    const headers = { host, 'sec-fetch-site': 'cross-site' };
    expect((await ask(url, path, { headers })).status).toBe(403);
    expect((await ask(url, path, { headers: { host } })).status).toBe(200);
  });
});

test.each([
  [80, '127.0.0.1', true],
  [80, 'localhost:80', true],
  [80, 'evil.example', false],
  [4_900, '127.0.0.1', false],
])('on port %i the host %s is ours: %s', (port, host, isOurs) => {
  const request = { method: 'GET', url: '/ToKeN/', headers: { host } } as IncomingMessage;
  expect('path' in admit(request, { port, token: 'ToKeN' })).toBe(isOurs);
});

test('others may go on to report while a page that stands still is left', async () => {
  const log = new PageLog({ maxSteps: 10, maxCharacters: 1_000 });
  const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
  // It takes nothing, as a page that is suspended.
  const socket = new Duplex({ read: () => {}, write: () => {} });
  response.assignSocket(socket as Parameters<typeof response.assignSocket>[0]);
  const errors: unknown[] = [];
  response.on('error', (error) => errors.push(error));
  const page = new PageStream(response, log, 0);
  const ended = page.end();
  log.add({ kind: 'step', source: 1, steps: 1, text: '{}' });
  page.pump();
  page.beat();
  // What goes wrong is told at the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  response.destroy();
  await expect(ended).resolves.toBeUndefined();
  expect(errors).toEqual([]);
});

test('whoever tells of nothing but what is left out fills no memory', () => {
  const log = new PageLog({ maxSteps: 10, maxCharacters: Number.POSITIVE_INFINITY });
  log.add({ kind: 'source', source: 1, steps: 0, text: 'ann' });
  log.add({ kind: 'step', source: 1, steps: 1, text: '{}' });
  for (let i = 0; i < 20_000; i++) log.add({ kind: 'dropped', source: 1, steps: 1, text: '{}' });
  expect(log.next - log.first).toBe(16_384);
  const dropped = 20_001 - 16_384;
  expect(log.opening()).toEqual([JSON.stringify({ kind: 'hello', dropped }), 'ann']);
});

test.each([
  ['…', '{"toString":1}'],
  ['9'.repeat(20), `"${'9'.repeat(10_000)}"`],
  ['2', '2'],
])('a version is named in one short line: %s', (named, version) => {
  const line = `{"trace":"statechat","version":${version},"source":"lab"}`;
  expect(() => parseHeader(line)).toThrow(
    new TraceError(`this trace has version ${named}; this program reads 1`),
  );
});

describe('numbers beyond all bounds are not taken', () => {
  const step = JSON.stringify(stepOf(1));
  const sent = (id: string) =>
    `{"step":1,"atMs":0,"node":"x","cause":{"kind":"timer"},"machines":[],"notices":[],` +
    `"sent":[{"id":${id},"to":"","bytes":1,"frames":[],"fate":[0]}]}`;

  test.each([
    ['a time that JSON cannot hold', step.replace('"atMs":1', '"atMs":1e999')],
    ['a time beyond any clock', step.replace('"atMs":1', '"atMs":-1e308')],
    ['a step between two', step.replace('"step":1', '"step":1.5')],
    ['a step beyond counting', step.replace('"step":1', '"step":1e308')],
    ['a datagram without end', sent('1e999')],
  ])('%s', (_what, line) => {
    expect(() => parseLine(line, 2)).toThrow('line 2 is neither a step nor the end of a trace');
    expect(parseReportLine(`{"kind":"step","step":${line}}`)).toBeNull();
  });

  test('such as these are', () => {
    expect(parseLine(step, 2)).toEqual(stepOf(1));
    expect(parseLine(sent('7'), 2)).toMatchObject({ sent: [{ id: 7 }] });
  });

  test.each([
    ['port', -1],
    ['port', 65_536],
    ['port', 0.5],
    ['startedAtMs', 1e308],
  ])('a source whose %s is %d', (field, value) => {
    const told = (source: object) => parseReportLine(JSON.stringify({ kind: 'source', source }));
    expect(told({ ...SOURCE, [field]: value })).toBeNull();
    expect(told(SOURCE)).toEqual({ kind: 'source', source: SOURCE });
  });
});

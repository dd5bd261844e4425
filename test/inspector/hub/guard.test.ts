/** Who is let in to the inspector, and what the others are told. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Hub } from '../../../src/inspector/hub/hub.ts';
import { ownFolder } from '../../support/folder.ts';
import { ask as askAt, behind } from './fakePage.ts';

let folder: string;
let hub: Hub;
let port: string;
beforeEach(async () => {
  folder = ownFolder();
  mkdirSync(join(folder, 'page', 'tour'), { recursive: true });
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>the page');
  writeFileSync(join(folder, 'page', 'inspector.js'), '1');
  writeFileSync(join(folder, 'page', 'inspector.css'), 'a{}');
  writeFileSync(join(folder, 'page', 'tour', 'a.jsonl'), '{}\n');
  symlinkSync(join(folder, 'secret'), join(folder, 'page', 'linked'));
  hub = await Hub.open({ port: null, version: '1.2.3', folder: join(folder, 'page') });
  ({ port } = new URL(hub.url));
});
afterEach(() => hub.close());

const ask = (path: string, ...rest: [Parameters<typeof askAt>[2]?]) =>
  askAt(hub.url, path, ...rest);
const inside = (path: string) => behind(hub.url, path);

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** A refusal is a page that says something, under the same policy as every other. */
async function expectRefused(answer: ReturnType<typeof ask>, status: number, words: string) {
  const { headers, body, ...rest } = await answer;
  expect(rest.status).toBe(status);
  expect(headers).toMatchObject(HEADERS);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body).toMatch(/^<!doctype html>/);
  expect(body).toContain(words);
  expect(body).not.toContain(new URL(hub.url).pathname.slice(1, -1));
  // Nothing that the policy would keep from being shown.
  expect(body).not.toMatch(/<script|<style|style=| on\w+=/);
}

describe('whoever has the address', () => {
  test('gets the page, which may load its own files and nothing else', async () => {
    const page = await ask(inside(''));
    expect(page).toMatchObject({ status: 200, body: '<!doctype html>the page' });
    expect(page.headers).toMatchObject({ ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
    const script = await ask(inside('inspector.js?v=1'));
    expect(script).toMatchObject({ status: 200, body: '1' });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask(inside('inspector.css'))).headers['content-type']).toMatch('text/css');
    expect(await ask(inside('tour/a.jsonl'))).toMatchObject({ status: 200, body: '{}\n' });
  });

  test('may leave out the slash, or say localhost', async () => {
    const { status, headers } = await ask(inside('').slice(0, -1));
    expect([status, headers.location]).toEqual([308, inside('')]);
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect(await ask(inside(''), { headers: { host } })).toMatchObject({ status: 200 });
    }
  });

  test('is told what there is', async () => {
    const { headers, body } = await ask(inside('opening'));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({ version: '1.2.3', trace: null, isLive: true });
    await expectRefused(ask(inside('trace')), 404, 'opened without a trace');
  });
});

const ANOTHER_RUN =
  'This address belongs to another run of the inspector. ' +
  'Open the one that statechat printed when it started.';

test.each([
  ['no token', () => '/'],
  ['a wrong one', () => '/wrong/'],
  ['an old address', () => `/${'x'.repeat(22)}/`],
  ['what browsers ask for by themselves', () => '/favicon.ico'],
  ['a part of it', () => inside('').slice(0, -2)],
  ['a part of it and a slash', () => `${inside('').slice(0, -2)}/`],
  ['more than it', () => inside('').replace(/\/$/, 'x/')],
  ['something before it', () => `/.${inside('')}`],
  ['another URL', () => `http://127.0.0.1:${port}${inside('')}`],
  ['no path at all', () => '*'],
])('with %s nobody is let in, and everybody is told why', async (_what, path) => {
  await expectRefused(ask(path()), 403, ANOTHER_RUN);
});

test.each([
  '../secret',
  '..%2fsecret',
  '%2e%2e/secret',
  '..\\secret',
  'tour/../../secret',
  '/etc/passwd',
  'linked',
  'index.html',
  'inspector.js/',
  'inspector%2ejs',
  'inspector.js%00',
  'tour',
  '__proto__',
  'constructor',
  'reports',
])('nothing but the files of the page can be had: %s', async (path) => {
  await expectRefused(ask(inside(path)), 404, 'There is nothing at this address');
});

describe('a request on behalf of somebody else', () => {
  test.each([
    ['evil.example', 'a name that leads here'],
    ['evil.example:4900', 'and a port'],
    ['127.0.0.1', 'without a port'],
    ['127.0.0.1:1', 'another port'],
  ])('Host %j is refused: %s', async (host) => {
    await expectRefused(ask(inside(''), { headers: { host } }), 403, 'under the name of this');
  });

  test.each(['http://evil.example', 'null', 'https://127.0.0.1:PORT', 'http://localhost:PORT'])(
    'Origin %s is refused',
    async (text) => {
      const origin = text.replace('PORT', port);
      await expectRefused(ask(inside('events'), { headers: { origin } }), 403, 'Another page');
    },
  );

  test('our own Origin is not', async () => {
    const origin = `http://127.0.0.1:${port}`;
    expect(await ask(inside('opening'), { headers: { origin } })).toMatchObject({ status: 200 });
  });

  test.each(['cross-site', 'same-site'])('what a browser calls %s is refused', async (site) => {
    const headers = { 'sec-fetch-site': site };
    await expectRefused(ask(inside('opening'), { headers }), 403, 'Another page asked for this');
    await expectRefused(ask(inside(''), { headers }), 403, 'Another page asked for this');
    const frame = { ...headers, 'sec-fetch-dest': 'iframe' };
    await expectRefused(ask(inside(''), { headers: frame }), 403, 'Another page asked for this');
    const script = { ...headers, 'sec-fetch-dest': 'document' };
    await expectRefused(ask(inside('trace'), { headers: script }), 403, 'Another page asked');
  });

  test('a link that leads to the page is not, wherever it stands', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
    expect(await ask(inside(''), { headers })).toMatchObject({ status: 200 });
  });

  test.each(['same-origin', 'none'])('what a browser calls %s is not', async (site) => {
    const headers = { 'sec-fetch-site': site };
    expect(await ask(inside('opening'), { headers })).toMatchObject({ status: 200 });
  });
});

test.each([
  ...['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'].map((method) => [method, '']),
  ['POST', ''],
  ['POST', 'events'],
  ['POST', 'opening'],
  ['GET', 'report'],
])('%s %s is no way to ask', async (method, path) => {
  await expectRefused(ask(inside(path), { method }), 405, 'cannot be asked in this way');
});

test('HEAD is no way to ask either', async () => {
  expect(await ask(inside(''), { method: 'HEAD' })).toMatchObject({ status: 405 });
});

test('a page may not report', async () => {
  const headers = { origin: `http://127.0.0.1:${port}` };
  const answer = ask(inside('report'), { method: 'POST', headers });
  await expectRefused(answer, 405, 'cannot be asked in this way');
});

/** What is answered to these bytes. */
async function say(bytes: string): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(bytes);
  let text = '';
  for await (const part of socket) text += part;
  return text;
}

test('a request that names no host is refused', async () => {
  const text = await say(`GET ${inside('')} HTTP/1.0\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1\.1 403 /);
  expect(text).toContain('under the name of this machine');
});

test('what is no HTTP gets no answer that it could use', async () => {
  expect(await say('\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(await ask(inside('opening'))).toMatchObject({ status: 200 });
});

test('every run has a token of its own', async () => {
  const other = await Hub.open({ port: null, version: '1.2.3' });
  const tokens = [hub.url, other.url].map((url) => new URL(url).pathname);
  for (const token of tokens) expect(token).toMatch(/^\/[\w-]{22}\/$/);
  expect(tokens[0]).not.toBe(tokens[1]);
  await expectRefused(ask(`${tokens[1]}`), 403, ANOTHER_RUN);
  await other.close();
});

test('a page that was not built says so', async () => {
  const bare = await Hub.open({ port: null, version: '1.2.3', folder: join(folder, 'nothing') });
  const { status, body } = await askAt(bare.url, behind(bare.url, ''));
  expect(status).toBe(500);
  expect(body).toContain('was not built with npm run build');
  await bare.close();
});

describe('a port in use', () => {
  test('is one clear line if it was asked for', async () => {
    const opening = Hub.open({ port: Number(port), version: '1' });
    await expect(opening).rejects.toThrow(`port ${port} is in use: choose another one`);
    await expect(opening).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('is left to whoever has it if it is the usual one', async () => {
    const others = createServer();
    const isTaken = new Promise<boolean>((resolve) => {
      others.once('listening', () => resolve(true)).once('error', () => resolve(false));
    });
    others.listen(4_900, '127.0.0.1');
    // If not by us it is by somebody else, who may give it back at any time.
    const isOurs = await isTaken;
    const second = await Hub.open({ port: null, version: '1' });
    const third = await Hub.open({ port: null, version: '1' });
    const ports = [second, third].map(({ url }) => new URL(url).port);
    if (isOurs) expect(ports).not.toContain('4900');
    expect(new Set([...ports, port]).size).toBe(3);
    await Promise.all([second.close(), third.close()]);
    others.close();
  });
});

const outside = Object.values(networkInterfaces())
  .flatMap((faces) => faces ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

test.skipIf(outside === undefined)('nobody reaches it from another machine', async () => {
  const from = hub.url.replace('127.0.0.1', String(outside));
  await expect(askAt(from, inside(''))).rejects.toThrow('ECONNREFUSED');
});

test('it may be closed twice', async () => {
  await Promise.all([hub.close(), hub.close()]);
  await hub.close();
  await expect(ask(inside(''))).rejects.toThrow('ECONNREFUSED');
});

/** Real processes meet on one page. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PageLine, ReportedSource } from '../../../src/inspector/hubLines.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { ownFolder } from '../../support/folder.ts';
import { Processes, STATECHAT } from '../../support/processes.ts';
import type { Program } from '../../support/program.ts';
import { FakePage } from './fakePage.ts';

const LINE = /^>>> \[Inspector: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/)\]$/m;

let folder: string;
let processes: Processes;
beforeEach(() => {
  folder = ownFolder();
  processes = new Processes(['/usr/bin/env', `XDG_RUNTIME_DIR=${folder}`, ...STATECHAT]);
});
afterEach(async () => {
  await processes.end();
});

/** Where a process says that it is shown. */
async function addressOf(program: Program): Promise<string> {
  const text = () => [...program.lines, program.errors].join('\n');
  await program.until(() => LINE.test(text()), 'to say where it is shown');
  return LINE.exec(text())?.[1] ?? '';
}

const sourcesOf = (lines: readonly PageLine[]) =>
  new Map<number, ReportedSource>(
    lines.flatMap((line) => (line.kind === 'source' ? [[line.id, line.source] as const] : [])),
  );

const stepsOf = (lines: readonly PageLine[], id: number): TraceStep[] =>
  lines.flatMap((line) => (line.kind === 'step' && line.id === id ? [line.step] : []));

test('a server and two clients, started with --inspect and nothing else', async () => {
  const port = await processes.port();
  const server = processes.run('server', String(port), '--host', '127.0.0.1', '--inspect');
  await server.sees(`>>> Server is online (127.0.0.1:${port})`);
  const page = await FakePage.open(await addressOf(server));

  const enter = async (name: string) => {
    const own = String(await processes.port());
    const client = processes.run('client', name, '127.0.0.1', String(port), own, '--inspect');
    await client.sees('>>> [Welcome, You are registered.]', '>>> [Client table updated.]');
    expect(await addressOf(client)).toBe(await addressOf(server));
    expect(client.lines.join('\n')).not.toContain('Inspector');
    return client;
  };
  const alice = await enter('alice');
  const bob = await enter('bob');
  await alice.sees('>>> [Client table updated.]');
  await alice.says('send bob hello', '>>> [Message received by bob.]');

  const idOf = (name: string) =>
    [...sourcesOf(page.lines)].find(([, { node }]) => node === name)?.[0] ?? 0;
  const portOf = (name: string) => sourcesOf(page.lines).get(idOf(name))?.port;
  await page.until(() => stepsOf(page.lines, idOf('server')).length > 0, 'the server');
  const [first] = stepsOf(page.lines, idOf('server'));
  expect(first).toMatchObject({ step: 1, cause: { kind: 'start', address: `127.0.0.1 ${port}` } });
  expect(portOf('server')).toBe(port);
  // What bob got from alice is what she sent.
  const got = () =>
    stepsOf(page.lines, idOf('bob')).flatMap(({ cause }) =>
      cause.kind === 'datagram' && cause.from.endsWith(` ${portOf('alice')}`) ? [cause] : [],
    );
  const sent = () =>
    stepsOf(page.lines, idOf('alice')).flatMap((step) => step.sent.map(({ checksum }) => checksum));
  await page.until(
    () => got().length > 0 && got().every(({ checksum }) => sent().includes(checksum)),
    "alice's message with both of them",
  );

  // Killed, and ended as it should.
  await bob.kill();
  await page.until(() => page.lines.some((l) => l.kind === 'gone'), 'that bob is gone');
  alice.endInput();
  expect(await alice.exits()).toBe(0);
  await page.until(() => page.lines.filter((l) => l.kind === 'gone').length === 2, 'both gone');
  const sources = sourcesOf(page.lines);
  const ends = page.lines.flatMap((l) =>
    l.kind === 'gone' ? [[sources.get(l.id)?.node, l.how]] : [],
  );
  expect(ends).toEqual([
    ['bob', 'vanished'],
    ['alice', 'ended'],
  ]);

  server.signal('SIGINT');
  expect(await server.exits()).toBe(0);
  await page.until(() => page.hasEnded, 'the end');
  expect(page.lines.at(-1)).toEqual({ kind: 'gone', id: idOf('server'), how: 'ended' });
  expect(existsSync(join(folder, 'statechat', 'inspector'))).toBe(false);
});

describe('a hub that is gone', () => {
  test('takes nobody with it, and whoever comes next begins another', async () => {
    const inspector = processes.run('inspect');
    const url = await addressOf(inspector);
    const port = await processes.port();
    const server = processes.run('server', String(port), '--host', '127.0.0.1', '--inspect');
    await server.sees(`>>> Server is online (127.0.0.1:${port})`);
    expect(await addressOf(server)).toBe(url);
    await inspector.kill();
    expect(readFileSync(join(folder, 'statechat', 'inspector'), 'utf8')).toBe(url);
    const client = await processes.enter('alice', { port });
    client.endInput();
    expect(await client.exits()).toBe(0);
    await server.sees('>>> [Server table updated.]', '>>> [Server table updated.]');
    expect(server.errors).toBe('');

    const next = processes.run('inspect');
    expect(await addressOf(next)).not.toBe(url);
    expect(readFileSync(join(folder, 'statechat', 'inspector'), 'utf8')).toBe(
      await addressOf(next),
    );
    next.signal('SIGTERM');
    expect(await next.exits()).toBe(0);
    server.signal('SIGINT');
    expect(await server.exits()).toBe(0);
  });
});

test('the demo: everybody in it is shown', async () => {
  const demo = processes.run('demo', '--inspect');
  const page = await FakePage.open(await addressOf(demo));
  demo.endInput();
  expect(await demo.exits()).toBe(0);
  expect(demo.errors).toBe('');
  await page.until(() => page.hasEnded, 'the end');
  const sources = sourcesOf(page.lines);
  const ends = page.lines.flatMap((l) =>
    l.kind === 'gone' ? [[sources.get(l.id)?.node, l.how]] : [],
  );
  expect(ends.sort()).toEqual([
    ['alice', 'ended'],
    ['bob', 'ended'],
    ['carol', 'vanished'],
    ['server', 'ended'],
  ]);
  for (const [id, { node }] of sources) {
    const steps = stepsOf(page.lines, id);
    expect(steps[0], node).toMatchObject({ step: 1, node, cause: { kind: 'start' } });
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
  }
});

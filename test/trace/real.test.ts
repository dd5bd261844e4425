/** Real processes write the same traces as simulated ones. */
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { ClientNotice } from '../../machines/vocabulary.ts';
import { Story } from '../../src/cli/lab/story.ts';
import { recordTo } from '../../src/trace/recording.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { TraceStream } from '../../src/trace/writer.ts';
import { startClient } from '../../src/udp/client.ts';
import { startServer } from '../../src/udp/server.ts';
import { ownFolder } from '../support/folder.ts';
import { readWhole } from './sample.ts';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

test('a conversation over UDP', async () => {
  const traces = {
    server: await TraceStream.open(join(folder, 'server'), 'server'),
    alice: await TraceStream.open(join(folder, 'alice'), 'client'),
  };
  const recorder = recordTo([traces.server]);
  const server = await startServer({ port: 0, host: '127.0.0.1', recorder, onNotice: () => {} });
  const alice = await enter('alice', server.address.port, traces.alice);
  const bob = await enter('bob', server.address.port);
  await alice.sees('tableUpdated');
  alice.client.command({ kind: 'send', to: 'bob', text: 'hello' });
  await alice.sees('received');
  alice.client.command({ kind: 'dereg', name: 'alice' });
  expect(await alice.client.ended).toBe(0);
  bob.client.leave();
  await bob.client.ended;
  await server.close();
  expect(await traces.server.close()).toBeNull();
  expect(await traces.alice.close()).toBeNull();

  const [own, servers] = ['alice', 'server'].map((name) => readWhole(join(folder, name)));
  expectWellFormed(own as Trace, 'alice');
  expectWellFormed(servers as Trace, 'server');

  expect(own?.steps[0]?.cause).toEqual({ kind: 'start', address: expect.stringMatching(PORT) });
  expect(servers?.steps[0]).toMatchObject({
    cause: { kind: 'start', address: `127.0.0.1 ${server.address.port}` },
    machines: [{ machine: 'announcer', from: null }],
  });
  expectSameDatagrams(own as Trace, servers as Trace);
  expect(onlineAtTheEnd(own as Trace)).toEqual(['alice', 'bob']);
  expect(onlineAtTheEnd(servers as Trace)).toEqual([]);

  const machines = own?.steps.flatMap((step) => step.machines) ?? [];
  const client = machines.filter(({ machine }) => machine === 'client:alice');
  expect(client[0]).toMatchObject({ from: null, to: 'registering' });
  expect(client.at(-1)).toMatchObject({ to: 'offline' });
  const wait = machines.filter(({ machine }) => machine.startsWith('ackWait:bob'));
  // On a busy machine it may become overdue meanwhile; the last is that it is let go.
  expect(wait[0]?.to).toBe('waiting');
  expect(wait.slice(-2).map(({ to }) => to)).toEqual(['acked', 'acked']);
  expect(own?.steps.map(({ cause }) => cause.kind)).toEqual(
    expect.arrayContaining(['start', 'command', 'datagram', 'flush']),
  );
  expect(own?.steps.flatMap(({ notices }) => notices)).toContainEqual({
    kind: 'received',
    by: 'bob',
    prompt: null,
  });
  const frames = own?.steps.flatMap(({ sent }) => sent.flatMap((datagram) => datagram.frames));
  expect(frames).toContainEqual(
    expect.objectContaining({ packet: { kind: 'PRIVATE', text: 'hello' } }),
  );
  const sessions = servers?.steps.flatMap((step) => step.machines) ?? [];
  expect(sessions.map(({ machine }) => machine)).toEqual(
    expect.arrayContaining([expect.stringMatching('^session:alice'), 'announcer']),
  );
});

const PORT = /^0\.0\.0\.0 \d+$/;

/** Whatever the server got from alice or sent to her, she sent or got. */
function expectSameDatagrams(own: Trace, servers: Trace): void {
  const hers = `127.0.0.1 ${portOf(own)}`;
  const its = `127.0.0.1 ${portOf(servers)}`;
  const sent = ({ steps }: Trace) => steps.flatMap((step) => step.sent);
  const arrived = ({ steps }: Trace) =>
    steps.flatMap(({ cause }) => (cause.kind === 'datagram' ? [cause] : []));
  const toServer = new Set(sent(own).map(({ checksum }) => checksum));
  const fromServer = new Set(sent(servers).map(({ checksum }) => checksum));
  const fromHer = arrived(servers).filter(({ from }) => from === hers);
  const fromIt = arrived(own).filter(({ from }) => from === its);
  expect(fromHer.length).toBeGreaterThan(3);
  expect(fromIt.length).toBeGreaterThan(3);
  for (const { checksum } of fromHer) expect(toServer).toContain(checksum);
  for (const { checksum } of fromIt) expect(fromServer).toContain(checksum);
}

function portOf({ steps: [first] }: Trace): string | undefined {
  return first?.cause.kind === 'start' ? first.cause.address?.split(' ')[1] : undefined;
}

/** Names that are online in the table that the changes make. */
function onlineAtTheEnd({ steps }: Trace): string[] {
  const rows = new Map(steps.flatMap(({ table }) => table?.rows ?? []).map((r) => [r.name, r]));
  return [...rows.values()].filter(({ online }) => online).map(({ name }) => name);
}

/** Steps count up and no datagram's fate is known; it can be told. */
function expectWellFormed(trace: Trace, node: string): void {
  const { steps, end } = trace;
  expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
  expect(end).toEqual({ end: true, steps: steps.length, violation: null });
  expect(new Set(steps.map((step) => step.node))).toEqual(new Set([node]));
  for (const { sent } of steps) for (const { fate } of sent) expect(fate).toBeNull();
  for (const [i, { atMs }] of steps.entries()) {
    expect(atMs).toBeGreaterThanOrEqual(steps[i - 1]?.atMs ?? 0);
  }
  const everything = { fromStep: 1, untilStep: Number.POSITIVE_INFINITY, node: null };
  const story = new Story(everything);
  const lines = [...steps.flatMap((step) => [...story.take(step)]), ...story.rest()];
  expect(lines.length).toBeGreaterThan(steps.length / 2);
}

/** A client that has registered, and a way to wait for what it shows. */
async function enter(name: string, serverPort: number, trace?: TraceStream) {
  const seen: ClientNotice['kind'][] = [];
  let wake: () => void = () => {};
  const client = await startClient({
    name,
    server: { ip: '127.0.0.1', port: serverPort },
    port: 0,
    ...(trace ? { recorder: recordTo([trace]) } : {}),
    onNotice: ({ kind }) => {
      seen.push(kind);
      wake();
    },
  });
  const sees = async (kind: ClientNotice['kind']) => {
    while (!seen.includes(kind)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    seen.splice(0, seen.indexOf(kind) + 1);
  };
  await sees('registered');
  await sees('tableUpdated');
  return { client, sees };
}

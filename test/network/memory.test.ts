/**
 * What one party can make a server keep, on real sockets: each thing is driven to its bound, which stands in
 * docs/protocol.md, and the memory is measured. Coarse: heap after a collection, with room for its moods.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_SESSIONS_PER_HOST } from '../../src/chat/server/hosts.ts';
import { codeOf } from '../../src/chat/wire/codec.ts';
import { Attacker, frameOf } from './support/attacker.ts';

const SCRIPT = new URL('./support/measuredServer.mjs', import.meta.url);
const KB = 1_024;
/** What a heap is larger or smaller by for no reason of ours. */
const MOODS = 3_000 * KB;

let server: ChildProcess;
let port: number;
let attackers: Attacker[];

beforeEach(async () => {
  attackers = [];
  server = fork(SCRIPT, { execArgv: ['--expose-gc'] });
  const [said] = (await once(server, 'message')) as [{ port: number }];
  port = said.port;
});

afterEach(() => {
  for (const attacker of attackers) attacker.close();
  server.kill('SIGKILL');
});

async function keptBytes(): Promise<number> {
  server.send('measure');
  const [said] = (await once(server, 'message')) as [{ bytes: number }];
  return said.bytes;
}

async function attackersOf(count: number): Promise<Attacker[]> {
  const begun = Array.from({ length: count }, () => {
    const attacker = new Attacker(`n${attackers.length}`, port);
    attackers.push(attacker);
    return attacker;
  });
  for (let at = 0; at < count; at += 32) {
    await Promise.all(begun.slice(at, at + 32).map((attacker) => attacker.start()));
  }
  return begun;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Time for the kernel to hand over what was sent, so that nothing is lost to a full buffer. */
async function paced(count: number, send: (i: number) => void): Promise<void> {
  for (let i = 0; i < count; i++) {
    send(i);
    if (i % 32 === 31) await pause(1);
  }
  await pause(100);
}

/** A server serves who is not an attacker. */
async function expectToServe(): Promise<void> {
  const client = new Attacker('somebody', port);
  attackers.push(client);
  await client.start();
  expect(await client.outcome).toBe('registered');
}

describe('a server keeps', () => {
  test('of one session 256 frames behind a gap, until the session ends', async () => {
    const before = await keptBytes();
    const many = await attackersOf(20);
    const body = new Uint8Array(1_050);
    const code = codeOf('SEND_GROUP');
    for (const attacker of many) {
      attacker.turn();
      // Twice as many as there is credit for.
      await paced(510, (i) => attacker.send({ code, more: false, id: 9 + i, back: 8 + i, body }));
    }
    const held = (await keptBytes()) - before;
    expect(held).toBeGreaterThan(20 * 200 * KB);
    expect(held).toBeLessThan(20 * 400 * KB + MOODS);
    await pause(16_000);
    expect((await keptBytes()) - before).toBeLessThan(MOODS);
    await expectToServe();
  });

  test('of a client that acks nothing 64 frames of answers, and sends it no more', async () => {
    const [creator] = (await attackersOf(1)) as [Attacker];
    creator.turn();
    const nameOf = (i: number) => 'é'.repeat(26) + String(i).padStart(6, '0');
    // In parts, as the answers to the first are never acked: 64 groups for each creator.
    await paced(64, (i) =>
      creator.send(frameOf({ kind: 'CREATE_GROUP', group: nameOf(i) }, 1 + i)),
    );
    const many = await attackersOf(10);
    const before = await keptBytes();
    for (const attacker of many) {
      attacker.turn();
      const requests = Array.from({ length: 250 }, (_, i) => {
        return { ...frameOf({ kind: 'LIST_GROUPS', from: 0 }, 2 + i), back: 1 + i };
      });
      // All but the first, and then the first sets them free.
      for (let at = 0; at < requests.length; at += 50)
        attacker.send(...requests.slice(at, at + 50));
      await pause(20);
      attacker.send(frameOf({ kind: 'LIST_GROUPS', from: 0 }, 1));
    }
    await pause(2_000);
    // 64 frames and an answer more, and what it takes to send them.
    expect((await keptBytes()) - before).toBeLessThan(10 * 250 * KB + MOODS);
    for (const { receivedBytes } of many) expect(receivedBytes).toBeLessThan(12_000 + 40 * 1_200);
    await expectToServe();
  });

  test('of a reader of the table who acks nothing a few numbers', async () => {
    const many = await attackersOf(50);
    const before = await keptBytes();
    for (const attacker of many) {
      attacker.turn();
      await paced(500, (i) => attacker.send(frameOf({ kind: 'REQUEST_TABLE', since: i % 3 })));
    }
    expect((await keptBytes()) - before).toBeLessThan(50 * 8 * KB + MOODS);
    for (const { receivedBytes } of many) expect(receivedBytes).toBeLessThan(12_000 + 40 * 1_200);
  });

  test('of a member that acks nothing a megabyte of its group, and then nothing', async () => {
    const [speaker, ...mute] = (await attackersOf(11)) as [Attacker, ...Attacker[]];
    speaker.command({ kind: 'create_group', group: 'g' });
    for (const member of [speaker, ...mute]) {
      while (member.group === null) {
        member.command({ kind: 'join_group', group: 'g' });
        await pause(50);
      }
    }
    const before = await keptBytes();
    for (const member of mute) member.turn();
    const text = 'x'.repeat(16_000);
    const say = (count: number) => {
      for (let i = 0; i < count; i++) speaker.command({ kind: 'send_group', text });
    };
    // Each text is kept once for all; what each member's place in it takes is little beside that.
    say(60);
    await pause(1_500);
    expect((await keptBytes()) - before).toBeLessThan(60 * 16 * KB + 10 * 500 * KB + MOODS);
    say(20);
    await pause(16_000);
    expect((await keptBytes()) - before).toBeLessThan(MOODS);
    for (const { receivedBytes } of mute) expect(receivedBytes).toBeLessThan(12_000 + 80 * 1_200);
  });

  test('of one host so many sessions, small ones, and a refused one none', async () => {
    const before = await keptBytes();
    await attackersOf(MAX_SESSIONS_PER_HOST);
    const kept = (await keptBytes()) - before;
    expect(kept / MAX_SESSIONS_PER_HOST).toBeLessThan(32 * KB);
    const late = new Attacker('late', port);
    attackers.push(late);
    await late.start();
    expect(await late.outcome).toBe('refused');
  });
});

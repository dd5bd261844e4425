/** The client table on its way: pages, a window of them at a time. */
import { describe, expect, it } from 'vitest';
import type { ServerTable } from '../../../../src/chat/server/serverTable.ts';
import type { TableEntry } from '../../../../src/chat/wire/packets.ts';
import { seededRandom } from '../../../../src/lab/world/random.ts';
import { Chat, send } from '../../support/chat.ts';
import { isSame, wiretap } from '../../support/forgery.ts';

const NAMES = 5_000;

/** Somebody of whom nothing but a row is left. */
function entryOf(i: number): TableEntry {
  const [name, ip] = [`client-${i}`, `10.1.${i >> 8}.${i & 255}`];
  return { name, ip, port: 5_000, status: 'offline', tag: i };
}

/** A chat whose server knows many names; a way takes so long. */
function bigChat(wayMs: number, lossRate = 0): Chat {
  const random = seededRandom(3);
  const chat = new Chat(() => (random() < lossRate ? [] : [wayMs]));
  const { registry } = chat.world.server as unknown as { registry: { table: ServerTable } };
  for (let i = 0; i < NAMES; i++) registry.table.put(entryOf(i));
  return chat;
}

/** Milliseconds from the start of alice's client to her whole table. */
function loadingMs(chat: Chat): number {
  const startedMs = chat.world.clock.nowMs();
  const { endpoint } = chat.start('alice');
  while (endpoint.listings().length <= NAMES) {
    chat.wait(10);
    if (chat.world.clock.nowMs() - startedMs > 60_000) break;
  }
  return chat.world.clock.nowMs() - startedMs;
}

describe('a table of 5,000 names', () => {
  it('is there within two seconds at a round trip of 100 ms', () => {
    const chat = bigChat(50);
    const traffic = wiretap(chat);
    expect(loadingMs(chat)).toBeLessThan(2_000);
    chat.wait(2_000);
    const bytes = (party: 'from' | 'to') =>
      traffic
        .filter((transit) => isSame(transit[party], chat.address('alice')))
        .reduce((sum, transit) => sum + transit.bytes.length, 0);
    // 35 bytes a row, each page once; and an ACK for each.
    expect(bytes('to')).toBeLessThan(220_000);
    expect(bytes('from')).toBeLessThan(40_000);
  });

  it('is there in the end where much is lost, and not much more is sent for it', () => {
    const chat = bigChat(50, 0.2);
    const traffic = wiretap(chat);
    expect(loadingMs(chat)).toBeLessThan(20_000);
    const sent = traffic.filter(({ to }) => isSame(to, chat.address('alice')));
    expect(sent.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(330_000);
  });

  it('is not sent on to somebody who acks nothing', () => {
    const chat = bigChat(50);
    const traffic = wiretap(chat);
    chat.start('alice');
    chat.wait(230);
    chat.world.kill(chat.address('alice'));
    traffic.length = 0;
    chat.wait(30_000);
    const sent = traffic.filter(({ to }) => isSame(to, chat.address('alice')));
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(150_000);
  });

  it('keeps a message waiting until the row of its recipient is there', () => {
    // So far away that the table takes longer than commands wait for it.
    const chat = bigChat(500);
    chat.start('zoe');
    chat.wait(12_000);
    chat.start('alice');
    chat.tell('alice', send('zoe', 'hello'), send('nobody', 'hello'));
    chat.wait(30_000);
    expect(chat.client('zoe').privateTexts('alice')).toEqual(['hello']);
    expect(chat.kinds('alice')).toEqual(['registered', 'notDone', 'received']);
  });

  it('keeps no message waiting for a server that has gone', () => {
    const chat = bigChat(500);
    chat.start('alice');
    chat.tell('alice', send('zoe', 'hello'));
    chat.wait(3_200);
    chat.network = () => [];
    chat.wait(6_500);
    expect(chat.kinds('alice')).toEqual(['registered', 'notDone']);
  });
});

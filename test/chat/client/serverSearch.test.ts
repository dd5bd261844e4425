import { expect, test } from 'vitest';
import type { Address } from '../../../src/chat/address.ts';
import { ServerSearch } from '../../../src/chat/client/serverSearch.ts';
import { Link } from '../../../src/chat/link/link.ts';
import { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import { encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { secretHash } from '../../../src/udp/realTime.ts';
import { frameOf } from '../support/packets.ts';

const FIRST = { ip: '192.0.2.1', port: 5000 };
const SECOND = { ip: '2001:db8::2', port: 5000 };
const OWN = { ip: '192.0.2.9', port: 6000 };

/** A search for two addresses, and a server that may be asked at one. */
class Found {
  readonly clock = new VirtualClock();
  /** Copies that left, and where to. */
  readonly sent: [atMs: number, ip: string][] = [];
  /** What the search has said. */
  readonly ends: (Address | null)[] = [];
  readonly server: ServerEndpoint;
  readonly search: ServerSearch;
  private isDue = false;

  constructor(nonce = 77) {
    const runtime = { clock: this.clock, randomIdentity: () => nonce };
    this.server = new ServerEndpoint({
      runtime,
      keyedHash: secretHash(),
      onDue: () => {},
      onNotice: () => {},
    });
    this.search = new ServerSearch({
      addresses: [FIRST, SECOND],
      runtime,
      onDue: () => {
        this.isDue = true;
      },
      onEnd: (address) => this.ends.push(address),
    });
    this.search.start();
  }

  /** What is due leaves. What is for `heard` reaches the server; the answers come from `from`. */
  flush(heard: Address | null, from: Address | null = heard): void {
    if (!this.isDue) return;
    this.isDue = false;
    this.search.flush((bytes, to) => {
      this.sent.push([this.clock.nowMs(), to.ip]);
      if (to === heard) this.server.receive(bytes, OWN);
    });
    this.server.flush((bytes) => {
      if (from !== null) this.search.receive(Buffer.from(bytes), from);
    });
  }

  advance(durationMs: number, heard: Address | null): void {
    for (let ms = 0; ms < durationMs; ms++) {
      this.clock.advance(1);
      this.flush(heard);
    }
  }
}

test('all addresses are asked at once, and the one that answers is it', () => {
  const found = new Found();
  found.flush(SECOND);
  expect(found.sent).toEqual([
    [0, FIRST.ip],
    [0, SECOND.ip],
  ]);
  expect(found.ends).toEqual([SECOND]);
  found.advance(60_000, SECOND);
  expect(found.sent).toHaveLength(2);
  expect(found.ends).toHaveLength(1);
  expect(found.clock.pending).toBe(0);
});

test('a server that speaks another version is found: the client is told which by itself', () => {
  const found = new Found();
  const frame = frameOf({ kind: 'VERSIONS', lowest: 3, highest: 3 }, 0);
  const header = { session: 77, number: 1, tableVersion: 0 };
  found.search.receive(encodeDatagram(header, [frame]), SECOND);
  expect(found.ends).toEqual([SECOND]);
});

test('lost datagrams are sent again', () => {
  const found = new Found();
  found.flush(null);
  found.advance(600, null);
  expect(found.sent.filter(([, ip]) => ip === FIRST.ip).map(([atMs]) => atMs)).toEqual([
    0, 250, 500,
  ]);
  found.advance(400, FIRST);
  expect(found.ends).toEqual([FIRST]);
});

test('where nobody answers it ends when a registration would', () => {
  const found = new Found();
  found.flush(null);
  found.advance(2_999, null);
  expect(found.ends).toEqual([]);
  found.advance(1, null);
  expect(found.ends).toEqual([null]);
  expect(found.clock.pending).toBe(0);
});

test('an answer from elsewhere, junk, and another nonce count for nothing', () => {
  const found = new Found();
  found.flush(SECOND, { ip: '192.0.2.3', port: 5000 });
  found.search.receive(Buffer.from('junk'), FIRST);
  found.search.receive(Buffer.alloc(0), SECOND);
  // The answer to another search.
  const other = new Found(78);
  other.search.flush((bytes) => other.server.receive(bytes, OWN));
  other.server.flush((bytes) => found.search.receive(Buffer.from(bytes), FIRST));
  // Under the right nonce, but no answer to a REGISTER without a cookie.
  const link = new Link({
    end: 0,
    session: 77,
    runtime: { clock: found.clock, randomIdentity: () => 77 },
    label: 'forger',
    maxMessageBytes: 0,
    onDue: () => {},
  });
  link.control({ kind: 'WAIT' });
  for (const bytes of link.flush(0)) found.search.receive(Buffer.from(bytes), FIRST);
  expect(found.ends).toEqual([]);
});

test('the server keeps nothing of whoever only asks', () => {
  const found = new Found();
  const told: string[] = [];
  const server = new ServerEndpoint({
    runtime: { clock: found.clock, randomIdentity: () => 78 },
    keyedHash: secretHash(),
    onDue: () => {},
    onNotice: ({ kind }) => told.push(kind),
  });
  const before = found.clock.pending;
  found.search.flush((bytes) => server.receive(Buffer.from(bytes), OWN));
  expect(told).toEqual([]);
  expect(found.clock.pending).toBe(before);
});

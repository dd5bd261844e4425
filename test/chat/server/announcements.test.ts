import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANNOUNCE_INTERVAL_MS } from '../../../machines/timers.ts';
import { Announcements } from '../../../src/chat/server/announcements.ts';
import type { Registrant } from '../../../src/chat/server/registrant.ts';
import { ServerTable } from '../../../src/chat/server/serverTable.ts';
import { decodeControl } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { ControlPacket } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { check } from '../../support/property.ts';
import { registrantNamed } from '../support/registrant.ts';
import { entry } from '../support/tableEntry.ts';

/** What one batch of the announcer reaches. */
const BATCH = 128;

/** The part of a server that keeps the table and tells the members about it. */
class Server {
  readonly clock = new VirtualClock();
  readonly table = new ServerTable();
  readonly members: Registrant[] = [];
  private readonly runtime = { clock: this.clock, randomIdentity: () => 0 };
  readonly announcements = new Announcements(this.table, this.runtime);
  private joined = 0;

  /** As the endpoint does it: the newcomer asks for the table itself, the others are told. */
  join(): Registrant {
    const member = this.newMember(`client${++this.joined}`, this.joined);
    this.change(member, 'online');
    member.announcedVersion = this.table.version;
    this.announcements.add(member);
    this.members.push(member);
    return member;
  }

  leave(member: Registrant): void {
    this.members.splice(this.members.indexOf(member), 1);
    this.announcements.remove(member);
    this.change(member, 'offline');
  }

  change({ name, tag }: Registrant, status: 'online' | 'offline'): void {
    this.table.put(entry(name, { tag, status }));
    this.announcements.changed();
  }

  /** The pages that were sent to a member since this was last asked. */
  pagesTo(member: Registrant): ControlPacket[] {
    return member.courier.link
      .flush(0)
      .flatMap((bytes) => decodeDatagram(bytes)?.frames ?? [])
      .flatMap(({ code, body }) => decodeControl(code, body) ?? []);
  }

  behind(): number {
    return this.members.filter(({ announcedVersion }) => announcedVersion < this.table.version)
      .length;
  }

  private newMember(name: string, id: number): Registrant {
    return registrantNamed(name, id, this.clock, { onOverdue: () => {}, onStuck: () => {} });
  }
}

/** A server with so many members, all of whom know of each other. */
function serverWith(count: number): Server {
  const server = new Server();
  for (let i = 0; i < count; i++) server.join();
  server.clock.advance(60_000);
  for (const member of server.members) server.pagesTo(member);
  return server;
}

describe('Announcements', () => {
  test('tell everybody but the newcomer at once what changed, and only that', () => {
    const server = serverWith(3);
    const [ann, bob, cem] = server.members as [Registrant, Registrant, Registrant];
    const since = server.table.version;
    const newcomer = server.join();
    for (const member of [ann, bob, cem]) {
      expect(server.pagesTo(member)).toEqual([server.table.pageSince(since).packet]);
    }
    expect(server.pagesTo(newcomer)).toEqual([]);
  });

  test('tell nobody anything twice, and stop when all is told', () => {
    const server = serverWith(3);
    server.join();
    for (const member of server.members) server.pagesTo(member);
    server.clock.advance(60_000);
    for (const member of server.members) expect(server.pagesTo(member)).toEqual([]);
    expect(server.clock.pending).toBe(0);
  });

  test('do not tell a member that has left', () => {
    const server = serverWith(3);
    const [ann] = server.members as [Registrant];
    server.leave(ann);
    server.clock.advance(60_000);
    expect(server.pagesTo(ann)).toEqual([]);
    expect(server.behind()).toBe(0);
    server.announcements.remove(ann);
    server.join();
    server.clock.advance(60_000);
    expect(server.behind()).toBe(0);
  });

  test('reach 128 members at once and 128 more in each interval', () => {
    const server = serverWith(300);
    server.change(server.members[0] as Registrant, 'offline');
    expect(server.behind()).toBe(300 - BATCH);
    server.clock.advance(ANNOUNCE_INTERVAL_MS);
    expect(server.behind()).toBe(300 - 2 * BATCH);
    server.clock.advance(ANNOUNCE_INTERVAL_MS);
    expect(server.behind()).toBe(0);
    server.clock.advance(60_000);
    expect(server.clock.pending).toBe(0);
  });

  test('put a storm of changes into full pages instead of a page each', () => {
    const server = serverWith(1);
    const [ann] = server.members as [Registrant];
    for (let i = 0; i < 1_000; i++) server.table.put(entry(`storm${i}`));
    for (let i = 0; i < 1_000; i++) server.announcements.changed();
    server.clock.advance(60_000);
    const pages = server.pagesTo(ann);
    const entries = pages.flatMap((page) => (page.kind === 'UPDATED_TABLE' ? page.entries : []));
    expect(entries).toHaveLength(1_000);
    expect(pages.length).toBeLessThan(40);
  });

  test('come to an end when there is nobody to tell', () => {
    const server = serverWith(1);
    server.leave(server.members[0] as Registrant);
    server.clock.advance(60_000);
    expect(server.clock.pending).toBe(0);
  });

  test('stop with the server', () => {
    const server = serverWith(300);
    server.change(server.members[0] as Registrant, 'offline');
    server.announcements.stop();
    expect(server.clock.pending).toBe(0);
    server.clock.advance(60_000);
    expect(server.behind()).toBe(300 - BATCH);
  });

  test('leave nobody behind, whoever comes, goes and changes meanwhile', () => {
    const doing = fc.oneof(
      fc.record({ join: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ leave: fc.nat() }),
      fc.record({ change: fc.nat() }),
      fc.record({ waitMs: fc.nat({ max: 2 * ANNOUNCE_INTERVAL_MS }) }),
    );
    check(
      fc.property(fc.array(doing, { maxLength: 40, size: 'max' }), (steps) => {
        const server = new Server();
        const pick = (n: number) => server.members[n % Math.max(1, server.members.length)];
        for (const step of steps) {
          if ('join' in step) for (let i = 0; i < step.join; i++) server.join();
          else if ('waitMs' in step) server.clock.advance(step.waitMs);
          else {
            const member = pick('leave' in step ? step.leave : step.change);
            if (member && 'leave' in step) server.leave(member);
            else if (member) server.change(member, 'online');
          }
        }
        // Settled means soon: a batch reaches 128 members, and a page holds what is new.
        server.clock.advance(1_000);
        expect(server.behind()).toBe(0);
        expect(server.clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

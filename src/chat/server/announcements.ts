import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { announcer } from '../../../machines/announcer.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import type { Member } from './member.ts';
import type { ServerTable } from './serverTable.ts';

/** Members looked at in one batch: what one batch costs at the most. */
const BATCH = 128;

/** Tells every online client what changed in the table, batch by batch. */
export class Announcements {
  private readonly table: ServerTable;
  private readonly actor: ActorRefFrom<typeof announcer>;
  private readonly ring: Member[] = [];
  private readonly places = new Map<Member, number>();
  private cursor = 0;
  /** Members seen up to date in a row; as many as there are members, and the news is spread. */
  private upToDate = 0;

  constructor(table: ServerTable, runtime: Runtime) {
    this.table = table;
    this.actor = createActor(announcer, actorOptions(runtime, 'announcer'));
    this.actor.on('announceBatch', () => this.announceBatch());
    this.actor.start();
  }

  add(member: Member): void {
    this.places.set(member, this.ring.length);
    this.ring.push(member);
  }

  remove(member: Member): void {
    const place = this.places.get(member);
    if (place === undefined) return;
    this.places.delete(member);
    const last = this.ring.pop();
    if (!last || last === member) return;
    this.ring[place] = last;
    this.places.set(last, place);
  }

  /** The table has a new version. */
  changed(): void {
    this.upToDate = 0;
    this.actor.send({ type: 'changed' });
  }

  stop(): void {
    this.actor.stop();
  }

  private announceBatch(): void {
    const batch = Math.min(BATCH, this.ring.length);
    for (let i = 0; i < batch && this.upToDate < this.ring.length; i++) {
      this.cursor = (this.cursor + 1) % this.ring.length;
      this.announceTo(this.ring[this.cursor] as Member);
    }
    if (this.upToDate >= this.ring.length) this.actor.send({ type: 'spread' });
  }

  private announceTo(member: Member): void {
    if (member.announcedVersion < this.table.version) {
      const { packet, body } = this.table.pageSince(member.announcedVersion);
      member.courier.link.control(packet, body);
      member.announcedVersion = packet.to;
    }
    if (member.announcedVersion === this.table.version) this.upToDate++;
    else this.upToDate = 0;
  }
}

import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { announcer } from '../../../machines/announcer.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import type { Registrant } from './registrant.ts';
import type { ServerTable } from './serverTable.ts';

/** Registrants looked at in one batch: what one batch costs at the most. */
const BATCH = 128;

/** Tells every online client what changed in the table, batch by batch. */
export class Announcements {
  private readonly table: ServerTable;
  private readonly actor: ActorRefFrom<typeof announcer>;
  private readonly ring: Registrant[] = [];
  private readonly places = new Map<Registrant, number>();
  private cursor = 0;
  /** Registrants seen up to date in a row; as many as there are, and the news is spread. */
  private upToDate = 0;

  constructor(table: ServerTable, runtime: Runtime) {
    this.table = table;
    this.actor = createActor(announcer, actorOptions(runtime, 'announcer'));
    this.actor.on('announceBatch', () => this.announceBatch());
    this.actor.start();
  }

  add(registrant: Registrant): void {
    this.places.set(registrant, this.ring.length);
    this.ring.push(registrant);
  }

  remove(registrant: Registrant): void {
    const place = this.places.get(registrant);
    if (place === undefined) return;
    this.places.delete(registrant);
    const last = this.ring.pop();
    if (!last || last === registrant) return;
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
      this.announceTo(this.ring[this.cursor] as Registrant);
    }
    if (this.upToDate >= this.ring.length) this.actor.send({ type: 'spread' });
  }

  private announceTo(registrant: Registrant): void {
    if (registrant.announcedVersion < this.table.version) {
      const { packet, body } = this.table.pageSince(registrant.announcedVersion);
      registrant.courier.link.control(packet, body);
      registrant.announcedVersion = packet.to;
    }
    if (registrant.announcedVersion === this.table.version) this.upToDate++;
    else this.upToDate = 0;
  }
}

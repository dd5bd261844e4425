import { createActor } from 'xstate';
import { session } from '../../../machines/session.ts';
import type { ServerNotice } from '../../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import { Courier } from '../link/courier.ts';
import { Link } from '../link/link.ts';
import { PageFeed } from '../link/pageFeed.ts';
import { isName } from '../names.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import type { ControlPacket, RegisterPacket, TableEntry } from '../wire/packets.ts';
import { Announcements } from './announcements.ts';
import { Departures } from './departures.ts';
import { HostCounts, hostOf, MAX_SESSIONS_PER_HOST } from './hosts.ts';
import { Outflow } from './outflow.ts';
import type { Registrant } from './registrant.ts';
import { claim, doubt, giveUp, heard, isLive } from './registrant.ts';
import { ServerTable } from './serverTable.ts';

export interface RegistryOptions {
  readonly runtime: Runtime;
  onNotice(notice: ServerNotice): void;
  /** One that is in a group acked nothing for as long as anything is tried. */
  onLaggard(registrant: Registrant): void;
  /** There is something to flush to this registrant. */
  onDue(registrant: Registrant): void;
}

/** Who is registered: from a registration to the end of its session, and the table of it all. */
export class Registry {
  readonly table = new ServerTable();
  private readonly options: RegistryOptions;
  private readonly announcements: Announcements;
  private readonly byName = new Map<string, Registrant>();
  private readonly byAddress = new Map<string, Registrant>();
  private readonly departures: Departures;
  private readonly sessions = new HostCounts();

  constructor(options: RegistryOptions) {
    this.options = options;
    this.announcements = new Announcements(this.table, options.runtime);
    this.departures = new Departures(options.runtime.clock, (registrant) =>
      this.dismiss(registrant),
    );
  }

  /** Whose datagrams come from this address. */
  at(address: Address): Registrant | undefined {
    return this.byAddress.get(addressKey(address));
  }

  named(name: string): Registrant | undefined {
    return this.byName.get(name);
  }

  /** Responses that nobody has acked yet. */
  get outstanding(): number {
    let count = 0;
    for (const { courier } of this.byName.values()) count += courier.outstanding;
    return count;
  }

  /** Stops every machine and timer without a word to anybody. */
  stop(): void {
    this.announcements.stop();
    for (const registrant of this.byName.values()) {
      registrant.group?.remove(registrant);
      registrant.outflow.forgetDeliveries();
      registrant.pages.clear();
      registrant.machine.stop();
      registrant.courier.close();
      registrant.outflow.stop();
    }
  }

  /** Decides on a registration from an address that has proved that it receives. */
  admit({ name, tag, resume }: RegisterPacket, from: Address): ControlPacket {
    this.departures.dismissAll();
    if (!isName(name)) return { kind: 'REFUSED', refusal: 'badName' };
    const owner = this.byName.get(name);
    const occupant = this.at(from);
    if (owner && isLive(owner)) {
      const isSameProcess = owner.tag === tag && (owner === occupant || owner.id === resume);
      if (isSameProcess) return this.resume(owner, from);
      if (owner !== occupant && owner.tag === tag) {
        claim(owner);
        return { kind: 'WAIT' };
      }
      if (owner !== occupant) return { kind: 'REFUSED', refusal: 'nameTaken' };
    }
    // Whoever has deregistered does not come back under the same tag: this is a late copy.
    if (owner?.tag === tag && owner.machine.getSnapshot().matches('departed')) {
      return { kind: 'RESET' };
    }
    if (occupant && isLive(occupant)) {
      // Another process has its port now, so it is dead or this is forged: the probe tells.
      claim(occupant);
      return { kind: 'WAIT' };
    }
    if (this.sessions.of(hostOf(from)) >= MAX_SESSIONS_PER_HOST) {
      return { kind: 'REFUSED', refusal: 'hostFull' };
    }
    if (!owner && !this.table.hasRoom) return { kind: 'REFUSED', refusal: 'serverFull' };
    return { kind: 'REGISTERED', session: this.welcome(name, tag, from).id };
  }

  /** The same process again: its first answer was lost, or its address has changed. */
  private resume(registrant: Registrant, from: Address): ControlPacket {
    heard(registrant);
    registrant.courier.isThere();
    if (addressKey(registrant.address) !== addressKey(from)) {
      this.options.runtime.note?.('addressChanged', registrant);
      this.release(registrant);
      this.sessions.remove(hostOf(registrant.address));
      this.sessions.add(hostOf(from));
      registrant.address = from;
      this.byAddress.set(addressKey(from), registrant);
      this.tabulate(registrant, 'online');
    }
    return { kind: 'REGISTERED', session: registrant.id };
  }

  private welcome(name: string, tag: number, address: Address): Registrant {
    const registrant = this.newRegistrant(name, tag, address);
    const former = this.byName.get(name);
    if (former) this.dismiss(former);
    this.byName.set(name, registrant);
    this.sessions.add(hostOf(address));
    this.byAddress.set(addressKey(address), registrant);
    registrant.courier.isThere();
    this.tabulate(registrant, 'online');
    // The newcomer asks for the table itself, page by page.
    registrant.announcedVersion = this.table.version;
    this.announcements.add(registrant);
    return registrant;
  }

  private newRegistrant(name: string, tag: number, address: Address): Registrant {
    const { runtime, onLaggard } = this.options;
    const id = runtime.randomIdentity();
    const label = `${name}:${id}`;
    const pages = new PageFeed((since) => this.table.readPage(since));
    const link = new Link({
      runtime,
      label,
      end: 1,
      session: id,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      pages,
      onDue: () => this.options.onDue(registrant),
    });
    const courier = new Courier(link, runtime, label);
    const outflow = new Outflow({
      runtime,
      label,
      courier,
      onOverdue: () => doubt(registrant),
      onStuck: () => {
        // What groups said comes first: who acks the rest, or that it was removed, is served on.
        if (registrant.group) onLaggard(registrant);
        else if (outflow.hasDeliveries) outflow.forgetDeliveries();
        else {
          giveUp(registrant);
          courier.abandon();
        }
      },
    });
    const machine = createActor(session, actorOptions(runtime, `session:${label}`));
    const registrant: Registrant = {
      id,
      name,
      tag,
      address,
      machine,
      courier,
      group: null,
      announcedVersion: 0,
      pages,
      outflow,
    };
    machine.on('probe', () => link.control({ kind: 'PROBE' }));
    machine.on('suspected', () => runtime.note?.('suspected', registrant));
    machine.on('cleared', () => runtime.note?.('cleared', registrant));
    machine.on('lost', () => this.lost(registrant));
    machine.on('departed', () => this.departed(registrant));
    machine.start();
    return registrant;
  }

  private lost(registrant: Registrant): void {
    const { group } = registrant;
    this.options.runtime.note?.('lost', registrant);
    if (group) {
      this.options.runtime.note?.('evicted', registrant);
      group.remove(registrant);
      this.options.onNotice({ kind: 'removed', client: registrant.name, group: group.name });
    }
    // It is out of the group: what it was still owed of it is forgotten.
    registrant.outflow.forgetDeliveries();
    // Should it live after all, it learns now or at its next datagram that it must register again.
    registrant.courier.link.control({ kind: 'RESET' });
    this.dismiss(registrant);
    this.announcements.remove(registrant);
    this.tabulate(registrant, 'offline');
  }

  /** Keeps its address for a while: the last acks are still to be exchanged. */
  private departed(registrant: Registrant): void {
    const { group } = registrant;
    if (group) {
      group.remove(registrant);
      this.options.onNotice({ kind: 'left', client: registrant.name, group: group.name });
    }
    registrant.outflow.forgetDeliveries();
    registrant.pages.clear();
    this.announcements.remove(registrant);
    this.departures.add(registrant);
    this.tabulate(registrant, 'offline');
  }

  private release(registrant: Registrant): void {
    if (this.at(registrant.address) === registrant)
      this.byAddress.delete(addressKey(registrant.address));
  }

  /** Nothing is kept of it but its row in the table, and nothing is sent to it any more. */
  private dismiss(registrant: Registrant): void {
    this.release(registrant);
    registrant.pages.clear();
    registrant.courier.close();
    registrant.outflow.stop();
    if (this.byName.get(registrant.name) !== registrant) return;
    this.byName.delete(registrant.name);
    this.sessions.remove(hostOf(registrant.address));
  }

  private tabulate(registrant: Registrant, status: 'online' | 'offline'): void {
    const { name, tag, address } = registrant;
    const entry: TableEntry = { name, tag, ip: address.ip, port: address.port, status };
    const forgotten = this.table.put(entry);
    const { version } = this.table;
    this.options.runtime.tableChanged?.({ version, changed: [entry], forgotten });
    const former = forgotten === null ? undefined : this.byName.get(forgotten);
    if (former) this.dismiss(former);
    this.options.onNotice({ kind: 'tableUpdated' });
    this.announcements.changed();
  }
}

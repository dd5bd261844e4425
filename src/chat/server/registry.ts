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
import type { Member } from './member.ts';
import { doubt, giveUp, heard, isLive } from './member.ts';
import { Outflow } from './outflow.ts';
import { ServerTable } from './serverTable.ts';

export interface RegistryOptions {
  readonly runtime: Runtime;
  onNotice(notice: ServerNotice): void;
  /** A member of a group acked nothing for as long as anything is tried. */
  onLaggard(member: Member): void;
  /** There is something to flush to this member. */
  onDue(member: Member): void;
}

/** Who is registered: from a registration to the end of its session, and the table of it all. */
export class Registry {
  readonly table = new ServerTable();
  private readonly options: RegistryOptions;
  private readonly announcements: Announcements;
  private readonly byName = new Map<string, Member>();
  private readonly byAddress = new Map<string, Member>();
  private readonly departures: Departures;
  private readonly sessions = new HostCounts();

  constructor(options: RegistryOptions) {
    this.options = options;
    this.announcements = new Announcements(this.table, options.runtime);
    this.departures = new Departures(options.runtime.clock, (member) => this.dismiss(member));
  }

  /** Whose datagrams come from this address. */
  at(address: Address): Member | undefined {
    return this.byAddress.get(addressKey(address));
  }

  named(name: string): Member | undefined {
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
    // Out of the groups first: each message that is done lets one follow that waited, to its members.
    for (const member of this.byName.values()) member.group?.remove(member);
    for (const member of this.byName.values()) {
      member.outflow.forgetDeliveries();
      member.pages.clear();
      member.machine.stop();
      member.courier.close();
      member.outflow.stop();
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
        doubt(owner);
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
      doubt(occupant);
      return { kind: 'WAIT' };
    }
    if (this.sessions.of(hostOf(from)) >= MAX_SESSIONS_PER_HOST) {
      return { kind: 'REFUSED', refusal: 'hostFull' };
    }
    if (!owner && !this.table.hasRoom) return { kind: 'REFUSED', refusal: 'serverFull' };
    return { kind: 'REGISTERED', session: this.welcome(name, tag, from).id };
  }

  /** The same process again: its first answer was lost, or its address has changed. */
  private resume(member: Member, from: Address): ControlPacket {
    heard(member);
    member.courier.isThere();
    if (addressKey(member.address) !== addressKey(from)) {
      this.options.runtime.note?.('addressChanged', member);
      this.release(member);
      this.sessions.remove(hostOf(member.address));
      this.sessions.add(hostOf(from));
      member.address = from;
      this.byAddress.set(addressKey(from), member);
      this.tabulate(member, 'online');
    }
    return { kind: 'REGISTERED', session: member.id };
  }

  private welcome(name: string, tag: number, address: Address): Member {
    const member = this.newMember(name, tag, address);
    const former = this.byName.get(name);
    if (former) this.dismiss(former);
    this.byName.set(name, member);
    this.sessions.add(hostOf(address));
    this.byAddress.set(addressKey(address), member);
    member.courier.isThere();
    this.tabulate(member, 'online');
    // The newcomer asks for the table itself, page by page.
    member.announcedVersion = this.table.version;
    this.announcements.add(member);
    return member;
  }

  private newMember(name: string, tag: number, address: Address): Member {
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
      onDue: () => this.options.onDue(member),
    });
    const courier = new Courier(link, runtime, label);
    const outflow = new Outflow({
      runtime,
      label,
      courier,
      onOverdue: () => doubt(member),
      onStuck: () => {
        // What groups said comes first: who acks the rest, or that it was removed, is served on.
        if (member.group) onLaggard(member);
        else if (outflow.hasDeliveries) outflow.forgetDeliveries();
        else {
          giveUp(member);
          courier.abandon();
        }
      },
    });
    const machine = createActor(session, actorOptions(runtime, `session:${label}`));
    const member: Member = {
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
    machine.on('suspected', () => runtime.note?.('suspected', member));
    machine.on('cleared', () => runtime.note?.('cleared', member));
    machine.on('lost', () => this.lost(member));
    machine.on('departed', () => this.departed(member));
    machine.start();
    return member;
  }

  private lost(member: Member): void {
    const { group } = member;
    this.options.runtime.note?.('lost', member);
    if (group) {
      this.options.runtime.note?.('evicted', member);
      group.remove(member);
      this.options.onNotice({ kind: 'removed', client: member.name, group: group.name });
    }
    // Out of the group first: each message that is done lets one follow that waited, to its members.
    member.outflow.forgetDeliveries();
    // Should it live after all, it learns now or at its next datagram that it must register again.
    member.courier.link.control({ kind: 'RESET' });
    this.dismiss(member);
    this.announcements.remove(member);
    this.tabulate(member, 'offline');
  }

  /** Keeps its address for a while: the last acks are still to be exchanged. */
  private departed(member: Member): void {
    const { group } = member;
    if (group) {
      group.remove(member);
      this.options.onNotice({ kind: 'left', client: member.name, group: group.name });
    }
    member.outflow.forgetDeliveries();
    member.pages.clear();
    this.announcements.remove(member);
    this.departures.add(member);
    this.tabulate(member, 'offline');
  }

  private release(member: Member): void {
    if (this.at(member.address) === member) this.byAddress.delete(addressKey(member.address));
  }

  /** Nothing is kept of it but its row in the table, and nothing is sent to it any more. */
  private dismiss(member: Member): void {
    this.release(member);
    member.pages.clear();
    member.courier.close();
    member.outflow.stop();
    if (this.byName.get(member.name) !== member) return;
    this.byName.delete(member.name);
    this.sessions.remove(hostOf(member.address));
  }

  private tabulate(member: Member, status: 'online' | 'offline'): void {
    const { name, tag, address } = member;
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

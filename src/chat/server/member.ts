import type { ActorRefFrom } from 'xstate';
import type { session } from '../../../machines/session.ts';
import type { Address } from '../address.ts';
import type { Courier } from '../link/courier.ts';
import type { PageFeed } from '../link/pageFeed.ts';
import type { NamePage } from './nameList.ts';
import type { Outflow } from './outflow.ts';

/** The group of a member, as the member knows it. */
export interface MembersGroup {
  readonly name: string;
  namesFrom(from: number): NamePage;
  remove(member: Member): void;
  send(sender: Member, text: string): void;
}

/** A registered client as the server keeps it. */
export interface Member {
  /** The session number: the client's proof in every datagram. */
  readonly id: number;
  readonly name: string;
  readonly tag: number;
  address: Address;
  readonly machine: ActorRefFrom<typeof session>;
  readonly courier: Courier;
  group: MembersGroup | null;
  /** Version of the table that was last announced to it. */
  announcedVersion: number;
  /** The table, as far as it has asked for it. */
  readonly pages: PageFeed;
  /** Answers and group messages that it has not acked yet. */
  readonly outflow: Outflow;
}

/** Online or suspect: not yet lost or departed. */
export function isLive(member: Member): boolean {
  return member.machine.getSnapshot().status === 'active';
}

/** A datagram of the member's arrived. Costs nothing while the machine knows that it is there. */
export function heard(member: Member): void {
  const isNews = member.machine.getSnapshot().hasTag('unheard') && isLive(member);
  if (isNews) member.machine.send({ type: 'heard' });
}

/** An ack of the member's is overdue, or somebody reports so. Whoever is being heard is there. */
export function doubt(member: Member): void {
  if (isLive(member) && !member.courier.isHeard) member.machine.send({ type: 'doubt' });
}

/** The member answers probes and has not acked for as long as anything is tried. */
export function giveUp(member: Member): void {
  if (isLive(member)) member.machine.send({ type: 'unreachable' });
}

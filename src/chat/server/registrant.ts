import type { ActorRefFrom } from 'xstate';
import type { session } from '../../../machines/session.ts';
import type { Address } from '../address.ts';
import type { Courier } from '../link/courier.ts';
import type { PageFeed } from '../link/pageFeed.ts';
import type { NamePage } from './nameList.ts';
import type { Outflow } from './outflow.ts';

/** The group that somebody is in, as its record knows it. */
export interface MembersGroup {
  readonly name: string;
  namesFrom(from: number): NamePage;
  remove(registrant: Registrant): void;
  send(sender: Registrant, text: string): void;
}

/** A registered client as the server keeps it; a *member* is one that is in a group. */
export interface Registrant {
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
export function isLive(registrant: Registrant): boolean {
  return registrant.machine.getSnapshot().status === 'active';
}

/** A datagram of it arrived. Costs nothing while the machine knows that it is there. */
export function heard(registrant: Registrant): void {
  const isNews = registrant.machine.getSnapshot().hasTag('unheard') && isLive(registrant);
  if (isNews) registrant.machine.send({ type: 'heard' });
}

/** An ack of it is overdue, or somebody reports so. Whoever is being heard is there. */
export function doubt(registrant: Registrant): void {
  const { machine, courier } = registrant;
  if (!isLive(registrant) || courier.isHeard) return;
  machine.send({ type: 'doubt', silentMs: courier.silentMs });
}

/** Another process wants its name, or has its address. */
export function claim(registrant: Registrant): void {
  const { machine, courier } = registrant;
  if (isLive(registrant) && !courier.isHeard) machine.send({ type: 'claim' });
}

/** It answers probes and has not acked for as long as anything is tried. */
export function giveUp(registrant: Registrant): void {
  if (isLive(registrant)) registrant.machine.send({ type: 'unreachable' });
}

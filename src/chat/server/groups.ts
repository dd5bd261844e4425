import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { broadcast } from '../../../machines/broadcast.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import { codeOf, encodeBody } from '../wire/codec.ts';
import { GroupNews } from './groupNews.ts';
import type { NamePage } from './nameList.ts';
import { NameList } from './nameList.ts';
import type { Outflow, Relayed } from './outflow.ts';
import type { MembersGroup, Registrant } from './registrant.ts';

/** What a group tells the server. */
export interface GroupOptions {
  readonly runtime: Runtime;
  /** There are acks to `deliverAcks` at the end of this turn. */
  onAcks(broadcast: GroupBroadcast): void;
  /** A member has more messages before it than anybody may have. */
  onLaggard(member: Registrant): void;
}

/** A group: its members, and its messages in the one order in which everybody gets them. */
export class Group implements MembersGroup {
  readonly name: string;
  /** From where it was created. */
  readonly host: string;
  private readonly options: GroupOptions;
  private readonly members = new Map<number, Registrant>();
  private readonly list = new NameList();
  private readonly active = new Set<GroupBroadcast>();
  private readonly news: GroupNews;
  private sent = 0;

  constructor(name: string, host: string, options: GroupOptions) {
    this.name = name;
    this.host = host;
    this.options = options;
    this.news = new GroupNews(name, this.members, options.runtime);
  }

  /** Messages that are under way to anybody. */
  get outstanding(): number {
    return this.active.size;
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  /** Names of the members, in the order in which they joined: as many as one page holds. */
  namesFrom(from: number): NamePage {
    return this.list.pageFrom(from);
  }

  /** Puts the member into the group; one that is in it already stays. */
  add(member: Registrant): void {
    if (this.members.has(member.id)) return;
    this.list.add(member.name);
    this.members.set(member.id, member);
    member.group = this;
    this.news.hasEntered(member);
  }

  /** The member is not in the group any more; what was sent before still reaches it. */
  remove(member: Registrant): void {
    if (!this.members.delete(member.id)) return;
    this.list.remove(member.name);
    member.group = null;
    this.news.hasLeft(member);
  }

  /**
   * Puts a text on the stream of everybody else in the group. How fast each of them takes it concerns
   * nobody else; who has too much before it already is removed.
   */
  send(sender: Registrant, text: string): void {
    this.news.isSpeaking(sender);
    const recipients: Outflow[] = [];
    const laggards: Registrant[] = [];
    for (const member of this.members.values()) {
      if (member === sender) continue;
      if (member.outflow.keepsUp) recipients.push(member.outflow);
      else laggards.push(member);
    }
    for (const member of laggards) this.options.onLaggard(member);
    if (recipients.length === 0) return;
    const id = `${this.name}:${++this.sent}`;
    const underWay = new GroupBroadcast(id, recipients, this.options, () => {
      this.active.delete(underWay);
    });
    this.active.add(underWay);
    underWay.start(
      encodeBody({ kind: 'GROUP_MESSAGE', group: this.name, from: sender.name, text }),
    );
  }
}

/** One group message under way: ties the `broadcast` machine to the members' streams. */
export class GroupBroadcast implements Relayed {
  private readonly options: GroupOptions;
  private readonly recipients: readonly Outflow[];
  /** Who has not acked yet. */
  private readonly pending: Set<Outflow>;
  private readonly actor: ActorRefFrom<typeof broadcast>;
  /** Acks that the machine has not been told of. */
  private acks = 0;

  constructor(
    id: string,
    recipients: readonly Outflow[],
    options: GroupOptions,
    onComplete: () => void,
  ) {
    this.options = options;
    this.recipients = recipients;
    this.pending = new Set(recipients);
    this.actor = createActor(broadcast, {
      ...actorOptions(options.runtime, `broadcast:${id}`),
      input: { members: recipients.length },
    });
    this.actor.on('complete', onComplete);
  }

  start(body: Uint8Array): void {
    const code = codeOf('GROUP_MESSAGE');
    for (const recipient of this.recipients) recipient.relay(this, code, body);
    this.actor.start();
  }

  /** The recipient has it. Counted at the end of the turn, together with all others. */
  ackedBy(recipient: Outflow): void {
    if (!this.pending.delete(recipient)) return;
    if (this.acks++ === 0) this.options.onAcks(this);
  }

  deliverAcks(): void {
    const count = this.acks;
    this.acks = 0;
    if (this.isActive) this.actor.send({ type: 'acks', count });
  }

  /** Nothing is owed to the recipient any more. */
  forget(recipient: Outflow): void {
    if (this.pending.delete(recipient) && this.isActive) this.actor.send({ type: 'gone' });
  }

  private get isActive(): boolean {
    return this.actor.getSnapshot().status === 'active';
  }
}

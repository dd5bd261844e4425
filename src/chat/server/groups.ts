import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { broadcast } from '../../../machines/broadcast.ts';
import { DELIVERY_ROUNDS, scheduleOf } from '../../../machines/timers.ts';
import type { Span } from '../link/outbox.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import { codeOf, encodeBody } from '../wire/codec.ts';
import type { Member, MembersGroup } from './member.ts';

/** Group messages of one group under way at once; more wait their turn. */
const MAX_ACTIVE = 32;
/** Group messages that wait; more are refused. */
const MAX_QUEUED = 1_024;

/** Of a message that is not on the streams yet. */
const NOT_SENT: Span = { first: 0, last: 0 };

/** What a group tells the server. */
export interface GroupOptions {
  readonly runtime: Runtime;
  /** There are acks to `deliverAcks` at the end of this turn. */
  onAcks(broadcast: GroupBroadcast): void;
  /** A member let a round pass without an ack. */
  onOverdue(member: Member): void;
  /** A member answers probes and never acks. */
  onUnreachable(member: Member): void;
}

interface Letter {
  readonly from: string;
  readonly text: string;
  readonly recipients: readonly Member[];
}

/** A group: its members, and its messages in the one order in which everybody gets them. */
export class Group implements MembersGroup {
  readonly name: string;
  private readonly options: GroupOptions;
  private readonly members = new Map<number, Member>();
  private readonly active = new Set<GroupBroadcast>();
  private readonly queue: Letter[] = [];
  private sent = 0;

  constructor(name: string, options: GroupOptions) {
    this.name = name;
    this.options = options;
  }

  /** Messages that are under way or wait to be. */
  get outstanding(): number {
    return this.active.size + this.queue.length;
  }

  /** Names of the members, in the order in which they joined. */
  names(): string[] {
    return [...this.members.values()].map(({ name }) => name);
  }

  add(member: Member): void {
    this.members.set(member.id, member);
    member.group = this;
  }

  /** The member is not in the group any more; what was sent before still reaches it. */
  remove(member: Member): void {
    this.members.delete(member.id);
    member.group = null;
  }

  /**
   * Sends a text to everybody else in the group.
   *
   * @returns false if too many messages are waiting already
   */
  send(sender: Member, text: string): boolean {
    if (this.queue.length >= MAX_QUEUED) return false;
    const recipients = [...this.members.values()].filter((member) => member !== sender);
    this.queue.push({ from: sender.name, text, recipients });
    this.launch();
    return true;
  }

  private launch(): void {
    while (this.active.size < MAX_ACTIVE) {
      const letter = this.queue.shift();
      if (!letter) return;
      const recipients = letter.recipients.filter((member) => member.group === this);
      if (recipients.length === 0) continue;
      const underWay = new GroupBroadcast(`${this.name}:${++this.sent}`, recipients, this.options);
      this.active.add(underWay);
      underWay.start(this.name, letter, () => {
        this.active.delete(underWay);
        this.launch();
      });
    }
  }
}

/** The member is gone: nothing is owed to it any more, by whichever group. */
export function forgetDeliveries(member: Member): void {
  for (const { broadcast: underWay } of member.deliveries.splice(0)) underWay.forget(member);
}

/** One group message under way: ties the `broadcast` machine to the members' links. */
export class GroupBroadcast {
  private readonly options: GroupOptions;
  /** Who has not acked yet, and the frames that they lack. */
  private readonly pending = new Map<Member, Span>();
  private readonly actor: ActorRefFrom<typeof broadcast>;
  /** Acks that the machine has not been told of. */
  private acks = 0;

  constructor(id: string, recipients: readonly Member[], options: GroupOptions) {
    this.options = options;
    for (const member of recipients) this.pending.set(member, NOT_SENT);
    const rtoMs = Math.max(...recipients.map(({ courier }) => courier.link.roundTrip.rtoMs));
    this.actor = createActor(broadcast, {
      ...actorOptions(options.runtime, `broadcast:${id}`),
      input: { members: recipients.length, schedule: scheduleOf(rtoMs, DELIVERY_ROUNDS) },
    });
  }

  start(group: string, { from, text }: Letter, onComplete: () => void): void {
    const { actor, pending, options } = this;
    const code = codeOf('GROUP_MESSAGE');
    const body = encodeBody({ kind: 'GROUP_MESSAGE', group, from, text });
    for (const member of pending.keys()) {
      const span = member.courier.link.push(code, body);
      pending.set(member, span);
      member.deliveries.push({ broadcast: this, span });
    }
    actor.on('transmit', () => {
      for (const [member, span] of pending) member.courier.link.transmit(span);
    });
    actor.on('overdue', () => {
      for (const member of pending.keys()) options.onOverdue(member);
    });
    actor.on('unreachable', () => {
      for (const member of pending.keys()) options.onUnreachable(member);
    });
    actor.on('complete', onComplete);
    actor.start();
  }

  /** The member has it. Counted at the end of the turn, together with all others. */
  ackedBy(member: Member): void {
    if (!this.pending.delete(member)) return;
    if (this.acks++ === 0) this.options.onAcks(this);
  }

  deliverAcks(): void {
    const count = this.acks;
    this.acks = 0;
    if (this.isActive) this.actor.send({ type: 'acks', count });
  }

  /** Nothing is owed to the member any more. */
  forget(member: Member): void {
    const span = this.pending.get(member);
    if (!span) return;
    this.pending.delete(member);
    member.courier.link.abandon(span);
    if (this.isActive) this.actor.send({ type: 'gone' });
  }

  private get isActive(): boolean {
    return this.actor.getSnapshot().status === 'active';
  }
}

/**
 * The protocol's promises, each as a check with the sentence that it enforces. What must hold at
 * every moment is checked after every step, what must hold when the world has come to rest is
 * checked then. The checks see what users see and what the network carries; they know nothing of
 * how the endpoints do it.
 */
import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from '../../../machines/timers.ts';
import type { Message, ServerNotice } from '../../../machines/vocabulary.ts';
import type { Occurrence, Session } from '../../chat/runtime.ts';
import type { Node } from '../world/node.ts';
import type { Seen, SimulatedClient } from '../world/simulatedClient.ts';
import type { Transit } from '../world/transit.ts';
import type { World } from '../world/world.ts';
import type { Beat, Sighting } from './beat.ts';
import { GroupMail } from './groupMail.ts';
import { Perimeter } from './perimeter.ts';
import { PrivateMail } from './privateMail.ts';
import type { PromiseName } from './promises.ts';
import { BrokenPromise, detailOf } from './promises.ts';
import { checkLimbo, checkTable, fingerprintOf, isAnyonePaused } from './rest.ts';
import { Roll } from './roll.ts';
import type { Sent } from './texts.ts';
import { Texts } from './texts.ts';

/** Longer than any way from a sender's endpoint to a recipient's, by way of the server too. */
const FORGET_MS = 4 * (DELIVERY_ROUNDS + 1) * ACK_TIMEOUT_MS;

/**
 * Watches a world. What is found is kept until the step is over, for it is found in the middle of a
 * machine's step, and `check` throws it. A check that fails to run is found like anything else.
 */
export class Watch {
  /** How often things happened that a run should have seen to prove anything. */
  readonly occurrences = new Map<Sighting, number>();
  private readonly world: () => World;
  private readonly beat: Beat;
  private readonly texts: Texts;
  private readonly roll: Roll;
  private readonly mail: PrivateMail;
  private readonly groups: GroupMail;
  private readonly perimeter: Perimeter;
  private readonly goneSinceMs = new WeakMap<SimulatedClient, number>();
  private broken: BrokenPromise | null = null;
  /** Things that users were shown. */
  private sights = 0;

  constructor(world: () => World) {
    const beat: Beat = {
      get world() {
        return world();
      },
      get nowMs() {
        return world().clock.nowMs();
      },
      fail: (promise, detail) => this.fail(promise, detail),
      count: (sighting) => this.count(sighting),
    };
    this.beat = beat;
    this.world = world;
    this.texts = new Texts((text, sent) => this.isOver(text, sent));
    this.roll = new Roll(beat);
    this.mail = new PrivateMail(beat, this.roll);
    this.groups = new GroupMail(beat, this.texts, this.roll);
    this.perimeter = new Perimeter(beat, this.roll, this.groups);
  }

  /** The longest from when a private message was put on its way to its ack. */
  get worstAckMs(): number {
    return this.mail.worstAckMs;
  }

  /**
   * A user sends a text to a name, or to its group if `to` is null. Of what is sent twice in the same
   * words by the same user to the same recipient only the outcome is judged, not the showing.
   */
  sends(sender: SimulatedClient, to: string | null, text: string): void {
    const sent = this.texts.add(sender, to, text, this.nowMs);
    if (to !== null) this.mail.wants(sender, sent);
  }

  /** A process stands still, or goes on. */
  paused(): void {
    this.perimeter.paused();
  }

  /** A timer fires before its time: what takes a stated time may take less. */
  hurried(): void {
    this.perimeter.hurried();
    this.mail.hurried();
  }

  /** From now on nothing is lost. `areQueuesAlone`: nothing but full queues has before. */
  healed(areQueuesAlone = false): void {
    this.mail.healed();
    if (areQueuesAlone) this.perimeter.queuesAlone();
  }

  /**
   * The step is over.
   *
   * @throws BrokenPromise if one was broken since the last time
   */
  check(): void {
    this.carryOut(() => {
      this.mail.stepEnded();
      this.groups.stepEnded();
      this.perimeter.stepEnded();
    });
    const { broken } = this;
    this.broken = null;
    if (broken) throw broken;
  }

  /** Something hostile happens that may change nothing that anybody could see. */
  changesNothing(what: string, happen: () => void): void {
    const seen = () => `${fingerprintOf(this.world())}; ${this.sights} shown`;
    const before = seen();
    happen();
    const after = seen();
    if (before === after) return;
    throw new BrokenPromise('hostileBytesAreBoring', `${what}: from ${before} to ${after}`);
  }

  count(sighting: Sighting): void {
    this.occurrences.set(sighting, (this.occurrences.get(sighting) ?? 0) + 1);
  }

  // What the world reports

  seen(client: SimulatedClient, { notice, group }: Seen): void {
    this.sights++;
    this.carryOut(() => {
      switch (notice.kind) {
        case 'privateMessage':
          this.privateShown(client, notice.message.from, notice.message.text);
          break;
        case 'groupMessage':
          this.groupShown(client, notice.message, group);
          break;
        case 'received':
          this.mail.received(client, notice.by);
          break;
        case 'notDelivered':
          this.mail.notDelivered(client, notice.to);
          break;
        case 'notDone':
          if (notice.reason.kind === 'unknownName') this.mail.refused(client);
          break;
        case 'invalid':
          // The hint is all that tells which command was refused.
          if (notice.hint.startsWith('send works')) this.mail.refused(client);
          break;
        case 'entered':
          this.groups.entered(client, notice.group);
          break;
        case 'removed':
          this.count('toldRemoved');
          this.groups.toldRemoved(client);
          break;
        case 'left':
          this.groups.outside(client);
          break;
        case 'registeredAgain':
        case 'serverBack':
          this.count(notice.kind);
          break;
        case 'refused':
          if (notice.refusal === 'nameTaken') this.count('nameTaken');
          break;
        case 'serverNotResponding':
          this.perimeter.gaveUp(client);
          break;
      }
    });
  }

  serverNotice(notice: ServerNotice): void {
    this.sights++;
    this.carryOut(() => {
      if (notice.kind === 'tableUpdated') this.roll.tableChanged();
      if (notice.kind === 'joined') {
        this.perimeter.joined(notice.client);
        this.groups.joined(notice.client, notice.group);
      }
      if (notice.kind === 'left') this.groups.left(notice.client);
      if (notice.kind === 'removed') this.groups.removed(notice.client);
      if (notice.kind === 'groupMessage') {
        this.perimeter.relayed(notice.client, this.groups.sent(notice.client, notice.text));
      }
    });
  }

  /** A process sends a datagram. */
  datagram(transit: Transit): void {
    this.carryOut(() => {
      this.roll.sent(transit);
      this.perimeter.sent(transit);
    });
  }

  /** A datagram reaches a process that is up. */
  delivered(transit: Transit, node: Node): void {
    this.carryOut(() => this.perimeter.delivered(transit, node));
  }

  occurred(occurrence: Occurrence, node: Node, session?: Session): void {
    this.count(occurrence);
    this.carryOut(() => {
      if (occurrence === 'posted') {
        const sender = this.world().clients.find((client) => client.node === node);
        if (sender && session) this.mail.posted(sender, session.name ?? '', session.id);
      }
      if (occurrence === 'suspected' && session) this.perimeter.suspected(session);
      if (occurrence === 'lost' && session) this.perimeter.lost(session);
      if (occurrence === 'evicted' && session) this.perimeter.evicted(session);
      if (occurrence === 'cleared' && session) this.perimeter.cleared(session);
    });
  }

  private privateShown(client: SimulatedClient, from: string, text: string): void {
    const sent = this.sentBy(from, client.name, text);
    if (!sent) return;
    this.checkOnce(client.name, client, sent);
    this.mail.shown(client, sent);
  }

  private groupShown(client: SimulatedClient, message: Message, group: string | null): void {
    const { from, text } = message;
    const sent = this.sentBy(from, null, text);
    if (!sent) return;
    this.checkOnce(client.id, client, sent);
    this.groups.shown(client, sent, group);
  }

  /** @param to the name it is shown to; null for a group message */
  private sentBy(from: string, to: string | null, text: string): Sent | null {
    const sent = this.texts.find(text, from, to);
    if (!sent) {
      this.fail('nothingIsCut', `nobody sent ${JSON.stringify(text)}`);
      return null;
    }
    if (sent.sender.name !== from || sent.to !== to) {
      const truth = `${sent.sender.name} sent it to ${sent.to ?? 'a group'}`;
      this.fail('namesAreOwned', `${text} is shown to ${to} as from ${from}: ${truth}`);
    }
    return sent;
  }

  private checkOnce(to: string, client: SimulatedClient, sent: Sent): void {
    if (sent.shownTo.has(to) && !sent.isRepeated) {
      this.fail('shownOnce', `${client.name} was shown ${sent.text} twice`);
    }
    sent.shownTo.add(to);
  }

  // When the world has come to rest

  /** @throws BrokenPromise if something is not as it must be when all is quiet */
  atRest(): void {
    const live = this.world().clients.filter(({ isRunning }) => isRunning);
    this.carryOut(() => {
      for (const client of live) checkTable(this.beat, client);
      this.mail.atRest();
      this.groups.atRest(live);
      checkLimbo(this.beat, live);
    });
    this.check();
  }

  // A long run must not grow

  /**
   * Lets go of the processes that ended so long ago that nobody can hear of them any more.
   *
   * @throws BrokenPromise if one of them leaves a message without an outcome
   */
  forget(): void {
    const { clients } = this.world();
    if (clients.every(({ isRunning }) => isRunning) || isAnyonePaused(this.world())) return;
    const isOver = (client: SimulatedClient) => !client.isRunning && this.isLongGone(client);
    for (const client of clients.filter(isOver)) {
      clients.splice(clients.indexOf(client), 1);
      this.carryOut(() => this.mail.forget(client));
      this.perimeter.forget(this.nowMs - FORGET_MS);
    }
    this.check();
  }

  private isLongGone(client: SimulatedClient): boolean {
    const sinceMs = this.goneSinceMs.get(client) ?? this.nowMs;
    this.goneSinceMs.set(client, sinceMs);
    return this.nowMs - sinceMs > FORGET_MS;
  }

  /** Whether a text is neither on its way nor kept, so that nobody can be shown it any more. */
  private isOver(text: string, { sender, to, atMs }: Sent): boolean {
    const mayStillSend = sender.node.isUp && !sender.endpoint.isSettled;
    if (this.nowMs - atMs < FORGET_MS || mayStillSend) return false;
    const isKeptBy = ({ name, endpoint }: SimulatedClient) =>
      name === to && endpoint.buffered.some((message) => message.text === text);
    return !isAnyonePaused(this.world()) && !this.world().clients.some(isKeptBy);
  }

  private carryOut(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.fail('everyCheckCanBeMade', detailOf(error));
    }
  }

  private fail(promise: PromiseName, detail: string): void {
    this.broken ??= new BrokenPromise(promise, detail);
  }

  private get nowMs(): number {
    return this.world().clock.nowMs();
  }
}

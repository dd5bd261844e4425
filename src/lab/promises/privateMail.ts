/** What becomes of private messages: each one by itself, from the command to its outcome. */
import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from '../../../machines/timers.ts';
import { MAX_MESSAGE_BYTES } from '../../chat/limits.ts';
import { WINDOW_FRAMES } from '../../chat/link/inbox.ts';
import { MAX_BODY_BYTES } from '../../chat/wire/datagram.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Beat } from './beat.ts';
import type { Roll } from './roll.ts';
import type { Sent } from './texts.ts';

/** A message that was put on its way and has no outcome yet. */
interface Posted {
  readonly sent: Sent;
  /** Of the process that it was posted to. */
  readonly tag: number;
  readonly atMs: number;
}

interface Failure {
  readonly sender: SimulatedClient;
  readonly to: string;
  readonly posted: Posted;
}

/** A message is tried for 15 s; one that fails much earlier was not tried but given up. */
export const TRIED_MS = (DELIVERY_ROUNDS - 1) * ACK_TIMEOUT_MS;
/** Within this time a recipient may have gone offline and come back. */
const RETURN_MS = 2_000;
/** On a healed network a message that is tried at all arrives within this time. */
const HEALED_MS = 3_000;
/** Of the longest message. */
const LONGEST_FRAMES = Math.ceil(MAX_MESSAGE_BYTES / MAX_BODY_BYTES);
/** A datagram is on its way no longer than this, whatever queues it waits in. */
const UNDER_WAY_MS = 10_000;

export class PrivateMail {
  /** The longest from when a message was put on its way to its ack. */
  worstAckMs = 0;
  private readonly beat: Beat;
  private readonly roll: Roll;
  /** What users asked to send and their clients have not got to yet. */
  private readonly wanted = new Map<SimulatedClient, Sent[]>();
  private readonly underWay = new Map<SimulatedClient, Map<string, Posted[]>>();
  /** Order of the last text of a sender process that each process was shown. */
  private readonly lastShown = new WeakMap<SimulatedClient, Map<string, number>>();
  /** Texts that are received and not shown yet, and by which process. */
  private readonly kept = new Map<Sent, SimulatedClient>();
  /** When users were told that a text was not delivered which may still arrive. */
  private readonly failedAtMs = new Map<Sent, number>();
  /** Those that could have arrived by now, and have not. */
  private readonly over = new WeakSet<Sent>();
  /** Judged when the step is over: then it is known whether the sender has ended in it. */
  private failures: Failure[] = [];
  private healedAtMs: number | null = null;
  private hurriedAtMs = Number.NEGATIVE_INFINITY;

  constructor(beat: Beat, roll: Roll) {
    this.beat = beat;
    this.roll = roll;
  }

  /** The network is healed. */
  healed(): void {
    this.healedAtMs = this.beat.nowMs;
  }

  /** A timer fired before its time: what is under way is tried for less than it should be. */
  hurried(): void {
    this.hurriedAtMs = this.beat.nowMs;
  }

  wants(sender: SimulatedClient, sent: Sent): void {
    const wanted = this.wanted.get(sender);
    if (wanted) wanted.push(sent);
    else this.wanted.set(sender, [sent]);
  }

  posted(sender: SimulatedClient, to: string, tag: number): void {
    const sent = this.wanted.get(sender)?.shift();
    if (sent?.to !== to) throw new Error(`${sender.name} posts what nobody asked for, to ${to}`);
    this.queueOf(sender, to).push({ sent, tag, atMs: this.beat.nowMs });
  }

  /** The client would not send the text that comes next. */
  refused(sender: SimulatedClient): void {
    this.wanted.get(sender)?.shift();
  }

  shown({ id, name }: SimulatedClient, sent: Sent): void {
    const { sender, order, text } = sent;
    this.kept.delete(sent);
    if (sent.isRepeated) return;
    if (this.over.has(sent)) {
      const detail = `${name} was shown ${text} long after ${sender.name} was told that it failed`;
      this.beat.fail('everyMessageHasOneOutcome', detail);
    }
    // Another process under either name begins anew.
    const lastShown = this.lastShown.get(sender) ?? new Map<string, number>();
    this.lastShown.set(sender, lastShown);
    if (order <= (lastShown.get(id) ?? 0)) {
      this.beat.fail('shownInOrder', `${name} was shown ${text} after a later one`);
    }
    lastShown.set(id, order);
  }

  received(sender: SimulatedClient, by: string): void {
    const posted = this.queueOf(sender, by).shift();
    if (!posted) {
      const detail = `${sender.name} was told once too often that ${by} received a message`;
      this.beat.fail('everyMessageHasOneOutcome', detail);
      return;
    }
    const { sent, atMs } = posted;
    this.worstAckMs = Math.max(this.worstAckMs, this.beat.nowMs - atMs);
    if (sent.isRepeated || sent.shownTo.has(by)) return;
    const keeper = this.keeperOf(by, sent.text);
    if (keeper) {
      this.beat.count('buffered');
      this.kept.set(sent, keeper);
      this.checkKept(sender, keeper);
      return;
    }
    const detail = `${sender.name} was told that ${by} received ${sent.text}, which it has not`;
    this.beat.fail('neverFalseReceived', detail);
  }

  notDelivered(sender: SimulatedClient, to: string): void {
    const posted = this.queueOf(sender, to).shift();
    // With nothing on its way this is the answer to a command: the table says offline.
    if (posted) {
      this.failedAtMs.set(posted.sent, this.beat.nowMs);
      this.failures.push({ sender, to, posted });
    } else if (this.wanted.get(sender)?.[0]?.to === to) this.refused(sender);
    else {
      const detail = `${sender.name} was told once too often that ${to} did not receive a message`;
      this.beat.fail('everyMessageHasOneOutcome', detail);
    }
  }

  stepEnded(): void {
    if (this.failedAtMs.size > 0) this.endFlights();
    if (this.failures.length === 0) return;
    const { failures } = this;
    this.failures = [];
    for (const failure of failures) this.judge(failure);
  }

  atRest(): void {
    for (const sender of this.underWay.keys()) {
      if (sender.status !== null || sender.isRunning) this.checkOutcomes(sender);
    }
    for (const [{ text, isRepeated }, by] of this.kept) {
      const isKilled = by.status === null && !by.isRunning;
      const { group, buffered } = by.endpoint;
      const isKept = group !== null && buffered.some((message) => message.text === text);
      if (isKilled || isKept || isRepeated) continue;
      this.beat.fail('neverFalseReceived', `${by.name} received ${text}, and never showed it`);
    }
  }

  /** The process is gone so long that nobody can hear of it any more. */
  forget(client: SimulatedClient): void {
    if (client.status !== null) this.checkOutcomes(client);
    this.wanted.delete(client);
    this.underWay.delete(client);
    for (const [sent, by] of this.kept) if (by === client) this.kept.delete(sent);
  }

  /** Whoever keeps a text has it, however late it is shown: only the ack was lost. */
  private endFlights(): void {
    for (const [sent, atMs] of this.failedAtMs) {
      if (this.beat.nowMs - atMs <= UNDER_WAY_MS) return;
      this.failedAtMs.delete(sent);
      if (!this.keeperOf(sent.to ?? '', sent.text)) this.over.add(sent);
    }
  }

  private checkKept(sender: SimulatedClient, keeper: SimulatedClient): void {
    const frames = this.framesKept(sender, keeper.name);
    if (frames <= WINDOW_FRAMES) return;
    this.beat.fail('memoryIsBounded', `${keeper.name} keeps ${frames} frames of ${sender.name}'s`);
  }

  /** What one sender has its recipient keep: at most the frames of one window. */
  private framesKept(sender: SimulatedClient, name: string): number {
    let frames = 0;
    for (const [sent, by] of this.kept) {
      if (by.name === name && sent.sender === sender) frames += framesOf(sent);
    }
    return frames;
  }

  private checkOutcomes(sender: SimulatedClient): void {
    for (const [to, [posted]] of this.underWay.get(sender) ?? []) {
      if (!posted) continue;
      const detail = `${sender.name} was not told what became of ${posted.sent.text} to ${to}`;
      this.beat.fail('everyMessageHasOneOutcome', detail);
    }
  }

  /** A message may fail because its recipient is gone, its sender ends, or it was tried in vain. */
  private judge({ sender, to, posted }: Failure): void {
    const { nowMs } = this.beat;
    if (sender.isLeaving || sender.status !== null || !sender.endpoint.isActive) return;
    const listing = sender.endpoint.listings().find(({ name }) => name === to);
    const { roll } = this;
    // What its table says now, it may have said otherwise for a moment.
    if (!listing?.online || !roll.isOnline(to)) return;
    if (roll.lostAtMs(to) >= nowMs - RETURN_MS) return;
    if (roll.tagOf(to) !== posted.tag) return;
    const triedMs = Math.round(nowMs - posted.atMs);
    const isHealed = this.healedAtMs !== null && nowMs - this.healedAtMs > HEALED_MS;
    if (triedMs >= TRIED_MS && !isHealed) return;
    // Its recipient keeps so much of its sender's that there is no room for one of full length.
    if (this.framesKept(sender, to) > WINDOW_FRAMES - LONGEST_FRAMES) return;
    if (posted.atMs <= this.hurriedAtMs) return;
    const { text } = posted.sent;
    const detail = `${sender.name} gave ${text} up after ${triedMs} ms, and ${to} is there`;
    this.beat.fail('offlineMeansOffline', detail);
  }

  /** The process of a name that keeps a text until it leaves its group. */
  private keeperOf(name: string, text: string): SimulatedClient | undefined {
    return this.beat.world.clients.find(
      (client) =>
        client.name === name && client.endpoint.buffered.some((message) => message.text === text),
    );
  }

  private queueOf(sender: SimulatedClient, to: string): Posted[] {
    const queues = this.underWay.get(sender) ?? new Map<string, Posted[]>();
    this.underWay.set(sender, queues);
    const queue = queues.get(to) ?? [];
    queues.set(to, queue);
    return queue;
  }
}

function framesOf({ text }: Sent): number {
  return Math.ceil(text.length / MAX_BODY_BYTES);
}

import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from '../../../machines/timers.ts';
import type { ServerEndpoint } from '../../chat/server/serverEndpoint.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Beat } from './beat.ts';
import type { Roll } from './roll.ts';
import type { Sent, Texts } from './texts.ts';

/** A member that takes nothing for so long does not keep up; a round more or less is not counted. */
const PATIENCE_MS = (DELIVERY_ROUNDS - 2) * ACK_TIMEOUT_MS;
/** Nor does one to which so much is owed; the bytes of its frames are a little more. */
const MAX_OWED_CHARACTERS = 900_000;
/** Beyond its budget nothing is owed to anybody: 1 MiB, and the message that goes beyond it. */
const BUDGET_CHARACTERS = 2 ** 20 + 2 ** 14;

/** What is before a member. */
interface Backlog {
  /** Of the process that it is for. */
  readonly tag: number | undefined;
  readonly texts: Set<Sent>;
  characters: number;
  /** When it began, or when the member was last shown something of it. */
  movedAtMs: number;
}

/** Who is in which group, what each member is owed, and what its user was told. */
export class GroupMail {
  private readonly beat: Beat;
  private readonly texts: Texts;
  private readonly roll: Roll;
  /** As the server said, and forgotten with it. */
  private groups = new Map<string, string>();
  /** Group messages that a member has not been shown. */
  private owed = new Map<string, Set<Sent>>();
  /** Those that are before each client, of groups that it has left as well. */
  private readonly before = new Map<string, Backlog>();
  private server: ServerEndpoint | null = null;
  /** The group that each user believes to be in. */
  private readonly told = new WeakMap<SimulatedClient, string>();
  /** Place of the last message that a process was shown. */
  private readonly lastShown = new WeakMap<SimulatedClient, number>();
  /** Those who were removed because they do not keep up, and have not entered a group since. */
  private readonly laggards = new Set<string>();
  /** Who acks nothing of what it is owed, answers included, and is about to be removed for it. */
  private readonly stuck = new Set<string>();
  /** Members removed in this step. */
  private removals: string[] = [];

  constructor(beat: Beat, texts: Texts, roll: Roll) {
    this.beat = beat;
    this.texts = texts;
    this.roll = roll;
  }

  // What the server says

  joined(name: string, group: string): void {
    this.follow();
    this.laggards.delete(name);
    this.groups.set(name, group);
  }

  /** Whoever does not keep up may be removed, though it is there; who is gone, in any case. */
  removed(name: string): void {
    const isStuck = this.stuck.delete(name);
    const isLaggard = this.isLaggard(name) || isStuck;
    this.left(name);
    this.before.delete(name);
    if (isLaggard) {
      this.beat.count('laggardRemoved');
      this.laggards.add(name);
    } else this.removals.push(name);
  }

  /** It has acked nothing of what it is owed for as long as anything is tried. */
  takesNothing(name: string): void {
    this.stuck.add(name);
  }

  left(name: string): void {
    this.follow();
    this.groups.delete(name);
    this.owed.delete(name);
  }

  /** @returns for whom it is */
  sent(sender: string, text: string): string[] {
    this.follow();
    const recipients: string[] = [];
    const group = this.groups.get(sender) ?? null;
    const sent = this.texts.find(text, sender, null);
    if (!sent) return recipients;
    this.texts.taken(sent, group);
    for (const [name, memberOf] of this.groups) {
      if (memberOf !== group || name === sender) continue;
      recipients.push(name);
      this.listOf(this.owed, name).add(sent);
      this.owes(name, sent);
    }
    return recipients;
  }

  /** Whether group messages are before a member, or before one that was. */
  isOwed(name: string): boolean {
    return (this.before.get(name)?.texts.size ?? 0) > 0;
  }

  // What users are told

  entered(client: SimulatedClient, group: string): void {
    this.told.set(client, group);
  }

  outside(client: SimulatedClient): void {
    this.told.delete(client);
  }

  /** Only because it does not keep up is one that stays out of its group against its will. */
  toldRemoved(client: SimulatedClient): void {
    const { name, stays, isLeaving } = client;
    this.outside(client);
    if (!stays || isLeaving || this.laggards.has(name)) return;
    this.beat.fail('whoStaysIsBack', `${name} stays, and is out of its group`);
  }

  shown(client: SimulatedClient, sent: Sent, group: string | null): void {
    const { text, place } = sent;
    this.owed.get(client.name)?.delete(sent);
    this.catchesUp(client.name, place);
    if (sent.isRepeated) return;
    if (sent.group !== group) {
      const detail = `${client.name} was shown ${text} in ${group}: it was sent to ${sent.group}`;
      this.beat.fail('groupMessagesArrive', detail);
    }
    if (place <= (this.lastShown.get(client) ?? -1)) {
      this.beat.fail('oneGroupOrder', `${client.name} was shown ${text} out of order`);
    }
    this.lastShown.set(client, place);
  }

  stepEnded(): void {
    if (this.removals.length === 0) return;
    const removals = this.removals.splice(0);
    const live = removals.find((name) => this.roll.isOnline(name));
    if (live) this.beat.fail('removalIsTold', `${live} is online and was removed from its group`);
  }

  atRest(live: readonly SimulatedClient[]): void {
    const { server } = this.beat.world;
    for (const client of live) {
      const { name, endpoint } = client;
      const group = server.groupOf(name);
      const told = this.told.get(client) ?? null;
      if (endpoint.group !== group || told !== group) {
        const detail = `${name} thinks it is in ${endpoint.group}, its user in ${told}`;
        this.beat.fail('removalIsTold', `${detail}, the server: ${group}`);
      }
      const owed = server === this.server ? [...(this.owed.get(name) ?? [])] : [];
      const missed = owed.find(({ isRepeated }) => !isRepeated);
      if (missed) {
        const detail = `${name} stayed in ${group} and missed ${missed.text}`;
        this.beat.fail('groupMessagesArrive', detail);
      }
    }
  }

  private isLaggard(name: string): boolean {
    const before = this.before.get(name);
    if (!before || before.texts.size === 0) return false;
    const isFull = before.characters > MAX_OWED_CHARACTERS;
    if (isFull) this.beat.count('budgetUsedUp');
    return isFull || this.beat.nowMs - before.movedAtMs >= PATIENCE_MS;
  }

  /** The server has taken a message for a member. */
  private owes(name: string, sent: Sent): void {
    const { nowMs: movedAtMs } = this.beat;
    const tag = this.roll.tagOf(name);
    let before = this.before.get(name);
    if (before?.tag !== tag) before = undefined;
    before ??= { tag, texts: new Set(), characters: 0, movedAtMs };
    this.before.set(name, before);
    if (before.texts.size === 0) before.movedAtMs = movedAtMs;
    before.texts.add(sent);
    before.characters += sent.text.length;
    if (before.characters <= BUDGET_CHARACTERS) return;
    this.beat.fail('memoryIsBounded', `${before.characters} characters are owed to ${name}`);
  }

  /** A member was shown a message, and has all that came before it. */
  private catchesUp(name: string, place: number): void {
    const before = this.before.get(name);
    if (!before) return;
    before.movedAtMs = this.beat.nowMs;
    for (const sent of before.texts) {
      if (sent.place > place) return;
      before.texts.delete(sent);
      before.characters -= sent.text.length;
    }
  }

  private listOf(lists: Map<string, Set<Sent>>, name: string): Set<Sent> {
    const list = lists.get(name) ?? new Set<Sent>();
    lists.set(name, list);
    return list;
  }

  /** Another server process knows nobody. */
  private follow(): void {
    const { server } = this.beat.world;
    if (server === this.server) return;
    this.server = server;
    this.groups = new Map();
    this.owed = new Map();
    this.before.clear();
  }
}

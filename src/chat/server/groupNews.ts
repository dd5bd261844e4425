import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { groupNews } from '../../../machines/groupNews.ts';
import type { Roster } from '../../../machines/vocabulary.ts';
import { firstWhere } from '../bisect.ts';
import { MAX_ROSTER_NAMES } from '../limits.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
import { codeOf, encodeBody } from '../wire/codec.ts';
import type { Registrant } from './registrant.ts';

/** A name, and the place of its change among all since the last news: from 1. */
type Change = readonly [name: string, place: number];

/**
 * Tells the members of a group who entered or left it. Each is told what changed after it entered
 * itself; who did both since the last time is not mentioned. A change costs the same however many
 * members there are: they are told in one go, as `groupNews` says.
 */
export class GroupNews {
  private readonly group: string;
  private readonly runtime: Runtime;
  private readonly members: ReadonlyMap<number, Registrant>;
  private actor: ActorRefFrom<typeof groupNews> | null = null;
  // What has not been told yet: names and members with the place of the change, in order.
  private readonly entered = new Map<string, number>();
  private readonly left = new Map<string, number>();
  private readonly entrants = new Map<Registrant, number>();
  private changes = 0;

  constructor(group: string, members: ReadonlyMap<number, Registrant>, runtime: Runtime) {
    this.group = group;
    this.members = members;
    this.runtime = runtime;
  }

  /** Somebody is a member now. */
  hasEntered(member: Registrant): void {
    // Who is alone in a group is told nothing.
    if (this.members.size < 2) return;
    this.changes++;
    this.entrants.set(member, this.changes);
    if (!this.left.delete(member.name)) this.entered.set(member.name, this.changes);
    this.changed();
  }

  /** Somebody was a member. */
  hasLeft(member: Registrant): void {
    if (this.members.size === 0) {
      this.stop();
      return;
    }
    this.changes++;
    this.entrants.delete(member);
    if (!this.entered.delete(member.name)) this.left.set(member.name, this.changes);
    this.changed();
  }

  /** The members are about to read what somebody says: those who do not know of it are told. */
  isSpeaking({ name }: Registrant): void {
    if (this.entered.has(name)) this.actor?.send({ type: 'awaited' });
  }

  private changed(): void {
    this.actor ??= this.start();
    this.actor.send({ type: 'changed' });
  }

  private start(): ActorRefFrom<typeof groupNews> {
    const actor = createActor(groupNews, actorOptions(this.runtime, `groupNews:${this.group}`));
    actor.on('tell', () => this.tell());
    actor.start();
    return actor;
  }

  /** Nobody is left to tell. */
  private stop(): void {
    this.actor?.stop();
    this.actor = null;
    this.forget();
  }

  private tell(): void {
    const [entered, left] = [[...this.entered], [...this.left]];
    const code = codeOf('GROUP_NEWS');
    const common = this.bodyOf(rosterSince(0, entered), rosterSince(0, left));
    for (const member of this.members.values()) {
      const place = this.entrants.get(member);
      const body =
        place === undefined
          ? common
          : this.bodyOf(rosterSince(place, entered), rosterSince(place, left));
      if (body) member.outflow.tell(code, body);
    }
    this.forget();
  }

  private bodyOf(entered: Roster, left: Roster): Uint8Array | null {
    if (entered.count + left.count === 0) return null;
    return encodeBody({ kind: 'GROUP_NEWS', group: this.group, entered, left });
  }

  private forget(): void {
    this.entered.clear();
    this.left.clear();
    this.entrants.clear();
    this.changes = 0;
  }
}

/** What came after a place. Costs little, also where many have entered at once. */
function rosterSince(place: number, changes: readonly Change[]): Roster {
  const isLater = (i: number) => (changes[i] as Change)[1] > place;
  const first = firstWhere(0, changes.length, isLater);
  const names = changes.slice(first, first + MAX_ROSTER_NAMES).map(([name]) => name);
  return { names, count: changes.length - first };
}

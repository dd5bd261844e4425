import { DEPARTED_MS } from '../../../machines/timers.ts';
import type { Clock } from '../runtime.ts';
import type { Member } from './member.ts';

/** Those who left lately, whose last acks are still to be exchanged. */
export class Departures {
  private readonly clock: Clock;
  private readonly onOver: (member: Member) => void;
  private readonly leftAtMs = new Map<Member, number>();

  /** @param onOver nothing is owed to this one any more */
  constructor(clock: Clock, onOver: (member: Member) => void) {
    this.clock = clock;
    this.onOver = onOver;
  }

  add(member: Member): void {
    this.leftAtMs.set(member, this.clock.nowMs());
  }

  /** To be called before others come: lets go of those whose time is over. */
  dismissAll(): void {
    const nowMs = this.clock.nowMs();
    for (const [member, leftAtMs] of this.leftAtMs) {
      if (nowMs - leftAtMs < DEPARTED_MS) return;
      this.leftAtMs.delete(member);
      this.onOver(member);
    }
  }
}

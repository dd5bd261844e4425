import { DEPARTED_MS } from '../../../machines/timers.ts';
import type { Clock } from '../runtime.ts';
import type { Registrant } from './registrant.ts';

/** Those who left lately, whose last acks are still to be exchanged. */
export class Departures {
  private readonly clock: Clock;
  private readonly onOver: (registrant: Registrant) => void;
  private readonly leftAtMs = new Map<Registrant, number>();

  /** @param onOver nothing is owed to this one any more */
  constructor(clock: Clock, onOver: (registrant: Registrant) => void) {
    this.clock = clock;
    this.onOver = onOver;
  }

  add(registrant: Registrant): void {
    this.leftAtMs.set(registrant, this.clock.nowMs());
  }

  /** To be called before others come: lets go of those whose time is over. */
  dismissAll(): void {
    const nowMs = this.clock.nowMs();
    for (const [registrant, leftAtMs] of this.leftAtMs) {
      if (nowMs - leftAtMs < DEPARTED_MS) return;
      this.leftAtMs.delete(registrant);
      this.onOver(registrant);
    }
  }
}

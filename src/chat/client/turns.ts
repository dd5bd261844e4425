import { ACK_TIMEOUT_MS, KEEPALIVE_INTERVAL_MS } from '../../../machines/timers.ts';
import type { Clock } from '../runtime.ts';

/** A client that runs has a turn at each keepalive: one that had none for longer stood still. */
const LONGEST_REST_MS = KEEPALIVE_INTERVAL_MS + ACK_TIMEOUT_MS;

export interface TurnsOptions {
  readonly clock: Clock;
  /** A turn begins, and before it the process stood still. */
  onPaused(): void;
  /** Everything of this turn has happened. */
  onEnding(): void;
  /** The turn is over. */
  onOver(): void;
}

/** Everything that happens to a client, happens in a turn: input, timer or command. */
export class Turns {
  private readonly options: TurnsOptions;
  private isInTurn = false;
  private lastAtMs = Number.POSITIVE_INFINITY;

  constructor(options: TurnsOptions) {
    this.options = options;
  }

  run(happen: () => void): void {
    const { options } = this;
    if (this.isInTurn) {
      happen();
      return;
    }
    this.isInTurn = true;
    try {
      const nowMs = options.clock.nowMs();
      if (nowMs - this.lastAtMs > LONGEST_REST_MS) options.onPaused();
      this.lastAtMs = nowMs;
      happen();
      options.onEnding();
    } finally {
      this.isInTurn = false;
    }
    options.onOver();
  }
}

import { ReceivedNumbers } from '../connection/receivedNumbers.ts';
import type { Clock } from '../runtime.ts';
import { codeOf, encodeBody } from '../wire/codec.ts';
import type { Frame } from '../wire/datagram.ts';

/** Ranges of datagrams that one ACK names: with them it fits beside the longest frame. */
const MAX_RANGES = 8;

/** Where the two streams of a link stand. */
export interface Progress {
  readonly next: number;
  readonly limit: number;
  readonly floor: number;
}

/** Which datagrams arrived, and whether that is to be said. */
export class Acknowledgements {
  private readonly received = new ReceivedNumbers();
  private readonly clock: Clock;
  private owedSinceMs: number | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Whether an ACK is owed. */
  get isDue(): boolean {
    return this.owedSinceMs !== null;
  }

  /** Takes note of a datagram; false if it arrived before. */
  admit(number: number): boolean {
    return this.received.admit(number);
  }

  /** Something is to be acked at the end of this turn. */
  owe(): void {
    this.owedSinceMs ??= this.clock.nowMs();
  }

  /** The ACK that is owed. */
  frame(progress: Progress): Frame {
    const delayMs = this.clock.nowMs() - (this.owedSinceMs ?? 0);
    this.owedSinceMs = null;
    const delay = Math.round(Math.max(0, delayMs));
    const arrived = this.received.newest(MAX_RANGES);
    const body = encodeBody({ kind: 'ACK', ...progress, delay, arrived });
    return { code: codeOf('ACK'), more: false, id: 0, back: 0, body };
  }
}

import type { Address } from '../../chat/address.ts';

/** A datagram on its way. */
export interface Transit {
  readonly bytes: Uint8Array;
  readonly from: Address;
  readonly to: Address;
}

/** When the copies of a datagram arrive, in milliseconds from now: none is a loss. */
export type Fate = readonly number[];

/** One copy of a datagram on its way. */
export interface Copy {
  /** Of the datagram, as a trace knows it. */
  readonly id: number;
  readonly transit: Transit;
  /** Its arrival, as the clock knows it. */
  readonly timer: unknown;
}

/** Decides what becomes of each datagram. */
export type Network = (transit: Transit) => Fate;

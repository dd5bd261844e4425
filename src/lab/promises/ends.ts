import { isSameAddress } from '../../chat/address.ts';
import type { Transit } from '../world/transit.ts';

/** Which number the other end of a conversation writes into its datagrams. */
export class Ends {
  /** Conversations of processes with themselves. */
  private readonly monologues = new Set<number>();

  /** A datagram with this number leaves. */
  sent(session: number, { from, to }: Transit): void {
    if (isSameAddress(from, to)) this.monologues.add(session);
  }

  /** The two ends write numbers that differ in the last bit; who writes to itself is both ends. */
  otherThan(session: number): number {
    if (this.monologues.has(session)) return session;
    return session % 2 === 0 ? session + 1 : session - 1;
  }
}

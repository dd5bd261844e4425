import { kindOf } from '../../chat/wire/codec.ts';
import { decodeDatagram } from '../../chat/wire/datagram.ts';
import type { Copy, Transit } from '../world/transit.ts';
import type { VirtualClock } from '../world/virtualClock.ts';

/** A datagram with copies on their way. */
export interface InFlight {
  /** As the trace knows it. */
  readonly id: number;
  readonly transit: Transit;
  readonly sentAtMs: number;
  readonly copies: readonly Copy[];
}

/** How many datagrams are kept at least before those that have arrived are looked for. */
const KEPT = 64;

/** The datagrams on their way, until each copy has arrived or is lost. */
export class Flights {
  private readonly clock: () => VirtualClock;
  private readonly flights = new Map<number, InFlight>();
  private room = KEPT;

  constructor(clock: () => VirtualClock) {
    this.clock = clock;
  }

  launched(copy: Copy): void {
    const { id, transit } = copy;
    const known = this.find(id);
    const sentAtMs = known?.sentAtMs ?? this.clock().nowMs();
    this.flights.set(id, { id, transit, sentAtMs, copies: [...(known?.copies ?? []), copy] });
    if (this.flights.size > this.room) this.forgetLanded();
  }

  /** With the copies that are still on their way, the next to arrive first. */
  find(id: number): InFlight | null {
    const flight = this.flights.get(id);
    const copies = (flight?.copies ?? []).filter((copy) => this.dueMs(copy) !== null);
    copies.sort((a, b) => (this.dueMs(a) ?? 0) - (this.dueMs(b) ?? 0));
    return flight && copies.length > 0 ? { ...flight, copies } : null;
  }

  /** In the order in which they were sent. */
  list(): InFlight[] {
    return [...this.flights.keys()].flatMap((id) => this.find(id) ?? []);
  }

  /** Milliseconds until each copy arrives. */
  fateOf({ copies }: InFlight): number[] {
    return copies.map((copy) => (this.dueMs(copy) ?? 0) - this.clock().nowMs());
  }

  private dueMs({ timer }: Copy): number | null {
    return this.clock().dueMs(timer);
  }

  private forgetLanded(): void {
    for (const id of this.flights.keys()) if (!this.find(id)) this.flights.delete(id);
    this.room = Math.max(KEPT, 2 * this.flights.size);
  }
}

/** What a datagram carries, in a few words: `PRIVATE 3, ACK`. */
export function contentsOf(bytes: Uint8Array): string {
  const datagram = decodeDatagram(bytes);
  if (!datagram) return 'unreadable';
  const words = datagram.frames.map(({ code, id }) => {
    const kind = kindOf(code) ?? `kind ${code}`;
    return id === 0 ? kind : `${kind} ${id}`;
  });
  return [...new Set(words)].join(', ');
}

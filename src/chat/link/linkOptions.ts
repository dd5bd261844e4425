import type { RoundTrip } from '../connection/roundTrip.ts';
import type { Runtime } from '../runtime.ts';
import type { PageFeed } from './pageFeed.ts';

export interface LinkOptions {
  readonly runtime: Runtime;
  /** Names the actors of this link. */
  readonly label: string;
  /** Written into every datagram, expected in every datagram. */
  readonly session: number;
  /**
   * Which end this is: the server, or the peer with the higher tag, is 1. Each end sends on its
   * own half of the session number, lest what it sent be taken for an answer. Without an end, a
   * link talks to itself.
   */
  readonly end?: 0 | 1;
  /** Longest message that the other end may send. */
  readonly maxMessageBytes: number;
  /** What leaves where nothing of the stream is to be sent. */
  readonly pages?: PageFeed;
  /** Called whenever there is something to `flush`. */
  onDue(): void;
  /** What was measured before on the same way. */
  readonly roundTrip?: RoundTrip;
}

type Identity = Pick<LinkOptions, 'session' | 'end'>;

/** The session as the other end of a link writes it. */
export function incomingOf({ session, end }: Identity): number {
  return end === 0 ? otherHalf(session) : session;
}

/** The session as this end of a link writes it. */
export function outgoingOf({ session, end }: Identity): number {
  return end === 1 ? otherHalf(session) : session;
}

function otherHalf(session: number): number {
  return session % 2 === 0 ? session + 1 : session - 1;
}

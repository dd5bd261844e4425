import { ACK_TIMEOUT_MS } from '../../../machines/timers.ts';
import type { ServerEndpoint } from '../../chat/server/serverEndpoint.ts';
import type { Beat } from './beat.ts';
import type { Roll } from './roll.ts';
import type { Stream } from './streams.ts';

/** What was sent before may hold back what comes next for so long, or half a round trip: its pace. */
const PACE_MS = ACK_TIMEOUT_MS;

/** The smallest window has room for two datagrams: with one under way there is room for another. */
const MAX_UNDER_WAY = 1;

/** Something is to leave for somebody who has taken all before it. */
interface Expectation {
  readonly name: string;
  readonly stream: Stream;
  readonly newestId: number;
  /** When it must have left. */
  readonly untilMs: number;
}

/**
 * Whoever keeps up is served at once, however slow others are: a group message that the server has
 * taken leaves for each member that has taken all before it, and so does the answer to its sender.
 * Only what it is still being sent itself may hold it back: copies fill its window like anything else
 * (RFC 9002 section 7).
 */
export class Fairness {
  private readonly beat: Beat;
  private readonly roll: Roll;
  /** The stream from the server to each name, since the process under it joined a group. */
  private readonly streams = new Map<string, Stream>();
  private readonly joining = new Set<string>();
  private expected: Expectation[] = [];
  private server: ServerEndpoint | null = null;

  constructor(beat: Beat, roll: Roll) {
    this.beat = beat;
    this.roll = roll;
  }

  joined(name: string): void {
    this.follow();
    this.streams.delete(name);
    this.joining.add(name);
  }

  /** The server sends frames of this stream to an address. */
  serverSent(key: string, stream: Stream): void {
    if (this.joining.size === 0) return;
    const name = this.roll.nameAt(key);
    if (name !== undefined && this.joining.delete(name)) this.streams.set(name, stream);
  }

  /** The server has taken a group message of somebody's, for these. */
  relayed(sender: string, recipients: readonly string[]): void {
    const { nowMs } = this.beat;
    this.follow();
    for (const name of [sender, ...recipients]) {
      const stream = this.streams.get(name);
      if (!stream || stream.newestId >= stream.takenId) continue;
      if (stream.underWay.size > MAX_UNDER_WAY) continue;
      // Section 7.7: the smallest window lets a datagram leave every 2/5 of a round trip.
      const untilMs = nowMs + Math.max(PACE_MS, stream.longestRoundTripMs / 2);
      this.expected.push({ name, stream, newestId: stream.newestId, untilMs });
    }
  }

  /** A process stands still, perhaps the server: it will send when it goes on. */
  paused(): void {
    this.expected = [];
  }

  stepEnded(): void {
    const { nowMs } = this.beat;
    this.follow();
    if (!this.expected.some(({ untilMs }) => untilMs <= nowMs)) return;
    const due = this.expected.filter(({ untilMs }) => untilMs <= nowMs);
    this.expected = this.expected.filter(({ untilMs }) => untilMs > nowMs);
    for (const { name, stream, newestId } of due) {
      if (stream.newestId > newestId || !this.roll.isOnline(name)) continue;
      const detail = `${name} had taken all, and was not sent what came next in its time`;
      this.beat.fail('oneSlowDoesNotSlowTheOthers', detail);
    }
  }

  /** Another server process knows nobody. */
  private follow(): void {
    const { server } = this.beat.world;
    if (server === this.server) return;
    this.server = server;
    this.joining.clear();
    this.streams.clear();
    this.expected = [];
  }
}

import { MAX_PTO_MS } from '../../../machines/timers.ts';
import { MAX_DATAGRAM_BYTES } from '../../chat/limits.ts';
import { codeOf, decodeControl, isStreamCode } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import type { ControlPacket } from '../../chat/wire/packets.ts';
import type { Beat } from './beat.ts';
import type { Ends } from './ends.ts';

type Ack = Extract<ControlPacket, { kind: 'ACK' }>;

const ACK = codeOf('ACK');

/** RFC 9002 section 7.7: at most the initial window leaves at once; and two probes beside it. */
const MAX_BURST_BYTES = (10 + 2) * MAX_DATAGRAM_BYTES;
/** Section 7.6.2: after a persistent congestion, the smallest window; and two probes beside it. */
const MAX_FRESH_START_BYTES = (2 + 2) * MAX_DATAGRAM_BYTES;
/** Three of the longest probe timeouts: when all is lost for longer, congestion was persistent. */
const PERSISTENT_MS = 3 * MAX_PTO_MS;
/** A datagram that was overtaken by so many is lost. */
const DATAGRAM_THRESHOLD = 3;

/** What one end of a conversation sent, and what came back to it. */
export interface Stream {
  /** The newest frame that has left. */
  newestId: number;
  /** Every frame below this was taken. */
  takenId: number;
  /** Since when the next one that was not taken waits. */
  waitsSinceMs: number;
  /** When each datagram left that is not known to have arrived, by number. */
  readonly underWay: Map<number, number>;
  newestAckedAtMs: number;
  /** The longest that an ack took to come. */
  longestRoundTripMs: number;
  /** What leaves at this moment. */
  burstAtMs: number;
  burstBytes: number;
  /** When it heard that all was lost for long. */
  freshStartAtMs: number;
}

/** Follows each stream from outside: what is on its way, what was taken, how much leaves at once. */
export class Streams {
  private readonly beat: Beat;
  private readonly ends: Ends;
  /** By the number that an end writes into its datagrams. */
  private readonly streams = new Map<number, Stream>();
  /** What an ACK says, by the datagram that carries it. */
  private readonly acks = new WeakMap<Uint8Array, Ack>();

  constructor(beat: Beat, ends: Ends) {
    this.beat = beat;
    this.ends = ends;
  }

  /** The stream of an end that has sent any; undefined if it has not. */
  of(session: number): Stream | undefined {
    return this.streams.get(session);
  }

  /** @returns the ACK that the datagram carries, if it does */
  sent(bytes: Uint8Array, { header, frames }: Datagram): Ack | null {
    let ack: Ack | null = null;
    let newestId = 0;
    for (const { code, id, body } of frames) {
      if (isStreamCode(code)) newestId = Math.max(newestId, id);
      if (code === ACK) ack = decodeControl(ACK, body) as Ack | null;
    }
    if (ack) this.acks.set(bytes, ack);
    if (newestId > 0) this.launched(header.session, header.number, newestId, bytes.length);
    return ack;
  }

  /** A datagram reaches the process that it was sent to. */
  delivered(bytes: Uint8Array, { header }: Datagram): void {
    const ack = this.acks.get(bytes);
    const stream = ack && this.streams.get(this.ends.otherThan(header.session));
    if (!stream) return;
    this.acks.delete(bytes);
    const { nowMs } = this.beat;
    if (ack.next > stream.takenId) {
      stream.takenId = ack.next;
      stream.waitsSinceMs = nowMs;
    }
    if (this.isLongLost(stream, ack.arrived)) stream.freshStartAtMs = nowMs;
  }

  private launched(session: number, number: number, newestId: number, bytes: number): void {
    const { nowMs } = this.beat;
    const stream = this.streams.get(session) ?? newStream();
    this.streams.set(session, stream);
    if (stream.newestId < stream.takenId) stream.waitsSinceMs = nowMs;
    stream.newestId = Math.max(stream.newestId, newestId);
    stream.underWay.set(number, nowMs);
    if (stream.burstAtMs !== nowMs) stream.burstBytes = 0;
    stream.burstAtMs = nowMs;
    stream.burstBytes += bytes;
    const isFresh = stream.freshStartAtMs === nowMs;
    if (stream.burstBytes <= (isFresh ? MAX_FRESH_START_BYTES : MAX_BURST_BYTES)) return;
    const when = isFresh ? `at once, after all was lost for ${PERSISTENT_MS} ms` : 'at once';
    this.beat.fail('itYields', `${stream.burstBytes} bytes left ${when}`);
  }

  /** Takes out what arrived and what is lost; whether that was all for a long time. */
  private isLongLost(stream: Stream, arrived: readonly number[]): boolean {
    const { underWay } = stream;
    const largest = arrived[1] ?? 0;
    let acked = 0;
    let longestMs = stream.longestRoundTripMs;
    let lostSinceMs = Number.NaN;
    let isLong = false;
    for (const [number, atMs] of underWay) {
      if (number > largest) break;
      if (isIn(arrived, number)) {
        acked = Math.max(acked, atMs);
        longestMs = Math.max(longestMs, this.beat.nowMs - atMs);
        lostSinceMs = Number.NaN;
        underWay.delete(number);
      } else if (number + DATAGRAM_THRESHOLD <= largest) {
        underWay.delete(number);
        if (atMs <= stream.newestAckedAtMs) continue;
        if (Number.isNaN(lostSinceMs)) lostSinceMs = atMs;
        isLong ||= atMs - lostSinceMs > PERSISTENT_MS;
      }
    }
    stream.longestRoundTripMs = longestMs;
    stream.newestAckedAtMs = Math.max(stream.newestAckedAtMs, acked);
    return isLong;
  }
}

function newStream(): Stream {
  return {
    newestId: 0,
    takenId: 1,
    waitsSinceMs: 0,
    underWay: new Map(),
    newestAckedAtMs: Number.NEGATIVE_INFINITY,
    longestRoundTripMs: 0,
    burstAtMs: Number.NEGATIVE_INFINITY,
    burstBytes: 0,
    freshStartAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** @param ranges first, last, first, last, …, the newest first */
function isIn(ranges: readonly number[], number: number): boolean {
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    if (number > (ranges[i + 1] as number)) return false;
    if (number >= (ranges[i] as number)) return true;
  }
  return false;
}

import { isStreamCode } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import { frameBytes } from '../../chat/wire/datagram.ts';
import type { Beat } from './beat.ts';

/** Where nothing is lost but by full queues, no more than this is sent of what is needed. */
const MOST_COPIES = 1.5;
/** What a path may cost beside that until it is known: the first window, twice. */
const TUITION_BYTES = 24_000;

interface Bytes {
  sent: number;
  needed: number;
}

/** The frames of one stream. */
interface Flow extends Bytes {
  /** The newest one that has left. */
  newest: number;
}

/** The bytes of streams with their headers: those that left, and those that left for the first time. */
export class Thrift {
  private readonly beat: Beat;
  /** By the number that an end writes into its datagrams. */
  private readonly flows = new Map<number, Flow>();
  private readonly total: Bytes = { sent: 0, needed: 0 };

  constructor(beat: Beat) {
    this.beat = beat;
  }

  sent({ header, frames }: Datagram): void {
    for (const frame of frames) {
      if (!isStreamCode(frame.code)) continue;
      const flow = this.flowOf(header.session);
      const bytes = frameBytes(frame);
      this.total.sent += bytes;
      flow.sent += bytes;
      // Frames leave in their order: what is not beyond the newest is a copy.
      if (frame.id <= flow.newest) continue;
      flow.newest = frame.id;
      flow.needed += bytes;
      this.total.needed += bytes;
    }
  }

  /** So far nothing but full queues has lost anything. */
  judge(): void {
    this.check('in all', this.total);
    for (const flow of this.flows.values()) this.check('on one stream', flow);
  }

  private check(where: string, { sent, needed }: Bytes): void {
    if (sent <= MOST_COPIES * needed + TUITION_BYTES) return;
    this.beat.fail('itYields', `${where} ${sent} bytes were sent for ${needed}`);
  }

  private flowOf(session: number): Flow {
    const known = this.flows.get(session);
    if (known) return known;
    const flow = { sent: 0, needed: 0, newest: 0 };
    this.flows.set(session, flow);
    return flow;
  }
}

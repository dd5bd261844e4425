import { isStreamCode } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import { frameBytes } from '../../chat/wire/datagram.ts';
import type { Beat } from './beat.ts';

/** Where nothing is lost but by full queues, no more than this is sent of what is needed. */
const MOST_COPIES = 1.5;
/** What it may cost beside that until the paths are known: a first window, twice. */
const TUITION_BYTES = 24_000;

/** The bytes of streams with their headers: those that left, and those that left for the first time. */
export class Thrift {
  private readonly beat: Beat;
  /** The newest frame that has left, by the number that its end writes into its datagrams. */
  private readonly newest = new Map<number, number>();
  private sentBytes = 0;
  private neededBytes = 0;

  constructor(beat: Beat) {
    this.beat = beat;
  }

  sent({ header, frames }: Datagram): void {
    for (const frame of frames) {
      if (!isStreamCode(frame.code)) continue;
      const bytes = frameBytes(frame);
      this.sentBytes += bytes;
      // Frames leave in their order: what is not beyond the newest is a copy.
      if (frame.id <= (this.newest.get(header.session) ?? 0)) continue;
      this.newest.set(header.session, frame.id);
      this.neededBytes += bytes;
    }
  }

  /** So far nothing but full queues has lost anything. */
  judge(): void {
    const { sentBytes, neededBytes } = this;
    if (sentBytes <= MOST_COPIES * neededBytes + TUITION_BYTES) return;
    this.beat.fail('itYields', `${sentBytes} bytes were sent for ${neededBytes}`);
  }
}

import { WINDOW_FRAMES } from '../../chat/link/inbox.ts';
import { isStreamCode } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import type { ControlPacket } from '../../chat/wire/packets.ts';
import type { Beat } from './beat.ts';
import type { Ends } from './ends.ts';

type Ack = Extract<ControlPacket, { kind: 'ACK' }>;

/** What each end of a conversation lets the other send, and so what it may have to keep. */
export class Credit {
  private readonly beat: Beat;
  private readonly ends: Ends;
  /** The first frame that an end does not take, by the number that it writes into its datagrams. */
  private readonly limits = new Map<number, number>();

  constructor(beat: Beat, ends: Ends) {
    this.beat = beat;
    this.ends = ends;
  }

  sent({ header: { session }, frames }: Datagram, ack: Ack | null): void {
    if (ack) this.grants(session, ack);
    for (const { code, id } of frames) {
      if (id > WINDOW_FRAMES && isStreamCode(code)) this.checkFrame(session, id);
    }
  }

  private grants(session: number, { next, limit }: Ack): void {
    this.limits.set(session, Math.max(limit, this.limits.get(session) ?? 0));
    if (limit - next <= WINDOW_FRAMES) return;
    const detail = `an end has taken up to ${next}, and lets itself be sent up to ${limit}`;
    this.beat.fail('memoryIsBounded', detail);
  }

  private checkFrame(session: number, id: number): void {
    const limit = this.limits.get(this.ends.otherThan(session)) ?? 0;
    if (id === limit - 1) this.beat.count('creditUsedUp');
    if (id < limit) return;
    this.beat.fail('memoryIsBounded', `frame ${id} is sent, and ${limit} was not yet asked for`);
  }
}

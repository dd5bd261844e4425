import { WINDOW_FRAMES } from '../../chat/link/inbox.ts';
import { codeOf, decodeControl, isStreamCode } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import type { Beat } from './beat.ts';

const ACK = codeOf('ACK');

/** What each end of a conversation lets the other send, and so what it may have to keep. */
export class Credit {
  private readonly beat: Beat;
  /** The first frame that an end does not take, by the number that it writes into its datagrams. */
  private readonly limits = new Map<number, number>();

  constructor(beat: Beat) {
    this.beat = beat;
  }

  sent({ header, frames }: Datagram): void {
    const { session } = header;
    for (const { code, id, body } of frames) {
      if (code === ACK) this.grants(session, body);
      else if (isStreamCode(code)) this.checkFrame(session, id);
    }
  }

  private grants(session: number, body: Uint8Array): void {
    const ack = decodeControl(ACK, body);
    if (ack?.kind !== 'ACK') return;
    this.limits.set(session, Math.max(ack.limit, this.limits.get(session) ?? 0));
    if (ack.limit - ack.next <= WINDOW_FRAMES) return;
    const detail = `an end has taken up to ${ack.next}, and lets itself be sent up to ${ack.limit}`;
    this.beat.fail('memoryIsBounded', detail);
  }

  private checkFrame(session: number, id: number): void {
    if (id <= WINDOW_FRAMES) return;
    // The two ends write numbers that differ in the last bit.
    const other = session % 2 === 0 ? session + 1 : session - 1;
    const limit = this.limits.get(other) ?? 0;
    if (id < limit) return;
    this.beat.fail('memoryIsBounded', `frame ${id} is sent, and ${limit} was not yet asked for`);
  }
}

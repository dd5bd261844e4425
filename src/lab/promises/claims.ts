import { ALLOWED_SILENCE_MS } from '../../../machines/timers.ts';
import { codeOf, decodeControl } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import type { Beat } from './beat.ts';

const REGISTER = codeOf('REGISTER');
const WAIT = codeOf('WAIT');

/** Who has been told to wait until a name, or the address that it has, is found to be free. */
export class Claims {
  private readonly beat: Beat;
  /** The name that an address last asked for. */
  private readonly wanted = new Map<string, string>();
  /** When a name, or an address, was last waited for. */
  private readonly claimedAtMs = new Map<string, number>();

  constructor(beat: Beat) {
    this.beat = beat;
  }

  /** A registration reaches the server. */
  asked(key: string, { frames }: Datagram): void {
    const packet = frames[0] && decodeControl(REGISTER, frames[0].body);
    if (packet?.kind === 'REGISTER') this.wanted.set(key, packet.name);
  }

  /** The server answers somebody. */
  serverSent(key: string, { frames }: Datagram): void {
    if (frames[0]?.code !== WAIT) return;
    for (const claimed of [key, this.wanted.get(key)]) {
      if (claimed !== undefined) this.claimedAtMs.set(claimed, this.beat.nowMs);
    }
  }

  /** Whether somebody waits for this name, or for a process at this address. */
  isClaimed(name: string, key: string): boolean {
    const atMs = [name, key].map((claimed) => this.claimedAtMs.get(claimed) ?? 0);
    return this.beat.nowMs - Math.max(...atMs) < ALLOWED_SILENCE_MS;
  }
}

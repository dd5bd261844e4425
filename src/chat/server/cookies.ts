import { COOKIE_EPOCH_MS } from '../../../machines/timers.ts';
import type { Address } from '../address.ts';
import { addressKey } from '../address.ts';

/** A hash that only this server can compute. */
export type KeyedHash = (text: string) => Uint8Array;

/**
 * Cookies prove that a client receives at the address it sends from, and cost the server no memory
 * until it does.
 *
 * @see RFC 9000 section 8.1.2 (address validation with Retry), RFC 6347 section 4.2.1
 */
export class Cookies {
  private readonly keyedHash: KeyedHash;
  private readonly nowMs: () => number;

  constructor(keyedHash: KeyedHash, nowMs: () => number) {
    this.keyedHash = keyedHash;
    this.nowMs = nowMs;
  }

  issue(address: Address, tag: number): Uint8Array {
    return this.at(this.epoch(), address, tag);
  }

  /** Whether this cookie was issued to that address and tag within the last two epochs. */
  accepts(cookie: Uint8Array, address: Address, tag: number): boolean {
    const epoch = this.epoch();
    return [epoch, epoch - 1].some((issued) => isSameProof(cookie, this.at(issued, address, tag)));
  }

  private epoch(): number {
    return Math.floor(this.nowMs() / COOKIE_EPOCH_MS);
  }

  private at(epoch: number, address: Address, tag: number): Uint8Array {
    return this.keyedHash(`${addressKey(address)} ${tag} ${epoch}`);
  }
}

/** Takes the same time whatever differs. */
function isSameProof(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

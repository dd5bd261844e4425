/** What a client's endpoint gets from whoever drives it, over sockets or in the lab. */
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import type { Address } from '../address.ts';
import type { Runtime } from '../runtime.ts';

export interface ClientEndpointOptions {
  readonly name: string;
  readonly server: Address;
  /** A server that does not answer does not end the client. */
  readonly stays?: boolean;
  readonly runtime: Runtime;
  /** There is something to `flush` at the end of this turn. */
  onDue(): void;
  /** `group` is the group the user is in when this is shown, or null. */
  onNotice(notice: ClientNotice, group: string | null): void;
  /** A turn is over: the prompt may have changed. */
  onStep?(): void;
  /** All is over; nothing will be sent any more once what is due now has been flushed. */
  onEnd(status: 0 | 1): void;
}

/** What a send function does with a datagram. */
export type Send = (bytes: Uint8Array, to: Address) => void;

import type { Address } from '../../chat/address.ts';
import type { ClientEndpoint } from '../../chat/client/clientEndpoint.ts';

export type Endpoint = Pick<ClientEndpoint, 'receive' | 'flush' | 'stop'>;

/** A process on a machine of the simulated network. */
export interface Node {
  readonly name: string;
  address: Address;
  endpoint: Endpoint;
  /** It was not killed, and nobody runs in its place. */
  isUp: boolean;
  isFlushDue: boolean;
  /** What happened to a paused process meanwhile: it happens when the process goes on. */
  paused: (() => void)[] | null;
  /** Its machine is off while it is paused: what arrives is lost. */
  isDeaf: boolean;
}

export const SERVER_ADDRESS: Address = { ip: '10.0.0.1', port: 5000 };

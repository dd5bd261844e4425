import type { Address } from '../address.ts';
import { isSameAddress } from '../address.ts';
import { RoundTrip } from '../connection/roundTrip.ts';
import type { Runtime } from '../runtime.ts';
import { decodeDatagram } from '../wire/datagram.ts';
import { Registration } from './registration.ts';

/** What any server answers, one that speaks another version among them: the client will hear that. */
const FROM_SERVER: ReadonlySet<string> = new Set(['CHALLENGE', 'VERSIONS']);

export interface ServerSearchOptions {
  readonly addresses: readonly Address[];
  readonly runtime: Runtime;
  onDue(): void;
  /** The address that answered, or null if none has for as long as a registration lasts. */
  onEnd(address: Address | null): void;
}

/**
 * Finds out from which of several addresses a server answers. All are asked at once, by a REGISTER
 * without a cookie, which any server answers with a CHALLENGE and forgets; the first answer counts.
 * It asks again where datagrams are lost. No IO, like the endpoint of the client to come.
 */
export class ServerSearch {
  private readonly options: ServerSearchOptions;
  private readonly registration: Registration;
  private hasEnded = false;

  constructor(options: ServerSearchOptions) {
    this.options = options;
    this.registration = new Registration({
      runtime: options.runtime,
      roundTrip: new RoundTrip(),
      onDue: options.onDue,
      onTimedOut: () => this.end(null),
    });
  }

  start(): void {
    const cookie = new Uint8Array(0);
    this.registration.ask({ kind: 'REGISTER', name: '', tag: 0, resume: 0, cookie });
  }

  receive(bytes: Uint8Array, from: Address): void {
    const address = this.options.addresses.find((candidate) => isSameAddress(candidate, from));
    const datagram = address && decodeDatagram(bytes);
    if (!address || !datagram || this.hasEnded) return;
    const answers = this.registration.receive(datagram);
    if (answers.some(({ kind }) => FROM_SERVER.has(kind))) this.end(address);
  }

  flush(send: (bytes: Uint8Array, to: Address) => void): void {
    for (const bytes of this.registration.link.flush(0)) {
      for (const address of this.options.addresses) send(bytes, address);
    }
  }

  private end(address: Address | null): void {
    this.hasEnded = true;
    this.registration.stop();
    this.options.onEnd(address);
  }
}

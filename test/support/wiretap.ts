import type { Socket } from 'node:dgram';
import type { Address } from '../../src/chat/address.ts';
import { ClientEndpoint } from '../../src/chat/client/clientEndpoint.ts';
import { realRuntime } from '../../src/udp/realTime.ts';

/** A datagram that really travelled, and the other end of its way. */
export interface Recorded {
  readonly bytes: Uint8Array;
  readonly peer: Address;
}

/** A client on a socket of the test's, which keeps every datagram that it sends and gets. */
export class Wiretap {
  readonly sent: Recorded[] = [];
  readonly got: Recorded[] = [];
  readonly endpoint: ClientEndpoint;
  private readonly socket: Socket;

  constructor(name: string, server: Address, socket: Socket) {
    this.socket = socket;
    this.endpoint = new ClientEndpoint({
      name,
      server,
      runtime: realRuntime,
      onDue: () => setImmediate(() => this.flush()),
      onNotice: () => {},
      onEnd: () => {},
    });
    socket.on('message', (bytes, { address, port }) => {
      const peer = { ip: address, port };
      this.got.push({ bytes, peer });
      this.endpoint.receive(bytes, peer);
    });
    this.endpoint.start();
  }

  /** Sends anything from the client's own address. */
  inject(bytes: Uint8Array, to: Address): void {
    this.socket.send(bytes, to.port, to.ip);
  }

  stop(): void {
    this.endpoint.stop();
  }

  private flush(): void {
    this.endpoint.flush((bytes, peer) => {
      this.sent.push({ bytes, peer });
      this.inject(bytes, peer);
    });
  }
}

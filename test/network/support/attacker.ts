/** A registered client on a real socket that then sends what it likes, and acks nothing. */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Command } from '../../../machines/vocabulary.ts';
import { ClientEndpoint } from '../../../src/chat/client/clientEndpoint.ts';
import { codeOf, encodeBody, isStreamCode } from '../../../src/chat/wire/codec.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram, encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { realRuntime } from '../../../src/udp/realTime.ts';

const HOST = '127.0.0.1';

/** A frame with a packet, at a place of the stream where it has one. */
export function frameOf(packet: Packet, id = 0): Frame {
  const code = codeOf(packet.kind);
  const place = isStreamCode(code) ? { id, back: Math.max(0, id - 1) } : { id: 0, back: 0 };
  return { code, more: false, ...place, body: encodeBody(packet) };
}

export class Attacker {
  /** What became of the registration. */
  readonly outcome: Promise<'registered' | 'refused'>;
  receivedBytes = 0;
  private readonly socket: Socket = createSocket('udp4');
  private readonly endpoint: ClientEndpoint;
  private readonly serverPort: number;
  private session = 0;
  private number = 1_000;

  constructor(name: string, serverPort: number) {
    this.serverPort = serverPort;
    let tell: (outcome: 'registered' | 'refused') => void = () => {};
    this.outcome = new Promise((resolve) => {
      tell = resolve;
    });
    this.endpoint = new ClientEndpoint({
      name,
      server: { ip: HOST, port: serverPort },
      runtime: realRuntime,
      onDue: () => setImmediate(() => this.flush()),
      onNotice: ({ kind }) => {
        if (kind === 'registered' || kind === 'refused') tell(kind);
      },
      onEnd: () => {},
    });
    this.socket.on('message', (bytes, { address: ip, port }) => {
      this.receivedBytes += bytes.length;
      this.endpoint.receive(bytes, { ip, port });
    });
  }

  async start(): Promise<void> {
    this.socket.bind(0, HOST);
    await once(this.socket, 'listening');
    this.endpoint.start();
    await this.outcome;
    // Once more: what is under way carries the session.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Asks for something as a client does. */
  command(command: Command): void {
    this.endpoint.command(command);
  }

  /** The group that it is in. */
  get group(): string | null {
    return this.endpoint.group;
  }

  /** From now on it is no client any more. */
  turn(): this {
    this.endpoint.stop();
    this.receivedBytes = 0;
    return this;
  }

  /** A datagram of its session, with a number that was not used. */
  send(...frames: readonly Frame[]): void {
    const header = { session: this.session, number: ++this.number, tableVersion: 0 };
    this.socket.send(encodeDatagram(header, frames), this.serverPort, HOST);
  }

  close(): void {
    this.endpoint.stop();
    this.socket.close();
  }

  private flush(): void {
    this.endpoint.flush((bytes) => {
      this.session = decodeDatagram(bytes)?.header.session ?? this.session;
      this.socket.send(bytes, this.serverPort, HOST);
    });
  }
}

/** The only file that knows `node:dgram`: datagrams and real time on one side, an endpoint on the other. */
import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import type { Address } from '../chat/address.ts';
import { mapped, unmapped } from './ip.ts';

/** An error as the system reports it. */
interface SystemError extends Error {
  readonly code?: string;
}

/** The socket could not be opened. The message is one line for the user. */
export class PortError extends Error {
  readonly code: string;

  constructor(address: Address, cause: SystemError) {
    super(lineFor(address, cause));
    this.name = 'PortError';
    this.code = cause.code ?? 'UNKNOWN';
  }
}

/** What an endpoint is to its driver. */
export interface Drivable {
  receive(bytes: Uint8Array, from: Address): void;
  flush(send: (bytes: Uint8Array, to: Address) => void): void;
}

export interface DriverOptions {
  /** Where to listen. */
  readonly address: Address;
  /** Share of the datagrams that is dropped in each direction. */
  readonly lossRate: number;
}

/** Room for bursts of acks; the kernel gives what it allows. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Drives an endpoint with a real socket. */
export class UdpDriver {
  readonly address: Address;
  private readonly socket: Socket;
  private readonly family: 4 | 6;
  private readonly lossRate: number;
  private endpoint: Drivable | null = null;
  private isFlushDue = false;
  private closed: Promise<void> | null = null;

  private constructor(socket: Socket, family: 4 | 6, lossRate: number) {
    const { address: ip, port } = socket.address();
    this.address = { ip, port };
    this.family = family;
    this.socket = socket;
    this.lossRate = lossRate;
  }

  /**
   * @throws PortError if the address cannot be had
   */
  static async open({ address, lossRate }: DriverOptions): Promise<UdpDriver> {
    // Asked the other way round, it costs 3 ms: Node's rule for IPv6 is long.
    const family = isIPv4(address.ip) ? 4 : 6;
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      // Every address is an IP literal already: without this each send asks the resolver.
      lookup: (ip, _options, callback) => callback(null, ip, family),
    });
    try {
      // With our own lookup all of it may happen before bind returns.
      const listening = once(socket, 'listening');
      socket.bind(address.port, address.ip);
      await listening;
    } catch (error) {
      socket.close();
      throw new PortError(address, error as SystemError);
    }
    enlargeReceiveBuffer(socket);
    return new UdpDriver(socket, family, lossRate);
  }

  /** Connects the endpoint: from now on datagrams reach it. */
  drive(endpoint: Drivable): void {
    this.endpoint = endpoint;
    this.socket.on('message', (bytes, from) => this.receive(bytes, from));
    // An unreachable network is a lost datagram to the protocol: its timers see to it.
    this.socket.on('error', () => {});
  }

  /** Flushes the endpoint when everything that happens in this turn has happened. */
  flushSoon(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    setImmediate(() => this.flush());
  }

  /** Closes the socket without sending what is due. */
  kill(): Promise<void> {
    this.endpoint = null;
    return this.closeSocket();
  }

  /** Sends what is due and closes the socket when the kernel has taken it. */
  async close(): Promise<void> {
    this.flush();
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    await this.closeSocket();
  }

  /** A socket may be closed once, its driver as often as anybody likes. */
  private closeSocket(): Promise<void> {
    this.closed ??= new Promise((resolve) => {
      this.socket.close(() => resolve());
    });
    return this.closed;
  }

  private flush(): void {
    this.isFlushDue = false;
    this.endpoint?.flush((bytes, to) => {
      if (this.isDropped()) return;
      try {
        // No callback: it would cost a tick for each datagram. Errors come as events.
        const ip = this.family === 6 ? mapped(to.ip) : to.ip;
        this.socket.send(bytes, to.port, ip);
      } catch {
        // Closed meanwhile, or an address that cannot be sent to: lost like any other datagram.
      }
    });
  }

  private receive(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    if (this.isDropped()) return;
    const ip = this.family === 6 ? unmapped(address) : address;
    this.endpoint?.receive(bytes, { ip, port });
  }

  private isDropped(): boolean {
    return this.lossRate > 0 && Math.random() < this.lossRate;
  }
}

function enlargeReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // A system that refuses leaves the default; bursts are then lost and sent again.
  }
}

function lineFor({ ip, port }: Address, { code, message }: SystemError): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use: choose another one`;
    case 'EACCES':
      return `port ${port} may not be used by you: choose one from 1024 up`;
    case 'EADDRNOTAVAIL':
      return `this machine does not have the address ${ip}`;
    default:
      return `cannot open port ${port} on ${ip}: ${message}`;
  }
}

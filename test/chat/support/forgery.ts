/** What somebody can do who sees the traffic and sends what they like. */
import type { Address } from '../../../src/chat/address.ts';
import { addressKey } from '../../../src/chat/address.ts';
import { codeOf, encodeBody } from '../../../src/chat/wire/codec.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram, encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import type { Transit } from '../../../src/lab/world/transit.ts';
import type { Chat } from './chat.ts';

/** Nobody registered from here. */
export const STRANGER: Address = { ip: '192.0.2.66', port: 6_666 };

/** A frame with a packet; `id` 0 for control packets. */
export function frameOf(packet: Packet, id = 0): Frame {
  return { code: codeOf(packet.kind), more: false, id, back: 0, body: encodeBody(packet) };
}

export interface Forgery {
  readonly session: number;
  readonly frames: readonly Frame[];
  readonly number?: number;
  readonly tableVersion?: number;
}

export function forge({ session, frames, number = 5_000, tableVersion = 0 }: Forgery): Uint8Array {
  return encodeDatagram({ session, number, tableVersion }, frames);
}

/** From now on, everything that is sent. */
export function wiretap(chat: Chat): Transit[] {
  const traffic: Transit[] = [];
  const { network } = chat;
  chat.network = (transit) => {
    traffic.push(transit);
    return network(transit);
  };
  return traffic;
}

/** The session on which two addresses talked last. */
export function sessionBetween(traffic: readonly Transit[], a: Address, b: Address): number {
  const last = traffic.findLast(({ from, to }) => isSame(from, a) && isSame(to, b));
  const datagram = last && decodeDatagram(last.bytes);
  if (!datagram) throw new RangeError('these two have not talked');
  return datagram.header.session;
}

export function isSame(a: Address, b: Address): boolean {
  return addressKey(a) === addressKey(b);
}

/** Everything about a chat that only those who are entitled to it may change. */
export function stateOf({ world, started }: Chat): unknown {
  return {
    table: world.server.entries(),
    log: [...world.log],
    clients: started.map(({ endpoint, notices, status }) => ({
      notices,
      status,
      group: endpoint.group,
      listings: endpoint.listings(),
      buffered: endpoint.buffered,
      isActive: endpoint.isActive,
    })),
  };
}

/** Datagrams as the other end of a story sends them. */
import { codeOf, encodeBody, isStreamCode } from '../../../src/chat/wire/codec.ts';
import { encodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';

interface FrameOptions {
  readonly id?: number;
  readonly back?: number;
  readonly more?: boolean;
  /** Instead of the packet's, in hex. */
  readonly body?: string;
}

export type Sent = Packet | readonly [Packet, FrameOptions];

/** A datagram, in hex. */
export function datagram(session: number, number: number, ...sent: readonly Sent[]): string {
  return versioned(0, session, number, ...sent);
}

/** The same, with the version of a table. */
export function versioned(
  tableVersion: number,
  session: number,
  number: number,
  ...sent: readonly Sent[]
): string {
  const frames = sent.map((each) => {
    const [packet, options] = isPair(each) ? each : [each, {}];
    const code = codeOf(packet.kind);
    const { id = isStreamCode(code) ? 1 : 0, back = 0 } = options;
    const { more = false, body } = options;
    const bytes = body === undefined ? encodeBody(packet) : Buffer.from(body, 'hex');
    return { code, more, id, back, body: bytes };
  });
  return hex(encodeDatagram({ session, number, tableVersion }, frames));
}

/** Takes all below `next`, and has these datagrams: first, last, first, last, … */
export function ack(next: number, ...arrived: readonly number[]): Packet {
  return { kind: 'ACK', next, limit: next + 256, floor: 1, delay: 0, arrived };
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function isPair(sent: Sent): sent is readonly [Packet, FrameOptions] {
  return Array.isArray(sent);
}

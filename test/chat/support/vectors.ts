import { readFileSync } from 'node:fs';
import type { Packet } from '../../../src/chat/wire/packets.ts';

/** A packet as it stands in the file: byte strings are hex. */
export type PlainPacket = Readonly<Record<string, unknown>> & { readonly kind: Packet['kind'] };

interface PlainHeader {
  readonly session: number;
  readonly number: number;
  readonly tableVersion: number;
}

export interface DatagramVector {
  readonly name: string;
  readonly hex: string;
  readonly header: PlainHeader;
  readonly frames: readonly {
    readonly code: number;
    readonly more: boolean;
    readonly id: number;
    readonly back: number;
    readonly packet: PlainPacket;
  }[];
}

interface MessageVector {
  readonly name: string;
  readonly session: number;
  readonly tableVersion: number;
  readonly firstNumber: number;
  readonly firstId: number;
  readonly packet: PlainPacket;
  readonly datagrams: readonly string[];
}

/** Pieces of hex, and how often each is repeated. */
type Parts = readonly (readonly [hex: string, times: number])[];

export type RejectedVector = {
  readonly reason: string;
  readonly parts: Parts;
  readonly mended: Parts;
} & (
  | { readonly stage: 'datagram' }
  | { readonly stage: 'body'; readonly kind: Packet['kind']; readonly code: number }
);

export interface Vectors {
  readonly version: number;
  readonly datagrams: readonly DatagramVector[];
  readonly messages: readonly MessageVector[];
  readonly rejected: readonly RejectedVector[];
}

/** The test vectors that lie beside the specification. */
export const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../../docs/protocol-vectors.json', import.meta.url), 'utf8'),
);

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function join(parts: Parts): Uint8Array {
  return fromHex(parts.map(([hex, times]) => hex.repeat(times)).join(''));
}

/** The packet that a plain one stands for. */
export function packetOf(plain: PlainPacket): Packet {
  const { cookie } = plain;
  return (typeof cookie === 'string' ? { ...plain, cookie: fromHex(cookie) } : plain) as Packet;
}

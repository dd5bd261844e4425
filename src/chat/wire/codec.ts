/**
 * Packets to bytes and back. The body of every kind is a CBOR array (RFC 8949, deterministic
 * encoding); its fields are checked here, once, and nowhere else. What they are stands in `schema.ts`,
 * what they mean in `docs/protocol.md`.
 */
import { encode } from 'cborg';
import { decodeFields, encodeFields } from './cbor.ts';
import type { Datagram } from './datagram.ts';
import { isUint32 } from './fields.ts';
import type { Field } from './fieldTypes.ts';
import { entryItems } from './fieldTypes.ts';
import type { ControlPacket, Packet, StreamMessage, TableEntry } from './packets.ts';
import type { Kind, PacketOf } from './schema.ts';
import { SCHEMA } from './schema.ts';

const FIRST_STREAM_CODE = 32;

type Ack = PacketOf<'ACK'>;

/** A kind, as the codec needs it. */
interface Layout {
  readonly kind: Kind;
  readonly fields: readonly (readonly [name: string, field: Field<unknown>])[];
}

const KINDS = Object.keys(SCHEMA) as Kind[];
/** By number. */
const LAYOUTS: (Layout | undefined)[] = Array.from({ length: 128 });
for (const kind of KINDS) {
  LAYOUTS[SCHEMA[kind].code] = { kind, fields: Object.entries(SCHEMA[kind].fields) };
}
const RESET_CODE = SCHEMA.RESET.code;
const ACK_CODE = SCHEMA.ACK.code;
const ASKING_CODES = new Set<number>([SCHEMA.KEEPALIVE.code, SCHEMA.REQUEST_TABLE.code]);

/** The number that a kind has on the wire. */
export function codeOf(kind: Kind): number {
  return SCHEMA[kind].code;
}

/** The kind that a number on the wire stands for. */
export function kindOf(code: number): Kind | undefined {
  return LAYOUTS[code]?.kind;
}

/** Whether this code is known and belongs to a message that travels on a stream. */
export function isStreamCode(code: number): boolean {
  return code >= FIRST_STREAM_CODE && LAYOUTS[code] !== undefined;
}

/** A datagram that says only: I do not know your session. */
export function isReset({ frames }: Datagram): boolean {
  return frames.length === 1 && frames[0]?.code === RESET_CODE;
}

/** Whether an answer is due: acks and errors are never answered with an error. */
export function wantsAnswer({ frames }: Datagram): boolean {
  return frames.some(({ code }) => isStreamCode(code) || ASKING_CODES.has(code));
}

/** The CBOR body of a packet. */
export function encodeBody(packet: Packet): Uint8Array {
  if (packet.kind === 'ACK') return encodeAck(packet);
  const values = packet as unknown as Readonly<Record<string, unknown>>;
  const items: unknown[] = [];
  for (const [name, field] of LAYOUTS[codeOf(packet.kind)]?.fields ?? []) {
    field.write(values[name], items);
  }
  return encodeFields(items);
}

/** Reads the body of a control frame; null if it is not exactly what the kind's CDDL says. */
export function decodeControl(code: number, body: Uint8Array): ControlPacket | null {
  return code < FIRST_STREAM_CODE ? (decodeBody(code, body) as ControlPacket | null) : null;
}

/** Reads the body of a complete stream message; null if it is not what the kind's CDDL says. */
export function decodeMessage(code: number, body: Uint8Array): StreamMessage | null {
  return code < FIRST_STREAM_CODE ? null : (decodeBody(code, body) as StreamMessage | null);
}

/** Bytes that a name takes in a page of a list. */
export function nameBytes(name: string): number {
  return encode(name).length;
}

/** Bytes that a table entry takes in a page. */
export function entryBytes(entry: TableEntry): number {
  return encode(entryItems(entry)).length;
}

function decodeBody(code: number, body: Uint8Array): Packet | null {
  const layout = LAYOUTS[code];
  if (code === ACK_CODE) return readAck(body);
  const items = layout ? decodeFields(body) : null;
  return layout && items ? read(layout, items) : null;
}

/** What every second datagram bears goes by hand; a test holds it to the schema. */
function encodeAck({ next, limit, floor, delay, arrived }: Ack): Uint8Array {
  return encodeFields([next, limit, floor, delay, ...arrived]);
}

function readAck(body: Uint8Array): Ack | null {
  const items = decodeFields(body);
  if (items === null) return null;
  const [next, limit, floor, delay] = items;
  const arrived = SCHEMA.ACK.fields.arrived.read(items, 4);
  if (!isUint32(next) || !isUint32(limit) || !isUint32(floor) || !isUint32(delay)) return null;
  return arrived ? { kind: 'ACK', next, limit, floor, delay, arrived } : null;
}

function read({ kind, fields }: Layout, items: readonly unknown[]): Packet | null {
  const values: Record<string, unknown> = { kind };
  let at = 0;
  for (const [name, field] of fields) {
    const value = field.read(items, at);
    if (value === undefined) return null;
    values[name] = value;
    at = Math.min(at + field.items, items.length);
  }
  const packet = values as unknown as Packet;
  return at === items.length && saysSomething(packet) ? packet : null;
}

/** What no field says by itself: there is no news of nobody. */
function saysSomething(packet: Packet): boolean {
  return packet.kind !== 'GROUP_NEWS' || packet.entered.count + packet.left.count > 0;
}

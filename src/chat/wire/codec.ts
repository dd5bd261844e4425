/**
 * Packets to bytes and back. The body of every kind is a CBOR array (RFC 8949, deterministic
 * encoding); its fields are checked here, once, and nowhere else. `docs/protocol.md` is the
 * specification, with the CDDL of every kind.
 */
import { encode } from 'cborg';
import type { Roster } from '../../../machines/vocabulary.ts';
import { MAX_ROSTER_NAMES } from '../limits.ts';
import { decodeFields, encodeFields } from './cbor.ts';
import type { Datagram } from './datagram.ts';
import { VERSIONS_CODE } from './datagram.ts';
import {
  isByte,
  isCookie,
  isIdentity,
  isNameField,
  isNames,
  isShort,
  isText,
  isUint32,
  pick,
} from './fields.ts';
import type { ControlPacket, Packet, StreamMessage, TableEntry } from './packets.ts';

type Kind = Packet['kind'];
type Fields = readonly unknown[];

/** Numbers of the kinds on the wire. Stream kinds are those from 32 up. */
const CODES = {
  VERSIONS: VERSIONS_CODE,
  REGISTER: 1,
  CHALLENGE: 2,
  REGISTERED: 3,
  REFUSED: 4,
  WAIT: 5,
  ACK: 6,
  KEEPALIVE: 7,
  PROBE: 8,
  RESET: 9,
  REQUEST_TABLE: 10,
  UPDATED_TABLE: 11,
  PRIVATE: 32,
  SUSPECT: 33,
  CREATE_GROUP: 34,
  LIST_GROUPS: 35,
  JOIN_GROUP: 36,
  LIST_MEMBERS: 37,
  LEAVE_GROUP: 38,
  SEND_GROUP: 39,
  DEREGISTER: 40,
  SUSPECTED: 64,
  GROUP_CREATED: 65,
  GROUPS: 66,
  JOINED: 67,
  MEMBERS: 68,
  LEFT: 69,
  GROUP_SENT: 70,
  DEREGISTERED: 71,
  GROUP_MESSAGE: 72,
  REMOVED: 73,
  GROUP_NEWS: 74,
} as const satisfies Record<Kind, number>;

const FIRST_STREAM_CODE = 32;
const KINDS = new Map<number, Kind>(
  Object.entries(CODES).map(([kind, code]) => [code, kind as Kind]),
);

const ASKING_CODES = new Set<number>([CODES.KEEPALIVE, CODES.REQUEST_TABLE]);

const REFUSALS = ['nameTaken', 'serverFull', 'badName', 'hostFull'] as const;
const STATUSES = ['offline', 'online', 'forgotten'] as const;
const CREATED = ['created', 'exists', 'tooMany'] as const;
const JOINED = ['joined', 'noSuchGroup'] as const;
const SENT = ['sent', 'busy'] as const;

const MAX_RANGE_NUMBERS = 64;
/** A literal, behind which a link-local one bears its zone: `fe80::1%eth0`. */
const IP_PATTERN = /^[0-9a-fA-F.:]{2,45}(%[A-Za-z0-9._-]{1,32})?$/;

/** The number that a kind has on the wire. */
export function codeOf(kind: Kind): number {
  return CODES[kind];
}

/** The kind that a number on the wire stands for. */
export function kindOf(code: number): Kind | undefined {
  return KINDS.get(code);
}

/** Whether this code is known and belongs to a message that travels on a stream. */
export function isStreamCode(code: number): boolean {
  return code >= FIRST_STREAM_CODE && KINDS.has(code);
}

/** A datagram that says only: I do not know your session. */
export function isReset({ frames }: Datagram): boolean {
  return frames.length === 1 && frames[0]?.code === CODES.RESET;
}

/** Whether an answer is due: acks and errors are never answered with an error. */
export function wantsAnswer({ frames }: Datagram): boolean {
  return frames.some(({ code }) => isStreamCode(code) || ASKING_CODES.has(code));
}

/** The CBOR body of a packet. */
export function encodeBody(packet: Packet): Uint8Array {
  return encodeFields(fieldsOf(packet));
}

/** Reads the body of a control frame; null if it is not exactly what the kind's CDDL says. */
export function decodeControl(code: number, body: Uint8Array): ControlPacket | null {
  const kind = KINDS.get(code);
  if (kind === undefined || code >= FIRST_STREAM_CODE) return null;
  const fields = decodeFields(body);
  return fields === null ? null : readControl(kind as ControlPacket['kind'], fields);
}

/** Reads the body of a complete stream message; null if it is not what the kind's CDDL says. */
export function decodeMessage(code: number, body: Uint8Array): StreamMessage | null {
  const kind = KINDS.get(code);
  if (kind === undefined || code < FIRST_STREAM_CODE) return null;
  const fields = decodeFields(body);
  return fields === null ? null : readMessage(kind as StreamMessage['kind'], fields);
}

function fieldsOf(packet: Packet): Fields {
  switch (packet.kind) {
    case 'VERSIONS':
      return [packet.lowest, packet.highest];
    case 'REGISTER':
      return [packet.name, packet.tag, packet.resume, packet.cookie];
    case 'CHALLENGE':
      return [packet.cookie];
    case 'REGISTERED':
      return [packet.session];
    case 'REFUSED':
      return [REFUSALS.indexOf(packet.refusal)];
    case 'ACK':
      return [packet.next, packet.limit, packet.floor, packet.delay, ...packet.arrived];
    case 'REQUEST_TABLE':
      return [packet.since];
    case 'UPDATED_TABLE':
      return [packet.from, packet.to, packet.latest, packet.entries.map(entryFields)];
    case 'PRIVATE':
    case 'SEND_GROUP':
      return [packet.text];
    case 'SUSPECT':
      return [packet.name, packet.tag];
    case 'CREATE_GROUP':
    case 'JOIN_GROUP':
    case 'REMOVED':
      return [packet.group];
    case 'GROUP_CREATED':
      return [packet.re, CREATED.indexOf(packet.outcome)];
    case 'JOINED':
      return [packet.re, JOINED.indexOf(packet.outcome)];
    case 'GROUP_SENT':
      return [packet.re, SENT.indexOf(packet.outcome)];
    case 'LIST_GROUPS':
    case 'LIST_MEMBERS':
      return [packet.from];
    case 'GROUPS':
    case 'MEMBERS':
      return [packet.re, packet.next, packet.names];
    case 'SUSPECTED':
    case 'LEFT':
    case 'DEREGISTERED':
      return [packet.re];
    case 'GROUP_MESSAGE':
      return [packet.group, packet.from, packet.text];
    case 'GROUP_NEWS':
      return [packet.group, ...rosterFields(packet.entered), ...rosterFields(packet.left)];
    default:
      return [];
  }
}

/** Bytes that a name takes in a page of a list. */
export function nameBytes(name: string): number {
  return encode(name).length;
}

function rosterFields({ names, count }: Roster): Fields {
  return [names, count];
}

/** Bytes that a table entry takes in a page. */
export function entryBytes(entry: TableEntry): number {
  return encode(entryFields(entry)).length;
}

function entryFields(entry: TableEntry): Fields {
  return [entry.name, entry.ip, entry.port, STATUSES.indexOf(entry.status), entry.tag];
}

function readControl(kind: ControlPacket['kind'], fields: Fields): ControlPacket | null {
  const [a, b, c, d] = fields;
  switch (kind) {
    case 'VERSIONS':
      return fields.length === 2 && isByte(a) && isByte(b) ? { kind, lowest: a, highest: b } : null;
    case 'REGISTER':
      // An impossible name is let through: the server answers it with a reason.
      return fields.length === 4 && isShort(a) && isIdentity(b) && isIdentity(c) && isCookie(d)
        ? { kind, name: a, tag: b, resume: c, cookie: d }
        : null;
    case 'CHALLENGE':
      return fields.length === 1 && isCookie(a) ? { kind, cookie: a } : null;
    case 'REGISTERED':
      return fields.length === 1 && isIdentity(a) ? { kind, session: a } : null;
    case 'REFUSED': {
      const refusal = pick(REFUSALS, a);
      return fields.length === 1 && refusal ? { kind, refusal } : null;
    }
    case 'ACK':
      return readAck(fields);
    case 'REQUEST_TABLE':
      return fields.length === 1 && isUint32(a) ? { kind, since: a } : null;
    case 'UPDATED_TABLE': {
      const entries = Array.isArray(d) ? readEntries(d) : null;
      return fields.length === 4 && isUint32(a) && isUint32(b) && isUint32(c) && entries
        ? { kind, from: a, to: b, latest: c, entries }
        : null;
    }
    default:
      return fields.length === 0 ? { kind } : null;
  }
}

function readAck(fields: Fields): ControlPacket | null {
  const [next, limit, floor, delay, ...arrived] = fields;
  const isRanges = arrived.length % 2 === 0 && arrived.length <= MAX_RANGE_NUMBERS;
  if (!isRanges || !fields.every(isUint32) || !isFalling(arrived as number[])) return null;
  if (!isUint32(next) || !isUint32(limit) || !isUint32(floor) || !isUint32(delay)) return null;
  return { kind: 'ACK', next, limit, floor, delay, arrived: arrived as number[] };
}

/** Ranges of numbers from 1, each below the one before and none reversed. */
function isFalling(ranges: readonly number[]): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, last] = [ranges[i] as number, ranges[i + 1] as number];
    if (first === 0 || first > last || last >= (ranges[i - 2] ?? 2 ** 32)) return false;
  }
  return true;
}

function readEntries(rows: readonly unknown[]): TableEntry[] | null {
  const entries: TableEntry[] = [];
  for (const row of rows) {
    if (!Array.isArray(row) || row.length !== 5) return null;
    const [name, ip, port, code, tag] = row as unknown[];
    const status = pick(STATUSES, code);
    if (!isNameField(name) || typeof ip !== 'string' || !IP_PATTERN.test(ip)) return null;
    if (!isUint32(port) || port === 0 || port > 65_535 || !status || !isIdentity(tag)) return null;
    entries.push({ name, ip, port, status, tag });
  }
  return entries;
}

function readMessage(kind: StreamMessage['kind'], fields: Fields): StreamMessage | null {
  const [a, b, c] = fields;
  switch (kind) {
    case 'PRIVATE':
    case 'SEND_GROUP':
      return fields.length === 1 && isText(a) ? { kind, text: a } : null;
    case 'SUSPECT':
      return fields.length === 2 && isNameField(a) && isIdentity(b)
        ? { kind, name: a, tag: b }
        : null;
    case 'CREATE_GROUP':
    case 'JOIN_GROUP':
    case 'REMOVED':
      return fields.length === 1 && isNameField(a) ? { kind, group: a } : null;
    case 'LIST_GROUPS':
    case 'LIST_MEMBERS':
      return fields.length === 1 && isUint32(a) ? { kind, from: a } : null;
    case 'LEAVE_GROUP':
    case 'DEREGISTER':
      return fields.length === 0 ? { kind } : null;
    case 'GROUP_CREATED': {
      const outcome = pick(CREATED, b);
      return fields.length === 2 && isUint32(a) && outcome ? { kind, re: a, outcome } : null;
    }
    case 'JOINED': {
      const outcome = pick(JOINED, b);
      return fields.length === 2 && isUint32(a) && outcome ? { kind, re: a, outcome } : null;
    }
    case 'GROUP_SENT': {
      const outcome = pick(SENT, b);
      return fields.length === 2 && isUint32(a) && outcome ? { kind, re: a, outcome } : null;
    }
    case 'GROUPS':
    case 'MEMBERS':
      return fields.length === 3 && isUint32(a) && isUint32(b) && isNames(c)
        ? { kind, re: a, next: b, names: c }
        : null;
    case 'SUSPECTED':
    case 'LEFT':
    case 'DEREGISTERED':
      return fields.length === 1 && isUint32(a) ? { kind, re: a } : null;
    case 'GROUP_MESSAGE':
      return fields.length === 3 && isNameField(a) && isNameField(b) && isText(c)
        ? { kind, group: a, from: b, text: c }
        : null;
    case 'GROUP_NEWS':
      return readGroupNews(fields);
  }
}

function readGroupNews([group, ...fields]: Fields): StreamMessage | null {
  const [entered, left] = [readRoster(fields.slice(0, 2)), readRoster(fields.slice(2))];
  if (!isNameField(group) || !entered || !left || entered.count + left.count === 0) return null;
  return { kind: 'GROUP_NEWS', group, entered, left };
}

function readRoster(fields: Fields): Roster | null {
  const [names, count] = fields;
  if (fields.length !== 2 || !isNames(names) || !isUint32(count)) return null;
  return names.length <= Math.min(count, MAX_ROSTER_NAMES) ? { names, count } : null;
}

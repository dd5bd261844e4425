/** Arbitrary packets of every kind, for properties of the wire, of links and of endpoints. */
import fc from 'fast-check';
import type { Roster } from '../../../machines/vocabulary.ts';
import { MAX_DATAGRAM_BYTES, MAX_TEXT_BYTES } from '../../../src/chat/limits.ts';
import { isName } from '../../../src/chat/names.ts';
import { codeOf, encodeBody, isStreamCode } from '../../../src/chat/wire/codec.ts';
import type { Datagram, Frame } from '../../../src/chat/wire/datagram.ts';
import {
  FRAME_HEADER_BYTES,
  HEADER_BYTES,
  MAX_BODY_BYTES,
} from '../../../src/chat/wire/datagram.ts';
import { textBytes } from '../../../src/chat/wire/fields.ts';
import type { Packet, TableEntry } from '../../../src/chat/wire/packets.ts';

export type Kind = Packet['kind'];
type PacketOf<K extends Kind> = Extract<Packet, { kind: K }>;

const uint32: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** A session, a tag, a nonce. */
const identity: fc.Arbitrary<number> = fc.maxSafeNat().map((value) => value % 2 ** 48);
const cookie: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 16 });

const NAME_CHARACTERS = [...'abzAZ09._-éßşñжΩאعनि日本한ไ𝒜'];

/** Names that `isName` accepts, of several scripts. */
const name: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...NAME_CHARACTERS), { minLength: 1, maxLength: 32 })
  .map((characters) => characters.join('').normalize('NFC'))
  .filter(isName);

/** What could be mistaken for structure, end a line or steer a terminal; and a real U+FFFD. */
const AWKWARD = ['a: b', 'a|b', '  ', '\u2028', '\v\r\n\0', '\x1b[31m', '\u202e', '\ufffd', '👩‍🚀'];

/** Texts that a message may carry: any characters, up to the limit to the byte. */
export const text: fc.Arbitrary<string> = fc
  .oneof(
    { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), weight: 6 },
    {
      arbitrary: fc.array(fc.constantFrom(...AWKWARD), { minLength: 1 }).map((all) => all.join('')),
      weight: 3,
    },
    { arbitrary: fc.integer({ min: 1_000, max: MAX_TEXT_BYTES }).map(longText), weight: 1 },
    { arbitrary: fc.constant(longText(MAX_TEXT_BYTES)), weight: 1 },
  )
  .filter((candidate) => textBytes(candidate) <= MAX_TEXT_BYTES);

export const tableEntry: fc.Arbitrary<TableEntry> = record({
  name,
  ip: fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((ip) => ip.length <= 45),
  ),
  port: fc.integer({ min: 1, max: 65_535 }),
  status: fc.constantFrom('offline', 'online', 'forgotten'),
  tag: identity,
});

const names = fc.array(name, { maxLength: 40 });

const roster: fc.Arbitrary<Roster> = fc
  .tuple(fc.array(name, { maxLength: 5 }), fc.nat(9_999))
  .map(([some, more]) => ({ names: some, count: some.length + more }));

/** One arbitrary for each kind; a kind without one does not compile. */
export const packetsByKind: { readonly [K in Kind]: fc.Arbitrary<PacketOf<K>> } = {
  VERSIONS: record({
    kind: fc.constant('VERSIONS'),
    lowest: fc.integer({ min: 1, max: 255 }),
    highest: fc.integer({ min: 1, max: 255 }),
  }),
  REGISTER: record({
    kind: fc.constant('REGISTER'),
    // Impossible names travel too: the server says what is wrong with them.
    name: fc.oneof(name, fc.string({ unit: 'binary', maxLength: 128 })),
    tag: identity,
    resume: identity,
    cookie,
  }),
  CHALLENGE: record({ kind: fc.constant('CHALLENGE'), cookie }),
  REGISTERED: record({ kind: fc.constant('REGISTERED'), session: identity }),
  REFUSED: record({
    kind: fc.constant('REFUSED'),
    refusal: fc.constantFrom('nameTaken', 'serverFull', 'badName', 'hostFull'),
  }),
  WAIT: bare('WAIT'),
  ACK: record({
    kind: fc.constant('ACK'),
    next: uint32,
    limit: uint32,
    floor: uint32,
    delay: uint32,
    arrived: fc
      .uniqueArray(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { maxLength: 16 })
      .map((ends) => rangesOf(ends)),
  }),
  KEEPALIVE: bare('KEEPALIVE'),
  PROBE: bare('PROBE'),
  RESET: bare('RESET'),
  REQUEST_TABLE: record({ kind: fc.constant('REQUEST_TABLE'), since: uint32 }),
  UPDATED_TABLE: record({
    kind: fc.constant('UPDATED_TABLE'),
    from: uint32,
    to: uint32,
    latest: uint32,
    entries: fc.array(tableEntry, { maxLength: 7 }),
  }),
  PRIVATE: record({ kind: fc.constant('PRIVATE'), text }),
  SUSPECT: record({ kind: fc.constant('SUSPECT'), name, tag: identity }),
  CREATE_GROUP: record({ kind: fc.constant('CREATE_GROUP'), group: name }),
  LIST_GROUPS: record({ kind: fc.constant('LIST_GROUPS'), from: uint32 }),
  REMOVED: record({ kind: fc.constant('REMOVED'), group: name }),
  JOIN_GROUP: record({ kind: fc.constant('JOIN_GROUP'), group: name }),
  LIST_MEMBERS: record({ kind: fc.constant('LIST_MEMBERS'), from: uint32 }),
  LEAVE_GROUP: bare('LEAVE_GROUP'),
  SEND_GROUP: record({ kind: fc.constant('SEND_GROUP'), text }),
  DEREGISTER: bare('DEREGISTER'),
  SUSPECTED: answer('SUSPECTED'),
  GROUP_CREATED: record({
    kind: fc.constant('GROUP_CREATED'),
    re: uint32,
    outcome: fc.constantFrom('created', 'exists', 'tooMany'),
  }),
  GROUPS: record({ kind: fc.constant('GROUPS'), re: uint32, next: uint32, names }),
  JOINED: record({
    kind: fc.constant('JOINED'),
    re: uint32,
    outcome: fc.constantFrom('joined', 'noSuchGroup'),
  }),
  MEMBERS: record({ kind: fc.constant('MEMBERS'), re: uint32, next: uint32, names }),
  LEFT: answer('LEFT'),
  GROUP_SENT: record({
    kind: fc.constant('GROUP_SENT'),
    re: uint32,
    outcome: fc.constantFrom('sent', 'busy'),
  }),
  DEREGISTERED: answer('DEREGISTERED'),
  GROUP_NEWS: record({
    kind: fc.constant('GROUP_NEWS'),
    group: name,
    entered: roster,
    left: roster,
  }).filter(({ entered, left }) => entered.count + left.count > 0),
  GROUP_MESSAGE: record({
    kind: fc.constant('GROUP_MESSAGE'),
    group: name,
    from: name,
    text,
  }),
};

export const KINDS = Object.keys(packetsByKind) as Kind[];

/** A packet of any kind. */
export const packet: fc.Arbitrary<Packet> = fc.oneof(
  ...Object.values<fc.Arbitrary<Packet>>(packetsByKind),
);

/** A frame as a link may send it, its body anything. */
const frame: fc.Arbitrary<Frame> = record({
  code: fc.integer({ min: 0, max: 127 }),
  more: fc.boolean(),
  id: uint32,
  back: fc.integer({ min: 0, max: 0xffff }),
  body: fc.uint8Array({ maxLength: MAX_BODY_BYTES }),
}).map((fields) => (isStreamCode(fields.code) ? fields : { ...fields, more: false }));

/** A datagram of frames that carry packets, or anything, within the limit. */
export const datagram: fc.Arbitrary<Datagram> = record({
  header: record({ session: identity, number: uint32, tableVersion: uint32 }),
  frames: fc.array(frame, { maxLength: 12 }).map(fitting),
});

/** The first frames that fit into one datagram. */
function fitting(frames: readonly Frame[]): Frame[] {
  let room = MAX_DATAGRAM_BYTES - HEADER_BYTES;
  return frames.filter(({ body }) => {
    const bytes = FRAME_HEADER_BYTES + body.length;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
}

/** The one frame of a packet that fits into one. Control packets have the id 0. */
export function frameOf(sent: Packet, id: number): Frame {
  const code = codeOf(sent.kind);
  return { code, more: false, id: isStreamCode(code) ? id : 0, back: 0, body: encodeBody(sent) };
}

/** Objects as a decoder makes them, so that a strict comparison has nothing to find. */
function record<T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

function bare<K extends Kind>(kind: K): fc.Arbitrary<{ readonly kind: K }> {
  return record({ kind: fc.constant(kind) });
}

function answer<K extends Kind>(kind: K): fc.Arbitrary<{ readonly kind: K; readonly re: number }> {
  return record({ kind: fc.constant(kind), re: uint32 });
}

/** Ranges between these, the newest first. */
function rangesOf(ends: readonly number[]): number[] {
  const falling = ends.slice(ends.length % 2).sort((a, b) => b - a);
  return falling.map((_, i) => falling[i % 2 === 0 ? i + 1 : i - 1] as number);
}

function longText(bytes: number): string {
  const wide = '€'.repeat(Math.floor(bytes / 3));
  return wide + 'x'.repeat(bytes - 3 * wide.length);
}

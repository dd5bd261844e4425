/**
 * Every kind of packet, in one table: its number on the wire, who sends it to whom, and its fields in
 * their order. The types, the codec and `docs/protocol.cddl` follow from it; a new kind is one entry.
 */
import { VERSIONS_CODE } from './datagram.ts';
import type { Field } from './fieldTypes.ts';
import {
  anyName,
  cookie,
  entries,
  identity,
  name,
  names,
  oneOf,
  ranges,
  refusal,
  roster,
  text,
  uint32,
  version,
} from './fieldTypes.ts';

type Fields = Readonly<Record<string, Field<unknown>>>;

/** Who sends it to whom: clients C, the server S, anyone A. */
type Way = 'C → S' | 'S → C' | 'C → C' | 'A → A';

interface Shape<W extends Way, F extends Fields> {
  readonly code: number;
  readonly way: W;
  readonly fields: F;
}

/** The number of the answer to each request, and who has asked. */
const re = uint32;
const page = { re, next: uint32, names };

export const SCHEMA = {
  /** The versions of the protocol that a server understands: an answer to any other. */
  VERSIONS: of(VERSIONS_CODE, 'S → C', { lowest: version, highest: version }),
  /** `resume`: the session to take up again from a new address, or 0. */
  REGISTER: of(1, 'C → S', { name: anyName, tag: identity, resume: identity, cookie }),
  CHALLENGE: of(2, 'S → C', { cookie }),
  REGISTERED: of(3, 'S → C', { session: identity }),
  REFUSED: of(4, 'S → C', { refusal }),
  WAIT: of(5, 'S → C', {}),
  /**
   * Every frame below `next` has been taken, none is taken from `limit` on; every frame below `floor`,
   * of what who acks has sent, is settled or given up. `delay` in milliseconds. `arrived`: datagrams.
   */
  ACK: of(6, 'A → A', {
    next: uint32,
    limit: uint32,
    floor: uint32,
    delay: uint32,
    arrived: ranges,
  }),
  KEEPALIVE: of(7, 'C → S', {}),
  PROBE: of(8, 'S → C', {}),
  RESET: of(9, 'S → C', {}),
  REQUEST_TABLE: of(10, 'C → S', { since: uint32 }),
  /** Applies to a table of version `from` or later and makes it version `to`. */
  UPDATED_TABLE: of(11, 'S → C', { from: uint32, to: uint32, latest: uint32, entries }),

  PRIVATE: of(32, 'C → C', { text }),
  SUSPECT: of(33, 'C → S', { name, tag: identity }),
  CREATE_GROUP: of(34, 'C → S', { group: name }),
  /** `from` is 0, or what the page before it gave as `next`. */
  LIST_GROUPS: of(35, 'C → S', { from: uint32 }),
  JOIN_GROUP: of(36, 'C → S', { group: name }),
  LIST_MEMBERS: of(37, 'C → S', { from: uint32 }),
  LEAVE_GROUP: of(38, 'C → S', {}),
  SEND_GROUP: of(39, 'C → S', { text }),
  DEREGISTER: of(40, 'C → S', {}),

  SUSPECTED: of(64, 'S → C', { re }),
  GROUP_CREATED: of(65, 'S → C', { re, outcome: oneOf('created', 'exists', 'tooMany') }),
  /** `next`: where the next page begins; 0 if this is the last. */
  GROUPS: of(66, 'S → C', page),
  JOINED: of(67, 'S → C', { re, outcome: oneOf('joined', 'noSuchGroup') }),
  MEMBERS: of(68, 'S → C', page),
  LEFT: of(69, 'S → C', { re }),
  GROUP_SENT: of(70, 'S → C', { re, outcome: oneOf('sent', 'busy') }),
  DEREGISTERED: of(71, 'S → C', { re }),
  GROUP_MESSAGE: of(72, 'S → C', { group: name, from: name, text }),
  /** To a member that did not keep up with its group, and is in it no more. */
  REMOVED: of(73, 'S → C', { group: name }),
  /** Who entered it and who left it, the reader left aside. */
  GROUP_NEWS: of(74, 'S → C', { group: name, entered: roster, left: roster }),
} as const;

export type Kind = keyof typeof SCHEMA;

/** The packet of a kind. */
export type PacketOf<K extends Kind> = K extends Kind
  ? { readonly kind: K } & {
      readonly [N in keyof (typeof SCHEMA)[K]['fields']]: (typeof SCHEMA)[K]['fields'][N] extends Field<
        infer T
      >
        ? T
        : never;
    }
  : never;

function of<W extends Way, const F extends Fields>(code: number, way: W, fields: F): Shape<W, F> {
  return { code, way, fields };
}

import type { Refusal, Roster, VersionRefusal } from '../../../machines/vocabulary.ts';

/** One row of the client table as it travels. */
export interface TableEntry {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** `forgotten`: the server no longer knows this name; drop it. */
  readonly status: 'offline' | 'online' | 'forgotten';
  /** Chosen by the client process when it starts: tells this process from an earlier one. */
  readonly tag: number;
}

/** Control packets: each stands alone, may be lost, and is asked for again by who needs it. */
export type ControlPacket =
  /** The versions of the protocol that a server understands: an answer to any other. */
  | { readonly kind: 'VERSIONS'; readonly lowest: number; readonly highest: number }
  | {
      readonly kind: 'REGISTER';
      readonly name: string;
      readonly tag: number;
      /** The session to take up again from a new address, or 0. */
      readonly resume: number;
      /** Empty in the first REGISTER, then what CHALLENGE brought. */
      readonly cookie: Uint8Array;
    }
  | { readonly kind: 'CHALLENGE'; readonly cookie: Uint8Array }
  | { readonly kind: 'REGISTERED'; readonly session: number }
  | { readonly kind: 'REFUSED'; readonly refusal: Exclude<Refusal, VersionRefusal> }
  | { readonly kind: 'WAIT' }
  | {
      readonly kind: 'ACK';
      /** Every frame below this id has been taken. */
      readonly next: number;
      /** No frame is taken from this id on. */
      readonly limit: number;
      /** Every frame below this id, of what who acks has sent, is settled or given up. */
      readonly floor: number;
      /** Milliseconds from the datagram that asked for this to its leaving. */
      readonly delay: number;
      /** Numbers of the datagrams that arrived: first, last, first, last, …, the newest first. */
      readonly arrived: readonly number[];
    }
  | { readonly kind: 'KEEPALIVE' }
  | { readonly kind: 'PROBE' }
  | { readonly kind: 'RESET' }
  | { readonly kind: 'REQUEST_TABLE'; readonly since: number }
  | {
      readonly kind: 'UPDATED_TABLE';
      /** Applies to a table of version `from` or later and makes it version `to`. */
      readonly from: number;
      readonly to: number;
      readonly latest: number;
      readonly entries: readonly TableEntry[];
    };

export type VersionsPacket = Extract<ControlPacket, { kind: 'VERSIONS' }>;
export type RegisterPacket = Extract<ControlPacket, { kind: 'REGISTER' }>;
export type TablePage = Extract<ControlPacket, { kind: 'UPDATED_TABLE' }>;

/** Client to client. */
type PeerMessage = { readonly kind: 'PRIVATE'; readonly text: string };

/** Client to server: a page of a list; `from` is 0, or what the page before it gave as `next`. */
export type ListRequest =
  | { readonly kind: 'LIST_GROUPS'; readonly from: number }
  | { readonly kind: 'LIST_MEMBERS'; readonly from: number };

/** Client to server. Each is answered by the message below that carries its id as `re`. */
export type Request =
  | ListRequest
  | { readonly kind: 'SUSPECT'; readonly name: string; readonly tag: number }
  | { readonly kind: 'CREATE_GROUP'; readonly group: string }
  | { readonly kind: 'JOIN_GROUP'; readonly group: string }
  | { readonly kind: 'LEAVE_GROUP' }
  | { readonly kind: 'SEND_GROUP'; readonly text: string }
  | { readonly kind: 'DEREGISTER' };

interface NamePage {
  readonly re: number;
  /** Where the next page begins; 0 if this is the last. */
  readonly next: number;
  readonly names: readonly string[];
}

/** Server to client: a page of a list. */
export type ListAnswer =
  | ({ readonly kind: 'GROUPS' } & NamePage)
  | ({ readonly kind: 'MEMBERS' } & NamePage);

/** Server to client, in answer to the request with the id `re`. */
export type Response =
  | ListAnswer
  | { readonly kind: 'SUSPECTED'; readonly re: number }
  | {
      readonly kind: 'GROUP_CREATED';
      readonly re: number;
      readonly outcome: 'created' | 'exists' | 'tooMany';
    }
  | { readonly kind: 'JOINED'; readonly re: number; readonly outcome: 'joined' | 'noSuchGroup' }
  | { readonly kind: 'LEFT'; readonly re: number }
  | { readonly kind: 'GROUP_SENT'; readonly re: number; readonly outcome: 'sent' | 'busy' }
  | { readonly kind: 'DEREGISTERED'; readonly re: number };

/** Server to each member of a group. */
export type GroupMessage = {
  readonly kind: 'GROUP_MESSAGE';
  readonly group: string;
  readonly from: string;
  readonly text: string;
};

/** Server to a member that did not keep up with its group, and is in it no more. */
export type Removal = { readonly kind: 'REMOVED'; readonly group: string };

/** Server to the members of a group: who entered it and who left it, the reader left aside. */
type GroupNews = {
  readonly kind: 'GROUP_NEWS';
  readonly group: string;
  readonly entered: Roster;
  readonly left: Roster;
};

/** Messages travel on a stream: acked, retransmitted, in order, in pieces if they are long. */
export type StreamMessage = PeerMessage | Request | Response | GroupMessage | GroupNews | Removal;

export type Packet = ControlPacket | StreamMessage;

/** The packets by name. What is in them stands in `schema.ts`. */
import type { PacketOf } from './schema.ts';

export type { TableEntry } from './fieldTypes.ts';

/** Control packets: each stands alone, may be lost, and is asked for again by who needs it. */
export type ControlPacket = PacketOf<
  | 'VERSIONS'
  | 'REGISTER'
  | 'CHALLENGE'
  | 'REGISTERED'
  | 'REFUSED'
  | 'WAIT'
  | 'ACK'
  | 'KEEPALIVE'
  | 'PROBE'
  | 'RESET'
  | 'REQUEST_TABLE'
  | 'UPDATED_TABLE'
>;

export type VersionsPacket = PacketOf<'VERSIONS'>;
export type RegisterPacket = PacketOf<'REGISTER'>;
export type TablePage = PacketOf<'UPDATED_TABLE'>;

/** Client to server: a page of a list. */
export type ListRequest = PacketOf<'LIST_GROUPS' | 'LIST_MEMBERS'>;

/** Client to server. Each is answered by the message below that carries its id as `re`. */
export type Request =
  | ListRequest
  | PacketOf<
      'SUSPECT' | 'CREATE_GROUP' | 'JOIN_GROUP' | 'LEAVE_GROUP' | 'SEND_GROUP' | 'DEREGISTER'
    >;

/** Server to client: a page of a list. */
export type ListAnswer = PacketOf<'GROUPS' | 'MEMBERS'>;

/** Server to client, in answer to the request with the id `re`. */
export type Response =
  | ListAnswer
  | PacketOf<'SUSPECTED' | 'GROUP_CREATED' | 'JOINED' | 'LEFT' | 'GROUP_SENT' | 'DEREGISTERED'>;

/** Server to each member of a group. */
export type GroupMessage = PacketOf<'GROUP_MESSAGE'>;

/** Server to a member that did not keep up with its group. */
export type Removal = PacketOf<'REMOVED'>;

/** Messages travel on a stream: acked, retransmitted, in order, in pieces if they are long. */
export type StreamMessage =
  | Request
  | Response
  | GroupMessage
  | Removal
  | PacketOf<'PRIVATE' | 'GROUP_NEWS'>;

export type Packet = ControlPacket | StreamMessage;

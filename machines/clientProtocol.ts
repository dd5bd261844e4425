/** The events that a client's machines take together and the effects that they have. */
import type {
  ClientNotice,
  Meaning,
  Message,
  Reason,
  Refusal,
  Roster,
  Undelivered,
} from './vocabulary.ts';

/** What stands in the way of a command; found out where the table and the limits are known. */
interface Obstructable {
  readonly obstacle: Reason | null;
}

/** What the user typed. */
export type CommandEvent =
  | ({
      readonly type: 'command.send';
      readonly to: string;
      readonly text: string;
      /** The table shows the peer offline. */
      readonly isPeerOffline: boolean;
    } & Obstructable)
  | ({ readonly type: 'command.dereg'; readonly name: string | null } & Obstructable)
  | ({ readonly type: 'command.create_group'; readonly group: string } & Obstructable)
  | { readonly type: 'command.list_groups' }
  | ({ readonly type: 'command.join_group'; readonly group: string } & Obstructable)
  | ({ readonly type: 'command.send_group'; readonly text: string } & Obstructable)
  | { readonly type: 'command.list_members' }
  | { readonly type: 'command.leave_group' }
  | { readonly type: 'command.help' }
  | { readonly type: 'command.table'; readonly isAll: boolean }
  | {
      readonly type: 'command.unknown';
      readonly hint: string;
      readonly meant: Meaning | null;
    };

/** What the server said. */
export type ServerEvent =
  | { readonly type: 'server.challenged'; readonly cookie: Uint8Array }
  | {
      readonly type: 'server.registered';
      /** The server still had our session; groups and streams go on. */
      readonly isResumed: boolean;
      /** There was no session before it. */
      readonly isFirst: boolean;
    }
  | { readonly type: 'server.refused'; readonly refusal: Refusal }
  /** The name's old owner is being probed. */
  | { readonly type: 'server.wait' }
  /** A request went unanswered through all its retries. */
  | { readonly type: 'server.silent' }
  /** A server that is heard has not answered the request under way for as long as one is tried. */
  | { readonly type: 'server.unanswered' }
  /** A datagram of our session arrived; told only while a keepalive waits for one. */
  | { readonly type: 'server.heard' }
  /** The server does not know our session, or not at this address. */
  | { readonly type: 'server.reset' }
  | {
      readonly type: 'server.groupCreated';
      readonly group: string;
      readonly outcome: 'created' | 'exists' | 'tooMany';
    }
  | { readonly type: 'server.groups'; readonly names: readonly string[] }
  | {
      readonly type: 'server.joined';
      readonly group: string;
      readonly outcome: 'joined' | 'noSuchGroup';
    }
  | { readonly type: 'server.members'; readonly names: readonly string[] }
  | { readonly type: 'server.left' }
  | { readonly type: 'server.groupSent'; readonly outcome: 'sent' | 'busy' }
  /** What one datagram brought. */
  | {
      readonly type: 'server.groupMessages';
      readonly group: string;
      readonly messages: readonly Message[];
    }
  /** Who entered the group and who left it, we ourselves left aside. */
  | {
      readonly type: 'server.groupNews';
      readonly group: string;
      readonly entered: Roster;
      readonly left: Roster;
    }
  /** We did not keep up with our group, and are in it no more. */
  | { readonly type: 'server.removed'; readonly group: string }
  | { readonly type: 'server.deregistered' };

/** What the peers said, and what became of what we said to them. */
export type PeerEvent =
  /** What one datagram brought. */
  | { readonly type: 'private.arrived'; readonly messages: readonly Message[] }
  /** As many messages as were acked in one turn. */
  | { readonly type: 'private.acked'; readonly by: string; readonly count: number }
  | { readonly type: 'private.failed'; readonly to: string; readonly why: Undelivered };

/** How our copy of the client table stands. */
export type TableEvent =
  /** The server has a newer version than we. */
  | { readonly type: 'table.behind' }
  /** A datagram came from an address that the table does not know. */
  | { readonly type: 'table.stranger' }
  /** A page was applied and more are to come. */
  | { readonly type: 'table.page' }
  /** The table is up to date; the news is null if no row changed since it last was. */
  | { readonly type: 'table.complete'; readonly news: TableNews | null };

/** Who came and who left, the user left aside; in the first table of a session, who is there. */
export interface TableNews {
  readonly isFirst: boolean;
  readonly came: Roster;
  readonly left: Roster;
}

export type ClientEvent =
  | CommandEvent
  | ServerEvent
  | PeerEvent
  | TableEvent
  /** Ctrl-C and its kind: deregister without waiting for anything else. */
  | { readonly type: 'leave' }
  /** Nothing that was asked for is still under way. */
  | { readonly type: 'settled' };

/** What the modes of the client mean to where its user is, in a group or in none. */
export type ModeEvent =
  /** The server does not answer: nobody waits for an answer of it any more. */
  | { readonly type: 'mode.away' }
  /** The server answers again. */
  | { readonly type: 'mode.back' }
  /** A session begins in which the client is in no group yet. */
  | { readonly type: 'mode.renewed' }
  /** The server has lost the client, which is a new one now. */
  | { readonly type: 'mode.forgotten' }
  /** The client leaves the chat, and with it whatever it is in. */
  | { readonly type: 'mode.leaving' };

/** What the machine of the place where the user is takes: `lobby` or `membership`. */
export type PlaceEvent =
  | CommandEvent
  | PeerEvent
  | ModeEvent
  | Extract<
      ServerEvent,
      {
        type:
          | 'server.unanswered'
          | 'server.groupCreated'
          | 'server.groups'
          | 'server.joined'
          | 'server.members'
          | 'server.left'
          | 'server.groupSent'
          | 'server.groupMessages'
          | 'server.groupNews'
          | 'server.removed';
      }
    >;

/** Requests that the machines make; the endpoint turns them into packets. */
export type ClientRequest =
  | { readonly kind: 'CREATE_GROUP'; readonly group: string }
  | { readonly kind: 'LIST_GROUPS'; readonly from: number }
  | { readonly kind: 'JOIN_GROUP'; readonly group: string }
  | { readonly kind: 'SEND_GROUP'; readonly text: string }
  | { readonly kind: 'LIST_MEMBERS'; readonly from: number }
  | { readonly kind: 'LEAVE_GROUP' }
  | { readonly kind: 'DEREGISTER' };

export type ClientEffect =
  /**
   * Send REGISTER with this cookie, and again until something answers; `resume`: to go on in the
   * session that there was.
   */
  | { readonly type: 'register'; readonly cookie: Uint8Array; readonly resume: boolean }
  | { readonly type: 'request'; readonly request: ClientRequest }
  /** Ask for what the user has not asked for, so that nobody is told if it comes to nothing. */
  | { readonly type: 'restore'; readonly request: ClientRequest }
  | { readonly type: 'sendPrivate'; readonly to: string; readonly text: string }
  | { readonly type: 'requestTable' }
  | { readonly type: 'keepalive' }
  /** Say `settled` when every message is acked or has failed. */
  | { readonly type: 'awaitSettled' }
  /** Every request that is not answered yet has failed. */
  | { readonly type: 'abandonRequests' }
  /** Every message that is not acked yet has failed. */
  | { readonly type: 'abandonMessages' }
  | {
      readonly type: 'show';
      readonly notices: readonly ClientNotice[];
      readonly group: string | null;
    }
  /** Show the client table; those who left long ago only if `isAll`. */
  | { readonly type: 'showTable'; readonly isAll: boolean }
  | { readonly type: 'end'; readonly status: 0 | 1 };

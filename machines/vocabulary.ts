/**
 * The words that machines, endpoints and user interfaces share: what a user can ask for, and what
 * a user is shown. Data only. The exact lines on the screen are made in `src/chat/display/lines.ts`.
 */

/** What a user can ask a client to do. */
export type Command =
  | { readonly kind: 'send'; readonly to: string; readonly text: string }
  | { readonly kind: 'dereg'; readonly name: string | null }
  | { readonly kind: 'create_group'; readonly group: string }
  | { readonly kind: 'list_groups' }
  | { readonly kind: 'join_group'; readonly group: string }
  | { readonly kind: 'send_group'; readonly text: string }
  | { readonly kind: 'list_members' }
  | { readonly kind: 'leave_group' }
  | { readonly kind: 'help' }
  /** Without `all`, those who left long ago are left out. */
  | { readonly kind: 'table'; readonly all?: true }
  /**
   * A line that is no command, or lacks a part: `hint` says how to mend it. How that is said where
   * the user is, in a group or not, is left to the client if it is known what was `meant`.
   */
  | { readonly kind: 'unknown'; readonly hint: string; readonly meant?: Meaning };

/** What somebody probably wanted who typed no command: to leave the chat, or to say something. */
export type Meaning = 'leave' | 'message';

/** What the client table says of one name. */
export interface Listing {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly online: boolean;
}

/** Some of many names: the first few, and how many they are in all. */
export interface Roster {
  readonly names: readonly string[];
  readonly count: number;
}

/** Where a process is: its UDP address. */
export interface Whereabouts {
  readonly ip: string;
  readonly port: number;
}

/** Why a private message was not delivered, as far as is known. */
export type Undelivered =
  /** The table shows its recipient offline. */
  | { readonly kind: 'offline' }
  | {
      /**
       * It did not respond, and then the server held it for gone; another process has its name; the
       * server hears it and we do not; the chat ended before it had responded.
       */
      readonly kind: 'gone' | 'restarted' | 'unreachable' | 'ended';
      readonly at: Whereabouts;
    };

/** A message text that arrived, and whose it was. */
export interface Message {
  readonly from: string;
  readonly text: string;
}

/** Why a server does not take a client. */
export type Refusal = 'nameTaken' | 'serverFull' | 'badName' | 'hostFull' | VersionRefusal;

/** The server speaks another version of the protocol. */
export type VersionRefusal = 'serverNewer' | 'serverOlder';

/** Why a command was understood but not carried out. */
export type Reason =
  | { readonly kind: 'unknownName'; readonly name: string }
  | { readonly kind: 'notYourName'; readonly name: string; readonly own: string }
  | { readonly kind: 'textTooLong'; readonly bytes: number; readonly limitBytes: number }
  | { readonly kind: 'textEmpty' }
  /** Half a surrogate pair: UTF-8 cannot carry it. */
  | { readonly kind: 'textMalformed' }
  | { readonly kind: 'badGroupName'; readonly name: string }
  | { readonly kind: 'groupBusy'; readonly group: string }
  | { readonly kind: 'tooManyGroups' }
  /** The server was restarted, or held us for dead, before it answered. */
  | { readonly kind: 'interrupted' }
  /** The server did not answer: the command may have been carried out or not. */
  | { readonly kind: 'unanswered'; readonly command: string; readonly about?: string }
  /** The user left while so many commands waited for the server. */
  | { readonly kind: 'neverReached'; readonly count: number };

/** How whoever reads what a client shows keeps up; `gone` is for good. */
export type ReaderState = 'reading' | 'behind' | 'gone';

/** Something for the client's user to see. */
export type ClientNotice =
  | { readonly kind: 'registered' }
  | { readonly kind: 'registeredAgain' }
  | { readonly kind: 'refused'; readonly name: string; readonly refusal: Refusal }
  | { readonly kind: 'tableUpdated' }
  /** Who is online besides the user; said with the first table of a session. */
  | { readonly kind: 'online'; readonly who: Roster }
  /** Who came and who left since the table was last updated. */
  | { readonly kind: 'presence'; readonly came: Roster; readonly left: Roster }
  | { readonly kind: 'received'; readonly by: string }
  | { readonly kind: 'notDelivered'; readonly to: string; readonly why?: Undelivered }
  | { readonly kind: 'privateMessage'; readonly message: Message }
  /** Somebody wrote to a user who is in a group: the text waits. Once for each person. */
  | { readonly kind: 'kept'; readonly from: string }
  | { readonly kind: 'groupMessage'; readonly message: Message }
  /** Who entered the group and who left it since this was last told, the user left aside. */
  | { readonly kind: 'groupNews'; readonly entered: Roster; readonly left: Roster }
  | { readonly kind: 'offline' }
  | { readonly kind: 'serverNotResponding'; readonly server?: Whereabouts }
  /** The server does not answer, and the client stays. */
  | { readonly kind: 'serverAway'; readonly server?: Whereabouts }
  /** The server answers again; `isNew`: it had lost the client, or its own memory. */
  | { readonly kind: 'serverBack'; readonly isNew: boolean }
  | { readonly kind: 'groupCreated'; readonly group: string }
  | { readonly kind: 'groupExists'; readonly group: string }
  | { readonly kind: 'groups'; readonly names: readonly string[] }
  | { readonly kind: 'entered'; readonly group: string }
  | { readonly kind: 'noSuchGroup'; readonly group: string }
  | { readonly kind: 'groupSent' }
  | { readonly kind: 'members'; readonly group: string; readonly names: readonly string[] }
  | { readonly kind: 'left'; readonly group: string }
  | { readonly kind: 'removed'; readonly group: string }
  /** Not allowed in this mode, or no command: `[Invalid command]` and a hint. */
  | { readonly kind: 'invalid'; readonly hint: string }
  | { readonly kind: 'notDone'; readonly reason: Reason }
  | { readonly kind: 'help' }
  /** Who is online first; `leftOut` counts those who left so long ago that they are not shown. */
  | {
      readonly kind: 'table';
      readonly listings: readonly Listing[];
      readonly leftOut: number;
    };

/** Something for whoever watches the server. */
export type ServerNotice =
  | { readonly kind: 'tableUpdated' }
  | { readonly kind: 'groupCreated'; readonly client: string; readonly group: string }
  | { readonly kind: 'groupExists'; readonly client: string; readonly group: string }
  /** A page of the list; `isContinued`: not the first. */
  | {
      readonly kind: 'groupsListed';
      readonly client: string;
      readonly names: readonly string[];
      readonly isContinued?: true;
    }
  | { readonly kind: 'joined'; readonly client: string; readonly group: string }
  | { readonly kind: 'noSuchGroup'; readonly client: string; readonly group: string }
  | { readonly kind: 'groupMessage'; readonly client: string; readonly text: string }
  | { readonly kind: 'removed'; readonly client: string; readonly group: string }
  | {
      readonly kind: 'membersListed';
      readonly client: string;
      readonly group: string;
      readonly names: readonly string[];
      readonly isContinued?: true;
    }
  | { readonly kind: 'left'; readonly client: string; readonly group: string };

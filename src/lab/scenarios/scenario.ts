/**
 * A story that happens in a simulated world: who does what, and what the network does to each
 * datagram. It is data, and a run is a pure function of it, so that whatever breaks can be written
 * down, shrunk and replayed.
 */
import type { Conditions, Decision } from '../world/conditions.ts';
import { PERFECT } from '../world/conditions.ts';
import type { Forgery, ReplaySource } from './adversary.ts';

/** Something that a user or the world does. `client` and `to` are indices, taken modulo. */
export type Action =
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'send';
      readonly client: number;
      readonly to: number;
      /** Characters beyond the few that make the text unique. */
      readonly padding: number;
    }
  | { readonly do: 'say'; readonly client: number; readonly padding: number }
  | { readonly do: 'create' | 'join'; readonly client: number; readonly group: number }
  | {
      readonly do: 'leaveGroup' | 'listGroups' | 'listMembers' | 'dereg';
      readonly client: number;
    }
  /** Ctrl-C. */
  | { readonly do: 'interrupt'; readonly client: number }
  | {
      /** `suspend` is a pause in which what arrives is lost: a restart with all memory. */
      readonly do: 'kill' | 'pause' | 'suspend' | 'resume' | 'rebind';
      readonly client: number;
    }
  /** The same name at the same address again, as a new process; kills the old one if need be. */
  | { readonly do: 'restart'; readonly client: number }
  /** The name leaves, and comes back at once in another process at another address. */
  | { readonly do: 'move'; readonly client: number }
  /** The user's terminal takes nothing more, or takes all again. */
  | { readonly do: 'stopReading' | 'readAgain'; readonly client: number }
  /** Starts a client again that has ended or was killed. */
  | { readonly do: 'return'; readonly client: number }
  /** Nothing passes from, to, or between a client and everybody else. */
  | { readonly do: 'cut'; readonly client: number; readonly way: 'from' | 'to' | 'both' }
  /** Nothing passes from one client to another; both reach the server. */
  | { readonly do: 'cutPair'; readonly client: number; readonly to: number }
  | {
      readonly do: 'clog';
      readonly client: number;
      readonly to: number;
      readonly ms: number;
    }
  /** The client's own line carries no more than this, each way, until all is mended. */
  | {
      readonly do: 'narrow';
      readonly client: number;
      readonly bytesPerSecond: number;
      readonly queueBytes: number;
    }
  | { readonly do: 'mend' }
  /** A second process wants the client's name. */
  | { readonly do: 'impostor'; readonly client: number }
  /** It goes again, so that the name is free for whoever had it before. */
  | { readonly do: 'impostorLeaves'; readonly client: number }
  /** Bytes that mean nothing. */
  | { readonly do: 'junk'; readonly client: number; readonly seed: number }
  /** A datagram of somebody who does not know the session; `other` is whom it is about. */
  | {
      readonly do: 'forge';
      readonly what: Forgery;
      readonly client: number;
      readonly other: number;
    }
  /** A datagram that was sent `back` datagrams ago arrives once more. */
  | { readonly do: 'replay'; readonly back: number; readonly from: ReplaySource }
  | { readonly do: 'pauseServer' | 'suspendServer' | 'resumeServer' | 'restartServer' };

export interface Scenario {
  /** Identities, delays and whatever chance decides. */
  readonly seed: number;
  readonly clients: number;
  /** Indices of those that stay though the server does not answer, in all their processes. */
  readonly stays?: readonly number[];
  readonly conditions: Conditions;
  readonly actions: readonly Action[];
  /** One for each datagram in the order of sending, then all arrive; null leaves it to chance. */
  readonly decisions: readonly Decision[] | null;
}

/** A scenario in which nothing goes wrong and nothing happens: to be spread into others. */
export const QUIET: Scenario = {
  seed: 1,
  clients: 3,
  conditions: PERFECT,
  actions: [],
  decisions: null,
};

import type { Occurrence } from '../../chat/runtime.ts';
import type { World } from '../world/world.ts';
import type { PromiseName } from './promises.ts';

/** Things that a run should have seen to prove anything: what endpoints notice, and what users do. */
export type Sighting =
  | Occurrence
  /** A private message was received and kept until its reader left the group. */
  | 'buffered'
  /** A client was registered anew after the server had lost it, or its own memory. */
  | 'registeredAgain'
  /** A second process wanted a name that has an owner. */
  | 'nameTaken'
  | 'serverRestarted'
  /** A client that stays was heard by its server again. */
  | 'serverBack'
  /** A member was told that it is no longer in its group. */
  | 'toldRemoved'
  /** A member was removed from its group because it did not keep up. */
  | 'laggardRemoved'
  /** It was owed as many bytes as a member may be. */
  | 'budgetUsedUp'
  /** The last frame left that the other end takes. */
  | 'creditUsedUp'
  | 'forged'
  /** A datagram found the queue of a line full. */
  | 'queueOverflowed'
  | 'replayInjected';

/** What the checks share: the world that they watch, and the way to say what is wrong in it. */
export interface Beat {
  readonly world: World;
  readonly nowMs: number;
  fail(promise: PromiseName, detail: string): void;
  count(sighting: Sighting): void;
}

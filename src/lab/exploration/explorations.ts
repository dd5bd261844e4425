import type { Command } from '../../../machines/vocabulary.ts';
import type { ExplorationName } from './explorationNames.ts';
import type { ExploreOptions } from './explore.ts';

const BOUNDS = {
  opening: [],
  script: [],
  inFlight: 3,
  losses: 1,
  duplicates: 0,
  waits: 0,
  maxStates: 100_000,
  maxDepth: 200,
};

const say = (to: string, text: string): Command => ({ kind: 'send', to, text });

/** Questions that small explorations answer; to be widened by spreading them into others. */
export const EXPLORATIONS: Readonly<Record<ExplorationName, ExploreOptions>> = {
  /** A client registers, over a network that loses, repeats and delays. */
  registration: { ...BOUNDS, clients: 1, opening: null, duplicates: 1, waits: 1 },
  /** Three clients register at once. */
  registrations: { ...BOUNDS, clients: 3, opening: null },
  /** Alice sends bob two private messages. */
  messages: { ...BOUNDS, clients: 2, script: [[say('bob', 'one'), say('bob', 'two')]] },
  /** Alice and bob send each other a private message. */
  crossing: { ...BOUNDS, clients: 2, script: [[say('bob', 'ping')], [say('alice', 'pong')]] },
  /** Alice says something in the group in which bob is too. */
  group: {
    ...BOUNDS,
    clients: 2,
    opening: [
      { client: 0, command: { kind: 'create_group', group: 'tea' } },
      { client: 0, command: { kind: 'join_group', group: 'tea' } },
      { client: 1, command: { kind: 'join_group', group: 'tea' } },
    ],
    script: [[{ kind: 'send_group', text: 'hello' }]],
  },
  /** Alice sends bob a private message and leaves the chat. */
  farewell: {
    ...BOUNDS,
    clients: 2,
    script: [[say('bob', 'bye'), { kind: 'dereg', name: 'alice' }]],
  },
};

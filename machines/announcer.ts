/**
 * Spreads the news of a changed client table over the online clients.
 *
 *     settled ──(changed)──▶ announcing ──(everyone was told)──▶ resting ──▶ settled
 *                              │    ▲  ▲                            │
 *                              └────┘  └───────── stale ◀──(changed)┘
 *                   (the next batch of clients)
 *
 * The first batch leaves at once; a change that comes while a round is under way only makes the
 * round longer, and rounds are an interval apart. So a thousand registrations at once cost each
 * listener a thousand entries in full datagrams, not a thousand datagrams.
 */
import { emit, setup } from 'xstate';
import { ANNOUNCE_INTERVAL_MS } from './timers.ts';

export type AnnouncerEvent =
  /** The table has a new version. */
  | { readonly type: 'changed' }
  /** Every online client was sent the latest version. */
  | { readonly type: 'spread' };

/** Send the news to the next batch of clients. */
export type AnnouncerEffect = { readonly type: 'announceBatch' };

export const announcer = setup({
  types: {
    events: {} as AnnouncerEvent,
    emitted: {} as AnnouncerEffect,
  },
  actions: {
    announceBatch: emit({ type: 'announceBatch' }),
  },
  delays: {
    announceInterval: ANNOUNCE_INTERVAL_MS,
  },
}).createMachine({
  id: 'announcer',
  initial: 'settled',
  states: {
    settled: {
      on: { changed: 'announcing' },
    },
    announcing: {
      entry: 'announceBatch',
      after: { announceInterval: { target: 'announcing', reenter: true } },
      on: { spread: 'resting' },
    },
    resting: {
      on: { changed: 'stale' },
      after: { announceInterval: 'settled' },
    },
    stale: {
      after: { announceInterval: 'announcing' },
    },
  },
});

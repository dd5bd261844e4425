/**
 * Whether what a client shows is read: a terminal may be stopped, a pipe full, a disk without room.
 *
 *     reading ⇄ behind
 *        └────────┴──▶ gone
 *
 * Messages are taken in `reading` only. Elsewhere they stay with their senders, who try on and hear
 * of it in the end, so that nobody is told that a message was received which nobody could read.
 * Everything else goes on: signs of life, requests and their answers, and what the user sends.
 */
import { setup } from 'xstate';

export type ReaderEvent =
  /** More is shown than is read: no more messages should be taken. */
  | { readonly type: 'reader.behind' }
  /** What was shown has been read. */
  | { readonly type: 'reader.reading' }
  /** Nobody will read any more. */
  | { readonly type: 'reader.gone' };

export const reader = setup({
  types: {
    events: {} as ReaderEvent,
    tags: {} as 'taking',
  },
}).createMachine({
  id: 'reader',
  initial: 'reading',
  on: { 'reader.gone': '.gone' },
  states: {
    reading: { tags: 'taking', on: { 'reader.behind': 'behind' } },
    behind: { on: { 'reader.reading': 'reading' } },
    gone: {},
  },
});

/**
 * What a client believes of another process that it writes to, or that writes to it.
 *
 *     unknown ─▶ connecting ⇄ doubted          any ─▶ offline, superseded
 *        └─────────▶ reachable ⇄┘
 *
 * Something has left for it (`connecting`), something has come from it (`reachable`). A round without an
 * ack in which nothing was heard puts it in doubt: the server is asked to probe it, one question at a
 * time, and until the server has answered it is `doubted`, heard meanwhile or not. Whether it is there is
 * for the table to say: it is `offline`, or another process has its name (`superseded`), and what was on
 * the way to it has failed. Should it come back, it is a new acquaintance.
 *
 * That it was heard is news only where the tag is `unheard`.
 */
import { emit, setup } from 'xstate';

export type BeliefEvent =
  /** A message leaves for it. */
  | { readonly type: 'wrote' }
  /** A datagram came from it. */
  | { readonly type: 'heard' }
  /** An ack is overdue, and nothing else came from it either. */
  | { readonly type: 'overdue' }
  /** The server has answered about it, or will not any more. */
  | { readonly type: 'judged' }
  /** The table shows it offline. */
  | { readonly type: 'gone' }
  /** The table shows another process under its name. */
  | { readonly type: 'replaced' };

export type BeliefEffect =
  /** Ask the server to probe it. */
  | { readonly type: 'suspect' }
  /** What is on the way to it has failed. */
  | { readonly type: 'abandon' };

export const peer = setup({
  types: {
    events: {} as BeliefEvent,
    emitted: {} as BeliefEffect,
    tags: {} as 'unheard',
  },
  actions: {
    suspect: emit({ type: 'suspect' }),
    abandon: emit({ type: 'abandon' }),
  },
}).createMachine({
  id: 'peer',
  initial: 'unknown',
  on: { gone: '.offline', replaced: '.superseded' },
  states: {
    unknown: { tags: 'unheard', on: { wrote: 'connecting', heard: 'reachable' } },
    connecting: { tags: 'unheard', on: { heard: 'reachable', overdue: 'doubted' } },
    reachable: { on: { overdue: 'doubted' } },
    doubted: {
      entry: 'suspect',
      initial: 'unheard',
      states: {
        unheard: { tags: 'unheard', on: { heard: 'heard', judged: '#peer.connecting' } },
        heard: { on: { overdue: 'unheard', judged: '#peer.reachable' } },
      },
    },
    offline: { type: 'final', entry: 'abandon' },
    superseded: { type: 'final', entry: 'abandon' },
  },
});

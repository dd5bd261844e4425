/**
 * Keeps the copy of the client table up to date while the client is online.
 *
 *     fetching ─▶ resting ─▶ open
 *         └▶ pulling ◀──┴───────┘
 *
 * What is missing is asked for again and again, but not while pages of it come: the server sends all of
 * it, as the path takes it. `fetching` is the first table, without which no name is known: commands wait
 * for it (tag `busy`), for a while. A stranger's datagram means that our copy is old, but anybody can be
 * a stranger: it counts in `open` only.
 */
import { assertEvent, assign, enqueueActions, setup } from 'xstate';
import type { TableEvent, TableNews } from '../clientProtocol.ts';
import {
  FIRST_TABLE_WAIT_MS,
  TABLE_REST_MS,
  TABLE_RETRY_MAX_MS,
  TABLE_RETRY_MS,
} from '../timers.ts';
import type { ClientNotice } from '../vocabulary.ts';

export type TableSyncEffect =
  | { readonly type: 'requestTable' }
  | { readonly type: 'show'; readonly notices: readonly ClientNotice[] };

interface TableSyncContext {
  /** Requests since the last page that brought us further. */
  readonly tries: number;
}

export const tableSync = setup({
  types: {
    context: {} as TableSyncContext,
    events: {} as TableEvent,
    emitted: {} as TableSyncEffect,
    tags: {} as 'busy',
  },
  actions: {
    requestTable: enqueueActions(({ context, enqueue }) => {
      enqueue.emit({ type: 'requestTable' });
      enqueue.assign({ tries: context.tries + 1 });
    }),
    countAnew: assign({ tries: 0 }),
    /** If there is any. */
    showNews: enqueueActions(({ event, enqueue }) => {
      assertEvent(event, 'table.complete');
      if (event.news === null) return;
      const notices = [{ kind: 'tableUpdated' } as const, ...presenceOf(event.news)];
      enqueue.emit({ type: 'show', notices });
    }),
  },
  delays: {
    firstTableWait: FIRST_TABLE_WAIT_MS,
    tableRest: TABLE_REST_MS,
    tableRetry: ({ context }) =>
      Math.min(TABLE_RETRY_MS * 2 ** Math.max(0, context.tries - 1), TABLE_RETRY_MAX_MS),
  },
}).createMachine({
  id: 'tableSync',
  context: { tries: 0 },
  initial: 'fetching',
  states: {
    fetching: {
      tags: 'busy',
      entry: 'requestTable',
      initial: 'waiting',
      on: {
        'table.page': { target: '.waiting', actions: 'countAnew' },
        'table.complete': { target: 'resting', actions: 'showNews' },
      },
      after: { firstTableWait: { target: 'pulling', actions: 'requestTable' } },
      states: {
        waiting: {
          after: { tableRetry: { target: 'waiting', reenter: true, actions: 'requestTable' } },
        },
      },
    },
    pulling: {
      on: {
        'table.page': { target: 'pulling', reenter: true, actions: 'countAnew' },
        'table.complete': { target: 'resting', actions: 'showNews' },
      },
      after: { tableRetry: { target: 'pulling', reenter: true, actions: 'requestTable' } },
    },
    resting: {
      entry: 'countAnew',
      on: {
        'table.behind': { target: 'pulling', actions: 'requestTable' },
        'table.page': 'pulling',
        'table.complete': { actions: 'showNews' },
      },
      after: { tableRest: 'open' },
    },
    open: {
      on: {
        'table.behind': { target: 'pulling', actions: 'requestTable' },
        'table.page': 'pulling',
        'table.complete': { actions: 'showNews' },
        'table.stranger': { target: 'pulling', actions: 'requestTable' },
      },
    },
  },
});

/** Who came and who left, if anybody did. */
function presenceOf(news: TableNews): ClientNotice[] {
  if (news.came.count + news.left.count === 0) return [];
  const { isFirst, came, left } = news;
  return [isFirst ? { kind: 'online', who: came } : { kind: 'presence', came, left }];
}

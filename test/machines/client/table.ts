/** Part of client.test.ts: the client table and its news. */
import { describe, expect, test } from 'vitest';
import type { ClientEvent } from '../../../machines/clientProtocol.ts';
import { FIRST_TABLE_WAIT_MS, TABLE_REST_MS } from '../../../machines/timers.ts';
import type { Roster } from '../../../machines/vocabulary.ts';
import {
  clientIn,
  complete,
  keepalive,
  NOBODY,
  registered,
  requestTable,
  show,
  showAll,
} from './clientRun.ts';

const behind = { type: 'table.behind' } as const;
const stranger = { type: 'table.stranger' } as const;
const page = { type: 'table.page' } as const;
const tableUpdated = show({ kind: 'tableUpdated' });

/** Just registered: the table has been asked for and nothing of it has come. */
const fetching = () => clientIn.asking().send(registered(false)).forget();
/** Has the table, and has learned that there is a newer one. */
const pulling = () => clientIn.nonGroup().send(behind).forget();

describe('the client table', () => {
  test('keeps commands waiting until it comes, but not longer than an answer may take', () => {
    const run = fetching().send(page).forget();
    expect(run.isBusy).toBe(true);
    run.advance(FIRST_TABLE_WAIT_MS - 1).forget();
    expect(run.isBusy).toBe(true);
    run.advance(1).expectNow(requestTable, keepalive);
    expect(run.isBusy).toBe(false);
    run.send(page).expect();
    run.send(complete(true)).expectNow(tableUpdated);
  });

  test.each([
    ['first', fetching],
    ['newer', pulling],
  ])('is asked for until it comes, the %s one: after 100 ms, then every 500 ms', (_, asking) => {
    asking()
      .advance(1_900)
      .expect(
        [100, requestTable],
        [300, requestTable],
        [700, requestTable],
        [1_200, requestTable],
        [1_700, requestTable],
      );
  });

  test.each([
    ['first', fetching],
    ['newer', pulling],
  ])(
    'is not asked for while pages of it come, and patiently when they do not, the %s one',
    (_, asking) => {
      const run = asking().advance(1_200).forget();
      run.send(page).advance(99).send(page).advance(99).expect();
      run.advance(301).expect([1_399, requestTable], [1_499, requestTable], [1_699, requestTable]);
    },
  );

  test('is news once, when it is complete', () => {
    const run = fetching().send(page, page).forget();
    run.send(complete(true)).expectNow(tableUpdated);
    run.advance(1_999).expect();
    run.advance(1).expectNow(keepalive);
  });

  test('says who is there, and then who came and who left', () => {
    const bob: Roster = { names: ['bob'], count: 1 };
    const many: Roster = { names: ['cem', 'dan'], count: 7 };
    const tell = (isFirst: boolean, came: Roster, left: Roster): ClientEvent => ({
      type: 'table.complete',
      news: { isFirst, came, left },
    });
    const updated = { kind: 'tableUpdated' } as const;
    const run = fetching();
    run.send(tell(true, many, NOBODY));
    run.send(tell(false, bob, NOBODY), tell(false, NOBODY, bob), tell(true, NOBODY, NOBODY));
    run.expectNow(
      showAll([updated, { kind: 'online', who: many }], null),
      showAll([updated, { kind: 'presence', came: bob, left: NOBODY }], null),
      showAll([updated, { kind: 'presence', came: NOBODY, left: bob }], null),
      tableUpdated,
    );
  });

  test('is no news if nothing in it changed', () => {
    fetching().send(complete(false)).expect();
    pulling().send(complete(false)).expect();
    clientIn.nonGroup().send(complete(false)).expect();
  });

  test('is news again with each change that the server announces', () => {
    const run = clientIn.nonGroup();
    run.send(complete(true)).expectNow(tableUpdated);
    run.advance(TABLE_REST_MS).send(complete(true)).expectNow(tableUpdated);
  });

  test('is news inside a group too', () => {
    const run = clientIn.group();
    run.send(complete(true)).expectNow(show({ kind: 'tableUpdated' }, 'tea'));
    run.send(behind).expectNow(requestTable);
    run.send(complete(true)).expectNow(show({ kind: 'tableUpdated' }, 'tea'));
  });

  test('is asked for at once when the server has a newer one', () => {
    clientIn.nonGroup().send(behind).expectNow(requestTable);
    clientIn.nonGroup().advance(TABLE_REST_MS).send(behind).expectNow(requestTable);
  });

  test.each([0, TABLE_REST_MS])('is asked for when a page has come, but no other, %i', (ms) => {
    clientIn
      .nonGroup()
      .advance(ms)
      .send(page)
      .advance(100)
      .expect([ms + 100, requestTable]);
  });

  test('is asked for patiently however often the client learns that it is behind', () => {
    const run = pulling();
    for (let i = 0; i < 100; i++) run.send(behind, stranger).advance(1);
    run.expect([100, requestTable]);
  });

  test('is asked for with a fresh patience each time', () => {
    const run = pulling().advance(2_000).send(complete(false), behind).forget();
    run.advance(300).expect([2_100, requestTable], [2_300, requestTable]);
  });

  test('is asked for because of a stranger every 250 ms at the most', () => {
    const run = clientIn.nonGroup();
    for (let i = 0; i < 1_000; i++) {
      run.send(stranger).send(complete(false)).advance(1);
    }
    run.expect([250, requestTable], [500, requestTable], [750, requestTable]);
  });

  test('does not wait longer for the next stranger because of an announcement', () => {
    const run = clientIn.nonGroup().advance(TABLE_REST_MS - 1);
    run.send(complete(true)).forget();
    run.advance(1).send(stranger).expectNow(requestTable);
  });

  test('is left alone while the server resumes the session', () => {
    const run = clientIn.resuming().send(registered(true)).expect();
    expect(run.stateOf('tableSync')).toBe('tableSync.resting');
  });
});

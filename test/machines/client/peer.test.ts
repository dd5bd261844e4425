import { describe, expect, test } from 'vitest';
import type { BeliefEvent } from '../../../machines/client/peer.ts';
import { peer } from '../../../machines/client/peer.ts';
import { MachineRun, untested } from '../../support/machine.ts';

const wrote = { type: 'wrote' } as const;
const heard = { type: 'heard' } as const;
const overdue = { type: 'overdue' } as const;
const judged = { type: 'judged' } as const;
const gone = { type: 'gone' } as const;
const replaced = { type: 'replaced' } as const;
const suspect = { type: 'suspect' } as const;
const abandon = { type: 'abandon' } as const;

const peerAfter = (...events: BeliefEvent[]) => new MachineRun(peer).send(...events).forget();

describe('a peer', () => {
  test.each([
    ['is unknown at first', [], 'unknown'],
    ['is connecting when something has left for it', [wrote], 'connecting'],
    ['is reachable when something has come from it', [heard], 'reachable'],
    ['is reachable when it answers', [wrote, heard], 'reachable'],
    ['is doubted when it does not', [wrote, overdue], { doubted: 'unheard' }],
    ['is doubted though it was reachable', [heard, overdue], { doubted: 'unheard' }],
    ['is heard in doubt', [heard, overdue, heard], { doubted: 'heard' }],
    ['is reachable after that', [heard, overdue, heard, judged], 'reachable'],
    ['is not known to be reachable after a doubt', [heard, overdue, judged], 'connecting'],
  ] as const)('%s', (_, events, state) => {
    expect(peerAfter(...events).state).toEqual(state);
  });

  test('is suspected once until the server has answered, however often it is overdue', () => {
    const run = new MachineRun(peer).send(wrote, overdue).expectNow(suspect);
    run.send(overdue, heard, overdue).expect();
    expect(run.state).toEqual({ doubted: 'unheard' });
    run.send(judged).expect();
    run.send(overdue).expectNow(suspect);
  });

  const KNOWN = [
    ['unknown', []],
    ['connecting', [wrote]],
    ['reachable', [heard]],
    ['doubted', [wrote, overdue]],
  ] as const;

  test.each(KNOWN)('has lost what was on the way when it is gone or replaced: %s', (_, events) => {
    const run = peerAfter(...events);
    run.send(gone).expectNow(abandon);
    expect([run.state, run.isDone]).toEqual(['offline', true]);
    const other = peerAfter(...events);
    other.send(replaced).expectNow(abandon);
    expect([other.state, other.isDone]).toEqual(['superseded', true]);
  });

  test('is news only where nothing was heard of it', () => {
    const isNews = (...events: BeliefEvent[]) => peerAfter(...events).snapshot.hasTag('unheard');
    expect([isNews(), isNews(wrote), isNews(wrote, overdue)]).toEqual([true, true, true]);
    expect([isNews(heard), isNews(heard, overdue, heard), isNews(gone)]).not.toContain(true);
  });

  test('has no state and no transition that these tests leave out', () => {
    expect(untested(peer)).toEqual([]);
  });
});

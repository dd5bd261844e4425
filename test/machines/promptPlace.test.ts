import { describe, expect, test } from 'vitest';
import { promptPlace } from '../../machines/promptPlace.ts';
import { CURSOR_ANSWER_MS } from '../../machines/terminalTimers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const narrowed = { type: 'narrowed' } as const;
const answered = { type: 'answered' } as const;
const ask = { type: 'ask' } as const;
const draw = { type: 'draw' } as const;

describe('promptPlace', () => {
  test('asks, and draws when it is answered', () => {
    const run = new MachineRun(promptPlace).send(narrowed).expectNow(ask);
    expect(run.state).toBe('asking');
    run.send(answered).expectNow(draw);
    expect(run.state).toBe('known');
  });

  test('draws without an answer in the end', () => {
    const run = new MachineRun(promptPlace).send(narrowed).advance(CURSOR_ANSWER_MS);
    run.expect([0, ask], [CURSOR_ANSWER_MS, draw]);
    expect(run.state).toBe('known');
  });

  test('waits for the answer to the last of several questions, and for that from its asking on', () => {
    const run = new MachineRun(promptPlace).send(narrowed).advance(CURSOR_ANSWER_MS - 1);
    run.send(narrowed, narrowed, answered, answered);
    expect(run.state).toBe('asking');
    run.send(answered);
    expect(run.state).toBe('known');
    const atMs = CURSOR_ANSWER_MS - 1;
    run.expect([0, ask], [atMs, ask], [atMs, ask], [atMs, draw]);
    run.send(narrowed, narrowed).advance(CURSOR_ANSWER_MS).forget();
    // What was not answered then is not waited for now.
    run.send(narrowed, answered).expectNow(ask, draw);
  });

  test('waits as long for the answer to a later question', () => {
    const run = new MachineRun(promptPlace).send(narrowed).advance(CURSOR_ANSWER_MS - 1);
    run
      .send(narrowed)
      .advance(CURSOR_ANSWER_MS - 1)
      .forget();
    expect(run.state).toBe('asking');
    run.advance(1).expectNow(draw);
  });

  test('an answer to no question does nothing', () => {
    expect(new MachineRun(promptPlace).send(answered).state).toBe('known');
  });

  test('every state was entered and every transition taken', () => {
    expect(untested(promptPlace)).toEqual([]);
  });
});

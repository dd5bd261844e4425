import { describe, expect, test } from 'vitest';
import type { KeyboardEffect, KeyboardEvent } from '../../machines/keyboard.ts';
import { keyboard } from '../../machines/keyboard.ts';
import { LONE_KEY_QUIET_MS, SEQUENCE_PATIENCE_MS } from '../../machines/terminalTimers.ts';
import { MachineRun, untested } from '../support/machine.ts';

const cut = { type: 'cut' } as const;
const whole = { type: 'whole' } as const;
const pasteBegun = { type: 'pasteBegun' } as const;
const pasteEnded = { type: 'pasteEnded' } as const;
const pasted = { type: 'pasted' } as const;
const loneControl = { type: 'loneControl' } as const;
const abandoned = { type: 'pasteAbandoned' } as const;

const FRESH = { sequence: 'fresh' } as const;
const STALE = { sequence: 'stale' } as const;
const FLOWING = { paste: 'flowing' } as const;
const DOUBTED = { paste: 'doubted' } as const;

const keyboardIn = {
  typing: () => new MachineRun(keyboard),
  fresh: () => new MachineRun(keyboard).send(cut),
  stale: () => new MachineRun(keyboard).send(cut).advance(SEQUENCE_PATIENCE_MS),
  flowing: () => new MachineRun(keyboard).send(pasteBegun),
  doubted: () => new MachineRun(keyboard).send(pasteBegun, loneControl),
};

describe('keyboard', () => {
  type Case = [
    from: keyof typeof keyboardIn,
    event: KeyboardEvent,
    to: unknown,
    effects: KeyboardEffect[],
  ];
  const unmoved = (from: keyof typeof keyboardIn, state: unknown, ...events: KeyboardEvent[]) =>
    events.map((event): Case => [from, event, state, []]);
  const table: Case[] = [
    ['typing', cut, FRESH, []],
    ['typing', pasteBegun, FLOWING, []],
    ...unmoved('typing', 'typing', whole, pasteEnded, pasted, loneControl),
    ['fresh', whole, 'typing', []],
    ['fresh', pasteBegun, FLOWING, []],
    ...unmoved('fresh', FRESH, cut, pasteEnded, pasted, loneControl),
    ['stale', cut, FRESH, []],
    ['stale', whole, 'typing', []],
    ['stale', pasteBegun, FLOWING, []],
    ...unmoved('stale', STALE, pasteEnded, pasted, loneControl),
    ['flowing', pasteEnded, 'typing', []],
    ['flowing', loneControl, DOUBTED, []],
    ...unmoved('flowing', FLOWING, cut, whole, pasteBegun, pasted),
    ['doubted', pasteEnded, 'typing', []],
    ['doubted', pasted, FLOWING, []],
    ...unmoved('doubted', DOUBTED, cut, whole, pasteBegun, loneControl),
  ];
  test.each(table)('in "%s" takes %o to %o', (from, event, to, effects) => {
    const run = keyboardIn[from]()
      .send(event)
      .expectNow(...effects);
    expect(run.state).toEqual(to);
    run.advance(SEQUENCE_PATIENCE_MS).forget();
  });

  test('gives a cut sequence a moment from the last of it', () => {
    const run = new MachineRun(keyboard).send(cut).advance(SEQUENCE_PATIENCE_MS - 1);
    expect(run.send(cut).advance(SEQUENCE_PATIENCE_MS - 1).state).toEqual(FRESH);
    expect(run.advance(1).state).toEqual(STALE);
  });

  test('gives up a paste when nothing follows a control key', () => {
    const run = keyboardIn.doubted().advance(LONE_KEY_QUIET_MS - 1);
    run.send(loneControl).advance(LONE_KEY_QUIET_MS - 1);
    expect(run.state).toEqual(DOUBTED);
    run.advance(1).expect([2 * LONE_KEY_QUIET_MS - 1, abandoned]);
    expect(run.state).toBe('typing');
  });

  test('a paste goes on however long it rests', () => {
    const run = keyboardIn.flowing().advance(3_600_000);
    expect(run.state).toEqual(FLOWING);
  });

  test('every state was entered and every transition taken', () => {
    expect(untested(keyboard)).toEqual([]);
  });
});

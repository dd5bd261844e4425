import { expect, test } from 'vitest';
import {
  chartWords,
  effectWords,
  eventWords,
  nameWords,
  placeWords,
  stateWords,
  stepWords,
  transitionOf,
  transitionWords,
} from '../../../src/inspector/page/views/statechart/light/words.ts';
import { went } from '../../support/steps.ts';

const ROUND_OVER = 'ackWait.overdue|xstate.after.round.ackWait.overdue|1';

test.each([
  ['waiting', 'waiting'],
  [{ online: 'heard' }, 'online.heard'],
  [{ a: { b: { c: 'd' } } }, 'a.b.c.d'],
  [
    { online: { mode: { group: 'ready' }, table: { synced: 'open' }, alarm: {} } },
    'online (mode: group.ready; table: synced.open; alarm)',
  ],
  [{}, ''],
  [null, ''],
  [undefined, ''],
  [3, ''],
])('the state %j in words', (value, words) => {
  expect(stateWords(value)).toBe(words);
});

test('words of hostile values are short and show what would hide', () => {
  let deep: unknown = 'x';
  for (let depth = 0; depth < 20_000; depth++) deep = { a: deep };
  expect(stateWords(deep).length).toBeLessThan(300);
  expect(stateWords('\u202eevil\u001b[2J\n')).toBe('\\u{202e}evil\\u{1b}[2J\\u{a}');
  const wide = Object.fromEntries(Array.from({ length: 999 }, (_, i) => [`s${i}`, 'x']));
  expect(stateWords(wide)).toHaveLength(300);
  expect(nameWords('x'.repeat(16_384))).toBe(`${'x'.repeat(59)}…`);
  expect(nameWords(`${'x'.repeat(58)}😀😀`)).toBe(`${'x'.repeat(58)}…`);
});

test.each([
  ['xstate.init', 'start'],
  ['xstate.stop', 'stop'],
  ['xstate.after.tableRetry.client.online.table.pulling', 'after tableRetry'],
  ['xstate.after.500.machine.state', 'after 500 ms'],
  ['command.*', 'command.*'],
])('the event %s is %s', (type, words) => {
  expect(eventWords(type)).toBe(words);
});

test('ids of transitions are taken apart', () => {
  expect(transitionOf(ROUND_OVER)).toEqual({
    state: 'ackWait.overdue',
    event: 'xstate.after.round.ackWait.overdue',
    index: 1,
  });
  expect(transitionOf('a|b')).toBeNull();
  expect(transitionOf('a|b|c')).toBeNull();
  expect(transitionOf('nonsense')).toBeNull();
  expect(transitionWords(ROUND_OVER)).toBe('overdue, candidate 2');
  expect(transitionWords('client|private.acked|0')).toBe('client');
  expect(transitionWords('non\u0007sense')).toBe('non\\u{7}sense');
});

test('a state is told by its name and that of the state around it', () => {
  expect(placeWords('client')).toBe('client');
  expect(placeWords('client.offline')).toBe('offline');
  expect(placeWords('client.online.keepalive.asking')).toBe('keepalive.asking');
});

test.each([
  [{ type: 'transmit' }, 'transmit'],
  [{ type: 'settled', outcome: 'acked' }, 'settled (outcome: acked)'],
  [{ type: 'register', cookie: '' }, 'register'],
  [{ type: 'show', notice: { kind: 'table', rows: [] } }, 'show (notice: table)'],
  [{ type: 'overdue', members: [1, 2], none: null }, 'overdue'],
  [{ type: 5, a: 1, b: true, c: 'x', d: 'left out' }, 'effect (a: 1, b: true, c: x)'],
  [null, 'effect'],
  ['text', 'text'],
  [7, 'effect'],
])('the effect %j is %s', (effect, words) => {
  expect(effectWords(effect)).toBe(words);
});

test('a step tells event, candidate and effects', () => {
  const step = went('ackWait:bob:1', 'overdue', 'overdue', {
    event: { type: 'xstate.after.round.ackWait.overdue' },
    taken: [ROUND_OVER, 'unknown'],
    effects: [{ type: 'overdue' }, { type: 'transmit' }],
  });
  const told = (id: string) => (id === ROUND_OVER ? '[hasMoreRounds] / countRound' : null);
  expect(stepWords(step, told)).toEqual({
    event: 'after round',
    taken: ['overdue, candidate 2 [hasMoreRounds] / countRound', 'unknown'],
    result: '',
    effects: ['overdue', 'transmit'],
  });
});

test('a start tells where, an ignored event that it was ignored', () => {
  const none = () => null;
  expect(stepWords(went('m', null, { a: 'b' }), none)).toMatchObject({
    event: 'start',
    result: 'a.b',
  });
  const ignored = went('m', 'a', 'a', { taken: [] });
  expect(stepWords(ignored, none)).toMatchObject({ result: 'ignored in this state' });
});

test('many effects are counted', () => {
  const effects = Array.from({ length: 9 }, () => ({ type: 'transmit' }));
  const words = stepWords(went('m', 'a', 'b', { effects }), () => null);
  expect(words.effects).toHaveLength(7);
  expect(words.effects.at(-1)).toBe('3 more');
});

test('a chart says its states and what was taken', () => {
  const lighting = {
    leaves: ['ackWait.overdue'],
    around: ['ackWait'],
    taken: [ROUND_OVER],
    entered: [],
    started: [],
    isNow: true,
  };
  const told = () => '[hasMoreRounds]';
  const name = 'alice › ackWait:bob:1';
  const is = 'alice › ackWait:bob:1 is in overdue.';
  const how = 'from overdue, candidate 2 on after round: [hasMoreRounds].';
  expect(chartWords(name, lighting, told)).toBe(`${is} In this step: ${how}`);
  expect(chartWords(name, { ...lighting, isNow: false }, told)).toBe(`${is} Last time: ${how}`);
  expect(chartWords(name, { ...lighting, taken: [] }, told)).toBe(is);
  const start = { ...lighting, taken: [], started: ['ackWait'] };
  expect(chartWords(name, start, told)).toBe(`${is} In this step: it started.`);
  expect(chartWords(name, { ...lighting, leaves: [] }, told)).toBe(
    `${name} does not exist at this step.`,
  );
});

import { expect, test } from 'vitest';
import { createActor, emit, setup } from 'xstate';
import { Recorder } from '../../src/trace/recorder.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { encodeDatagram } from '../../src/wire/datagram.ts';

const machine = setup({
  types: { emitted: {} as { type: 'told' } },
  actions: { tell: emit({ type: 'told' }) },
}).createMachine({
  id: 'light',
  initial: 'red',
  states: {
    red: { on: { go: { target: 'green', actions: 'tell' } } },
    green: { entry: 'tell', on: { go: { actions: 'tell' } } },
  },
});

/** A recorder at a time that stands still, and what it writes. */
function recording() {
  const steps: TraceStep[] = [];
  const recorder = new Recorder(
    () => 7,
    (step) => steps.push(step),
  );
  const light = (id: string) => createActor(machine, { id, inspect: recorder.inspect });
  return { recorder, steps, light };
}

test('a step holds the transitions and the effects of its machines', () => {
  const { recorder, steps, light } = recording();
  const actor = light('a');
  recorder.step('n', { kind: 'start' }, () => actor.start());
  recorder.step('n', { kind: 'timer' }, () => actor.send({ type: 'go' }));
  recorder.step('n', { kind: 'timer' }, () => actor.send({ type: 'stop' }));
  expect(steps.map(({ step, atMs }) => [step, atMs])).toEqual([
    [1, 7],
    [2, 7],
    [3, 7],
  ]);
  expect(steps.map(({ machines }) => machines)).toEqual([
    [expect.objectContaining({ machine: 'a', from: null, to: 'red', taken: [], effects: [] })],
    [
      {
        machine: 'a',
        event: { type: 'go' },
        from: 'red',
        to: 'green',
        taken: ['light.red|go|0'],
        effects: [{ type: 'told' }, { type: 'told' }],
        context: {},
      },
    ],
    [expect.objectContaining({ event: { type: 'stop' }, from: 'green', to: 'green', taken: [] })],
  ]);
  expect(recorder.count).toBe(3);
});

test('what a machine causes stands behind it', () => {
  const { recorder, steps, light } = recording();
  const [first, second] = [light('first'), light('second')];
  first.on('told', () => second.send({ type: 'go' }));
  second.start();
  first.start();
  recorder.step('n', { kind: 'timer' }, () => first.send({ type: 'go' }));
  const [step] = steps;
  expect(step?.machines.map(({ machine: id, to }) => [id, to])).toEqual([
    ['first', 'green'],
    ['second', 'green'],
    ['second', 'green'],
  ]);
});

test('what happens inside a step belongs to it, even if it fails', () => {
  const { recorder, steps } = recording();
  const fail = () => {
    recorder.step('other', { kind: 'timer' }, () => recorder.notice('inner'));
    throw new Error('broken');
  };
  expect(() => recorder.step('n', { kind: 'timer' }, fail)).toThrow('broken');
  expect(steps).toMatchObject([{ step: 1, node: 'n', notices: ['inner'] }]);
});

test('what happens outside of every step is not written', () => {
  const { recorder, steps, light } = recording();
  recorder.notice('lost');
  light('a').start();
  recorder.step('n', { kind: 'flush' }, () => {});
  expect(steps).toMatchObject([{ machines: [], notices: [], sent: [] }]);
});

test('a datagram is told by its frames, and one that cannot be read by its size', () => {
  const { recorder, steps } = recording();
  const header = { session: 1, number: 5, tableVersion: 3 };
  const junk = Uint8Array.of(1, 2, 3);
  const to = { ip: '::1', port: 5000 };
  recorder.step('n', { kind: 'flush' }, () => {
    expect(recorder.sent(encodeDatagram(header, []), to, [1])).toBe(1);
    expect(recorder.sent(junk, to, null)).toBe(2);
  });
  expect(steps[0]?.sent).toMatchObject([
    { id: 1, to: '::1 5000', number: 5, tableVersion: 3, fate: [1] },
    { id: 2, bytes: 3, number: 0, frames: [], fate: null },
  ]);
});

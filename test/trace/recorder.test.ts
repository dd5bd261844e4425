import { expect, test } from 'vitest';
import { createActor, emit, setup } from 'xstate';
import { encodeDatagram } from '../../src/chat/wire/datagram.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import type { TraceStep } from '../../src/trace/trace.ts';

const machine = setup({
  types: { emitted: {} as { type: 'told' } },
  actions: { tell: emit({ type: 'told' }) },
}).createMachine({
  id: 'light',
  initial: 'red',
  states: {
    red: { on: { go: { target: 'green', actions: 'tell' } } },
    green: { entry: 'tell', on: { go: { actions: 'tell' }, break: 'dark' } },
    dark: { type: 'final' },
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

test('what a machine causes as it starts stands behind it', () => {
  const { recorder, steps, light } = recording();
  const early = createActor(
    setup({
      types: { emitted: {} as { type: 'told' } },
      actions: { tell: emit({ type: 'told' }) },
    }).createMachine({ id: 'early', entry: 'tell' }),
    { id: 'early', inspect: recorder.inspect },
  );
  early.on('told', () => light('caused').start());
  recorder.step('n', { kind: 'start' }, () => early.start());
  expect(steps[0]?.machines.map(({ machine: id }) => id)).toEqual(['early', 'caused']);
});

test('a machine that is done or given up says so, one that is active does not', () => {
  const { recorder, steps, light } = recording();
  const [done, stopped] = [light('done'), light('stopped')];
  const happen = (what: () => void) => recorder.step('n', { kind: 'timer' }, what);
  happen(() => {
    done.start();
    stopped.start();
  });
  happen(() => done.send({ type: 'go' }));
  happen(() => done.send({ type: 'break' }));
  happen(() => stopped.stop());
  // Whatever has ended takes no more notice.
  happen(() => {
    done.stop();
    stopped.stop();
  });
  const told = steps.map(({ machines }) => machines.map(({ to, event, ...rest }) => [to, rest]));
  const status = (status?: string) => expect.objectContaining(status ? { status } : {});
  expect(told).toEqual([
    [
      ['red', status()],
      ['red', status()],
    ],
    [['green', status()]],
    [['dark', status('done')]],
    [['red', status('stopped')]],
    [],
  ]);
  for (const { machines } of steps.slice(0, 2)) {
    for (const machine of machines) expect(machine).not.toHaveProperty('status');
  }
  expect(steps[3]?.machines[0]?.event).toEqual({ type: 'xstate.stop' });
});

const row = (
  name: string,
  port: number,
  status: 'online' | 'offline' | 'forgotten' = 'online',
) => ({
  name,
  ip: '10.0.0.9',
  port,
  status,
  tag: 7,
});

test('what becomes of the client table in a step is told once', () => {
  const { recorder, steps } = recording();
  recorder.tableChanged({ version: 1, changed: [row('before', 1)] });
  recorder.step('n', { kind: 'flush' }, () => {});
  recorder.step('n', { kind: 'timer' }, () => {
    recorder.tableChanged({ version: 2, changed: [row('a', 1), row('b', 2)] });
    recorder.tableChanged({ version: 3, changed: [row('a', 9, 'offline')] });
  });
  recorder.step('n', { kind: 'timer' }, () => {
    recorder.tableChanged({ version: 4, changed: [row('a', 9, 'forgotten'), row('c', 3)] });
    recorder.tableChanged({ version: 6, changed: [row('d', 4)], forgotten: 'c' });
  });
  recorder.step('n', { kind: 'timer' }, () => {
    recorder.tableChanged({ version: 7, changed: [row('e', 5)] });
    recorder.tableChanged({ version: 0, changed: [], isReset: true });
    recorder.tableChanged({ version: 2, changed: [row('f', 6)] });
  });
  const ip = '10.0.0.9';
  expect(steps[0]).not.toHaveProperty('table');
  expect(steps.slice(1).map(({ table }) => table)).toEqual([
    {
      version: 3,
      rows: [
        { name: 'a', ip, port: 9, online: false },
        { name: 'b', ip, port: 2, online: true },
      ],
    },
    { version: 6, rows: [{ name: 'd', ip, port: 4, online: true }], gone: ['a', 'c'] },
    { version: 2, rows: [{ name: 'f', ip, port: 6, online: true }], reset: true },
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
  const bytes = encodeDatagram(header, []);
  const checksum = new DataView(bytes.buffer).getUint32(16);
  const damaged = Uint8Array.from(bytes, (byte, i) => (i === 4 ? byte ^ 1 : byte));
  recorder.step('n', { kind: 'flush' }, () => {
    expect(recorder.sent(bytes, to, [1])).toBe(1);
    expect(recorder.sent(junk, to, null)).toBe(2);
    expect(recorder.sent(damaged, to, [])).toBe(3);
  });
  expect(steps[0]?.sent).toEqual([
    {
      id: 1,
      to: '::1 5000',
      bytes: 20,
      checksum,
      number: 5,
      tableVersion: 3,
      frames: [],
      fate: [1],
    },
    { id: 2, to: '::1 5000', bytes: 3, number: 0, tableVersion: 0, frames: [], fate: null },
    {
      id: 3,
      to: '::1 5000',
      bytes: 20,
      checksum,
      number: 0,
      tableVersion: 0,
      frames: [],
      fate: [],
    },
  ]);
  const from = '::1 5000';
  expect(recorder.arrival(bytes, to, 1)).toEqual({ kind: 'datagram', datagram: 1, from, checksum });
  expect(recorder.arrival(junk, to, 0)).toEqual({ kind: 'datagram', datagram: 0, from });
});

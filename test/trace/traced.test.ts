/** What happens to a real process is a step; without a recorder nothing is in between. */
import { expect, test } from 'vitest';
import { createActor, setup } from 'xstate';
import type { Address } from '../../src/chat/address.ts';
import type { Runtime } from '../../src/chat/runtime.ts';
import { actorOptions } from '../../src/chat/runtime.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { Traced } from '../../src/udp/traced.ts';

const ADDRESS: Address = { ip: '127.0.0.1', port: 5000 };

/** A clock whose only timer fires when it is told to. */
function runtime() {
  const timers: (() => void)[] = [];
  const cleared: unknown[] = [];
  const runtime: Runtime = {
    clock: {
      nowMs: () => 3,
      setTimeout: (callback) => timers.push(callback),
      clearTimeout: (handle) => cleared.push(handle),
    },
    randomIdentity: () => 4,
  };
  return { runtime, timers, cleared };
}

function endpoint() {
  const received: unknown[] = [];
  return {
    received,
    receive: (...args: unknown[]) => received.push(args),
    flush: (send: (bytes: Uint8Array, to: Address) => void) => send(Uint8Array.of(1), ADDRESS),
  };
}

test('timers, datagrams, flushes and commands are steps', () => {
  const steps: TraceStep[] = [];
  const recorder = new Recorder(
    () => 1,
    (step) => steps.push(step),
  );
  const traced = new Traced('ann', { recorder });
  const { runtime: real, timers, cleared } = runtime();
  const wrapped = traced.runtime(real);
  expect(wrapped.inspect).toBe(recorder.inspect);
  expect(wrapped.tableChanged).toBe(recorder.tableChanged);
  expect([wrapped.clock.nowMs(), wrapped.randomIdentity()]).toEqual([3, 4]);
  const handle = wrapped.clock.setTimeout(() => traced.notice('fired'), 10);
  wrapped.clock.clearTimeout(handle);
  expect(cleared).toEqual([handle]);
  timers[0]?.();

  const inner = endpoint();
  const sent: unknown[] = [];
  const outer = traced.endpoint(inner);
  outer.receive(new Uint8Array(20), ADDRESS);
  outer.flush((...args) => sent.push(args));
  expect(inner.received).toEqual([[new Uint8Array(20), ADDRESS]]);
  expect(sent).toEqual([[Uint8Array.of(1), ADDRESS]]);

  expect(traced.step({ kind: 'command', command: 1 }, () => 'value')).toBe('value');
  expect(steps).toMatchObject([
    { step: 1, node: 'ann', cause: { kind: 'timer' }, notices: ['fired'] },
    {
      step: 2,
      cause: { kind: 'datagram', datagram: 0, from: '127.0.0.1 5000', checksum: 0 },
      sent: [],
    },
    { step: 3, cause: { kind: 'flush' }, sent: [{ id: 1, to: '127.0.0.1 5000', fate: null }] },
    { step: 4, cause: { kind: 'command', command: 1 } },
  ]);
  expect(steps).toHaveLength(4);
});

test('if nobody watches everything is as it was', () => {
  const traced = new Traced('ann', {});
  const { runtime: real } = runtime();
  const inner = endpoint();
  expect(traced.runtime(real)).toBe(real);
  expect(traced.endpoint(inner)).toBe(inner);
  let happened = 0;
  expect(traced.step({ kind: 'start' }, () => ++happened)).toBe(1);
  traced.notice('nothing');
  expect(happened).toBe(1);
});

test('a watcher of machines sees them, with a recorder and without', () => {
  const { runtime: real } = runtime();
  const seen: unknown[] = [];
  const inspect = (event: unknown) => seen.push(event);
  const alone = new Traced('ann', { inspect }).runtime(real);
  expect(alone).toEqual({ ...real, inspect });
  const recorder = new Recorder(
    () => 0,
    (step) => seen.push(step.machines.length),
  );
  const together = new Traced('ann', { inspect, recorder });
  const machine = setup({}).createMachine({ id: 'm' });
  const actor = createActor(machine, actorOptions(together.runtime(real), 'm'));
  together.step({ kind: 'start' }, () => actor.start());
  expect(seen).toContain(1);
  expect(seen).toContainEqual(expect.objectContaining({ type: '@xstate.snapshot' }));
});

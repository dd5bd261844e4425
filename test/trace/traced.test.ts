/** What happens to a real process is a step; without a recorder nothing is in between. */
import { expect, test } from 'vitest';
import type { Address } from '../../src/address.ts';
import type { Runtime } from '../../src/runtime.ts';
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
  const traced = new Traced('ann', recorder);
  const { runtime: real, timers, cleared } = runtime();
  const wrapped = traced.runtime(real);
  expect(wrapped.inspect).toBe(recorder.inspect);
  expect([wrapped.clock.nowMs(), wrapped.randomIdentity()]).toEqual([3, 4]);
  const handle = wrapped.clock.setTimeout(() => traced.notice('fired'), 10);
  wrapped.clock.clearTimeout(handle);
  expect(cleared).toEqual([handle]);
  timers[0]?.();

  const inner = endpoint();
  const sent: unknown[] = [];
  const outer = traced.endpoint(inner);
  outer.receive(Uint8Array.of(2), ADDRESS);
  outer.flush((...args) => sent.push(args));
  expect(inner.received).toEqual([[Uint8Array.of(2), ADDRESS]]);
  expect(sent).toEqual([[Uint8Array.of(1), ADDRESS]]);

  traced.step({ kind: 'command', command: 1 }, () => {});
  expect(steps).toMatchObject([
    { step: 1, node: 'ann', cause: { kind: 'timer' }, notices: ['fired'] },
    { step: 2, cause: { kind: 'datagram', datagram: 0, from: '127.0.0.1 5000' }, sent: [] },
    { step: 3, cause: { kind: 'flush' }, sent: [{ id: 1, to: '127.0.0.1 5000', fate: null }] },
    { step: 4, cause: { kind: 'command', command: 1 } },
  ]);
  expect(steps).toHaveLength(4);
});

test('without a recorder everything is as it was', () => {
  const traced = new Traced('ann', undefined);
  const { runtime: real } = runtime();
  const inner = endpoint();
  expect(traced.runtime(real)).toBe(real);
  expect(traced.endpoint(inner)).toBe(inner);
  let happened = 0;
  traced.step({ kind: 'start' }, () => happened++);
  traced.notice('nothing');
  expect(happened).toBe(1);
});

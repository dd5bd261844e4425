import { readFileSync } from 'node:fs';
import { parseTrace } from '../../src/trace/parse.ts';
import type { Trace, TraceEnd, TraceHeader, TraceLine, TraceStep } from '../../src/trace/trace.ts';
import { formatLine } from '../../src/trace/trace.ts';
import { arrival, datagram, fault, frame, step, went } from '../support/steps.ts';

export const HEADER: TraceHeader = { trace: 'statechat', version: 1, source: 'lab' };

const READY = { online: { mode: { nonGroup: 'ready' }, table: 'synced' } };
const HI = frame('PRIVATE', 1, { kind: 'PRIVATE', text: 'hi' });
const sent = { bytes: 40, tableVersion: 1 };

/** Bob's greeting to alice, the first time in vain. */
export const STEPS: readonly TraceStep[] = [
  step({
    step: 1,
    atMs: 12.5,
    node: 'bob',
    cause: { kind: 'command', command: { kind: 'send', to: 'alice', text: 'hi' } },
    machines: [
      went('client:bob', READY, READY, {
        event: { type: 'command.send' },
        taken: ['client.online.mode.nonGroup|command.send|2'],
        effects: [{ type: 'sendPrivate', to: 'alice', text: 'hi' }],
      }),
      went('ackWait:alice:1', null, 'waiting', { effects: [{ type: 'transmit' }] }),
    ],
  }),
  step({
    step: 2,
    atMs: 12.5,
    node: 'bob',
    sent: [datagram(1, '10.0.1.1 6000', [], { ...sent, frames: [HI] })],
  }),
  step({
    step: 3,
    atMs: 100,
    node: 'bob',
    cause: { kind: 'timer' },
    machines: [
      went('ackWait:alice:1', 'waiting', 'overdue', {
        event: { type: 'xstate.after.round.ackWait.waiting' },
        taken: ['ackWait.waiting|xstate.after.round.ackWait.waiting|1'],
        effects: [{ type: 'overdue' }, { type: 'transmit' }],
      }),
    ],
    sent: [datagram(2, '10.0.1.1 6000', [5, 7.25], { ...sent, frames: [HI] })],
  }),
  step({
    step: 4,
    atMs: 105,
    cause: arrival(2, '10.0.1.2 6000'),
    machines: [
      went('client:alice', READY, READY, { event: { type: 'private.arrived' }, taken: [] }),
    ],
    notices: [{ kind: 'privateMessage', message: { from: 'bob', text: 'hi' }, prompt: null }],
    sent: [
      datagram(3, '10.0.1.2 6000', [1], { ...sent, frames: [frame('ACK', 0, { kind: 'ACK' })] }),
    ],
  }),
  step({
    step: 5,
    atMs: 106,
    node: 'bob',
    cause: arrival(3, '10.0.1.1 6000'),
    machines: [
      went(
        'client:bob',
        READY,
        { online: { mode: { group: 'ready' }, table: 'fetching' } },
        {
          event: { type: 'server.reset' },
          taken: ['x'],
        },
      ),
    ],
    notices: [{ kind: 'received', by: 'alice', prompt: 'tea' }],
  }),
  step({ step: 6, atMs: 2_000, node: 'bob', cause: fault('kill') }),
];

export const END: TraceEnd = {
  end: true,
  steps: 6,
  violation: {
    promise: 'shownOnce',
    sentence: 'A message is shown to its recipient at most once.',
    detail: 'alice was shown hi twice',
    step: 6,
  },
};

/** The text of a trace file. */
export function textOf(...lines: readonly TraceLine[]): string {
  return lines.map((line) => `${formatLine(line)}\n`).join('');
}

/** All of a trace file at once. */
export function readWhole(path: string): Trace {
  return parseTrace(readFileSync(path, 'utf8'));
}
